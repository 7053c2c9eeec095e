"""Takes the pictures of docs/pictures again: `PYTHONPATH=tests python -m page.pictures`. Look at each of them."""

import tempfile
from pathlib import Path
from typing import Any, Final

from page.conftest import CHROMIUM, FLAGS, Daemon
from page.listening import connected, start_audio, transport, until
from playwright.sync_api import sync_playwright

_PICTURES: Final = Path(__file__).parents[2] / "docs/pictures"
_DESKTOP: Final = {"viewport": {"width": 1440, "height": 900}}
_PHONE: Final = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
_LINE: Final = "ghjklkjhgfdfg"  # on the keys of the computer
_NOTE_MS, _GAP_MS = 170, 44  # together an eighth at 140 bpm
_DRAWING: Final = """\
Bb4 1:1 0.5 70
D5 1:1.5 0.5 80
F5 1:2 1 90
G5 1:3.5 0.5 70
F5 1:4 1.5 90
D5 2:2.5 0.5 70
C#5 2:3 0.5 80
Bb4 2:3.5 1.5 90
drum 36 1:1 0.25 70
drum 51 1:1 0.25 80
drum 51 1:2 0.25 100
drum 44 1:2 0.25 80
drum 51 1:2.667 0.25 70
drum 51 1:3 0.25 80
drum 51 1:4 0.25 100
drum 44 1:4 0.25 80
drum 51 1:4.667 0.25 70
"""

_FRIDAY: Final = """\
title: Friday at the Corner
Blues in F | key G | tempo 168
Lamp on the Stairs | mode trade | trade_bars 8
Slow Ferry | tempo 120
Two Rooms | drums rules
Small Hours Again
"""

_TOP: Final = """() => {
  document.activeElement.blur();
  const { scroller, row } = jamd.board.sheet;
  for (let each = scroller.parentElement; each; each = each.parentElement) each.scrollTop = 0;
  scroller.scrollTop -= 3 * row; // up to the highest note of the drawing
}"""


def save(page: Any, name: str) -> None:
    """Without notices, which a busy machine may show."""
    page.evaluate("document.querySelectorAll('.notice button').forEach((button) => button.click())")
    page.screenshot(path=_PICTURES / f"{name}.png")


def picture_stage(page: Any, name: str) -> None:
    """While the band plays and somebody plays a line: bar 6 of a chorus."""
    until(page, "jamd.connection.snapshot.place.bar === 3", patience=60)
    for key in _LINE:
        page.keyboard.down(key)
        page.wait_for_timeout(_NOTE_MS)
        page.keyboard.up(key)
        page.wait_for_timeout(_GAP_MS)
    until(page, "jamd.connection.snapshot.place.bar >= 5 && jamd.connection.snapshot.place.beat >= 1", patience=60)
    save(page, f"stage-{name}")


def picture_stand(page: Any, name: str) -> None:
    """The same chorus, a bar or two later, with the end asked for."""
    page.evaluate("location.hash = '#stand'")
    page.get_by_role("button", name="Ending").click()
    until(page, "/ of /.test(document.querySelector('.stand .section').textContent)")
    save(page, f"stand-{name}")
    page.evaluate("jamd.connection.command('play on')")
    page.evaluate("location.hash = '#stage'")


def picture_library(page: Any, name: str) -> None:
    """A few favourites, the tune that plays, and a set list with its second tune."""
    favourites = ("aaba-in-ab", "blues-in-f", "bossa-in-d-minor", "modal-aaba")
    for favourite in favourites:
        page.evaluate("(name) => jamd.library.change(name, { favourite: true })", f"builtin:{favourite}")
    page.evaluate("(set) => jamd.library.save('set-lists', set)", {"title": "Friday", "text": _FRIDAY, "replace": True})
    page.evaluate("jamd.connection.command('set list', 'Friday')")
    page.evaluate("jamd.connection.command('set list tune', 2)")
    until(page, "jamd.connection.snapshot.library.set_list?.at === 1 && jamd.library.setLists.length === 1")
    page.get_by_role("button", name="Library", exact=True).click()
    until(page, f"jamd.library.charts.filter(({{ favourite }}) => favourite).length === {len(favourites)}")
    save(page, f"library-{name}")
    page.get_by_role("button", name="Set lists").click()
    save(page, f"set-list-{name}")
    page.get_by_role("button", name="Close the library").click()


def picture_board(page: Any, name: str) -> None:
    """A drawing, what the drums made of it, and a second answer of the piano."""
    transport(page, False)
    page.get_by_role("link", name="Board").click()
    page.locator(".sheet-window canvas").wait_for()
    page.get_by_role("button", name="Text").click()
    page.get_by_role("textbox", name="The drawing as text").fill(_DRAWING)
    page.get_by_role("button", name="Use this text").click()
    page.locator("#room-board").get_by_label("Chart").last.select_option(index=1)  # the jam's
    for part in ("drums", "piano"):
        page.get_by_role("button", name=f"Continue {part}").click()
        page.get_by_role("button", name="Again").click(timeout=60_000)
        page.get_by_role("button", name="B", exact=True).wait_for(timeout=60_000)
        if part == "drums":
            page.get_by_role("button", name="Accept").click()
    page.mouse.move(0, 0)
    page.evaluate(_TOP)
    page.wait_for_timeout(500)
    save(page, f"board-{name}")


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, screen in (("desktop", _DESKTOP), ("phone", _PHONE)):
            with tempfile.TemporaryDirectory() as folder:
                daemon = Daemon(Path(folder))
                context = browser.new_context(**screen)
                page = context.new_page()
                page.goto(daemon.address)
                connected(page)
                if name == "desktop":
                    start_audio(page)
                picture_stage(page, name)
                picture_stand(page, name)
                picture_library(page, name)
                picture_board(page, name)
                context.close()
                daemon.stop()
        browser.close()


if __name__ == "__main__":
    main()
