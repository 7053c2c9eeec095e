"""When a phrase is over."""

from hypothesis import given
from hypothesis import strategies as st

from jamd.music.listening.phrase import BREATH, LONGEST_REST, REST, REST_AFTER_LONG, STOP, Phrases
from jamd.music.time.notes import Note, Tick

EIGHTH = 480


def heard(notes: list[Note]) -> Phrases:
    """What is made of sorted notes."""
    phrases, end = Phrases(Tick(16 * 3840)), None
    for note in notes:
        phrases.strike(note.start, end)
        end = max(note.end, end or note.end)
    return phrases


def phrase_end(notes: list[Note], released: Tick) -> Tick:
    return heard(notes).end(released)


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
    halves = [Note(Tick(n * 1400), 60, Tick(n * 1400 + 1000), 80) for n in range(8)]
    for notes, rest in ((sixteenths, REST_AFTER_LONG), (halves, REST)):
        last = Note(notes[-1].start, 60, Tick(notes[-1].start + 1000), 80)
        assert phrase_end([*notes[:-1], last], last.end) - last.end == rest


def phrases(*rests_between: int) -> list[Note]:
    """Phrases of six eighths, with such rests between them."""
    notes, begins = [], 0
    for rest in (*rests_between, 0):
        notes += [Note(Tick(begins + n * EIGHTH), 60 + n, Tick(begins + n * EIGHTH + 400), 80) for n in range(6)]
        begins = notes[-1].end + rest
    return notes


def test_who_stops_after_each_phrase_is_taken_at_their_word_and_who_only_breathes_is_waited_for() -> None:
    stops, breathes = phrases(*[7000] * 5), phrases(*[1100] * 5)
    assert phrase_end(stops, stops[-1].end) == stops[-1].end + REST
    assert phrase_end(breathes, breathes[-1].end) > breathes[-1].end + 1100


def test_who_begins_to_breathe_is_waited_for_longer_from_breath_to_breath() -> None:
    every = [phrases(*[1100] * count) for count in range(6)]
    waits = [phrase_end(notes, notes[-1].end) - notes[-1].end for notes in every]
    assert waits == sorted(waits)
    assert waits[0] == REST < waits[-1]


def test_a_rest_lasts_from_all_that_sounds_to_the_next_note() -> None:
    held = Note(Tick(0), 40, Tick(3000), 80)
    melody = [Note(Tick(0), 72, Tick(400), 80), Note(Tick(4000), 72, Tick(4400), 80)]
    assert list(heard(sorted([held, *melody])).rests) == [(3000, 4000)]
    assert BREATH < 1000 < STOP


@given(st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 4000)), max_size=40), st.integers(0, 500))
def test_a_phrase_ends_soon_after_the_release(played: list[tuple[int, int]], later: int) -> None:
    notes = sorted(Note(Tick(start), 60, Tick(start + length), 80) for start, length in played)
    released = Tick(max([note.end for note in notes], default=0) + later)
    assert released < phrase_end(notes, released) <= released + LONGEST_REST
