import itertools

import pytest
from players.seed.scenes import QUIET, changed, overlaps, phrase, planned_piecemeal

from jamd.music.harmony.chords import parse_chord
from jamd.music.time.notes import Meter, Tick
from jamd.players.seed.grid import place_of, step_of
from jamd.players.seed.pianist import LONGEST, SeedPianist
from jamd.players.touch import furthest

BAR = 3840
HEARD = changed(QUIET, you=phrase(-3 * BAR) + phrase(-BAR)[:5], heard=Tick(0))


@pytest.fixture(scope="module")
def pianist():
    return SeedPianist()


def test_the_same_scene_gives_the_same_notes_whatever_was_asked_before(pianist):
    fresh = SeedPianist().play(HEARD, Tick(0), Tick(6 * BAR))
    pianist.play(changed(QUIET, seed=99), Tick(480), Tick(3 * BAR))
    assert pianist.play(HEARD, Tick(0), Tick(6 * BAR)) == fresh


@pytest.mark.parametrize("stride", [960, 480, 700])
def test_planning_again_from_any_horizon_writes_the_same_music(pianist, stride):
    at_once = pianist.play(HEARD, Tick(0), Tick(stride * 20))
    assert planned_piecemeal(pianist, HEARD, stride * 20, stride, BAR + 960) == at_once


@pytest.mark.parametrize("swing", [1.0, 1.4, 2.9])
@pytest.mark.parametrize("beats", [3, 4, 5])
def test_one_voice_at_its_steps_inside_what_was_asked(pianist, swing, beats):
    scene = changed(HEARD, swing=swing, meter=Meter(beats), temperature=1.5)
    notes = pianist.play(scene, Tick(700), Tick(9 * BAR))
    assert notes == tuple(sorted(notes))
    assert all(700 <= note.start < 9 * BAR for note in notes)
    for tick in (tick for note in notes for tick in (note.start, note.end)):
        assert abs(place_of(step_of(tick, swing), swing) - tick) <= furthest(swing)
    assert all(a.end <= b.start for a, b in itertools.pairwise(notes))
    assert overlaps(notes) == []
    assert all(step_of(note.end, swing) - step_of(note.start, swing) <= LONGEST for note in notes)
    assert all(48 <= note.pitch <= 83 for note in notes)


def test_it_goes_on_with_what_the_keyboardist_played(pianist):
    low = changed(HEARD, you=tuple(type(n)(n.start, n.pitch - 12, n.end, n.velocity) for n in HEARD.you))
    assert pianist.play(HEARD, Tick(0), Tick(4 * BAR)) != pianist.play(low, Tick(0), Tick(4 * BAR))


def test_velocity_follows_the_keyboardist(pianist):
    soft, hard = (changed(QUIET, you=phrase(-2 * BAR, velocity)) for velocity in (40, 110))
    assert loudest(pianist, soft) < loudest(pianist, hard)


def loudest(pianist, scene):
    return max(note.velocity for note in pianist.play(scene, Tick(0), Tick(8 * BAR)))


def test_it_leaves_room_while_the_keyboardist_plays(pianist):
    before = phrase(-2 * BAR)
    silent, busy = (changed(QUIET, you=before + now, heard=Tick(960)) for now in ((), phrase(0)[:3]))
    assert in_the_rest_of_the_half_bar(pianist, busy) < in_the_rest_of_the_half_bar(pianist, silent) / 2


def in_the_rest_of_the_half_bar(pianist, scene):
    """Notes whose step lies there: one that is struck early belongs to the next half."""
    notes = (note for seed in range(90) for note in pianist.play(changed(scene, seed=seed), Tick(960), Tick(1920)))
    return sum(4 <= step_of(note.start, scene.swing) < 8 for note in notes)


def test_it_comps_thinner_and_softer_than_it_sings(pianist):
    line, comp = (
        planned_piecemeal(pianist, changed(HEARD, role=role), 24 * BAR, BAR, BAR) for role in ("line", "comp")
    )
    assert len(comp) < len(line)
    assert sum(n.velocity for n in comp) / len(comp) < sum(n.velocity for n in line) / len(line)


def test_where_a_chord_is_known_its_tones_are_favoured(pianist):
    chord = parse_chord("Dbmaj7")
    notes = planned_piecemeal(pianist, changed(QUIET, chord=chord), 24 * BAR, BAR, BAR)
    inside = sum(note.pitch % 12 in chord.chord_tones for note in notes) / len(notes)
    assert inside > 0.4  # 4 of 12 by chance
