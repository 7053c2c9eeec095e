"""`jam.chart` and `--chart` know the library's titles."""

from pathlib import Path

import pytest

from jamd.config.load import load_config
from jamd.errors import ChartError
from jamd.music.charts.load import load_tune


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts/walk.txt").write_text("title: Late Walk\n| Dm7 | G7 |\n")
    (tmp_path / "charts/Two Rooms.txt").write_text("title: Two Rooms\n| Am7 |\n")
    (tmp_path / "walk.txt").write_text("title: Another\n| C |\n")


def title(chart: str, *sets: str) -> str:
    found = load_config(None, (f"jam.chart={chart}", *sets)).jam.chart
    assert found is not None
    return load_tune(found).sheet.title


@pytest.mark.parametrize("name", ["Late Walk", "late walk", "charts/walk.txt"])
def test_a_chart_of_the_users_by_its_title(name: str) -> None:
    assert title(name) == "Late Walk"


@pytest.mark.parametrize("name", ["Blues in F", "blues in f", "blues-in-f", "builtin:blues-in-f"])
def test_a_built_in_tune_by_its_title(name: str) -> None:
    assert title(name) == "Blues in F"


def test_files_come_first_then_the_users_charts_then_the_built_in_ones() -> None:
    assert title("walk.txt") == "Another"
    assert load_config(None, ("jam.chart=Two Rooms",)).jam.chart == str(Path("charts/Two Rooms.txt"))
    assert load_config(None, ("jam.chart=Two Rooms", "library.folder=other")).jam.chart == "builtin:modal-aaba"


def test_a_tune_of_a_playlist_by_its_title() -> None:
    Path("charts/evening.html").write_text(
        "irealb://One=A==Swing=C==1r34LbKcu7C^7 Z==120=1===Two=A==Swing=C==1r34LbKcu7D^7 Z==120=1===Evening"
    )
    assert title("Two") == "Two"


def test_what_nobody_knows_is_said_by_who_reads_it() -> None:
    with pytest.raises(ChartError, match="Blus in F: the chart cannot be read"):
        title("Blus in F")
    assert load_config(None, ("jam.chart=null",)).jam.chart is None
