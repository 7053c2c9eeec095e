import time
from pathlib import Path

import pytest
from generated_sheets import generated_sheet
from msgspec.structs import replace

from jamd.errors import ChartError
from jamd.music.charts.formats import FORMATS, format_of, read_sheets
from jamd.music.charts.load import load_chart, load_tune, read_tune
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


@pytest.mark.parametrize("data", [b"| C " * 2_500_000, b"<" + b"a" * 10_000_000, b"irealb://" + b"%" * 10_000_000])
def test_a_chart_of_ten_megabytes_is_refused_at_once(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(data)
    began = time.perf_counter()
    with pytest.raises(ChartError, match="too large"):
        read_sheets(data)
    with pytest.raises(ChartError, match=r"large: .*too large"):
        load_tune(str(path))
    assert time.perf_counter() - began < 0.1


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no endless file")
def test_a_file_without_end_is_refused() -> None:
    with pytest.raises(ChartError, match="too large"):
        load_tune("/dev/zero")
