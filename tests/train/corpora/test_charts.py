import msgspec
import pytest

from jamd.music.harmony.chords import parse_chord
from train.corpora.charts import chart_of, chord_of
from train.corpora.piece import ChordMark, Piece


@pytest.mark.parametrize(
    ("weimar", "plain"),
    [
        ("Ebj7911#", "Ebmaj9#11"),
        ("C79b", "C7b9"),
        ("A79#11#", "A7#9#11"),
        ("Fsus7913", "F13sus4"),
        ("G+7", "G7#5"),
        ("A-7", "Am7"),
        ("Bo7", "Bdim7"),
        ("D-6", "Dm6"),
        ("C", "C"),
        ("D-7/G", "Dm7/G"),
    ],
)
def test_weimar_spellings(weimar: str, plain: str) -> None:
    found = chord_of(weimar, "weimar")
    assert found is not None
    assert (found.chord_tones, found.bass) == (parse_chord(plain).chord_tones, parse_chord(plain).bass)


def test_a_plain_ninth_is_no_added_one() -> None:
    assert chord_of("C9") == parse_chord("C9")


def test_a_chart_holds_what_is_not_said_again() -> None:
    marks = (ChordMark(0, "Dm7"), ChordMark(1920, "G7"), ChordMark(3840, "?!"), ChordMark(3840 * 3 - 3, "Cmaj7"))
    piece = Piece(set="made", name="a", performer="b", licence="", source="", bpm=120.0, chords=marks)
    chart = chart_of(piece)
    assert chart is not None
    said = [[(change.beat, change.chord.symbol) for change in bar] for bar in chart.bars]
    assert said == [[(0, "Dm7"), (2, "G7")], [(0, "G7")], [(0, "G7")], [(0, "Cmaj7")]]
    assert chart_of(msgspec.structs.replace(piece, chords=())) is None
