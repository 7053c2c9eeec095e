"""What is played live is what is rendered: count-in, commands and late plans do not change how the drummer plays."""

import msgspec
import pytest
from virtual_band import Keys, Played, figures, keys_of, live, rendered

from jamd.band.process import make_jam
from jamd.config.process_settings import band_settings
from jamd.config.schema import Config
from jamd.music.planning.jam import Jam
from jamd.music.settings import PartSettings
from jamd.music.time.notes import Meter
from jamd.players.registry import names

FOUR = Meter(4)
BPM = 140.0
LOST_ON_STAGE = 2482585553  # this seed played toms and a backbeat from bar 1, live only


def jam(seed: int, drummer: str, count_in: int) -> Jam:
    """A drummer without a band: nobody else has a say in what it plays."""
    settings = band_settings(Config(), seed)
    parts = {"drums": PartSettings(), "piano": PartSettings(enabled=False)}
    counted = msgspec.structs.replace(settings.jam, count_in=count_in, parts=parts)
    players = {**settings.players, "drums": drummer, "piano": "rules"}
    return make_jam(msgspec.structs.replace(settings, jam=counted, players=players))


def both(seed: int, drummer: str, keys: Keys, bars: int) -> tuple[Played, Played]:
    return (
        rendered(jam(seed, drummer, count_in=0), keys, BPM, bars),
        live(jam(seed, drummer, count_in=2), keys, BPM, bars, is_prompt=True),
    )


@pytest.mark.parametrize("drummer", names("drums"))
@pytest.mark.parametrize("keys", [[], keys_of(1, 16, FOUR)], ids=["alone", "behind a keyboardist"])
def test_note_by_note_where_plans_take_no_time(drummer: str, keys: Keys) -> None:
    render, on_stage = both(LOST_ON_STAGE, drummer, keys, bars=16)
    assert on_stage.hits == render.hits


@pytest.mark.parametrize("drummer", names("drums"))
@pytest.mark.parametrize("seed", range(4))
def test_time_is_kept_where_plans_are_late_and_the_band_is_stuck_now_and_then(seed: int, drummer: str) -> None:
    """More of it: `tests/benchmarks/long_run.py`."""
    bars = 64
    played = live(jam(seed, drummer, count_in=2), keys_of(seed, bars, FOUR), BPM, bars, seed)
    found = figures(played.hits, bars, FOUR)
    assert found["of them after another"] == 0
    assert found["bars without time"] < 0.15  # fills and figures, one bar at a time
    assert found["struck twice"] == 0
