"""The form, led from the page: a tune, some bars of it, another key, and what is still to come."""

from typing import Any

from page.conftest import Daemon
from page.listening import transport, until


def lead(page: Any, name: str, value: object = None) -> None:
    page.evaluate("([name, value]) => jamd.connection.command(name, value ?? undefined)", [name, value])


def begin(page: Any, chart: str) -> None:
    """A tune from its first bar on."""
    transport(page, False)
    lead(page, "when", "bar")
    lead(page, "tune", f"builtin:{chart}")
    until(page, f"jamd.connection.snapshot.chart.title === {TITLES[chart]!r}")
    transport(page, True)
    until(page, "jamd.connection.snapshot.place.chart_bar === 0", patience=20)


TITLES = {"rhythm-changes-in-f": "Rhythm changes in F", "jazz-waltz": "Waltz around the Corner"}


def test_another_tune_is_counted_down_to_and_starts_at_its_first_bar_in_its_meter(page: Any, daemon: Daemon) -> None:
    begin(page, "rhythm-changes-in-f")
    lead(page, "when", "section")
    lead(page, "tune", "builtin:jazz-waltz")
    page.get_by_text("Waltz around the Corner in").wait_for()
    assert page.locator(".tune-title").inner_text() == "Rhythm changes in F"  # that is what still plays
    until(page, "jamd.form.at(jamd.clock.now()).beats === 3", patience=30)
    until(page, "jamd.connection.snapshot.chart.title.startsWith('Waltz')")
    until(page, "jamd.form.at(jamd.clock.now()).chartBar === 0", patience=1)
    assert page.locator(".bars li[data-when=now]").inner_text().endswith("Fmaj7")
    assert page.locator(".beats i").count() == 3


def test_bars_are_looped_by_their_first_and_last_and_left_again(page: Any) -> None:
    begin(page, "rhythm-changes-in-f")
    page.get_by_role("button", name="Loop", exact=True).click()
    page.locator(".bars button").nth(17).click()
    page.locator(".bars button").nth(16).click()
    page.get_by_text("loop 17-18 in").wait_for()
    until(page, "jamd.connection.snapshot.place.loop?.join() === '16,18'", patience=10)
    assert page.locator(".bars li.looped").count() == 2
    bars = "jamd.form.at(jamd.clock.now()).chartBar"
    for bar in (17, 16, 17):
        until(page, f"{bars} === {bar}", patience=10)
    page.get_by_role("button", name="Play on").click()
    until(page, f"{bars} === 18", patience=15)
    assert page.locator(".bars li.looped").count() == 0


def test_a_bar_that_is_pressed_comes_next_and_the_key_is_shown_as_it_sounds(page: Any) -> None:
    begin(page, "rhythm-changes-in-f")
    page.locator(".bars button").nth(20).click()
    page.get_by_text("bar 21 in").wait_for()
    until(page, "jamd.form.at(jamd.clock.now()).chartBar === 20", patience=10)
    page.get_by_role("button", name="Half a step higher").click()
    until(page, "jamd.connection.snapshot.place.key === 'Gb'", patience=10)
    assert page.locator(".bars li").nth(0).inner_text().split("\n")[-2:] == ["Gbmaj7", "Eb7"]
    page.get_by_role("button", name="Half a step lower").click()
    until(page, "jamd.connection.snapshot.place.key === 'F'", patience=10)


def test_an_order_of_solos_is_chosen_seen_and_led(page: Any) -> None:
    begin(page, "rhythm-changes-in-f")
    page.get_by_role("button", name="Tune", exact=True).click()
    page.get_by_text("you in").wait_for()
    assert page.locator(".who").first.inner_text() == "Head"
    names = page.locator(".order-names button")
    names.nth(1).click()
    until(page, "jamd.connection.snapshot.jam.solo_order === 'you, drums'")
    page.get_by_label("Add a solo").select_option("trade")
    until(page, "jamd.connection.snapshot.jam.solo_order === 'you, drums, trade'")
    page.get_by_role("button", name="Next solo").click()
    page.locator(".order-names li[aria-current]", has_text="You").wait_for()
    page.get_by_role("button", name="Head out").click()
    until(page, "jamd.connection.snapshot.place.part === 'head out'", patience=15)
    page.get_by_text("ending in").wait_for()
    lead(page, "solo_order", "you, piano, drums")
    lead(page, "mode", "accompany")
    lead(page, "play on")
