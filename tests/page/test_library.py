"""The library in the browser: finding a tune, keeping what was written, going through a set list."""

from collections.abc import Iterator
from typing import Any

import pytest
from page.conftest import Daemon, visit
from page.listening import until

WALK = "| Dm7 | G7 | Cmaj7 | % |"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A daemon of its own, whose charts may be changed; its band stands."""
    daemon = Daemon(tmp_path_factory.mktemp("library"), "--backend", "none", "--set", "clock.start=key")
    yield daemon
    daemon.stop()


@pytest.fixture
def page(chromium: Any, kept: Daemon) -> Iterator[Any]:
    for path in (kept.folder / "charts").glob("*"):
        path.unlink()
    yield from visit(chromium, kept)


def title_is(page: Any, title: str) -> None:
    until(page, f"jamd.connection.snapshot.chart.title === {title!r}")


def open_library(page: Any) -> Any:
    page.get_by_role("button", name="Library", exact=True).click()
    dialog = page.get_by_role("dialog", name="Library")
    dialog.get_by_role("button", name="Blues in F", exact=False).first.wait_for()
    return dialog


def write(page: Any, title: str, text: str) -> Any:
    """A new chart in the dialog; not saved yet."""
    open_library(page).get_by_role("button", name="New chart").click()
    dialog = page.get_by_role("dialog", name="Write a chart")
    dialog.get_by_label("Title").fill(title)
    dialog.get_by_label("Write a chart: the text").fill(text)
    return dialog


def test_a_tune_is_found_by_a_few_letters_and_enter(page: Any) -> None:
    dialog = open_library(page)
    dialog.get_by_label("Search").fill("gm room")
    assert dialog.locator(".tunes .tune").count() == 1
    page.keyboard.press("Enter")
    title_is(page, "Two Rooms")
    assert not dialog.is_visible()
    assert page.locator(".tune-title").inner_text() == "Two Rooms"


def test_a_slash_opens_the_search(page: Any) -> None:
    page.keyboard.press("/")
    page.keyboard.type("bossa am")
    assert page.locator(".tunes .tune span").all_inner_texts() == ["Lemon Tree Lane", "Minor blues in A", "Tide Table"]


def test_favourites_and_recent_tunes_have_their_own_lists(page: Any) -> None:
    dialog = open_library(page)
    dialog.get_by_label("Favourite: Blues in F").click()
    dialog.get_by_role("button", name="Favourites", exact=True).click()
    until(page, "document.querySelectorAll('.tunes .tune').length === 1")
    dialog.locator(".tunes .tune").click()
    title_is(page, "Blues in F")
    dialog = open_library(page)
    dialog.get_by_role("button", name="Recent", exact=True).click()
    until(page, "document.querySelector('.tunes .tune span').textContent === 'Blues in F'")


def test_a_chart_that_was_written_is_there_when_another_was_chosen(page: Any) -> None:
    write(page, "Autumn Walk", WALK).get_by_role("button", name="Save and play").click()
    title_is(page, "Autumn Walk")
    dialog = open_library(page)
    dialog.get_by_label("Search").fill("side door")
    page.keyboard.press("Enter")
    title_is(page, "II V I by the side door")
    dialog = open_library(page)
    dialog.get_by_role("button", name="Yours", exact=True).click()
    dialog.get_by_role("button", name="Autumn Walk 4 bars").click()
    title_is(page, "Autumn Walk")


def test_what_was_typed_and_not_saved_is_there_after_a_reload(page: Any) -> None:
    write(page, "Half a tune", "| Dm7 | G7").get_by_role("button", name="Close").click()
    page.reload()
    page.get_by_text("Connected", exact=True).wait_for()
    open_library(page).get_by_role("button", name="New chart").click()
    dialog = page.get_by_role("dialog", name="Write a chart")
    assert dialog.get_by_label("Title").input_value() == "Half a tune"
    assert dialog.get_by_label("Write a chart: the text").input_value() == "| Dm7 | G7"
    dialog.get_by_role("button", name="Discard them").click()
    assert dialog.get_by_label("Title").input_value() == ""


def test_nothing_is_replaced_without_a_question(page: Any) -> None:
    write(page, "Walk", WALK).get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("dialog", name="Library").get_by_role("button", name="Close the library").click()
    dialog = write(page, "Walk", "| C |")
    dialog.get_by_role("button", name="Save", exact=True).click()
    dialog.get_by_text("there is already a chart called 'Walk'").wait_for()
    dialog.get_by_role("button", name="Replace it").click()
    until(page, "jamd.library.titled('Walk')?.bars === 1")


def test_a_mistake_in_a_chart_is_said(page: Any) -> None:
    dialog = write(page, "Odd", "| Xx |")
    dialog.get_by_role("button", name="Save and play").click()
    dialog.get_by_text("line 1, bar 1").wait_for()


def test_an_own_chart_gets_another_title_and_is_deleted(page: Any) -> None:
    write(page, "Walk", WALK).get_by_role("button", name="Save", exact=True).click()
    library = page.get_by_role("dialog", name="Library")
    library.get_by_role("button", name="Edit Walk", exact=True).click()
    dialog = page.get_by_role("dialog", name="Write a chart")
    dialog.get_by_label("Title").fill("Run")
    dialog.get_by_role("button", name="Save", exact=True).click()
    until(page, "jamd.library.titled('Run') && !jamd.library.titled('Walk')")
    remove = library.get_by_role("button", name="Delete Run")
    remove.click()
    remove.click()
    until(page, "!jamd.library.titled('Run')")


def test_a_file_is_added(page: Any, kept: Daemon) -> None:
    with page.expect_file_chooser() as chooser:
        open_library(page).get_by_role("button", name="Add files").click()
    chooser.value.set_files([{"name": "coast.txt", "mimeType": "text/plain", "buffer": WALK.encode()}])
    until(page, "jamd.library.titled('coast')?.own")


def test_a_set_list_is_written_opened_and_played_by_keys(page: Any) -> None:
    library = open_library(page)
    library.get_by_role("button", name="Set lists").click()
    library.get_by_role("button", name="New set list").click()
    dialog = page.get_by_role("dialog", name="Write a set list")
    dialog.get_by_label("Title").fill("Friday")
    dialog.get_by_label("Write a set list: the text").fill("Blues in F | mode trade\nTwo Rooms | key Am\nSlow Ferry\n")
    dialog.get_by_role("button", name="Save and open").click()
    title_is(page, "Blues in F")
    until(page, "jamd.connection.snapshot.jam.mode === 'trade'")
    library.get_by_role("button", name="Close the library").click()
    page.keyboard.press("]")
    title_is(page, "Two Rooms")
    until(page, "jamd.connection.snapshot.chart.key === 'Am' && jamd.connection.snapshot.jam.mode === 'accompany'")
    assert page.locator(".set-step span").inner_text() == "2/3, next: Slow Ferry"
    page.get_by_role("button", name="›").last.click()
    title_is(page, "Slow Ferry")
    page.keyboard.press("[")
    title_is(page, "Two Rooms")
