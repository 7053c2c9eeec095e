"""The driver on a real JACK server: what wire relies on, the same with both MIDI libraries."""

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from live.conftest import JackServer
from live.keyboardist import Keyboardist, wait_until

from jamd.wire import driver
from jamd.wire.driver import QUEUE, OnMessage, close_port, new_port, open_by_name, open_system, stamped

LIBRARIES = {"rtmidi": "rtmidi", "supriya_midi": "jamd.wire.supriya_driver"}
NOTE = bytes((0x90, 60, 100))
SYSTEM_MESSAGES = [
    *(bytes((status,)) for status in (0xF8, 0xFA, 0xFB, 0xFC)),
    bytes((0xF2, 1, 2)),
    bytes((0xF0, *range(100), 0xF7)),
]

USING = """
import importlib, random, time
from jamd.wire import driver
driver.load_library()  # the machine's libjack
library = importlib.import_module({module!r})
driver.load_library = lambda: library
"""

CLOSING_UNDER_FIRE = """
from jamd.wire.guest_ports import GuestPorts
for _ in range(15):
    guest = GuestPorts("jack")
    guest.listen_to("keyboardist:keys", lambda ns, data: None)
    end = time.monotonic() + random.uniform(0.01, 0.03)
    while time.monotonic() < end:
        sum(range(200))  # holds the interpreter's lock, so that callbacks wait for it
    guest.close()
print("closed")
"""

SERVER_GOES = """
out, listening = driver.new_port("jack", "MidiOut", "x"), driver.new_port("jack", "MidiIn", "x", 64)
out.open_virtual_port("out")
listening.open_virtual_port("in")
print("open", flush=True)
input()
for _ in range(3):
    out.send_message(bytes((0x90, 60, 1)))
    out.get_ports()
for port in (out, listening):
    driver.close_port(port)
print("closed")
"""

Open = Callable[..., Any]


@pytest.fixture(params=LIBRARIES)
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the module that the driver uses."""
    if find_spec(request.param) is None:
        pytest.skip(f"{request.param} is not installed for Python {sys.version_info.major}.{sys.version_info.minor}")
    driver.load_library()  # the machine's libjack
    module = import_module(LIBRARIES[request.param])
    monkeypatch.setattr(driver, "load_library", lambda: module)
    monkeypatch.setattr(driver, "_hush_drivers", lambda: None)
    return LIBRARIES[request.param]


@pytest.fixture
def port(library: str) -> Iterator[Open]:
    """Make ports of the library; each is closed after the test."""
    with contextlib.ExitStack() as ports:

        def make(kind: str, client: str, on_message: OnMessage | None = None) -> Any:
            one = new_port("jack", kind, client, *([QUEUE] if kind == "MidiIn" else []))
            ports.callback(close_port, one)
            if on_message is not None:
                one.ignore_types(sysex=False, timing=False)
                one.set_callback(stamped(on_message))
            return one

        yield make


class Cable:
    """From an output of ours to an input of ours."""

    def __init__(self, port: Open) -> None:
        self.heard: list[tuple[int, bytes]] = []
        self.into = port("MidiIn", "hearing", lambda ns, data: self.heard.append((ns, data)))
        self.into.open_virtual_port("ears")
        self.out = port("MidiOut", "speaking")
        assert open_by_name(self.out, "hearing:ears", "voice")
        time.sleep(0.1)  # JACK lets a new cable in after some periods

    def carry(self, messages: list[bytes]) -> list[bytes]:
        for data in messages:
            self.out.send_message(data)
            time.sleep(0.0002)
        wait_until(lambda: len(self.heard) >= len(messages), 3, lambda: f"for {len(messages)}: {len(self.heard)} came")
        return [data for _, data in self.heard]


def test_messages_arrive_in_order_with_the_time_of_their_arrival(port: Open) -> None:
    cable = Cable(port)
    messages = [bytes((0x90, i % 128, 1 + i // 128)) for i in range(1000)]
    began = time.monotonic_ns()
    assert cable.carry(messages) == messages
    stamps = [ns for ns, _ in cable.heard]
    assert began < stamps[0]
    assert stamps == sorted(stamps)
    assert stamps[-1] < time.monotonic_ns()


def test_clock_start_stop_song_position_and_sysex_arrive(port: Open) -> None:
    assert Cable(port).carry(SYSTEM_MESSAGES) == SYSTEM_MESSAGES


def test_an_input_that_asks_for_clock_alone_gets_no_sysex(port: Open) -> None:
    cable = Cable(port)
    cable.into.ignore_types(timing=False)
    for data in SYSTEM_MESSAGES:
        cable.out.send_message(data)
    assert cable.carry([NOTE] * 6)[:6] == [*SYSTEM_MESSAGES[:5], NOTE]


def test_what_follows_a_sysex_that_was_cut_off_comes_with_the_next_end(port: Open) -> None:
    cable = Cable(port)
    for data in (b"\xf0\x7e", NOTE):
        cable.out.send_message(data)
    time.sleep(0.1)
    assert not cable.heard
    assert cable.carry([b"\xf7"]) == [b"\xf0\x7e" + NOTE + b"\xf7"]


def test_a_port_is_listed_under_its_names_until_it_is_closed(port: Open, musician: Keyboardist) -> None:
    cable = Cable(port)
    listed = {p.name for p in musician.client.get_ports(is_midi=True)}
    assert {"hearing:ears", "speaking:voice"} <= listed
    finder = port("MidiOut", "finder")
    assert "hearing:ears" in finder.get_ports()
    spare = new_port("jack", "MidiOut", "spare")
    opened = open_by_name(spare, "hearing:ears", "spare")
    close_port(spare)
    assert opened
    assert "spare:spare" not in {p.name for p in musician.client.get_ports(is_midi=True)}
    assert cable.carry([NOTE]) == [NOTE]


def test_a_port_that_is_not_there_is_refused_and_the_next_one_opens(port: Open) -> None:
    out = port("MidiOut", "speaking")
    assert not open_by_name(out, "nobody:nothing", "voice")
    port("MidiIn", "hearing").open_virtual_port("ears")
    assert open_by_name(out, "hearing:ears", "voice")


def test_without_a_server_the_reason_is_given(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "nobody")
    for _ in range(2):
        assert open_system("jack")[::3] == ("none", "no JACK server is running")


def test_ports_can_be_used_and_closed_after_their_server_has_gone(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "jamd-test-mortal"
    monkeypatch.setenv("JACK_DEFAULT_SERVER", name)
    code = USING.format(module=library) + SERVER_GOES
    command, pipe = [sys.executable, "-c", code], subprocess.PIPE
    with (
        JackServer(name) as server,
        subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as child,
    ):
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        server.stop()
        time.sleep(0.5)
        child.stdin.write("\n")
        said, complaints = child.communicate(timeout=30)
    assert (child.returncode, said) == (0, "closed\n"), complaints


def test_an_input_closes_while_messages_pour_in(library: str, musician: Keyboardist) -> None:
    """JACK kills the driver's thread on closing: with a callback on it that waits, the process hung or crashed."""
    over = threading.Event()

    def pour() -> None:
        while not over.wait(0.0005):
            musician.play(bytes((0x90, 60, 1)))

    pouring = threading.Thread(target=pour)
    pouring.start()
    code = USING.format(module=library) + CLOSING_UNDER_FIRE
    try:
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=90, check=False)
    finally:
        over.set()
        pouring.join()
    assert (run.returncode, run.stdout) == (0, "closed\n"), run.stderr
