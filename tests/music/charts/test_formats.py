import time
from pathlib import Path

import pytest
from generated_sheets import generated_sheet
from msgspec.structs import replace

from jamd.errors import ChartError
from jamd.music.charts.formats import FORMATS, format_of, read_sheets
from jamd.music.charts.ireal import write_ireal
from jamd.music.charts.load import inline_chart, load_chart, load_tune, read_tune
from jamd.music.charts.text_grid import read_sheet
from jamd.music.charts.unfold import unfold


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_told_by_its_content(name: str) -> None:
    assert format_of(FORMATS[name].write(generated_sheet(1))) is FORMATS[name]


def test_a_suffix_helps_where_the_content_says_nothing() -> None:
    assert format_of(b"", ".MXL") is FORMATS["musicxml"]
    assert format_of(b"", ".txt") is format_of(b"") is FORMATS["grid"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_chart_in_a_file_of_any_format_is_played_the_same(name: str, tmp_path: Path) -> None:
    sheet = replace(generated_sheet(4, off_beat=False), key="Bb")  # a link of iReal Pro has a key
    path = tmp_path / f"tune{FORMATS[name].suffixes[0]}"
    path.write_bytes(FORMATS[name].write(sheet))
    assert load_chart(str(path)) == unfold(sheet)


def test_what_is_said_of_a_tune() -> None:
    assert read_tune("builtin:blues-in-bb").remarks == ()
    assert read_tune("meter: 7/4\n| C |").remarks == ("the band plays 7/4 as 4/4 and 3/4",)


def test_a_link_is_a_chart_wherever_a_file_is() -> None:
    link = write_ireal(read_sheet("title: Blue Walk\n| C | F |"))
    assert load_tune(link).sheet.title == "Blue Walk"
    assert read_tune(inline_chart(link)) == load_tune(link)


@pytest.mark.parametrize("name", ["a" * 5000, "a#" * 5000, "a\0b", "a\0b#2"])
def test_a_name_that_no_file_can_have(name: str) -> None:
    with pytest.raises(ChartError):
        load_tune(name)


@pytest.fixture
def playlist(tmp_path: Path) -> str:
    """A file with three tunes."""
    links = [write_ireal(read_sheet(f"title: {title}\n| C |")) for title in ("Blue Walk", "Blue Night", "After You")]
    (tmp_path / "set.html").write_text("\n".join(links))
    return str(tmp_path / "set.html")


@pytest.mark.parametrize(("which", "title"), [("2", "Blue Night"), ("after you", "After You"), ("aft", "After You")])
def test_one_of_several_tunes_is_chosen_by_number_or_title(playlist: str, which: str, title: str) -> None:
    tune = load_tune(f"{playlist}#{which}")
    assert (tune.sheet.title, tune.choice) == (title, "")
    assert read_tune(f"#{which} {Path(playlist).read_text()}").sheet.title == title


def test_the_first_of_several_tunes_is_played_and_that_is_said(playlist: str) -> None:
    tune = load_tune(playlist)
    assert tune.sheet.title == "Blue Walk"
    assert tune.remarks == ("there are 3 tunes here, and this is the first, Blue Walk; choose with #2 or #TITLE",)


@pytest.mark.parametrize(
    ("which", "hint"),
    [
        ("4", "there are Blue Walk, Blue Night, After You"),
        ("blue", "did you mean 'Blue "),
        ("After Yu", "did you mean 'After You'"),
    ],
)
def test_a_tune_that_is_not_there(playlist: str, which: str, hint: str) -> None:
    with pytest.raises(ChartError, match=f"no tune here is called '{which}'; {hint}"):
        load_tune(f"{playlist}#{which}")


@pytest.mark.parametrize("data", [b"| C " * 2_500_000, b"<" + b"a" * 10_000_000, b"irealb://" + b"%" * 10_000_000])
def test_a_chart_of_ten_megabytes_is_refused_at_once(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(data)
    began = time.process_time()
    with pytest.raises(ChartError, match="too large"):
        read_sheets(data)
    with pytest.raises(ChartError, match=r"large: .*too large"):
        load_tune(str(path))
    assert time.process_time() - began < 0.1


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no endless file")
def test_a_file_without_end_is_refused() -> None:
    with pytest.raises(ChartError, match="too large"):
        load_tune("/dev/zero")
