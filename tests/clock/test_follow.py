"""Follow me: count-offs and phrases, players of several kinds, and laws of the line under any playing."""

import random
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jamd.clock.follow import Follow
from jamd.clock.source import ClockAction, Retime, Standby, Start
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline

MS = 1_000_000
S = 1_000_000_000
BAR = 3840
BEAT = 960


class Bandstand:
    """A follower, and the line that the band plays along. Instants in seconds."""

    def __init__(self, beats: int = 4) -> None:
        self.follow = Follow(Meter(beats))
        self.line: Timeline | None = None
        self.begun: Start | None = None
        self.lines: list[tuple[int, Timeline]] = []  # when each came into force

    def _take(self, actions: list[ClockAction], now: int) -> None:
        for action in actions:
            assert isinstance(action, Start | Retime)
            if isinstance(action, Start):
                self.begun = action
            self.line = action.timeline
            self.lines.append((now, action.timeline))

    def until(self, second: float) -> None:
        while (wake := self.follow.wake_ns) is not None and wake <= second * S:
            self._take(self.follow.advance(wake), wake)

    def key(self, second: float, pitch: int = 60) -> None:
        self.until(second)
        now = Nanos(round(second * S))
        self._take(self.follow.struck(pitch, now), now)

    def tap(self, second: float) -> None:
        self.until(second)
        now = Nanos(round(second * S))
        self._take(self.follow.tap(now), now)

    def beat_at(self, second: float) -> float:
        self.until(second)
        assert self.line is not None
        return self.line.tick_at(Nanos(round(second * S))) / BEAT

    def second_of(self, beat: float) -> float:
        assert self.line is not None
        return self.line.ns_at(Tick(round(beat * BEAT))) / S

    @property
    def bpm(self) -> float:
        assert self.line is not None
        return self.line.bpm


def counted_off(bpm: float = 120, beats: int = 4) -> Bandstand:
    """A band whose first beat falls at second 10."""
    band = Bandstand(beats)
    for i in range(beats, 0, -1):
        band.tap(10 - i * 60 / bpm)
    return band


def plays(band: Bandstand, beats: Iterable[float], bpm: float = 120, late: float = 0.0) -> None:
    """A player with a tempo of their own, from second 10 on."""
    for beat in beats:
        band.key(10 + beat * 60 / bpm + late)


def pattern(places: tuple[float, ...], bars: range, beats: int = 4) -> list[float]:
    return [bar * beats + place for bar in bars for place in places]


SWUNG = (0, 0.66, 1, 1.66, 2, 2.66, 3, 3.66)

# -- count-offs


def test_four_even_taps_begin_the_form_one_beat_after_the_last() -> None:
    band = counted_off(150)
    assert band.begun == Start(Timeline.at_bpm(150, Nanos(10 * S), Tick(0)), Tick(0))
    assert band.follow.hold == "steady"


def test_three_taps_begin_a_waltz() -> None:
    band = counted_off(180, beats=3)
    assert band.begun is not None
    assert abs(band.second_of(0) - 10) < 0.001


def test_a_key_counts_off_as_well() -> None:
    band = Bandstand()
    for i in range(4):
        band.key(5 + i * 0.4, pitch=48)
    assert band.begun is not None
    assert abs(band.second_of(0) - 6.6) < 0.001
    assert abs(band.bpm - 150) < 0.1


@given(st.floats(40, 300), st.lists(st.floats(-0.01, 0.01), min_size=4, max_size=4))
def test_a_human_count_off_is_understood_within_its_own_error(bpm: float, errors: list[float]) -> None:
    band = Bandstand()
    for i, error in enumerate(errors):
        band.tap(10 - (4 - i) * 60 / bpm + error)
    assert band.begun is not None
    assert abs(band.second_of(0) - 10) <= 0.0201  # the mean error, and the steepest slope through such errors
    assert abs(60 / band.bpm - 60 / bpm) <= 0.0081


def nobody_begins(strokes: list[tuple[float, int]]) -> bool:
    band = Bandstand()
    for second, pitch in strokes:
        band.key(second, pitch)
    return band.begun is None and band.follow.hold == "waiting"


def test_a_phrase_is_no_count_off() -> None:
    assert nobody_begins([(5 + i * 0.4, 60 + i) for i in range(12)])


def test_uneven_strokes_are_no_count_off() -> None:
    assert nobody_begins([(second, 60) for second in (5, 5.5, 6.3, 6.8, 7.1)])


def test_the_same_note_in_the_middle_of_a_phrase_is_no_count_off() -> None:
    assert nobody_begins([(4.6, 64), *((5 + i * 0.4, 60) for i in range(12))])


def test_chords_on_every_beat_are_no_count_off() -> None:
    assert nobody_begins([(5 + i * 0.5 + j * 0.004, pitch) for i in range(8) for j, pitch in enumerate((60, 64, 67))])


def test_a_note_repeated_quickly_is_no_count_off() -> None:
    assert nobody_begins([(5 + i * 0.16, 60) for i in range(12)])


def test_three_taps_are_no_count_off_in_four() -> None:
    band = Bandstand()
    for second in (5.0, 5.5, 6.0):
        band.tap(second)
    assert band.begun is None


def test_after_a_stop_it_waits_for_a_count_off_and_goes_on_at_the_bar_line() -> None:
    band = counted_off()
    assert band.follow.join(None, 120, Tick(BAR + 1000), Nanos(20 * S)) == [Standby(Tick(BAR), 120)]
    assert band.follow.hold == "waiting"
    for i in range(4):
        band.tap(30 + i * 0.5)
    assert band.begun is not None
    assert band.begun.tick == BAR
    assert abs(band.second_of(4) - 32) < 0.001


def test_a_count_off_replaces_the_count_in() -> None:
    assert Follow(Meter(4)).join(None, 140, Tick(-2 * BAR), Nanos(0)) == [Standby(Tick(0), 140)]


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


# -- taps while music plays


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


# -- laws

played = st.lists(st.tuples(st.floats(0, 3), st.integers(0, 20)), max_size=60)  # seconds since the last; 0: a tap


@given(st.floats(40, 300), played)
@settings(max_examples=200, deadline=None)
def test_the_line_never_runs_backward_and_nothing_is_said_of_the_past(
    bpm: float, script: list[tuple[float, int]]
) -> None:
    band = counted_off(bpm)
    second = 10.0
    for gap, pitch in script:
        second += gap
        band.tap(second) if pitch == 0 else band.key(second, pitch)
        assert band.follow.wake_ns is None or band.follow.wake_ns > second * S
    for (_, before), (now, after) in zip(band.lines, band.lines[1:], strict=False):
        assert after.tick_at(Nanos(now)) >= before.tick_at(Nanos(now))
        assert after.tick_at(Nanos(now)) <= before.tick_at(Nanos(now)) + 1


@given(st.floats(40, 300), st.lists(st.floats(0, 3), max_size=60))
@settings(max_examples=200, deadline=None)
def test_without_taps_the_tempo_changes_by_little_in_any_beat(bpm: float, gaps: list[float]) -> None:
    band = counted_off(bpm)
    second = 10.0
    for gap in gaps:
        second += gap
        band.key(second)
    for (then, before), (now, after) in zip(band.lines, band.lines[1:], strict=False):
        beats = (now - max(then, band.lines[0][1].anchor_ns)) / before.ns_per_beat
        assert abs(after.bpm / before.bpm - 1) <= 0.06 * min(1.0, beats + 0.01) + 1e-6


@given(played, st.integers(1, 10**15))
@settings(max_examples=50, deadline=None)
def test_when_it_happens_makes_no_difference(script: list[tuple[float, int]], later: int) -> None:
    one, other = Follow(Meter(4)), Follow(Meter(4))
    ns = 0
    for i in range(4):
        one.tap(Nanos(i * 500 * MS))
        other.tap(Nanos(i * 500 * MS + later))
    for gap, pitch in script:
        ns += round(gap * S)
        mine = one.struck(pitch, Nanos(2 * S + ns))
        theirs = other.struck(pitch, Nanos(2 * S + ns + later))
        assert [action.timeline.ns_per_beat for action in mine if isinstance(action, Retime)] == [
            action.timeline.ns_per_beat for action in theirs if isinstance(action, Retime)
        ]
