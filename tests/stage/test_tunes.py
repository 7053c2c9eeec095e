"""From a tune of the library, or the next of a set list, to commands for wire and band."""

from pathlib import Path

import pytest

from jamd.errors import CommandError
from jamd.library.entry import LibraryError
from jamd.library.library import Library
from jamd.music.charts.form import Chart
from jamd.music.charts.load import read_chart
from jamd.music.events import Clock, Command
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.stage.tunes import CHOICES, Tunes

USUAL = {"tempo": 140.0, "mode": "accompany", "style": "auto", "drums.player": "drummer"}
FRIDAY = "title: Friday\nBlues in F | tempo 168 | mode trade\nTwo Rooms\nNo such tune\nBlues in Bb | drums rules\n"


def clock(running: bool, source: str = "internal") -> Clock:
    timeline = Timeline.at_bpm(140, Nanos(0), Tick(0))
    return Clock(Nanos(0), running, timeline, Meter(4), source=source)


STANDS, RUNS = clock(False), clock(True)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "charts")
    library.set_lists.save("Friday", FRIDAY)
    return library


@pytest.fixture
def tunes(library: Library, tmp_path: Path) -> Tunes:
    return Tunes(library, USUAL, tmp_path / "note")


def said(commands: list[Command]) -> dict[str, object]:
    """The title of the chart, and the values of the other commands."""
    return {each.name: chart_of(each).title if each.name == "chart" else each.value for each in commands}


def chart_of(command: Command) -> Chart:
    return read_chart(str(command.value))


def test_a_tune_is_chosen_by_its_title(tunes: Tunes) -> None:
    assert said(tunes.choose("Blues in F", RUNS)) == {"chart": "Blues in F"}
    assert said(tunes.choose("Two Rooms", STANDS)) == {"chart": "Two Rooms", "tempo": 144.0}
    assert chart_of(tunes.choose("blues-in-f", RUNS)[0]) == read_chart("builtin:blues-in-f")
    with pytest.raises(LibraryError, match="no chart called 'Nonsense'"):
        tunes.choose("Nonsense", RUNS)


def test_what_is_chosen_is_remembered(tunes: Tunes, library: Library) -> None:
    tunes.choose("Blues in F", RUNS)
    assert [each["title"] for each in library.described() if each["played"]] == ["Blues in F"]


def test_a_chart_that_is_too_long_for_a_command_is_refused(tunes: Tunes, library: Library) -> None:
    library.save("| Cmaj7#11 Dm7b5 Fm7 Bb7alt | Dmaj7#11 Em7b5 Gm7 C7alt |\n" * 500, "Endless")
    with pytest.raises(CommandError, match="chart takes"):
        tunes.choose("Endless", RUNS)


def test_a_set_list_from_its_first_tune_to_its_last(tunes: Tunes) -> None:
    """A tune that sets nothing has the chart's tempo and else what the config says; one that is missing is said and
    passed over."""
    assert tunes.open("Friday", RUNS) == []
    assert said(tunes.step(1, RUNS)) == {
        "chart": "Blues in F", "tempo": 168.0, "mode": "trade", "drums.player": "drummer"
    }  # fmt: skip
    assert said(tunes.step(1, RUNS)) == {
        "chart": "Two Rooms", "tempo": 144.0, "mode": "accompany", "drums.player": "drummer"
    }  # fmt: skip
    with pytest.raises(LibraryError, match="no chart called 'No such tune'"):
        tunes.step(1, RUNS)
    assert said(tunes.step(1, RUNS))["drums.player"] == "rules"
    with pytest.raises(LibraryError, match="'Friday' has no tune 5: it has 4"):
        tunes.step(1, RUNS)
    with pytest.raises(LibraryError, match="No such tune"):
        tunes.step(-1, RUNS)
    assert said(tunes.step(-1, RUNS))["chart"] == "Two Rooms"
    assert said(tunes.go(0, RUNS))["chart"] == "Blues in F"
    with pytest.raises(LibraryError, match="this is the first tune"):
        tunes.step(-1, RUNS)


def test_a_band_that_stands_takes_the_first_tune_at_once(tunes: Tunes) -> None:
    assert said(tunes.open("Friday", STANDS))["chart"] == "Blues in F"
    assert said(tunes.step(1, STANDS))["chart"] == "Two Rooms"


@pytest.mark.parametrize("source", ["midi", "link", "follow"])
def test_the_tempo_is_anothers_where_another_leads(tunes: Tunes, source: str) -> None:
    tunes.open("Friday", RUNS)
    assert "tempo" not in said(tunes.step(1, clock(True, source)))


def test_what_is_shown_of_a_set_list(tunes: Tunes) -> None:
    assert tunes.shown() is None
    tunes.open("Friday", RUNS)
    tunes.step(1, RUNS)
    assert tunes.shown() == {
        "name": "Friday", "title": "Friday", "at": 0, "fault": "",
        "tunes": [
            {"chart": "Blues in F", "with": "tempo 168, mode trade"}, {"chart": "Two Rooms", "with": ""},
            {"chart": "No such tune", "with": ""}, {"chart": "Blues in Bb", "with": "drums rules"},
        ],
    }  # fmt: skip
    tunes.open(None, RUNS)
    assert tunes.shown() is None


def test_a_set_list_that_has_gone_is_shown_with_its_fault(tunes: Tunes, library: Library) -> None:
    tunes.open("Friday", RUNS)
    library.set_lists.delete("Friday")
    shown = tunes.shown()
    assert shown is not None
    assert shown["fault"] == "there is no set list called 'Friday'"


def test_without_an_open_set_list_there_is_no_next_tune(tunes: Tunes) -> None:
    for name in ("next tune", "previous tune"):
        with pytest.raises(LibraryError, match="no set list is open"):
            CHOICES[name](tunes, None, RUNS)
    with pytest.raises(LibraryError, match="no set list called 'Monday'"):
        tunes.open("Monday", RUNS)


def test_the_next_stage_goes_on_in_the_same_place(tunes: Tunes, library: Library, tmp_path: Path) -> None:
    tunes.open("Friday", RUNS)
    tunes.step(1, RUNS)
    assert said(Tunes(library, USUAL, tmp_path / "note").step(1, RUNS))["chart"] == "Two Rooms"
