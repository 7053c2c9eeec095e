"""A note is called as its chord calls it."""

import pytest

from jamd.music.harmony.chords import parse_chord
from jamd.music.transcription.note_names import note_name


@pytest.mark.parametrize(
    ("pitch", "chord", "name"),
    [
        (63, "Cm7", ("E", -1, 4)),
        (63, "B7", ("D", 1, 4)),  # the third of B
        (66, "D7", ("F", 1, 4)),
        (66, "Cm7b5", ("G", -1, 4)),
        (66, "Cmaj7", ("F", 1, 4)),  # a sharp eleventh
        (63, "C7", ("D", 1, 4)),  # a sharp ninth
        (70, "C7", ("B", -1, 4)),
        (60, "Abmaj7", ("C", 0, 4)),
        (71, "Abm7", ("B", 0, 4)),  # no Cb
    ],
)
def test_by_the_chord(pitch: int, chord: str, name: tuple[str, int, int]) -> None:
    assert note_name(pitch, parse_chord(chord), 0) == name


def test_by_the_key_where_there_is_no_chord() -> None:
    assert note_name(66, None, 2) == ("F", 1, 4)
    assert note_name(66, None, -2) == ("G", -1, 4)
