"""From a tune of the library, or the next of a set list, to commands for wire and band."""

from pathlib import Path

import pytest

from jamd.errors import CommandError
from jamd.library.entry import LibraryError
from jamd.library.library import Library
from jamd.music.charts.form import Chart
from jamd.music.charts.load import read_chart
from jamd.music.events import Command
from jamd.stage.tunes import CHOICES, Tunes

USUAL = {"tempo": 140.0, "mode": "accompany", "style": "auto", "drums.player": "drummer"}
FRIDAY = "title: Friday\nBlues in F | tempo 168 | mode trade\nTwo Rooms\nNo such tune\nBlues in Bb | drums rules\n"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "charts")
    library.set_lists.save("Friday", FRIDAY)
    return library


@pytest.fixture
def tunes(library: Library, tmp_path: Path) -> Tunes:
    return Tunes(library, USUAL, tmp_path / "note")


def said(commands: list[Command]) -> dict[str, object]:
    """The title of the chart, the tempo that it brings, and the settings that come with it."""
    (command,) = commands
    chart = chart_of(command)
    return {"chart": chart.title, "tempo": chart.bpm} | command.settings


def chart_of(command: Command) -> Chart:
    return read_chart(str(command.value))


def test_a_tune_is_chosen_by_its_title(tunes: Tunes) -> None:
    assert said(tunes.choose("Two Rooms")) == {"chart": "Two Rooms", "tempo": 144.0}
    assert chart_of(tunes.choose("blues-in-f")[0]) == read_chart("builtin:blues-in-f")
    with pytest.raises(LibraryError, match="no chart called 'Nonsense'"):
        tunes.choose("Nonsense")


def test_what_is_chosen_is_remembered(tunes: Tunes, library: Library) -> None:
    tunes.choose("Blues in F")
    assert [each["title"] for each in library.described() if each["played"]] == ["Blues in F"]


def test_a_chart_that_is_too_long_for_a_command_is_refused(tunes: Tunes, library: Library) -> None:
    library.save("| Cmaj7#11 Dm7b5 Fm7 Bb7alt | Dmaj7#11 Em7b5 Gm7 C7alt |\n" * 500, "Endless")
    with pytest.raises(CommandError, match="chart takes"):
        tunes.choose("Endless")


def test_a_set_list_from_its_first_tune_to_its_last(tunes: Tunes) -> None:
    """A tune that sets nothing has the chart's tempo and else what the config says; one that is missing is said and
    passed over."""
    assert tunes.open("Friday", running=True) == []
    assert said(tunes.step(1)) == {
        "chart": "Blues in F", "tempo": 168.0, "mode": "trade", "drums.player": "drummer"
    }  # fmt: skip
    assert said(tunes.step(1)) == {
        "chart": "Two Rooms", "tempo": 144.0, "mode": "accompany", "drums.player": "drummer"
    }  # fmt: skip
    with pytest.raises(LibraryError, match="no chart called 'No such tune'"):
        tunes.step(1)
    assert said(tunes.step(1))["drums.player"] == "rules"
    with pytest.raises(LibraryError, match="'Friday' has no tune 5: it has 4"):
        tunes.step(1)
    with pytest.raises(LibraryError, match="No such tune"):
        tunes.step(-1)
    assert said(tunes.step(-1))["chart"] == "Two Rooms"
    assert said(tunes.go(0))["chart"] == "Blues in F"
    with pytest.raises(LibraryError, match="this is the first tune"):
        tunes.step(-1)


def test_a_chart_without_a_tempo_has_the_configs_where_another_tune_sets_one(tunes: Tunes, library: Library) -> None:
    library.save("| C | F |", "Plain")
    library.set_lists.save("Monday", "Plain\nBlues in F | tempo 90\n")
    library.set_lists.save("Tuesday", "Plain\nBlues in F\n")
    assert said(tunes.open("Monday", running=False)) == {"chart": "Plain", "tempo": 140.0}
    assert said(tunes.open("Tuesday", running=False)) == {"chart": "Plain", "tempo": None}


def test_a_band_that_stands_takes_the_first_tune_at_once(tunes: Tunes) -> None:
    assert said(tunes.open("Friday", running=False))["chart"] == "Blues in F"
    assert said(tunes.step(1))["chart"] == "Two Rooms"


def test_what_is_shown_of_a_set_list(tunes: Tunes) -> None:
    assert tunes.shown() is None
    tunes.open("Friday", running=True)
    tunes.step(1)
    assert tunes.shown() == {
        "name": "Friday", "title": "Friday", "at": 0, "fault": "", "sets": {"tempo": 168, "mode": "trade"},
        "tunes": [
            {"chart": "Blues in F", "with": "tempo 168, mode trade"}, {"chart": "Two Rooms", "with": ""},
            {"chart": "No such tune", "with": ""}, {"chart": "Blues in Bb", "with": "drums rules"},
        ],
    }  # fmt: skip
    tunes.open(None, running=True)
    assert tunes.shown() is None


def test_a_fault_in_a_set_list_is_said_with_its_name(tunes: Tunes, library: Library, tmp_path: Path) -> None:
    (tmp_path / "charts/Monday.setlist").write_text("Blues in F | tmpo 3\n")
    with pytest.raises(LibraryError, match="Monday: line 1: a tune has no 'tmpo'"):
        tunes.open("Monday", running=False)


def test_a_set_list_that_has_gone_is_shown_with_its_fault(tunes: Tunes, library: Library) -> None:
    tunes.open("Friday", running=True)
    library.set_lists.delete("Friday")
    shown = tunes.shown()
    assert shown is not None
    assert shown["fault"] == "there is no set list called 'Friday'"


def test_without_an_open_set_list_there_is_no_next_tune(tunes: Tunes) -> None:
    for name in ("next tune", "previous tune"):
        with pytest.raises(LibraryError, match="no set list is open"):
            CHOICES[name](tunes, None, True)
    with pytest.raises(LibraryError, match="no set list called 'Monday'"):
        tunes.open("Monday", running=True)


def test_the_next_stage_goes_on_in_the_same_place(tunes: Tunes, library: Library, tmp_path: Path) -> None:
    tunes.open("Friday", running=True)
    tunes.step(1)
    assert said(Tunes(library, USUAL, tmp_path / "note").step(1))["chart"] == "Two Rooms"
