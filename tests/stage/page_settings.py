"""Settings of a page that shows a band without parts."""

from pathlib import Path

from jamd.ipc.settings import WebSettings
from jamd.library.library import Library
from jamd.music.settings import JamSettings
from jamd.music.time.notes import Meter
from jamd.stage.my_settings import MySettings, Now


def my_settings(folder: Path) -> MySettings:
    """Those of a band that has none, saved in config.yaml there."""
    charts = folder / "charts"
    return MySettings(str(folder / "config.yaml"), Now({}), Library(charts), str(charts), folder / "saved settings")


def page_settings(port: int = 8765) -> WebSettings:
    return WebSettings("127.0.0.1", port, asks_token=False, bpm=120.0, jam=JamSettings(Meter(4), {}, 0))
