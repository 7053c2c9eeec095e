"""The clock source, on the page: without MIDI, and in front of a real JACK server with another clock on it."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from live.clock_master import START, ClockMaster
from live.conftest import SERVER, JackServer
from page.conftest import Daemon, visit, wait_until
from page.listening import transport, until


@pytest.fixture(scope="module")
def jack() -> Iterator[JackServer]:
    if shutil.which("jackd") is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have jackd2")
        pytest.skip("jackd2 is not installed: no real MIDI ports to play on")
    with JackServer(f"{SERVER}-page") as server:
        yield server


@pytest.fixture(scope="module")
def wired(jack: JackServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    environment = {"JACK_DEFAULT_SERVER": jack.name, "JACK_NO_START_SERVER": "1"}
    daemon = Daemon(tmp_path_factory.mktemp("wired"), "--backend", "jack", "--bpm", "90", **environment)
    yield daemon
    daemon.stop()


@pytest.fixture
def wired_page(chromium: Any, wired: Daemon) -> Iterator[Any]:
    yield from visit(chromium, wired)


@pytest.fixture
def master(jack: JackServer) -> Iterator[ClockMaster]:
    with ClockMaster(jack.name) as clock:
        yield clock


def choose(page: Any, source: str) -> None:
    page.get_by_label("Clock source").select_option(source)
    until(page, f"jamd.connection.snapshot.clock.source === '{source}'")


def source_said(page: Any) -> str:
    """What the closed select shows."""
    return str(page.get_by_label("Clock source").evaluate("(each) => each.selectedOptions[0].textContent"))


def test_the_source_is_chosen_and_its_state_is_seen(page: Any) -> None:
    transport(page, True)
    choose(page, "midi")
    wait_until(lambda: source_said(page) == "MIDI clock: waiting")
    assert page.get_by_label("Tempo in beats per minute").is_disabled()
    choose(page, "internal")
    wait_until(lambda: source_said(page) == "jamd's clock")
    assert page.get_by_label("Tempo in beats per minute").is_enabled()
    assert page.evaluate("jamd.connection.snapshot.clock.running"), "the groove goes on"


def test_the_choice_is_kept_under_the_finger_when_its_state_changes(page: Any) -> None:
    transport(page, True)
    choose(page, "follow")
    source = page.get_by_label("Clock source")
    source.focus()
    page.evaluate("jamd.connection.command('stop')")
    wait_until(lambda: source_said(page) == "Follow me: count off")
    assert source.evaluate("(each) => [each === document.activeElement, each.value]") == [True, "follow"]
    choose(page, "internal")


_TAP = """async (button) => {
  const at = [];
  while (at.length < 5) {
    at.push(performance.now());
    button.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    await new Promise((resume) => setTimeout(resume, 400));
  }
  return 240_000 / (at.at(-1) - at[0]);
}"""  # the tempo that the taps had: a busy machine's timers are late


def test_a_tempo_is_tapped(page: Any) -> None:
    transport(page, True)
    tapped = page.get_by_role("button", name="Tap").evaluate(_TAP)
    until(page, f"Math.abs(jamd.connection.snapshot.clock.bpm - {tapped}) < 10")
    until(page, "Number(document.querySelector('.bpm').value) === Math.round(jamd.connection.snapshot.clock.bpm)")
    page.evaluate("jamd.connection.command('tempo', 140)")
    until(page, "jamd.connection.snapshot.clock.bpm === 140")


_NEXT_BEAT = "(({ anchor_t, anchor_tick, ms_per_beat }) => anchor_t - anchor_tick / 960 * ms_per_beat)"


@pytest.mark.parametrize(("button", "sooner_ms"), [("earlier", 10), ("later", -10)])
def test_a_nudge_moves_the_beat_and_leaves_the_tempo(page: Any, button: str, sooner_ms: float) -> None:
    transport(page, True)
    until(page, "jamd.clock.now() > 0", patience=15)
    beat = f"{_NEXT_BEAT}(jamd.connection.snapshot.clock)"
    before = page.evaluate(beat)
    page.get_by_role("button", name=f"Nudge the beat {button}").click()
    until(page, f"jamd.connection.snapshot.clock.bpm === 140 && Math.abs({beat} - {before} + {sooner_ms}) < 0.1")


def test_an_ending_can_be_asked_for_while_the_band_plays_and_is_one(page: Any) -> None:
    transport(page, False)
    assert page.locator(".ending").is_hidden()
    page.evaluate("jamd.connection.command('tempo', 400)")
    transport(page, True)
    until(page, "jamd.clock.now() > 0", patience=15)
    page.get_by_role("button", name="Ending").click()
    page.get_by_role("button", name="End now").click()  # at the next bar line
    until(page, "!jamd.connection.snapshot.clock.running", patience=15)
    until(page, "jamd.connection.snapshot.clock.bpm === 400")  # what it slowed down to is no tempo for the next start
    assert page.locator(".ending").is_hidden()
    page.evaluate("jamd.connection.command('tempo', 140)")
    transport(page, True)
    assert page.locator(".ending").text_content() == "Ending"


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_the_head_does_not_grow_and_nothing_in_it_is_cut(page: Any, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    transport(page, True)
    height = "document.querySelector('#head').getBoundingClientRect().height"
    choose(page, "internal")
    was = page.evaluate(height)
    choose(page, "midi")
    wait_until(lambda: source_said(page) == "MIDI clock: waiting")
    assert page.evaluate(height) == was
    assert page.evaluate("document.querySelector('.tempo').scrollWidth <= document.querySelector('.tempo').clientWidth")
    assert page.evaluate("document.querySelector('.bpm').scrollWidth <= document.querySelector('.bpm').clientWidth")
    choose(page, "internal")


def test_another_clock_moves_the_tempo_of_the_page(wired_page: Any, master: ClockMaster) -> None:
    page = wired_page
    choose(page, "midi")
    master.plug_in()
    transport(page, False)
    master.run(START)
    until(page, "jamd.connection.snapshot.clock.running")
    until(page, "Math.abs(Number(document.querySelector('.bpm').value) - 120) < 0.5")
    assert source_said(page) == "MIDI clock"
    master.bpm = 150
    until(page, "Math.abs(Number(document.querySelector('.bpm').value) - 150) < 0.5")
    master.silent = True
    wait_until(lambda: source_said(page) == "MIDI clock: lost")
    assert page.evaluate("jamd.clock.running"), "the band goes on alone"
    choose(page, "internal")


def test_a_clock_that_never_says_start_is_named(wired_page: Any, master: ClockMaster) -> None:
    page = wired_page
    transport(page, False)
    choose(page, "midi")
    master.plug_in()
    master.run()
    wait_until(lambda: source_said(page) == "MIDI clock: no Start")
    assert "press play on the device" in page.locator("#head [role=status]").first.text_content()
    choose(page, "internal")


def test_midi_clock_out_and_latency_are_set_in_the_rig(wired_page: Any) -> None:
    page = wired_page
    page.get_by_label("MIDI clock out").select_option("always")
    until(page, "jamd.connection.snapshot.clock.sending === 'always'")
    early = page.get_by_label("Send everything earlier")
    early.fill("25")
    early.press("Enter")
    until(page, "jamd.connection.snapshot.ports.latency_ms.all === 25")
    early.fill("900")
    early.press("Enter")
    page.get_by_text("latency takes -500 to 500 ms, not 900").wait_for()
    early.blur()
    until(page, "document.querySelector('.wiring input').value === '25'")
