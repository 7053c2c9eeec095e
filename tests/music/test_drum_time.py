"""What keeps the time in a style."""

from typing import get_args

import pytest

from jamd.commands.choices import Style
from jamd.music import drum_kit as kit
from jamd.music.drum_time import DRUM_TIME, has_foot, keeps_time, place_of, plain_bar, tick_of
from jamd.music.styles import STYLES
from jamd.music.time.notes import Meter

FOUR, THREE = Meter(4), Meter(3)
BACKBEAT = {(4, kit.SNARE), (12, kit.SNARE), (0, kit.KICK), (8, kit.KICK)}


def meters(style: Style) -> list[Meter]:
    return [Meter(beats) for beats in STYLES[style].beats]


@pytest.mark.parametrize("style", get_args(Style))
def test_a_plain_bar_keeps_time_and_has_the_foot_where_it_belongs(style: Style) -> None:
    for meter in meters(style):
        hits = [(stroke.place, stroke.voice) for stroke in plain_bar(style, meter)]
        assert keeps_time(hits, style, meter)
        assert max(place for place, _ in hits) < meter.beats * 4
        assert has_foot(hits, meter) or not DRUM_TIME[style].foot


@pytest.mark.parametrize("style", get_args(Style))
def test_toms_and_silence_keep_no_time(style: Style) -> None:
    assert not keeps_time([], style, FOUR)
    assert not keeps_time([(place, kit.LOW_TOM) for place in range(16)], style, FOUR)


def test_a_ride_on_every_beat_is_swing_and_a_backbeat_under_straight_hats_is_not() -> None:
    quarters = {place: {(beat, place) for beat in (0, 4, 8, 12)} for place in (kit.RIDE, kit.CLOSED_HAT)}
    assert keeps_time(quarters[kit.RIDE], "swing", FOUR)
    assert keeps_time(quarters[kit.CLOSED_HAT], "swing", FOUR)
    assert keeps_time(quarters[kit.RIDE] | BACKBEAT, "swing", FOUR)
    assert not keeps_time(quarters[kit.CLOSED_HAT] | BACKBEAT, "swing", FOUR)
    assert keeps_time(quarters[kit.CLOSED_HAT] | BACKBEAT, "funk", FOUR)


def test_a_samba_is_kept_on_the_snare_and_a_ballad_by_brushes() -> None:
    snare = {(place, kit.SNARE) for place in range(0, 16, 2)}
    assert keeps_time(snare, "samba", FOUR)
    assert keeps_time(snare, "ballad", FOUR)
    assert not keeps_time(snare, "swing", FOUR)


def test_brushes_that_tap_every_beat_are_no_backbeat() -> None:
    taps = {(place, kit.SNARE) for place in (0, 4, 8, 12)}
    assert keeps_time(taps, "ballad", FOUR)
    assert not keeps_time(BACKBEAT | {(place, kit.CLOSED_HAT) for place in (0, 4, 8, 12)}, "ballad", FOUR)


@pytest.mark.parametrize("swing", [1.0, 1.7, 2.6])
def test_places_and_ticks_are_inverse(swing: float) -> None:
    assert [place_of(tick_of(place, swing), swing) for place in range(32)] == list(range(32))
