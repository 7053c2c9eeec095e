from collections import Counter
from itertools import pairwise
from statistics import mean, pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from players.rules.scenes import in_bar, line, played, retold, scene_for, straight

from jamd.music.planning.scene import Scene
from jamd.music.time.notes import Note, Tick
from jamd.music.time.swing import swung
from jamd.players.rules.drum_figures import CRASH, HIGH_TOM, KICK, LOW_TOM, MID_TOM, PEDAL_HAT, RIDE, SNARE
from jamd.players.rules.drum_form import fill_from
from jamd.players.rules.drummer import RulesDrummer
from jamd.players.touch import furthest

DRUMMER = RulesDrummer()
INTENSITIES = (0.2, 0.45, 0.7, 0.95)
BEAT = 960
TOMS = (LOW_TOM, MID_TOM, HIGH_TOM)


def places(notes: tuple[Note, ...], pitch: int, scene: Scene, bar: int = 0) -> list[int]:
    """Places of a voice inside its bar, on the straight grid."""
    return [straight(note, scene) - bar * scene.meter.bar for note in notes if note.pitch == pitch]


def is_fill(notes: tuple[Note, ...], scene: Scene, bar: int) -> bool:
    """The ride gives way at the end of a bar to snare and toms."""
    late = [note for note in in_bar(notes, scene, bar) if straight(note, scene) % 3840 >= 3 * BEAT]
    return RIDE not in {note.pitch for note in late} and any(note.pitch in (SNARE, *TOMS) for note in late)


@pytest.mark.parametrize("intensity", INTENSITIES)
def test_the_ride_swings_and_the_foot_claps_on_two_and_four(intensity: float) -> None:
    """As real drummers have it: each beat of the ride in most bars, the foot in .6 to .97 of them."""
    scene = scene_for("drums", intensity=intensity)
    notes = played(DRUMMER, scene, 128)
    feet = [places(in_bar(notes, scene, bar), PEDAL_HAT, scene, bar) == [BEAT, 3 * BEAT] for bar in range(128)]
    assert 0.6 <= mean(feet) <= 0.97
    steady = [bar for bar in range(128) if bar % 8 not in (7, 0)]
    rides = [set(places(in_bar(notes, scene, bar), RIDE, scene, bar)) for bar in steady]
    for beat in range(4):
        assert mean(beat * BEAT in ride for ride in rides) >= 0.8
    assert all(len(ride) >= 2 for ride in rides if ride)
    assert mean(3 * BEAT // 2 in ride for ride in rides) > 0.3


@pytest.mark.parametrize(("intensity", "low", "high"), [(0.2, 8, 11), (0.45, 9, 13), (0.7, 10, 14), (0.95, 12, 15)])
def test_as_many_strokes_to_the_bar_as_drummers_play(intensity: float, low: float, high: float) -> None:
    assert low <= len(played(DRUMMER, scene_for("drums", intensity=intensity), 128)) / 128 <= high


def test_loudness_lies_where_recorded_drummers_have_it() -> None:
    scene = scene_for("drums", intensity=0.45)
    notes = [note for note in played(DRUMMER, scene, 128) if note.start // 3840 % 8 not in (7, 0)]
    quarters = [note.velocity for note in notes if note.pitch == RIDE and straight(note, scene) % BEAT == 0]
    skips = [note.velocity for note in notes if note.pitch == RIDE and straight(note, scene) % BEAT]
    assert 55 <= mean(quarters) <= 67  # ten above a ride style's, which lies under a real drummer's
    assert 0.82 <= mean(skips) / mean(quarters) <= 0.96
    assert 66 <= mean(note.velocity for note in notes if note.pitch == PEDAL_HAT) <= 85
    assert 11 <= pstdev(quarters) <= 22


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
        bars = [frozenset((straight(n, scene) % 3840, n.pitch) for n in in_bar(notes, scene, bar)) for bar in range(64)]
        repeats = [bars[bar] == bars[bar + 2] for bar in range(62)]
        assert not any(all(repeats[bar : bar + 8]) for bar in range(54))


def fills(seeds: int, intensity: float) -> dict[int, float]:
    """How often each bar of 32 ends with a fill."""
    scene = scene_for("drums", intensity=intensity)
    takes = [played(DRUMMER, retold(scene, seed=seed), 32) for seed in range(seeds)]
    return {bar: mean(is_fill(notes, scene, bar) for notes in takes) for bar in range(32)}


def test_fills_are_drawn_at_the_ends_of_parts_and_never_on_a_wheel() -> None:
    share = fills(40, 0.7)
    assert 0.5 <= share[31] <= 0.9  # the form
    assert all(0.25 <= share[bar] <= 0.75 for bar in (7, 15, 23))  # sections
    assert all(0.03 <= share[bar] <= 0.4 for bar in (3, 11, 19, 27))
    assert all(share[bar] <= 0.2 for bar in range(32) if bar % 4 != 3)


def test_every_fill_lands_on_one_with_kick_and_crash_or_ride() -> None:
    scene = scene_for("drums", intensity=0.7)
    landed = 0
    for seed in range(10):
        notes = played(DRUMMER, retold(scene, seed=seed), 33)
        for bar in range(32):
            if fill_from(retold(scene, seed=seed), bar) < scene.meter.bar:
                one = {n.pitch for n in notes if straight(n, scene) == (bar + 1) * 3840}
                assert KICK in one
                assert {CRASH, RIDE} & one
                landed += CRASH in one
    assert landed >= 10


@pytest.mark.parametrize("intensity", [0.45, 0.6])
def test_about_as_many_crashes_as_real_drummers_have(intensity: float) -> None:
    scene = scene_for("drums", intensity=intensity)
    takes = [played(DRUMMER, retold(scene, seed=seed), 32) for seed in range(20)]
    assert 1.6 <= mean(sum(note.pitch == CRASH for note in notes) for notes in takes) <= 5.5


def test_eight_and_sixteen_bars_apart_bars_are_no_more_alike_than_neighbours() -> None:
    scene = scene_for("drums")
    alike: dict[int, list[float]] = {1: [], 8: [], 16: []}
    for seed in range(10):
        notes = played(DRUMMER, retold(scene, seed=seed), 64)
        bars = [{(straight(n, scene) % 3840, n.pitch) for n in in_bar(notes, scene, bar)} for bar in range(64)]
        for lag, found in alike.items():
            found += [len(a & b) / len(a | b) for a, b in zip(bars, bars[lag:], strict=False)]
    assert mean(alike[1]) > mean(alike[8]) + 0.01
    assert mean(alike[1]) > mean(alike[16]) + 0.01
    assert 0.29 <= mean(alike[1]) <= 0.56


def test_the_kick_is_feathered_for_four_bars_or_not_at_all() -> None:
    notes = played(DRUMMER, scene_for("drums", intensity=0.2), 128)
    feathered = [
        sum(
            n.pitch == KICK and n.velocity < 52 and straight(n, scene_for("drums")) % BEAT == 0
            for n in in_bar(notes, scene_for("drums"), bar)
        )
        >= 2
        for bar in range(128)
    ]
    groups = [tuple(feathered[bar + 1 : bar + 3]) for bar in range(0, 128, 4)]
    assert mean(len(set(group)) == 1 for group in groups) > 0.9
    assert 0.2 < mean(any(group) for group in groups) < 0.7


def test_quiet_fills_are_short_and_land_on_the_ride() -> None:
    crashes = 0
    for seed in range(10):
        scene = scene_for("drums", "builtin:blues-in-f", intensity=0.2, seed=seed)
        notes = played(DRUMMER, scene, 13)
        assert any(note.pitch == RIDE for note in in_bar(notes, scene, 11))
        crashes += sum(note.pitch == CRASH for note in notes)
    assert crashes == 0


def test_a_waltz_is_in_three() -> None:
    scene = scene_for("drums", "builtin:jazz-waltz", intensity=0.5)
    notes = played(DRUMMER, scene, 64, stride=2880)
    feet = Counter(straight(note, scene) % 2880 for note in notes if note.pitch == PEDAL_HAT)
    assert feet[BEAT] == 64
    assert set(feet) <= {BEAT, 2 * BEAT}
    ride = Counter(straight(note, scene) % 2880 for note in notes if note.pitch == RIDE)
    assert min(ride[0], ride[BEAT], ride[2 * BEAT]) > 45


def test_what_every_stroke_means_can_be_told_and_straight_is_straight() -> None:
    for swing in (1.0, 2.0, 2.6):
        scene = scene_for("drums", intensity=0.95, swing=swing)
        for note in played(DRUMMER, scene, 32):
            assert abs(note.start - swung(Tick(straight(note, scene)), swing)) <= furthest(swing)
    even = scene_for("drums", intensity=0.95, swing=1.0)
    assert {straight(note, even) % 480 for note in played(DRUMMER, even, 32) if note.pitch == RIDE} <= {0, 240}


def test_the_tune_begins_on_its_first_beat_and_no_stroke_leaves_its_bar() -> None:
    for seed in range(20):
        scene = scene_for("drums", seed=seed)
        notes = DRUMMER.play(scene, Tick(0), Tick(16 * 3840))
        assert notes[0].start == 0
        assert all(straight(note, scene) // 3840 == note.start // 3840 for note in notes)


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
            count += any(straight(note, scene) % 3840 == 2400 and note.pitch in (SNARE, KICK) for note in bar)
        meetings.append(count)
    assert meetings[1] > meetings[0] + 5


def test_in_the_keyboardist_s_gap_the_drummer_thins() -> None:
    """Two bars after the last key, against the same bars while it goes on."""
    hits = []
    for bars in (8, 6):
        you = line(0, bars, velocity=70)
        count = 0
        for seed in range(40):
            scene = scene_for("drums", None, seed=seed, you=you, heard=Tick(8 * 3840))
            count += len(DRUMMER.play(scene, Tick(8 * 3840), Tick(10 * 3840)))
        hits.append(count)
    assert 0.65 <= hits[1] / hits[0] <= 0.9


def test_a_break_is_one_dry_hit() -> None:
    hit = RulesDrummer().play(scene_for("drums", role="break"), Tick(3840), Tick(3841))
    assert {note.start for note in hit} == {3840}
    assert not {note.pitch for note in hit} & {49, 51}
    assert max(note.end for note in hit) < 3840 + 480
