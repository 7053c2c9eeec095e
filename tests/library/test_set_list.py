"""Set lists: what a line may say, and what is wrong with the others."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.library.entry import LibraryError
from jamd.library.set_list import read_set_list
from jamd.library.set_list_folder import SetListFolder
from jamd.music.charts.form import Chart
from jamd.music.charts.text_grid import read_grid
from jamd.music.time.notes import Meter

FRIDAY = """\
title: Friday at the Corner
# the first set
Blues in F          | tempo 168 | mode trade | trade_bars 8   # with Ann
Lamp on the Stairs  | key: G | drums rules | build on | bass off | piano on
Slow Ferry          | meter 3/4 | swing 0.5 | intensity null
"""

ON_AND_OFF = {"bass.enabled": False, "piano.enabled": True}


def test_a_line_is_a_chart_and_what_it_is_played_with() -> None:
    friday = read_set_list(FRIDAY, "friday")
    blues, lamp, ferry = friday.tunes
    assert friday.title == "Friday at the Corner"
    assert (blues.chart, blues.settings) == ("Blues in F", {"tempo": 168.0, "mode": "trade", "trade_bars": 8})
    assert (lamp.key, lamp.settings) == ("G", {"drums.player": "rules", "build": True, **ON_AND_OFF})
    assert (ferry.meter, ferry.settings) == (Meter(3), {"swing": 0.5, "intensity": None})
    assert lamp.words == "key G, drums rules, build on, bass off, piano on"


def test_a_set_list_without_a_title_has_its_files() -> None:
    assert read_set_list("Blues in F\n", "friday").title == "friday"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Blues | tempo 500", "line 1: tempo takes 30 to 400 beats per minute, not 500"),
        ("Blues | tmpo 120", "line 1: a tune has no 'tmpo'; did you mean 'tempo'?"),
        ("Blues | panic now", "a tune has no 'panic'"),
        ("Blues | output synth", "a tune has no 'output'"),
        ("Blues | chart builtin:ii-v-i", "a tune has no 'chart'"),
        ("Blues | tempo", "'tempo' needs a word and a value"),
        ("Blues | key H", "'H' is no key; write it as Bb or F#m"),
        ("Blues | meter 17/4", "meter must be"),
        ("Blues | bass of", "bass.player takes bassist"),
        ("Blues | drums ringo", "drums.player takes drummer, seed or rules"),
        ("| tempo 120", "the tune has no name"),
        ("# nothing\n", "a set list has 1 to 200 tunes, this one has 0"),
        ("Blues\n" * 201, "a set list has 1 to 200 tunes, this one has 201"),
    ],
)
def test_what_is_wrong_with_a_line(line: str, said: str) -> None:
    with pytest.raises(LibraryError) as fault:
        read_set_list(line, "friday")
    assert said in str(fault.value)


@given(st.text(alphabet="Ab |:#\nkeytmpo123/4dru ", max_size=60))
def test_any_text_is_a_set_list_or_a_sentence(text: str) -> None:
    try:
        set_list = read_set_list(text, "friday")
    except LibraryError:
        return
    assert set_list.tunes


def arranged(line: str, grid: str) -> Chart:
    (tune,) = read_set_list(line, "friday").tunes
    return tune.arranged(read_grid(grid))


def test_a_tune_is_played_in_the_key_and_meter_that_it_says() -> None:
    chart = Chart("Walk", Meter(4), read_grid("| Dm7 | G7 | Cmaj7 |").bars, key="C")
    (tune,) = read_set_list("Walk | key Bb | meter 3/4", "friday").tunes
    moved = tune.arranged(chart)
    assert [bar[0].chord.symbol for bar in moved.bars] == ["Cm7", "F7", "Bbmaj7"]
    assert (moved.key, moved.meter) == ("Bb", Meter(3))


def test_the_folder_keeps_set_lists(tmp_path: Path) -> None:
    folder = SetListFolder(tmp_path / "charts")
    assert folder.described() == []
    assert folder.save("Friday", FRIDAY) == "Friday"
    (friday,) = folder.described()
    assert friday == {
        "name": "Friday",
        "title": "Friday at the Corner",
        "tunes": ["Blues in F", "Lamp on the Stairs", "Slow Ferry"],
        "fault": "",
    }
    with pytest.raises(LibraryError, match="already a set list called 'Friday'"):
        folder.save("Friday", "Blues in F")
    folder.save("Friday", "Blues in F", replace=True)
    assert folder.text("Friday") == "Blues in F"
    folder.delete("Friday")
    with pytest.raises(LibraryError, match="no set list called 'Friday'"):
        folder.text("Friday")


def test_a_faulty_set_list_is_listed_with_its_fault(tmp_path: Path) -> None:
    (tmp_path / "bad.setlist").write_text("Blues | tempo 5")
    (described,) = SetListFolder(tmp_path).described()
    assert described["fault"].startswith("line 1: tempo takes")
    with pytest.raises(LibraryError, match="tempo takes"):
        SetListFolder(tmp_path).save("Bad", "Blues | tempo 5")
