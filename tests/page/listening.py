"""Ears at the end of the page's sound: what the analyser behind the synth measures, not what the page believes."""

from typing import Any

from page.conftest import wait_until

_RECORD = """async ({ seconds }) => {
  const { meter } = jamd.synth;
  const wave = new Float32Array(meter.fftSize);
  const end = performance.now() + seconds * 1000;
  const loudness = [];
  while (performance.now() < end) {
    meter.getFloatTimeDomainData(wave);
    loudness.push(Math.sqrt(wave.reduce((sum, x) => sum + x * x, 0) / wave.length));
    await new Promise((resume) => setTimeout(resume, 20));
  }
  return loudness;
}"""


def until(page: Any, truth: str, patience: float = 10.0) -> None:
    """Wait for an expression of the page; playwright's own way needs eval, which the page's content policy forbids."""
    wait_until(lambda: page.evaluate(f"Boolean(window.jamd) && ({truth})"), patience, f"for {truth}")


def loudness(page: Any, seconds: float) -> list[float]:
    """RMS of the page's output, every 20 ms or so."""
    return list(page.evaluate(_RECORD, {"seconds": seconds}))


def is_heard(page: Any, seconds: float) -> bool:
    return max(loudness(page, seconds)) > 0.005


def start_audio(page: Any) -> None:
    page.get_by_role("button", name="Start audio", exact=True).click()
    page.get_by_role("button", name="Audio is on").wait_for(timeout=20_000)


def transport(page: Any, wanted: bool) -> None:
    """Play or stop, by the button, and wait until it is so."""
    if page.evaluate("jamd.connection.snapshot.clock.running") != wanted:
        page.locator(".play").click()
    until(page, f"jamd.connection.snapshot.clock.running === {str(wanted).lower()}")


def connected(page: Any) -> None:
    until(page, "jamd.connection.open", patience=20)
