"""Keyboards as people have them, in `continue`: keys whose off never comes, pedals, several channels, pads. Each story
is played live and rendered."""

from collections.abc import Callable

import msgspec
import pytest
from virtual_band import Keys, Played, live, rendered

from jamd.band.process import make_jam
from jamd.commands.player_table import fallback
from jamd.config.process_settings import band_settings
from jamd.config.schema import Config
from jamd.music.channel_messages import NOTE_OFF, NOTE_ON, SOSTENUTO, SUSTAIN
from jamd.music.planning.jam import Jam
from jamd.music.time.notes import BAND, Tick

BEAT, BAR = 960, 3840
BPM = 120.0
Band = Callable[[Keys, int], Played]


def jam(count_in: int) -> Jam:
    settings = band_settings(Config.model_validate({"jam": {"mode": "continue"}}), 7)
    counted = msgspec.structs.replace(settings.jam, count_in=count_in)
    return make_jam(msgspec.structs.replace(settings, jam=counted, players={part: fallback(part) for part in BAND}))


@pytest.fixture(params=["live", "rendered"])
def band(request: pytest.FixtureRequest) -> Band:
    def play(keys: Keys, bars: int) -> Played:
        keys = sorted(keys, key=lambda key: key[0])
        if request.param == "live":
            return live(jam(count_in=1), keys, BPM, bars, is_prompt=True)
        return rendered(jam(count_in=0), keys, BPM, bars)

    return play


def on(tick: float, pitch: int, channel: int = 0) -> tuple[Tick, bytes]:
    return Tick(round(tick)), bytes((NOTE_ON | channel, pitch, 80))


def off(tick: float, pitch: int, channel: int = 0) -> tuple[Tick, bytes]:
    return Tick(round(tick)), bytes((NOTE_OFF | channel, pitch, 0))


def control(tick: float, which: int, value: int, channel: int = 0) -> tuple[Tick, bytes]:
    return Tick(round(tick)), bytes((0xB0 | channel, which, value))


def phrase(bar: float, channel: int = 0) -> Keys:
    """Four eighths."""
    starts = [bar * BAR + n * BEAT / 2 for n in range(4)]
    return [key for start in starts for key in (on(start, 67, channel), off(start + 400, 67, channel))]


def notes_in(played: Played, first: float, last: float) -> int:
    """Of the piano, between two bars."""
    return sum(first * BAR <= tick < last * BAR for tick, _ in played.piano)


# -- keys whose off never comes


def test_a_key_whose_off_went_to_another_octave_keeps_the_piano_out_for_two_bars(band: Band) -> None:
    stuck = [on(4 * BAR, 48), off(4 * BAR + 200, 60)]
    played = band([*phrase(0), *stuck, *phrase(4.25), *phrase(10)], 14)
    assert notes_in(played, 1, 4) > 3
    assert notes_in(played, 4.25, 6) == 0
    assert notes_in(played, 6, 9) > 3
    assert notes_in(played, 11, 14) > 3  # and for the rest of the run


def test_it_does_so_where_the_phrase_begins_together_with_it(band: Band) -> None:
    played = band([on(0, 48), off(4, 60), on(8, 67), off(400, 67)], 4)
    assert notes_in(played, 0, 2) == 0
    assert notes_in(played, 2, 4) > 3


@pytest.mark.parametrize("panic", [123, 120, 124])
def test_a_panic_lifts_the_hand(band: Band, panic: int) -> None:
    chord = [on(0, 48), on(0, 55)]
    assert notes_in(band([*chord, control(BAR / 2, panic, 0)], 3), 0.5, 3) > 3
    assert notes_in(band(chord, 3), 0, 3) == 0


def test_reset_all_controllers_lifts_the_pedal(band: Band) -> None:
    chord = [control(0, SUSTAIN, 127), on(0, 48), on(0, 55), off(400, 48), off(400, 55)]
    assert notes_in(band([*chord, control(BAR / 2, 121, 0)], 3), 0.5, 3) > 3


def test_a_long_last_note_is_held_and_not_stuck(band: Band) -> None:
    played = band([*phrase(0), on(BAR / 2, 72), off(3.5 * BAR, 72)], 5)
    assert notes_in(played, 0, 3.5) == 0
    assert notes_in(played, 3.5, 5) > 3


# -- what a pedal holds


@pytest.mark.parametrize("pedal", [SUSTAIN, SOSTENUTO])
def test_a_chord_under_the_pedal_is_no_rest(band: Band, pedal: int) -> None:
    chord = (60, 64, 67, 71)
    ons, offs = [on(0, pitch) for pitch in chord], [off(400, pitch) for pitch in chord]
    keys = [*ons, control(200, pedal, 127), *offs, control(3 * BAR, pedal, 0)]
    played = band(keys, 5)
    assert notes_in(played, 0, 3) == 0
    assert notes_in(played, 3, 5) > 3


def test_a_pedal_that_never_comes_up_is_no_playing_after_four_bars(band: Band) -> None:
    played = band([control(0, SUSTAIN, 127), *phrase(0)], 8)
    assert notes_in(played, 0, 4) == 0
    assert notes_in(played, 4.5, 8) > 3


# -- channels


def test_a_key_is_channel_and_pitch(band: Band) -> None:
    keys = [on(0, 60, 0), on(300, 60, 1), off(600, 60, 1), off(3 * BAR, 60, 0)]
    assert notes_in(band(keys, 3), 0, 3) == 0


def test_one_stroke_on_two_channels_lasts_until_both_keys_are_up(band: Band) -> None:
    keys = [on(0, 60, 0), on(0, 60, 1), off(600, 60, 1), off(3 * BAR, 60, 0)]
    assert notes_in(band(keys, 3), 0, 3) == 0


def test_pads_leave_the_floor_to_the_piano(band: Band) -> None:
    pads = [key for n in range(40) for key in (on(n * BEAT / 2, 38, 9), off(n * BEAT / 2 + 100, 38, 9))]
    with_pads, without = (band([*phrase(0), *keys], 5) for keys in (pads, []))
    assert notes_in(with_pads, 0.5, 5) == notes_in(without, 0.5, 5) > 3
