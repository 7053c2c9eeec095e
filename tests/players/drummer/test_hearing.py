"""What the drummer takes from the keyboardist: a figure that comes again, an accent that is near, a gap."""

import numpy as np

from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from jamd.players.drummer.hearing import activity, expected_of, leaning, soon
from jamd.players.steps import STEPS
from tests.players.drummer.playing import scene

BEAT = TICKS_PER_BEAT
BAR = 4 * BEAT
OFF = 600  # ticks: where a soloist plays the off-beat
SWUNG = 4  # the step of the off-beat


def eighths(bars: float, velocity: int = 60) -> list[Note]:
    """A soloist's eighths from bar 0 on."""
    places = (beat * BEAT + off for beat in range(int(4 * bars)) for off in (0, OFF))
    return [Note(Tick(place), 70, Tick(place + 300), velocity) for place in places]


def louder(notes: list[Note], *places: int) -> tuple[Note, ...]:
    return tuple(note if note.start not in places else Note(note.start, 70, note.end, 100) for note in notes)


def told(notes: tuple[Note, ...], heard: int):  # type: ignore[no-untyped-def]
    return scene("swing", 140, you=notes, heard=Tick(heard))


def test_a_place_that_was_accented_twice_is_expected_the_third_time() -> None:
    place = BEAT + OFF
    once = expected_of(told(louder(eighths(2), BAR + place), 2 * BAR), "swing")
    twice = expected_of(told(louder(eighths(2), place, BAR + place), 2 * BAR), "swing")
    assert once is not None
    assert twice is not None
    step = 6 + SWUNG
    assert once.accents[step] < 1
    assert twice.accents[step] == 1
    assert (np.delete(twice.accents, step) < 1).all()


def test_the_drummer_goes_to_where_the_soloist_plays_the_off_beat() -> None:
    expected = expected_of(told(louder(eighths(2), OFF), 2 * BAR), "swing")
    assert expected is not None
    assert expected.late[SWUNG] < 0  # they swing less than the ride


def test_of_notes_that_are_all_alike_none_is_an_accent() -> None:
    expected = expected_of(told(tuple(eighths(4)), 4 * BAR), "swing")
    assert expected is not None
    assert (expected.accents < 1).all()
    assert leaning(told(tuple(eighths(8)), 8 * BAR), "swing") == 0


def test_an_accent_is_likelier_behind_an_accent_and_unlikelier_in_a_rest() -> None:
    notes = eighths(8)
    after_accent = leaning(told(louder(notes, 8 * BAR - BEAT + OFF), 8 * BAR), "swing")
    after_soft_ones = leaning(told(louder(notes, OFF), 8 * BAR), "swing")
    after_a_rest = leaning(told(louder(notes, OFF), 8 * BAR + 2 * BEAT), "swing")
    assert after_accent > 0.5
    assert after_a_rest < after_soft_ones < after_accent


def test_a_chord_is_one_onset_as_loud_as_its_loudest_note() -> None:
    notes = louder(eighths(8), 8 * BAR - BEAT + OFF)
    chords = tuple(sorted(n for note in notes for n in (note, Note(Tick(note.start + 8), 50, note.end, 30))))
    assert leaning(told(chords, 8 * BAR), "swing") == leaning(told(notes, 8 * BAR), "swing")
    assert activity(told(chords, 8 * BAR)) == activity(told(notes, 8 * BAR))


def test_what_lies_after_now_changes_nothing() -> None:
    notes = louder(eighths(4), 4 * BAR - BEAT + OFF)
    later = (*notes, Note(Tick(4 * BAR + OFF), 70, Tick(4 * BAR + 900), 120))
    assert leaning(told(later, 4 * BAR), "swing") == leaning(told(notes, 4 * BAR), "swing")


def test_an_accent_is_known_to_be_near_for_a_beat_and_a_half_off_the_beat() -> None:
    near = soon(told((), BAR + 2 * BEAT), "swing", 1)
    assert near.shape == (STEPS,)
    assert near[12 + SWUNG] == 1
    assert not near[:12].any()
    assert not near[::6].any()
    assert near[18:].sum() < 5
    assert not soon(told((), BAR + 2 * BEAT), "swing", 2).any()


def test_a_gap_is_no_activity_and_twice_the_notes_are_more() -> None:
    notes = tuple(eighths(4))
    assert activity(told(notes, 4 * BAR + 2 * BEAT)) == 0
    calm = tuple(note for note in eighths(3) if note.start % BEAT == 0)
    assert activity(told((*calm, *(note for note in notes if note.start >= 3 * BAR)), 4 * BAR)) > 1
