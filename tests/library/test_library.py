"""The charts of a user: saved, listed, found, renamed, deleted; nothing overwritten, nothing read that is no file."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.library.entry import LibraryError
from jamd.library.library import Library
from jamd.music.charts.builtin import builtin_names
from jamd.music.charts.formats import FORMATS
from jamd.music.charts.load import read_chart
from jamd.music.charts.text_grid import read_grid, read_sheet

AUTUMN = "title: Autumn Walk\nmeter: 3/4\nstyle: waltz\n# for Ann\n| Dm7 | G7 | Cmaj7 | % |\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "charts"


@pytest.fixture
def library(folder: Path) -> Library:
    return Library(folder)


def test_without_a_folder_there_are_the_built_in_tunes(library: Library, folder: Path) -> None:
    assert len(library.entries()) == len(builtin_names())
    assert not any(entry.own for entry in library.entries())
    assert library.chart("builtin:ii-v-i").title == "II V I in C"
    assert not folder.exists()


def test_a_saved_chart_is_listed_with_what_it_is(library: Library, folder: Path) -> None:
    assert library.save(AUTUMN) == "Autumn Walk.txt"
    first = library.entries()[0]
    assert (first.name, first.title, first.meter, first.style, first.bars, first.own) == (
        "Autumn Walk.txt", "Autumn Walk", "3/4", "waltz", 4, True
    )  # fmt: skip
    assert library.text("Autumn Walk.txt") == AUTUMN
    assert sorted(path.name for path in folder.iterdir()) == ["Autumn Walk.txt"]


def test_the_title_that_is_given_wins(library: Library) -> None:
    name = library.save(AUTUMN, "Winter  Walk")
    assert name == "Winter Walk.txt"
    assert library.text(name) == AUTUMN.replace("Autumn", "Winter")
    assert library.chart(library.save("| C | F |", "Bare")).title == "Bare"
    assert library.chart(library.save("| C | F |")).title == "Untitled"


def test_what_is_there_is_only_replaced_when_asked(library: Library) -> None:
    library.save("| C | F |", "Walk")
    with pytest.raises(LibraryError, match="already a chart called 'Walk'"):
        library.save("| G | D |", "Walk")
    assert len(library.chart("Walk.txt").bars) == 2
    library.save("| G |", "Walk", replace=True)
    assert len(library.chart("Walk.txt").bars) == 1


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("What now? / Then what", "What now- - Then what.txt"),
        ("../../etc/passwd", "etc-passwd.txt"),
        ("Über den Dächern", "Über den Dächern.txt"),
        ("con", "Untitled.txt"),
        ("???", "Untitled.txt"),
        ("x" * 300, "x" * 80 + ".txt"),
    ],
)
def test_any_title_has_a_safe_name_and_stays_whole(library: Library, folder: Path, title: str, name: str) -> None:
    assert library.save("| C |", title) == name
    assert library.chart(name).title == title
    assert [path.name for path in folder.iterdir()] == [name]


def test_what_is_no_chart_is_not_saved(library: Library, folder: Path) -> None:
    with pytest.raises(LibraryError, match="line 1, bar 1") as refused:
        library.save("| Xx |", "Odd")
    assert refused.value.status == 422
    assert not folder.exists()


def test_a_built_in_tune_can_be_the_start_of_an_own_one(library: Library) -> None:
    name = library.save(library.text("builtin:blues-in-f"), "My blues")
    assert library.chart(name).bars == library.chart("builtin:blues-in-f").bars
    for act in (lambda: library.delete("builtin:blues-in-f"), lambda: library.rename("builtin:blues-in-f", "x")):
        with pytest.raises(LibraryError, match="built-in charts stay as they are"):
            act()


def test_renaming_changes_the_title_and_keeps_what_is_remembered(library: Library, folder: Path) -> None:
    name = library.save(AUTUMN)
    library.set_favourite(name, True)
    library.note_played(name)
    assert library.rename(name, "Spring Walk") == "Spring Walk.txt"
    (described,) = [chart for chart in library.described() if chart["own"]]
    assert (described["title"], described["favourite"]) == ("Spring Walk", True)
    assert described["played"] > 1e9
    assert "# for Ann" in library.text("Spring Walk.txt")
    assert not (folder / name).exists()


def test_renaming_overwrites_nothing(library: Library) -> None:
    library.save("| C |", "One")
    library.save("| F | G |", "Two")
    with pytest.raises(LibraryError, match="already a chart called 'Two'"):
        library.rename("One.txt", "Two")
    assert len(library.chart("Two.txt").bars) == 2


def test_a_deleted_chart_is_forgotten(library: Library, folder: Path) -> None:
    name = library.save("| C |", "Gone")
    library.set_favourite(name, True)
    library.delete(name)
    with pytest.raises(LibraryError, match="no chart called 'Gone"):
        library.chart(name)
    assert not Library(folder).described()[0]["own"]
    library.save("| C |", "Gone")
    assert not library.described()[0]["favourite"]


def test_favourites_and_the_last_played_are_there_the_next_time(library: Library, folder: Path) -> None:
    library.set_favourite("builtin:ii-v-i", True)
    library.note_played("builtin:rhythm-changes")
    again = {chart["name"]: chart for chart in Library(folder).described()}
    assert [name for name, chart in again.items() if chart["favourite"]] == ["builtin:ii-v-i"]
    assert [name for name, chart in again.items() if chart["played"]] == ["builtin:rhythm-changes"]


def test_a_damaged_memory_is_set_aside(folder: Path) -> None:
    folder.mkdir()
    (folder / "library.json").write_text("{half")
    library = Library(folder)
    library.set_favourite("builtin:ii-v-i", True)
    assert (folder / "library.json.unreadable").read_text() == "{half"
    assert any(chart["favourite"] for chart in Library(folder).described())


def test_charts_are_found_by_title_name_and_file(library: Library) -> None:
    library.save(AUTUMN)
    for words in ("Autumn Walk", "autumn walk", "Autumn Walk.txt"):
        assert library.find(words) == "Autumn Walk.txt"
    for words in ("Blues in F", "blues-in-f", "builtin:blues-in-f"):
        assert library.find(words) == "builtin:blues-in-f"
    with pytest.raises(LibraryError, match="no chart called 'Autum Walk'; did you mean 'Autumn Walk'"):
        library.find("Autum Walk")


def test_files_that_somebody_put_there(library: Library, folder: Path, tmp_path: Path) -> None:
    """A chart without a title has its file's; what cannot be read says why; links and FIFOs are no charts."""
    library.save("| C |", "Mine")
    (folder / "sketch.txt").write_text("| C | F |")
    (folder / "odd.txt").write_text("| Xx |")
    (folder / "notes.pdf").write_bytes(b"%PDF")
    (tmp_path / "secret.txt").write_text("| C |")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(folder / "pipe.txt")
    own = {entry.name: entry for entry in library.entries() if entry.own}
    assert sorted(own) == ["Mine.txt", "odd.txt", "sketch.txt"]
    assert own["sketch.txt"].title == "sketch"
    assert own["odd.txt"].fault.startswith("line 1, bar 1: ")
    for name in ("link.txt", "pipe.txt", "../secret.txt", "library.json", ".txt"):
        with pytest.raises(LibraryError):
            library.text(name)


def links(*grids: str) -> bytes:
    """Links of iReal Pro, one after the other."""
    return b"\n".join(FORMATS["ireal"].write(read_sheet(grid)) for grid in grids)


def test_a_link_that_is_pasted_becomes_a_text_grid(library: Library) -> None:
    name = library.save(links(AUTUMN).decode())
    assert name == "Autumn Walk.txt"
    assert library.text(name).startswith("title: Autumn Walk\n")
    assert library.chart(name).bars == read_grid(AUTUMN).bars


def test_several_tunes_stay_together(library: Library, folder: Path) -> None:
    both = links(AUTUMN, "title: Other Walk\n| C | F |")
    name = library.save(both, called="My playlist")
    assert (folder / name).read_bytes() == both
    own = [(entry.name, entry.title) for entry in library.entries() if entry.own]
    assert own == [(f"{name}#1", "Autumn Walk"), (f"{name}#2", "Other Walk")]
    assert library.find("other walk") == f"{name}#2"
    assert len(library.chart(f"{name}#2").bars) == 2
    assert library.text(f"{name}#2").startswith("title: Other Walk\n")
    for number in ("3", "0", "x", "²"):
        with pytest.raises(LibraryError, match="no chart called"):
            library.chart(f"{name}#{number}")


def test_a_chart_of_another_format_is_edited_beside_it(library: Library, folder: Path) -> None:
    folder.mkdir()
    (folder / "walk.musicxml").write_bytes(FORMATS["musicxml"].write(read_sheet(AUTUMN)))
    (entry,) = [entry for entry in library.entries() if entry.own]
    assert entry.title == "Autumn Walk"
    with pytest.raises(LibraryError, match="is no text grid"):
        library.rename(entry.name, "Winter Walk")
    library.save(library.text(entry.name), "Winter Walk")
    assert sorted(path.name for path in folder.iterdir()) == ["Winter Walk.txt", "walk.musicxml"]


def test_a_changed_file_is_listed_as_it_is_now(library: Library, folder: Path) -> None:
    name = library.save("| C |", "Walk")
    assert library.entries()[0].bars == 1
    (folder / name).write_text("title: Walk\n| C | F | G |\n")
    assert library.entries()[0].bars == 3


@given(title=st.text(max_size=100), text=st.text(max_size=60) | st.just(AUTUMN))
def test_any_title_and_text_are_saved_or_refused_in_a_sentence(title: str, text: str) -> None:
    with TemporaryDirectory() as folder:
        library = Library(Path(folder) / "charts")
        try:
            name = library.save(text.encode(errors="replace"), title)
        except LibraryError:
            assert not list(Path(folder).iterdir())
            return
        assert [path.name for path in (Path(folder) / "charts").iterdir()] == [name]
        assert library.chart(name).title == (" ".join(title.split()) or read_chart(text).title or "Untitled")


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "charts").write_text("a file")
    with pytest.raises(LibraryError, match="charts: "):
        Library(tmp_path / "charts").save("| C |", "Walk")
