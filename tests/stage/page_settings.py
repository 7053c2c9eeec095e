"""Settings of a page that shows a band without parts."""

from jamd.ipc.settings import WebSettings
from jamd.music.settings import JamSettings
from jamd.music.time.notes import Meter


def page_settings(port: int = 8765) -> WebSettings:
    return WebSettings("127.0.0.1", port, asks_token=False, bpm=120.0, jam=JamSettings(Meter(4), {}, 0))
