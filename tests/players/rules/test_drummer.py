from collections import Counter
from itertools import pairwise
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from players.rules.scenes import in_bar, line, played, retold, scene_for

from jamd.music.time.notes import Note, Tick
from jamd.music.time.swing import swung
from jamd.players.rules.drum_figures import CRASH, KICK, PEDAL_HAT, RIDE, SNARE
from jamd.players.rules.drummer import RulesDrummer

DRUMMER = RulesDrummer()
INTENSITIES = (0.2, 0.45, 0.7, 0.95)
BEAT = 960


def places(notes: tuple[Note, ...], pitch: int, bar: int = 0) -> list[int]:
    """Played ticks of a voice inside its bar of 4/4."""
    return [note.start - bar * 4 * BEAT for note in notes if note.pitch == pitch]


@pytest.mark.parametrize("intensity", INTENSITIES)
def test_the_ride_swings_and_the_foot_claps_on_two_and_four(intensity: float) -> None:
    scene = scene_for("drums", intensity=intensity)
    notes = played(DRUMMER, scene, 64)
    steady = [bar for bar in range(64) if bar % 8 not in (7, 0)]
    feet = [places(in_bar(notes, scene, bar), PEDAL_HAT, bar) == [BEAT, 3 * BEAT] for bar in range(64)]
    assert mean(feet) >= 0.9
    for bar in steady:
        ride = places(in_bar(notes, scene, bar), RIDE, bar)
        assert {0, BEAT, 2 * BEAT, 3 * BEAT} <= set(ride)
    skips = mean(
        swung(Tick(3 * BEAT // 2), scene.swing) in places(in_bar(notes, scene, bar), RIDE, bar) for bar in steady
    )
    assert skips > 0.3


@pytest.mark.parametrize(("intensity", "low", "high"), [(0.2, 8, 11), (0.45, 9, 13), (0.7, 10, 14), (0.95, 12, 15)])
def test_as_many_strokes_to_the_bar_as_drummers_play(intensity: float, low: float, high: float) -> None:
    assert low <= len(played(DRUMMER, scene_for("drums", intensity=intensity), 128)) / 128 <= high


def test_loudness_lies_where_recorded_drummers_have_it() -> None:
    scene = scene_for("drums", intensity=0.45)
    notes = [note for note in played(DRUMMER, scene, 128) if note.start // 3840 % 8 not in (7, 0)]
    quarters = [note.velocity for note in notes if note.pitch == RIDE and note.start % BEAT == 0]
    skips = [note.velocity for note in notes if note.pitch == RIDE and note.start % BEAT]
    assert 45 <= mean(quarters) <= 57
    assert 0.62 <= mean(skips) / mean(quarters) <= 0.8
    assert 60 <= mean(note.velocity for note in notes if note.pitch == PEDAL_HAT) <= 75


def test_more_and_louder_with_intensity() -> None:
    takes = [played(DRUMMER, scene_for("drums", intensity=each), 64) for each in INTENSITIES]
    for measure in (len, lambda take: mean(note.velocity for note in take)):
        figures = [measure(take) for take in takes]
        assert figures == sorted(figures)
        assert figures[-1] > 1.25 * figures[0]


@pytest.mark.parametrize("chart", ["builtin:rhythm-changes", "builtin:blues-in-bb", "builtin:ii-v-i", None])
@pytest.mark.parametrize("intensity", [0.35, 0.7, 0.95])
def test_no_two_bars_go_round_more_than_four_times(chart: str | None, intensity: float) -> None:
    for seed in range(4):
        scene = scene_for("drums", chart, intensity=intensity, seed=seed)
        notes = played(DRUMMER, scene, 64)
        bars = [frozenset((n.start % 3840, n.pitch) for n in in_bar(notes, scene, bar)) for bar in range(64)]
        repeats = [bars[bar] == bars[bar + 2] for bar in range(62)]
        assert not any(all(repeats[bar : bar + 8]) for bar in range(54))


def test_a_part_ends_with_a_fill_and_the_next_one_lands_on_one() -> None:
    scene = scene_for("drums", intensity=0.7)
    for seed in range(10):
        notes = played(DRUMMER, retold(scene, seed=seed), 33)
        for bar in (7, 15, 23):  # the ends of A, A and B
            late = [note for note in in_bar(notes, scene, bar) if note.start % 3840 >= 2 * BEAT]
            assert RIDE not in {note.pitch for note in late}
            assert sum(note.pitch not in (RIDE, PEDAL_HAT) for note in late) >= 2
        whole = in_bar(notes, scene, 31)
        assert RIDE not in {note.pitch for note in whole}
        assert sum(note.pitch != PEDAL_HAT for note in whole) >= 5
        one = {note.pitch for note in notes if note.start == 32 * 3840}
        assert {KICK, CRASH} <= one


@pytest.mark.parametrize("chart", ["builtin:blues-in-bb", "builtin:jazz-waltz", None])
def test_every_fourth_bar_sets_up_the_next_and_the_second_does_not(chart: str | None) -> None:
    scene = scene_for("drums", chart, intensity=0.5)
    bar_ticks = scene.meter.bar
    notes = played(DRUMMER, scene, 96)
    for bar in range(96):
        ends = [
            n for n in in_bar(notes, scene, bar) if n.pitch in (SNARE, KICK) and n.start % bar_ticks > bar_ticks - 961
        ]
        off_beat = swung(Tick(BEAT // 2), scene.swing)
        comments = [n for n in ends if n.velocity > 32 or n.start % BEAT == off_beat]  # no ghosts between the beats
        place = bar % (12 if chart == "builtin:blues-in-bb" else 8)
        if place == 3:
            assert ends
        elif place == 1:
            assert not comments


def test_the_kick_is_feathered_for_four_bars_or_not_at_all() -> None:
    notes = played(DRUMMER, scene_for("drums", intensity=0.2), 128)
    feathered = [
        sum(n.pitch == KICK and n.velocity < 28 and n.start % BEAT == 0 for n in in_bar(notes, scene_for("drums"), bar))
        >= 2
        for bar in range(128)
    ]
    groups = [tuple(feathered[bar + 1 : bar + 3]) for bar in range(0, 128, 4)]
    assert mean(len(set(group)) == 1 for group in groups) > 0.9
    assert 0.2 < mean(any(group) for group in groups) < 0.7


def test_quiet_fills_are_short_and_land_on_the_ride() -> None:
    scene = scene_for("drums", "builtin:blues-in-f", intensity=0.2)
    notes = played(DRUMMER, scene, 13)
    assert any(note.pitch == RIDE for note in in_bar(notes, scene, 11))
    one = {note.pitch for note in notes if note.start == 12 * 3840}
    assert {KICK, RIDE} <= one
    assert CRASH not in {note.pitch for note in notes}


def test_a_waltz_is_in_three() -> None:
    scene = scene_for("drums", "builtin:jazz-waltz", intensity=0.5)
    notes = played(DRUMMER, scene, 64, stride=2880)
    feet = Counter(note.start % 2880 for note in notes if note.pitch == PEDAL_HAT)
    assert feet[BEAT] == 64
    assert set(feet) <= {BEAT, 2 * BEAT}
    ride = Counter(note.start % 2880 for note in notes if note.pitch == RIDE)
    assert min(ride[0], ride[BEAT], ride[2 * BEAT]) > 45


def test_everything_lies_on_the_swing_grid_and_straight_is_straight() -> None:
    for swing in (1.0, 2.0, 2.6):
        scene = scene_for("drums", intensity=0.95, swing=swing)
        grid = {swung(Tick(place * 240), swing) for place in range(32 * 16)}
        assert {note.start for note in played(DRUMMER, scene, 32)} <= grid
    straight = played(DRUMMER, scene_for("drums", intensity=0.95, swing=1.0), 32)
    assert {note.start % 480 for note in straight if note.pitch == RIDE} == {0}


@pytest.mark.parametrize("chart", ["builtin:rhythm-changes", "builtin:jazz-waltz", None])
def test_planning_by_the_beat_or_far_ahead_gives_the_same_notes(chart: str | None) -> None:
    scene = scene_for("drums", chart, intensity=0.7)
    whole = played(DRUMMER, scene, 24, stride=24 * scene.meter.bar)
    assert played(DRUMMER, scene, 24, stride=960, reach=4 * 960) == whole
    assert played(DRUMMER, scene, 24, stride=500, reach=7000) == whole


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**63), st.integers(-3840, 40_000), st.integers(1, 9000), st.floats(0, 1), st.floats(1, 3))
def test_notes_start_inside_the_stretch_and_never_twice(seed, start, length, intensity, swing) -> None:
    notes = DRUMMER.play(
        scene_for("drums", intensity=intensity, seed=seed, swing=swing), Tick(start), Tick(start + length)
    )
    assert all(max(0, start) <= note.start < start + length for note in notes)
    assert all(a < b for a, b in pairwise(notes))
    assert len({(note.start, note.pitch) for note in notes}) == len(notes)


def test_the_drummer_leans_towards_the_keyboardist_s_accents() -> None:
    """A keyboardist who hits every 3& hard draws more comments of snare and kick there than one who does not."""
    soft = line(0, 8, velocity=60)
    accented = tuple(Note(n.start, n.pitch, n.end, 110) if n.start % 3840 == 2400 else n for n in soft)
    meetings = []
    for you in (soft, accented):
        count = 0
        for seed in range(60):
            scene = scene_for("drums", None, intensity=0.5, swing=1.0, seed=seed, you=you, heard=Tick(8 * 3840))
            bar = DRUMMER.play(scene, Tick(8 * 3840), Tick(9 * 3840))
            count += any(note.start % 3840 == 2400 and note.pitch in (SNARE, KICK) for note in bar)
        meetings.append(count)
    assert meetings[1] > meetings[0] + 5


def test_a_break_is_one_dry_hit() -> None:
    hit = RulesDrummer().play(scene_for("drums", role="break"), Tick(3840), Tick(3841))
    assert {note.start for note in hit} == {3840}
    assert not {note.pitch for note in hit} & {49, 51}
    assert max(note.end for note in hit) < 3840 + 480
