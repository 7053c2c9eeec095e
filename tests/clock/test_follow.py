"""Follow me while music plays: players of several kinds, taps, and joining a band that plays already."""

import random

import pytest
from clock.bandstand import SWUNG, Bandstand, S, counted_off, pattern, plays

from jamd.music.time.notes import Nanos, Tick
from jamd.music.time.timeline import Timeline

# -- players


@pytest.mark.parametrize("bpm", [70, 120, 200, 280])
def test_a_steady_player_moves_nothing(bpm: int) -> None:
    band = counted_off(bpm)
    plays(band, pattern(SWUNG, range(16)), bpm)
    assert abs(band.beat_at(10 + 64 * 60 / bpm) - 64) * 60 / bpm < 0.02  # seconds
    assert abs(band.bpm / bpm - 1) < 0.015


def test_a_count_off_that_was_a_little_slow_is_put_right() -> None:
    band = counted_off(120)
    plays(band, pattern(SWUNG, range(8)), bpm=124)
    assert abs(band.beat_at(10 + 32 * 60 / 124) - 32) < 0.1
    assert abs(band.bpm / 124 - 1) < 0.02


@pytest.mark.parametrize("swing", [0.5, 0.58, 0.66])
def test_playing_only_off_beats_does_not_drag_the_beat(swing: float) -> None:
    band = counted_off()
    plays(band, pattern(tuple(beat + swing for beat in range(4)), range(8)))
    assert abs(band.beat_at(10 + 16) - 32) < 0.2  # nothing says where in .5 to .7 this player's off-beats lie
    assert abs(band.bpm / 120 - 1) < 0.01


def test_twice_as_many_notes_are_no_other_tempo() -> None:
    band = counted_off()
    plays(band, pattern((0, 1, 2, 3), range(4)))
    plays(band, pattern(tuple(i / 2 for i in range(8)), range(4, 8)))
    plays(band, pattern(tuple(i / 4 for i in range(16)), range(8, 16)))
    assert abs(band.beat_at(10 + 32) - 64) < 0.06
    assert abs(band.bpm / 120 - 1) < 0.015


def test_a_chord_is_one_onset_however_it_is_rolled() -> None:
    rolled, single = counted_off(), counted_off()
    for beat in range(16):
        single.key(10 + beat * 0.5)
        for i in range(5):
            rolled.key(10 + beat * 0.5 + i * 0.006, 60 + i)
    assert rolled.lines == single.lines


def test_silence_keeps_the_tempo_for_ever() -> None:
    band = counted_off(132)
    plays(band, pattern(SWUNG, range(4)), 132)
    band.until(30)
    line = band.line
    band.until(3600)
    assert band.line == line
    assert band.follow.wake_ns is None


def test_after_a_long_rest_the_beat_is_where_it_was() -> None:
    band = counted_off()
    plays(band, pattern(SWUNG, range(4)))
    band.until(130)
    before = band.bpm
    for beat in pattern(SWUNG, range(62, 66)):
        band.key(band.second_of(beat))
    assert abs(band.bpm / before - 1) < 0.02


def test_an_accelerando_is_followed() -> None:
    band = counted_off(120)
    second, bpm = 10.0, 120.0
    for beat in range(64):
        band.key(second)
        band.key(second + 0.62 * 60 / bpm)
        second += 60 / bpm
        bpm += 0.5  # two bpm a bar
        if beat > 16:
            assert abs(band.beat_at(second) - beat - 1) < 0.15
    assert abs(band.bpm / bpm - 1) < 0.03


@pytest.mark.parametrize("late", [-0.02, 0, 0.02, 0.03, 0.045])
def test_playing_always_behind_or_ahead_of_the_band_does_not_drag_it(late: float) -> None:
    band = counted_off(140)
    dice = random.Random(1)
    for beat in range(800):  # almost six minutes; they hear the band's beat, wherever it is
        for place in (0, 0.64):
            band.key(band.second_of(beat + place) + late * (place == 0) + dice.gauss(0, 0.008))
    assert abs(band.bpm / 140 - 1) < 0.03


def test_playing_out_of_time_does_not_carry_the_band_away() -> None:
    for seed in range(10):
        band = counted_off(120)
        dice = random.Random(seed)
        second = 10.0
        while second < 42:
            second += dice.uniform(0.1, 0.9)
            band.key(second)
            assert abs(band.bpm / 120 - 1) < 0.15


# -- taps


def test_taps_are_beats() -> None:
    band = counted_off(120)
    for beat in range(3):
        band.tap(10.04 + beat * 0.5)  # behind the band, at its tempo
    band.until(13)
    assert abs(band.beat_at(13.04) - 6) < 0.05


def test_a_bar_of_taps_sets_the_tempo_and_the_form_goes_on() -> None:
    band = counted_off(120)
    for i in range(4):
        band.tap(14 + i * 0.4)
    band.until(17)
    assert abs(band.bpm - 150) < 1.5
    beat = band.beat_at(14 + 8 * 0.4)
    assert abs(beat - round(beat)) < 0.02
    assert 12 <= beat <= 17


def test_snapping_on_two_and_four_is_no_half_tempo() -> None:
    band = counted_off(120)
    for i in range(4):
        band.tap(10.5 + i * 60 / 63)
    band.until(18)
    assert abs(band.bpm - 126) < 1.5


# -- joining


def test_where_music_plays_it_goes_on_along_the_same_line() -> None:
    line = Timeline.at_bpm(133, Nanos(0), Tick(0))
    band = Bandstand()
    assert band.follow.join(line, 133, Tick(4321), Nanos(4 * S)) == []
    assert band.follow.hold == "steady"
    band.line = line
    for beat in pattern(SWUNG, range(3, 11)):
        band.key(beat * 60 / 133)
    assert abs(band.bpm / 133 - 1) < 0.01
    assert abs(band.beat_at(44 * 60 / 133) - 44) < 0.06
