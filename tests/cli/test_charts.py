"""`jamd chart`."""

from pathlib import Path

import pytest
from cli.conftest import Say

from jamd.music.charts.formats import FORMATS
from jamd.music.charts.load import load_chart, load_tune


def test_a_chart_is_shown_with_its_bar_lines_under_one_another(say: Say) -> None:
    code, out, _ = say("chart", "show", "builtin:rhythm-changes")
    grid = [line for line in out.splitlines() if line.startswith("|")]
    assert code == 0
    assert out.startswith("Rhythm changes in Bb\n32 bars in 4/4, sections A at 1, A at 9, B at 17, A at 25\n")
    assert len({tuple(place for place, sign in enumerate(line) if sign == "|") for line in grid}) == 1


def test_a_chart_is_found_by_its_title(say: Say) -> None:
    assert say("chart", "show", "Blues in F") == say("chart", "show", "builtin:blues-in-f")


def test_own_and_built_in_charts_are_listed_as_they_can_be_played(say: Say) -> None:
    Path("charts").mkdir()
    Path("charts/walk.txt").write_text("title: Walk\nkey: Dm\nmeter: 3/4\n| Dm7 | G7 |\n")
    Path("charts/odd.txt").write_text("| Xx |")
    code, out, _ = say("chart", "list")
    rows = [line.split() for line in out.splitlines()]
    assert code == 0
    assert ["builtin:ii-v-i", "II", "V", "I", "in", "C", "C", "8", "4/4"] in rows
    assert ["charts/walk.txt", "Walk", "Dm", "2", "3/4"] in rows
    assert "line 1, bar 1" in out
    assert sum(row[0].startswith("builtin:") for row in rows if row) >= 40


def test_a_converted_chart_is_the_same_chart(say: Say) -> None:
    grid = say("chart", "convert", "builtin:jazz-waltz")[1]
    assert say("chart", "convert", "builtin:jazz-waltz", "-o", "waltz.txt") == (0, "", "")
    assert Path("waltz.txt").read_text() == grid
    assert say("chart", "convert", "waltz.txt")[1] == grid


def test_chords_are_written_in_the_spelling_that_the_config_prefers(say: Say) -> None:
    Path("tune.txt").write_text("| C-7 | Dm7 | Bh7 G7xyz |")
    assert say("chart", "convert", "tune.txt")[1].splitlines()[-1] == "| Cm7 | Dm7 | Bm7b5 G7xyz |"
    Path("config.yaml").write_text("jam: {spelling: C-7}")
    assert say("chart", "convert", "tune.txt")[1].splitlines()[-1] == "| C-7 | D-7 | Bø7 G7xyz |"


@pytest.mark.parametrize("name", FORMATS)
def test_a_chart_goes_to_each_format_and_back(say: Say, name: str) -> None:
    out = "tune" + FORMATS[name].suffixes[0]
    assert say("chart", "convert", "builtin:rhythm-changes", "-o", out) == (0, "", "")
    chart, tune = load_chart(out), load_chart("builtin:rhythm-changes")
    assert (chart.title, chart.bars, chart.sections) == (tune.title, tune.bars, tune.sections)
    assert say("chart", "convert", out, "--to", name, "-o", "copy") == (0, "", "")
    assert Path("copy").read_bytes() == Path(out).read_bytes()


def test_a_chart_is_moved_to_another_key(say: Say) -> None:
    Path("tune.txt").write_text("key: Bb\n| Cm7 F7 | Bbmaj7 |\n")
    assert say("chart", "transpose", "tune.txt", "--key", "E")[1].endswith(
        "key: E\nmeter: 4/4\n\n| F#m7 B7 | Emaj7 |\n"
    )
    assert say("chart", "transpose", "tune.txt", "--by", "-1", "-o", "lower.txt") == (0, "", "")
    assert load_tune("lower.txt").sheet.key == "A"
    assert say("chart", "transpose", "lower.txt", "--by", "1", "-o", "again.txt")[0] == 0
    assert load_tune("again.txt").sheet.measures == load_tune("tune.txt").sheet.measures


def test_what_the_band_plays_otherwise_is_said_beside_the_chart(say: Say) -> None:
    Path("seven.txt").write_text("meter: 7/4\n|: C :|\n")
    code, out, err = say("chart", "show", "seven.txt")
    assert (code, err) == (0, "the band plays 7/4 as 4/4 and 3/4\n")
    assert out.splitlines()[-1] == "|: C :|"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("convert builtin:blues-in-f -o tune.mxl", ".mxl is only read"),
        ("convert builtin:blues-in-f -o none/tune.txt", "cannot be written"),
        ("transpose tune.txt --key F", "names no key"),
        ("transpose builtin:blues-in-fis --by 1", "did you mean builtin:blues-in-f"),
        ("show tune.txt#2", "no tune here is called '2'"),
    ],
)
def test_a_fault_is_one_sentence(say: Say, words: str, sentence: str) -> None:
    Path("tune.txt").write_text("| C |\n")
    code, out, err = say("chart", *words.split())
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert sentence in err


@pytest.mark.parametrize("words", ["transpose tune.txt", "transpose tune.txt --by 1 --key F", "convert x --to pdf"])
def test_a_wrong_use_is_told(say: Say, words: str) -> None:
    assert say("chart", *words.split())[0] == 2
