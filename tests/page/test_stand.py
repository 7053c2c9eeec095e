"""The stand, as a pianist with a tablet on the music stand uses it."""

from typing import Any

from page.conftest import Daemon
from page.listening import transport, until


def test_three_buttons_and_the_form_that_sounds(page: Any, daemon: Daemon) -> None:
    transport(page, False)
    page.get_by_role("link", name="Stand").click()
    assert page.evaluate("[isSecureContext, jamd.stand.awake.wanted]") == [True, True]
    page.locator(".stand-buttons").get_by_role("button", name="Play").click()
    until(page, "jamd.clock.running && jamd.clock.now() > 0")
    until(page, "document.querySelectorAll('.stand .bars li[data-when=now]').length === 1")
    page.get_by_role("button", name="Fill").click()
    page.get_by_role("button", name="Ending").click()
    page.get_by_role("button", name="End now").wait_for()
    until(page, "/chorus 1 of [12]/.test(document.querySelector('.stand .section').textContent)")
    page.get_by_role("button", name="End now").click()
    page.locator(".stand-buttons").get_by_role("button", name="Play").wait_for()
    page.get_by_role("button", name="QR").click()
    page.get_by_text("Start jamd with --stand").wait_for()
    page.get_by_role("button", name="Close").click()
    page.get_by_role("link", name="Stage").click()
    until(page, "!jamd.stand.awake.wanted && jamd.stand.awake.lock === null")
    transport(page, True)
