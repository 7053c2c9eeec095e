"""Values that musicians read at sight."""

import pytest

from jamd.music.transcription.rhythm import TRIPLETS, Line, Stroke
from jamd.music.transcription.values import VALUES, fill_bar, triplets


def line(*spans: tuple[int, int]) -> Line:
    return Line(tuple(Stroke(start, end, (60,)) for start, end in spans), {})


def words(written: Line) -> str:
    """A bar of four: 4 a quarter, 8r a rest, ~ tied on."""
    shown = {"whole": "1", "half": "2", "quarter": "4", "eighth": "8", "16th": "16"}
    return " ".join(
        shown[VALUES[each.units][0]]
        + "." * VALUES[each.units][1]
        + ("" if each.pitches else "r")
        + ("~" if each.is_tied_on else "")
        for each in fill_bar(written, 0, 4)
    )


@pytest.mark.parametrize(
    ("played", "read"),
    [
        (line((0, 48)), "1"),
        (line((0, 6), (6, 12), (12, 24), (24, 48)), "8 8 4 2"),
        (line((6, 18), (18, 24)), "8r 4 8 2r"),  # a quarter off the beat
        (line((18, 30)), "4r 8r 8~ 8 8r 4r"),  # the middle of the bar is seen
        (line((0, 30)), "2~ 8 8r 4r"),
        (line((6, 24)), "8r 4. 2r"),
        (line((42, 54)), "2r 4r 8r 8~"),
    ],
)
def test_a_bar_is_written_as_it_is_read(played: Line, read: str) -> None:
    assert words(played) == read


def test_a_bar_without_a_note_is_one_rest() -> None:
    assert [each.units for each in fill_bar(line((48, 60)), 0, 4)] == [48]


def test_a_triplet_has_one_bracket() -> None:
    strokes = tuple(Stroke(at, at + 4, (60,)) for at in (12, 16, 20))
    bar = fill_bar(Line(strokes, {1: TRIPLETS}), 0, 4)
    assert [bar[number].at for number in sorted(triplets(bar))] == [12, 20]
    assert sorted(triplets(bar).values()) == ["start", "stop"]
