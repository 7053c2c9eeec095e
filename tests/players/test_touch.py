"""Touch is a function of seed and place, inside its bar, and as free as real hands; the band has one off-beat."""

from statistics import correlation, mean, median, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from players.rules.scenes import played, retold, scene_for

from jamd.commands.player_table import PLAYERS
from jamd.music.time.notes import BandPart, Note, Tick
from jamd.music.time.swing import offbeat, straightened, swing_ratio, swung
from jamd.players.registry import make_player
from jamd.players.rules.drummer import RulesDrummer
from jamd.players.rules.pianist import RulesPianist
from jamd.players.touch import BASSIST, DRUMMER, PIANIST, drift_ms, furthest, struck_at, velocity

BEAT = 960
HANDS = st.sampled_from([DRUMMER, PIANIST, BASSIST])
PLACES = st.integers(-400, 4000).map(lambda step: step * 240)


@given(HANDS, PLACES, st.integers(0, 2**63), st.integers(0, 127), st.floats(40, 320), st.floats(1.0, 4.5))
def test_a_note_stays_in_its_bar_and_nearest_to_its_place(hand, place, seed, limb, bpm, swing) -> None:
    scene = scene_for("drums", bpm=bpm, swing=swing, seed=seed)
    struck = struck_at(scene, hand, place, limb)
    assert struck // 3840 == place // 3840
    assert abs(struck - swung(Tick(place), swing)) <= furthest(swing)
    assert round(straightened(struck, swing) / 240) * 240 == place
    assert struck_at(scene, hand, place, limb, late_ms=-500.0) // 3840 == place // 3840
    assert struck_at(scene, hand, 0, limb) == 0


@given(HANDS, PLACES, st.integers(0, 2**63), st.integers(0, 127), st.floats(1, 120))
def test_touch_is_a_function_of_seed_and_place(hand, place, seed, limb, level) -> None:
    one, other = (scene_for("drums", seed=seed, heard=Tick(heard)) for heard in (0, 9000))
    assert struck_at(one, hand, place, limb) == struck_at(other, hand, place, limb)
    assert velocity(one, hand, place, level, limb) == velocity(other, hand, place, level, limb)
    assert 1 <= velocity(one, hand, place, level, limb) <= 127


def test_the_drift_is_slow_and_some_milliseconds_wide() -> None:
    drifts = [drift_ms(3, beat) for beat in range(2000)]
    assert 5 <= pstdev(drifts) <= 10
    assert abs(mean(drifts)) < 3
    assert 0.8 <= correlation(drifts, drifts[1:] + drifts[:1]) <= 0.9


def test_what_is_late_is_followed_by_what_is_late_and_loud_by_loud() -> None:
    scene = scene_for("drums", bpm=150)
    beats = range(1, 1600)
    late = [struck_at(scene, DRUMMER, beat * BEAT) - beat * BEAT for beat in beats if beat % 4]
    loud = [velocity(scene, DRUMMER, beat * BEAT, 62) for beat in beats]
    assert 0.3 <= correlation(late, late[1:] + late[:1]) <= 0.6
    assert 0.1 <= correlation(loud, loud[1:] + loud[:1]) <= 0.6
    assert 10.5 <= pstdev(loud) <= 14
    groups = [mean(loud[first : first + 16]) for first in range(0, 1584, 16)]
    assert 3 <= pstdev(groups) <= 6


def offbeat_place(notes: tuple[Note, ...]) -> float:
    """Median place in the beat, in beats, of what lies near the off-beat."""
    inside = [note.start % BEAT / BEAT for note in notes]
    return median(place for place in inside if 0.45 < place < 0.85)


@pytest.mark.parametrize("bpm", [70, 125, 155, 185, 215, 250, 300])
def test_the_off_beats_of_ride_and_comping_lie_within_ten_milliseconds(bpm: float) -> None:
    rides, chords = [], []
    for seed in range(6):
        scene = scene_for("drums", bpm=bpm, seed=seed, intensity=0.6)
        rides += [note for note in played(RulesDrummer(), scene, 48) if note.pitch == 51]
        chords += played(RulesPianist(), scene, 48)
    apart = (offbeat_place(tuple(chords)) - offbeat_place(tuple(rides))) * 60_000 / bpm
    assert -10 <= apart <= 15
    assert abs(offbeat_place(tuple(rides)) - offbeat(swing_ratio("band", bpm)) / BEAT) * 60_000 / bpm <= 10


@pytest.mark.parametrize(("part", "name"), [(row.part, row.name) for row in PLAYERS if len(row.networks) < 2])
def test_no_note_comes_before_the_start_that_was_asked_for(part: BandPart, name: str) -> None:
    player = make_player(part, name)
    for seed in range(3):
        scene = scene_for(part, "builtin:blues-in-f", seed=seed)
        for role in ("comp", "line") if part == "piano" else ("comp",):
            told = retold(scene, role=role)
            for start in (0, 3 * BEAT, 4 * BEAT, 4 * BEAT + 7, 8 * BEAT):
                notes = player.play(told, Tick(start), Tick(start + 3840))
                assert all(start <= note.start < start + 3840 for note in notes)
                assert notes == make_player(part, name).play(told, Tick(start), Tick(start + 3840))
