"""The grid as it reads and writes whole sheets; how its chords and repeats are played is told in the tests beside."""

import pytest
from generated_sheets import generated_sheet

from jamd.errors import ChartError
from jamd.music.charts.grid_writer import write_sheet
from jamd.music.charts.sheet import Measure, TimeSignature, WrittenChord
from jamd.music.charts.text_grid import chart_text, read_grid, read_sheet
from jamd.music.charts.unfold import unfold
from jamd.music.harmony.chords import parse_chord
from jamd.music.time.notes import Tick

TUNE = """\
title: Autumn Walk
composer: Ada Smith
key: Gm
tempo: 132
meter: 4/4
style: Medium Swing

| {pickup 1} D7 |

[A]
|: {segno} Gm6 | % | Cm7 F7 | Bb^7 {to coda} |
|1 Eb7 | D7 :|2 Eb7 | D7 G7@4.5 |

[B]
| {3/4} Cm7 | / | Am7b5 | D7 {D.S. al Coda} |

|| {coda} {4/4} Gm6 |
"""


def test_a_sheet_with_all_its_signs() -> None:
    sheet = read_sheet(TUNE)
    assert (sheet.title, sheet.composer, sheet.key, sheet.bpm, sheet.style) == (
        "Autumn Walk", "Ada Smith", "Gm", 132, "Medium Swing",
    )  # fmt: skip
    assert sheet.pickup == 960
    first = sheet.measures[1]
    assert (first.segno, first.opens_repeat, first.section) == (True, True, "A")
    assert sheet.measures[5].ending == (1,)
    assert sheet.measures[9] == Measure(
        (WrittenChord(Tick(0), parse_chord("Cm7")),), time=TimeSignature(3, 4), section="B"
    )
    assert sheet.measures[12].jump == "D.S. al Coda"
    assert write_sheet(sheet) == TUNE


@pytest.mark.parametrize("seed", range(300))
def test_a_generated_sheet_survives_being_written_and_read(seed: int) -> None:
    sheet = generated_sheet(seed)
    assert read_sheet(write_sheet(sheet)) == sheet
    chart = unfold(sheet)
    assert read_grid(chart_text(chart)) == chart


@pytest.mark.parametrize(
    ("written", "key"), [("Bb", "Bb"), ("g minor", "Gm"), ("F# m", "F#m"), ("C major", "C"), ("B♭-", "Bbm"), ("", "")]
)
def test_a_key_is_written_in_many_ways(written: str, key: str) -> None:
    assert read_sheet(f"key: {written}\n| C |").key == key


def test_a_style_for_people_to_read_stands_in_quotation_marks() -> None:
    sheet = read_sheet('style: "Slow Polka"\n| C |')
    assert sheet.style == "Slow Polka"
    assert unfold(sheet).style is None
    assert read_sheet(write_sheet(sheet)) == sheet


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("key: H\n| C |", ["line 1", "key", "Bb"]),
        ("tempo: fast\n| C |", ["line 1", "tempo", "10 to 1000"]),
        ("tempo: nan\n| C |", ["line 1", "tempo"]),
        ("| C | {sego} D |", ["bar 2", "{sego}", "segno"]),
        ("| C {segno} | D |", ["bar 2", "start of a bar"]),
        ("{fine} | D |", ["bar 1", "end of a bar"]),
        ("| C {fine} D |", ["not between"]),
        ("| C {3/5} |", ["3/5"]),
        ("| C | {pickup 1} D |", ["first bar"]),
        ("{pickup 4} | D |", ["shorter"]),
        ("| C F@5 |", ["F@5"]),
        ("| C F@3 G@2 |", ["G@2"]),
        ("| C F G@2 |", ["'F'", "G7@4.5"]),
        ("|: C :|1x", ["twice"]),
        ("| , | C |", ["bar 1", "empty"]),
        ("|3x C |", ["end, as :|3x"]),
        ("|: C |1-99 D :|", ["endings"]),
        ("| C |\nmeter: 3/4", ["{3/4}"]),
        ("|: C :|99x |" * 11, ["over 1000 bars"]),
    ],
)
def test_a_fault_says_where_and_what(text: str, words: list[str]) -> None:
    with pytest.raises(ChartError) as fault:
        read_grid(text)
    assert all(word in str(fault.value) for word in words), str(fault.value)
    assert "\n" not in str(fault.value)
