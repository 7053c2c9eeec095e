import pytest

from jamd.music.charts.form import MeterChange, Section
from jamd.music.charts.style_hints import style_of_hint
from jamd.music.charts.text_grid import read_grid, read_sheet
from jamd.music.charts.unfold import remarks
from jamd.music.time.notes import Meter


def bars(text: str) -> list[str]:
    """Each bar as beat:chord."""
    return [" ".join(f"{each.beat + 1}:{each.chord}" for each in bar) for bar in read_grid(text).bars]


@pytest.mark.parametrize(
    ("text", "played"),
    [
        ("meter: 7/4\n| C G7 | F |", ["1:C", "1:G7", "1:F", "1:F"]),
        ("meter: 12/8\n| C G7 |", ["1:C 3:G7"]),
        ("meter: 6/8\n| C G7 |", ["1:C 3:G7"]),
        ("meter: 2/2\n| C G7 |", ["1:C 3:G7"]),
        ("meter: 2/4\n| C | G7 | F | Bb |", ["1:C 3:G7", "1:F 3:Bb"]),
        ("| C | {2/4} G7 | {4/4} F |", ["1:C", "1:C 2:G7", "1:F"]),
        ("meter: 7/8\n| C G7@5 |", ["1:C", "1:G7"]),
        ("| / | C |", ["1:N.C.", "1:C"]),
        ("| C | / | F@3 |", ["1:C", "1:C", "1:C 3:F"]),
    ],
)
def test_the_beats_stay_where_they_are(text: str, played: list[str]) -> None:
    assert bars(text) == played


@pytest.mark.parametrize(
    ("text", "played"),
    [
        ("| C G7@4.5 | / |", ["1:C", "1:G7"]),  # pushed: half a beat early
        ("| C G7@4.5 | F |", ["1:C 4:G7", "1:F"]),  # there the next chord is written
        ("| C G7@2.25 |", ["1:C 2:G7"]),
        ("| C G7@1.5 F@2 |", ["1:C 2:F"]),
        ("| C G7@4.5 |", ["1:C 4:G7"]),
    ],
)
def test_chords_off_the_beat_go_to_the_nearest(text: str, played: list[str]) -> None:
    assert bars(text) == played


def test_an_intro_is_played_once() -> None:
    chart = read_grid("[Intro] | C | F |\n[A] |: Bb :|\n[Intro] | G |")
    assert chart.intro == 2
    assert [section.name for section in chart.sections] == ["Intro", "A", "A", "Intro"]
    assert read_grid("[i] | C |\n[A] | F |").intro == 1
    assert read_grid("[Intro] | C | F |").intro == 0  # there is nothing else
    assert read_grid("[A] | C |\n[Intro] | F |").intro == 0


def test_a_jump_starts_the_section_in_which_it_arrives() -> None:
    chart = read_grid("[A] C | {segno} F {to coda} | [B] | G {D.S. al Coda} | {coda} E |")
    assert chart.sections == (Section("A", 0), Section("B", 2), Section("A", 3), Section("Coda", 4))


def test_a_chart_says_where_its_meter_changes() -> None:
    chart = read_grid("meter: 3/4\n| C | {5/4} F | Bb | {3/4} G |")
    assert (chart.meter, chart.meters) == (Meter(3), (MeterChange(1, Meter(5)), MeterChange(3, Meter(3))))


def test_the_tempo_is_that_of_the_bands_beats() -> None:
    assert read_grid("tempo: 120\n| C |").bpm == 120
    assert read_grid("tempo: 120\nmeter: 12/8\n| C |").bpm == 80  # dotted quarters
    assert read_grid("tempo: 120\nmeter: 7/8\n| C |").bpm == 240
    assert [read_grid(f"tempo: {bpm}\n| C |").bpm for bpm in (20, 900)] == [30, 400]  # as far as the band can


def test_what_is_played_otherwise_is_said() -> None:
    assert remarks(read_sheet("| C |")) == ()
    assert remarks(read_sheet("meter: 7/4\n| C |")) == ("the band plays 7/4 as 4/4 and 3/4",)
    assert remarks(read_sheet("| G7xyz | Cm7 | G7xyz |")) == ("'G7xyz' is played as G7",)
    assert remarks(read_sheet("| C {to coda} | F | {coda} G |")) == (
        "the coda is for the last chorus, and the band leaves it out",
    )


@pytest.mark.parametrize(
    ("hint", "style"),
    [
        ("Medium Swing", "swing"), ("Up Tempo Swing", "swing"), ("Bossa Nova", "bossa"), ("Jazz Waltz", "waltz"),
        ("Ballad", "ballad"), ("Blues Shuffle", "shuffle"), ("Samba", "samba"), ("Latin", "samba"),
        ("Rock Pop", "funk"), ("Even 16ths", "funk"), ("swing", "swing"), ("Klezmer", None), ("", None),
    ],
)  # fmt: skip
def test_a_hint_is_one_of_the_bands_styles(hint: str, style: str | None) -> None:
    assert style_of_hint(hint) == style
