from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.errors import ChartError
from jamd.music.charts.form import Change, Chart, Section
from jamd.music.charts.load import load_chart
from jamd.music.charts.text_grid import chart_text, read_grid
from jamd.music.harmony.chords import parse_chord
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Tick

BEAT = TICKS_PER_BEAT


def grid(text: str) -> list[str]:
    """A chart's bars, each as beat:chord."""
    return [" ".join(f"{each.beat + 1}:{each.chord}" for each in bar) for bar in read_grid(text).bars]


def test_a_chart_may_name_its_style(tmp_path: Path) -> None:
    chart = read_grid("style: Bossa\n| Dm7 | G7 |")
    assert chart.style == "bossa"
    assert chart_text(chart) == "meter: 4/4\nstyle: bossa\n\n| Dm7 | G7 |\n"
    (tmp_path / "coast.txt").write_text(chart_text(chart))
    assert load_chart(str(tmp_path / "coast.txt")) == msgspec.structs.replace(chart, title="coast")
    assert chart.played_in(Meter(3)).style == "bossa"
    assert read_grid("| C |").style is None
    with pytest.raises(ChartError, match=r"line 1: style must be swing, ballad, .* or even, not polka"):
        read_grid("style: polka\n| C |")


@pytest.mark.parametrize(
    ("text", "bars"),
    [
        ("| Dm7 | G7 | Cmaj7 | % |", ["1:Dm7", "1:G7", "1:Cmaj7", "1:Cmaj7"]),
        ("| Dm7 G7 | C F Bb | C D E F |", ["1:Dm7 3:G7", "1:C 3:F 4:Bb", "1:C 2:D 3:E 4:F"]),
        ("| C / / G7 | . D . . |", ["1:C 4:G7", "1:G7 2:D"]),
        ("meter: 3/4\n| C | F G | C D E |", ["1:C", "1:F 3:G", "1:C 2:D 3:E"]),
        ("# a tune\n| F#m7 | B7 | # the end\n| E6 |", ["1:F#m7", "1:B7", "1:E6"]),
        ("|: C | F :| G |", ["1:C", "1:F", "1:C", "1:F", "1:G"]),
        ("|: C | F |1 G | % :|2 A | B ||", ["1:C", "1:F", "1:G", "1:G", "1:C", "1:F", "1:A", "1:B"]),
        ("C | F :| G |]", ["1:C", "1:F", "1:C", "1:F", "1:G"]),
        ("| N.C. | C/E G6/9/B |", ["1:N.C.", "1:C/E 3:G6/9/B"]),
    ],
)
def test_a_grid_reads_as_a_player_reads_it(text: str, bars: list[str]) -> None:
    assert grid(text) == bars


def test_sections_come_from_letters_and_double_bars() -> None:
    chart = read_grid("[A] |: Dm7 | G7 :|\n[B]\n| C | C || F | Bb ||")
    assert chart.sections == (Section("A", 0), Section("A", 2), Section("B", 4), Section("", 6))
    assert [chart.section_ends(bar) for bar in range(8)] == [False, True] * 4
    assert chart.section_at(5).name == "B"
    assert chart.section_at(13).name == "B"  # the second chorus
    assert [chart.form_ends(bar) for bar in (6, 7, 8, 15)] == [False, True, False, True]


def test_the_form_goes_round_and_the_count_in_belongs_to_its_first_bar() -> None:
    chart = read_grid("| Dm7 G7 | C |")
    at = {0: "Dm7", 2 * BEAT - 1: "Dm7", 2 * BEAT: "G7", 4 * BEAT: "C", 8 * BEAT: "Dm7", 10 * BEAT: "G7", -1: "Dm7"}
    assert {tick: str(chart.chord_at(Tick(tick))) for tick in at} == at
    assert [chart.bar_of_form(Tick(bar * 4 * BEAT)) for bar in (-2, 0, 1, 2, 3)] == [0, 0, 1, 0, 1]


def test_no_chord_means_none_and_changes_name_each_new_chord_once() -> None:
    chart = read_grid("| C | % | N.C. | F G |")
    changes = [(tick // BEAT, chord and str(chord)) for tick, chord in chart.changes(Tick(0), Tick(20 * BEAT))]
    assert changes == [(0, "C"), (8, None), (12, "F"), (14, "G"), (16, "C")]
    assert chart.chord_at(Tick(9 * BEAT)) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("| C |\n| D | H7 |", ["line 2, bar 3", "'H7'"]),
        ("| C D E F G |", ["bar 1", "5 chords", "4/4"]),
        ("meter: 3/4\n| C / D G |", ["line 2", "4 beats", "3/4"]),
        ("| % |", ["bar 1", "%"]),
        ("| / C / / |", ["bar 1", "'/'"]),
        ("| C | | D |", ["bar 2", "empty"]),
        ("| C | D | |", ["bar 3", "empty"]),
        ("| |", ["bar 1", "empty"]),
        ("A:| Dm7 | G7 |", ["line 1", "[A] |"]),
        ("G7) | C |", ["bar 1", "'G7)'"]),
        ("Gm: | C |", ["bar 2", "':"]),
        ("| C | A) F |", ["bar 2", "'A)'"]),
        ("| C7(b9 F |", ["bar 1", "'C7(b9'"]),
        ("metre:", ["did you mean 'meter'"]),
        ("|: C | D |", ["repeat is open"]),
        ("| C |2 D |", ["endings"]),
        ("|: C |: D :|", ["repeat inside a repeat"]),
        ("| C : D |", ["line 1", "':"]),
        ("metre: 3/4", ["line 1", "did you mean 'meter'"]),
        ("meter: 7/9", ["line 1", "7/9"]),
        ("", ["no bars"]),
        ("| C |\n" * 1001, ["1000"]),
    ],
)
def test_a_fault_says_where_and_what(text: str, words: list[str]) -> None:
    with pytest.raises(ChartError) as fault:
        read_grid(text)
    assert all(word in str(fault.value) for word in words), str(fault.value)
    assert "\n" not in str(fault.value)


symbols = st.sampled_from(["C", "Dm7", "G7b9b13", "F#m7b5", "Bb^7", "C6/9", "Eb/G", "N.C.", "A7alt", "Bø7"])


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    meter = Meter(draw(st.sampled_from([3, 4])))
    bars = []
    for _ in range(draw(st.integers(1, 12))):
        later = draw(st.sets(st.integers(1, meter.beats - 1)))
        bars.append(tuple(Change(beat, parse_chord(draw(symbols))) for beat in [0, *sorted(later)]))
    names = st.sampled_from(["", "A", "B", "Bridge 2"])
    firsts = [0, *sorted(draw(st.sets(st.integers(1, len(bars) - 1)) if len(bars) > 1 else st.just(set())))]
    title = draw(st.sampled_from(["", "A Tune: No. 1", "# | odd"]))
    return Chart(title, meter, tuple(bars), tuple(Section(draw(names), first) for first in firsts))


@pytest.mark.parametrize(
    "label", ["A) |", "A: |", "(A) |", "A)", "A:\n|", "A)|", "Bridge: |", "Bridge 2) |", "A'2: |", "Bridge:\n|"]
)
def test_a_label_where_a_line_begins_names_a_section(label: str) -> None:
    chart = read_grid(f"{label} Dm7 | G7 |\n{label.replace('A', 'B')} C | % |")
    assert [[str(change.chord) for change in bar] for bar in chart.bars] == [["Dm7"], ["G7"], ["C"], ["C"]]
    names = [section.name for section in chart.sections]
    assert names[0] == label.strip("():\n| ")
    assert [section.first for section in chart.sections] == [0, 2]


def test_a_label_alone_on_its_line_may_have_a_comment() -> None:
    assert [section.name for section in read_grid("A: # twice\n| Dm7 | G7 |").sections] == ["A"]


def test_a_chord_where_a_line_begins_is_no_label() -> None:
    assert [str(bar[0].chord) for bar in read_grid("A | Dm7 | C |").bars] == ["A", "Dm7", "C"]
    assert len(read_grid("|: C | D |\nA:| F |").bars) == 7


def test_commas_part_chords_unless_they_stand_in_brackets() -> None:
    bars = read_grid("| Dm7, G7 | Dm7,G7 | C7(b9, b13) |").bars
    assert [[str(change.chord) for change in bar] for bar in bars] == [["Dm7", "G7"], ["Dm7", "G7"], ["C7(b9, b13)"]]


@given(charts())
def test_a_chart_survives_being_written_and_read(chart: Chart) -> None:
    assert read_grid(chart_text(chart)) == chart


@given(st.text(alphabet="|:[]%/.#12ACm7b \n", max_size=40))
def test_any_text_is_a_chart_or_a_chart_error(text: str) -> None:
    try:
        chart = read_grid(text)
    except ChartError:
        return
    assert read_grid(chart_text(chart)) == chart


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("builtin:blues-in-b", "did you mean builtin:blues-in-bb"),
        ("builtin:zzz", "`jamd chart list` shows all"),
        ("blues-in-f", "did you mean builtin:blues-in-f"),
        ("/no/such/chart", "cannot be read"),
    ],
)
def test_a_chart_that_is_not_there(name: str, words: str) -> None:
    with pytest.raises(ChartError, match=words):
        load_chart(name)


def test_a_file_gives_its_name_to_a_chart_without_a_title(tmp_path: Path) -> None:
    (tmp_path / "my tune.txt").write_text("| C | F |\n")
    assert load_chart(str(tmp_path / "my tune.txt")).title == "my tune"


def test_files_that_are_no_charts(tmp_path: Path) -> None:
    for content in (b"\xff\xfe\x00", b"", b"MThd\x00\x00", b"| C " * 300_000):
        (tmp_path / "bad").write_bytes(content)
        with pytest.raises(ChartError, match="bad: "):
            load_chart(str(tmp_path / "bad"))
