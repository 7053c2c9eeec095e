"""When a phrase is over."""

from hypothesis import given
from hypothesis import strategies as st

from jamd.music.listening.phrase import REST, REST_AFTER_LONG, phrase_end
from jamd.music.time.notes import Note, Tick

EIGHTH = 480


def eighths(count: int, last: int = 400) -> tuple[list[Note], Tick]:
    """Eighths, of which the last is this long; and where it is released."""
    lengths = [400] * (count - 1) + [last]
    notes = [Note(Tick(n * EIGHTH), 60 + n, Tick(n * EIGHTH + length), 80) for n, length in enumerate(lengths)]
    return notes, notes[-1].end


def test_a_phrase_is_over_after_a_rest() -> None:
    notes, released = eighths(8)
    assert phrase_end(notes, released) == released + REST


def test_after_a_long_note_the_rest_may_be_shorter() -> None:
    notes, released = eighths(8, last=1000)
    assert phrase_end(notes, released) == released + REST_AFTER_LONG


def test_what_is_long_depends_on_how_fast_they_play() -> None:
    sixteenths = [Note(Tick(n * 240), 60, Tick(n * 240 + 200), 80) for n in range(8)]
    halves = [Note(Tick(n * 1400), 60, Tick(n * 1400 + 400), 80) for n in range(8)]
    for notes, rest in ((sixteenths, REST_AFTER_LONG), (halves, REST)):
        last = Note(notes[-1].start, 60, Tick(notes[-1].start + 400), 80)
        assert phrase_end([*notes[:-1], last], last.end) - last.end == rest


@given(st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 4000)), max_size=40), st.integers(0, 500))
def test_a_phrase_ends_within_a_beat_of_the_release(played: list[tuple[int, int]], later: int) -> None:
    notes = sorted(Note(Tick(start), 60, Tick(start + length), 80) for start, length in played)
    released = Tick(max([note.end for note in notes], default=0) + later)
    assert released < phrase_end(notes, released) < released + 960
