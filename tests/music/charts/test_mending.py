from random import Random

from generated_sheets import generated_sheet, shuffled
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.charts.grid_writer import write_sheet
from jamd.music.charts.mending import mended
from jamd.music.charts.sheet import Measure, Sheet, TimeSignature, WrittenChord
from jamd.music.charts.text_grid import read_sheet
from jamd.music.harmony.chords import parse_chord
from jamd.music.time.notes import Tick


def test_a_sheet_in_order_stays_as_it_is() -> None:
    for seed in range(100):
        assert mended(generated_sheet(seed)) == generated_sheet(seed)


@given(st.integers(0, 2**32))
def test_a_sheet_in_disorder_can_be_written_once_it_is_mended(seed: int) -> None:
    sheet = mended(Sheet(shuffled(Random(seed), generated_sheet(seed).measures)))
    assert read_sheet(write_sheet(sheet)) == sheet


def test_chords_stay_inside_their_bar() -> None:
    c, g = parse_chord("C"), parse_chord("G7")
    chords = tuple(WrittenChord(Tick(at), chord) for at, chord in ((2880, c), (0, c), (0, g), (3840, g), (-1, g)))
    sheet = mended(Sheet((Measure(chords, TimeSignature()),)))
    assert sheet.measures[0].chords == (WrittenChord(Tick(0), g), WrittenChord(Tick(2880), c))
