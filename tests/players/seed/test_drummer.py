import pytest
from players.seed.scenes import QUIET, changed, overlaps, planned_piecemeal

from jamd.music.time.notes import Meter, Note, Tick
from jamd.players.seed.drummer import SeedDrummer
from jamd.players.seed.grid import place_of, step_of
from jamd.players.touch import furthest

BAR = 3840


@pytest.fixture(scope="module")
def drummer():
    return SeedDrummer()


def test_the_same_scene_gives_the_same_notes_whatever_was_asked_before(drummer):
    fresh = SeedDrummer().play(QUIET, Tick(0), Tick(6 * BAR))
    drummer.play(changed(QUIET, seed=99), Tick(480), Tick(3 * BAR))
    assert drummer.play(QUIET, Tick(0), Tick(6 * BAR)) == fresh


@pytest.mark.parametrize("stride", [960, 480, 700])
def test_planning_again_from_any_horizon_writes_the_same_music(drummer, stride):
    at_once = drummer.play(QUIET, Tick(0), Tick(stride * 20))
    assert planned_piecemeal(drummer, QUIET, stride * 20, stride, BAR + 960) == at_once


@pytest.mark.parametrize("swing", [1.0, 1.6, 2.9])
@pytest.mark.parametrize("beats", [3, 4, 5])
def test_notes_lie_at_their_steps_inside_what_was_asked_and_never_overlap(drummer, swing, beats):
    scene = changed(QUIET, swing=swing, meter=Meter(beats), temperature=1.5)
    notes = drummer.play(scene, Tick(700), Tick(9 * BAR))
    assert notes == tuple(sorted(notes))
    assert all(700 <= note.start < 9 * BAR for note in notes)
    assert all(abs(place_of(step_of(note.start, swing), swing) - note.start) <= furthest(swing) for note in notes)
    assert overlaps(notes) == []


def test_it_plays_time_about_as_busily_as_a_jazz_drummer(drummer):
    notes = planned_piecemeal(drummer, QUIET, 32 * BAR, BAR, BAR)
    assert 9 <= len(notes) / 32 <= 20
    assert sum(note.pitch == 51 for note in notes) / 32 > 3


def test_intensity_is_heard_in_how_hard_and_how_much(drummer):
    soft, hard = (planned_piecemeal(drummer, changed(QUIET, intensity=i), 24 * BAR, BAR, BAR) for i in (0.1, 0.95))
    assert mean_velocity(hard) > mean_velocity(soft) * 1.2
    assert len(hard) > len(soft)


def mean_velocity(notes):
    return sum(note.velocity for note in notes) / len(notes)


def test_a_foot_that_joins_the_ride_is_the_foot_s_note_and_another_seed_plays_otherwise(drummer):
    notes = drummer.play(QUIET, Tick(0), Tick(8 * BAR))
    riding = {note.start for note in notes if note.pitch == 51}
    assert all((note.start in riding) == (note.pitch == 44) for note in notes if note.pitch in (42, 44))
    assert drummer.play(changed(QUIET, seed=8), Tick(0), Tick(8 * BAR)) != notes


def test_what_it_played_matters_to_what_it_plays(drummer):
    shuffle = tuple(Note(Tick(-step * 480), 36, Tick(-step * 480 + 90), 90) for step in range(1, 40))
    played = drummer.play(changed(QUIET, own=tuple(sorted(shuffle))), Tick(0), Tick(2 * BAR))
    assert played != drummer.play(QUIET, Tick(0), Tick(2 * BAR))
