"""A daemon without MIDI, as on a bare laptop, and a real Chromium in front of its page."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from stage.page_client import free_port

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def wait_until(true: Callable[[], Any], patience: float = 10.0, what: str | Callable[[], str] = "") -> Any:
    """The first answer that is true; AssertionError after so many seconds, with what did not come, in words."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if answer := true():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"waited {patience} s in vain {what if isinstance(what, str) else what()}")


class Daemon:
    """`jamd run` on a port of its own; may be stopped and begun again there. Without flags it has no MIDI."""

    def __init__(self, folder: Path, *flags: str, **environment: str) -> None:
        self.folder = folder
        self._flags = flags or ("--backend", "none")
        self._environment = environment
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        self.start()

    def start(self) -> None:
        with (self.folder / "said").open("a") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jamd", "run", *self._flags, "--port", str(self.port), "--seed", "1"],
                cwd=self.folder,
                env=os.environ | self._environment,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        try:
            wait_until(self.answers, 30, lambda: f"for the page; the daemon said:\n{self.said}")
        except AssertionError:
            self.stop()
            raise

    @property
    def said(self) -> str:
        return (self.folder / "said").read_text()

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}api/state", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    missing = None
    if not shutil.which(CHROMIUM):
        missing = "Chromium is not installed"
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing = "playwright is not installed"
    if missing:
        if os.environ.get("CI"):
            pytest.fail(f"CI must have it: {missing}")
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    daemon = Daemon(tmp_path_factory.mktemp("jam"))
    yield daemon
    daemon.stop()


@pytest.fixture
def page(chromium: Any, daemon: Daemon) -> Iterator[Any]:
    yield from visit(chromium, daemon)


def visit(chromium: Any, daemon: Daemon) -> Iterator[Any]:
    """A page in a fresh browser context. No test passes that left a fault in the browser's console."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(daemon.address)
    page.get_by_text("Connected", exact=True).wait_for()
    yield page
    context.close()
    answers = ("status of 409", "status of 422")  # a title that is taken, a file that cannot be read
    expected = ("WebSocket", "ERR_CONNECTION", *answers)
    assert [fault for fault in faults if not any(words in fault for words in expected)] == []
