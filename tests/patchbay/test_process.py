"""The patchbay beside a wire that lives, dies and leaves."""

import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from patchbay.fakes import FakeCables, FakeLister, FakeSysexEnd

from jamd.config.process_settings import wire_settings
from jamd.config.schema import Config
from jamd.ipc.bus import Connection, encode
from jamd.music.events import Command, Listing, Message, Ports
from jamd.music.time.notes import Nanos
from jamd.patchbay.last_words import Cables, LastWords
from jamd.patchbay.process import Patchbay
from jamd.wire.saved_settings import settings_record
from jamd.wire.shared_state import SharedState

PATIENCE_S = 5.0


class Words(LastWords):
    """Last words that only tell when they were said."""

    def __init__(self, folder: Path) -> None:
        super().__init__(settings_record(folder / "memory"), SharedState(folder / "memory"), wire_settings(Config()))
        self.said = False

    def say(self, cables: Cables, sleep: Callable[[float], None]) -> None:
        self.said = True


class Rig:
    """A patchbay that runs, and wire's end of each connection that it makes."""

    def __init__(self, folder: Path) -> None:
        self.cables, self.words = FakeCables(), Words(folder)
        watched, self.parent = socket.socketpair()
        self.wires: list[Connection] = []
        self.ends: list[Connection] = []  # the patchbay's
        self.lister, self.sysex_end = FakeLister(), FakeSysexEnd()
        patchbay = Patchbay(Path(), self.cables, self.words, self.lister, self.sysex_end, watched, self._connect)
        self._thread = Thread(target=patchbay.run)
        self._thread.start()
        self.wait_until(lambda: self.wires)

    def _connect(self, folder: Path, name: str) -> Connection:
        ours, theirs = socket.socketpair()
        self.wires.append(Connection(theirs))
        self.ends.append(Connection(ours))
        return self.ends[-1]

    def wait_until(self, condition: Callable[[], object]) -> None:
        give_up = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < give_up
            time.sleep(0.01)

    def heard_by_wire(self) -> list[Message]:
        messages: list[Message] = []
        self.wait_until(lambda: messages.extend(self.wires[-1].receive()) or messages)
        return messages

    def leave(self) -> None:
        self.parent.close()
        self.wires[-1].close()
        self._thread.join(PATIENCE_S)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(tmp_path)
    yield rig
    rig.leave()


def test_a_wire_that_dies_makes_the_cables_wait_until_the_next_one_has_its_ports(rig: Rig) -> None:
    rig.wires[0].close()
    rig.wait_until(lambda: len(rig.wires) == 2)
    assert rig.cables.deaths == 1
    rig.wires[-1].send(encode(Ports(Nanos(0), "", "", "jack")))
    rig.wait_until(lambda: rig.cables.returns == 1)


def test_a_wire_that_dies_while_it_is_told_something_is_called_again(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rig.ends[0], "send", lambda *frames: rig.ends[0].close())
    rig.cables.new_listener = True
    rig.wait_until(lambda: len(rig.wires) == 2)
    assert rig.cables.deaths == 1


def test_wire_is_told_of_a_new_listener(rig: Rig) -> None:
    rig.cables.new_listener = True
    assert rig.heard_by_wire()[0] == Command("catch up")


def test_wire_is_told_of_a_jack_server_that_came_or_went(rig: Rig) -> None:
    rig.cables.server_changed = True
    assert rig.heard_by_wire()[0] == Command("reopen")


def test_wire_is_told_of_a_jack_server_that_went_before_it_was_seen(rig: Rig) -> None:
    rig.cables.has_server = False
    rig.wires[-1].send(encode(Ports(Nanos(0), "", "", "jack")))
    assert rig.heard_by_wire()[0] == Command("reopen")


def test_wire_is_told_which_ports_there_are_and_again_only_when_that_changes(rig: Rig) -> None:
    rig.wires[-1].send(encode(Ports(Nanos(0), "", "", "jack")))
    assert rig.heard_by_wire() == [Listing("jack", ("keys",), ())]
    listings = rig.lister.listings
    rig.wait_until(lambda: rig.lister.listings > listings)
    rig.lister.inputs = ("keys", "pads")
    assert rig.heard_by_wire() == [Listing("jack", ("keys", "pads"), ())]


def test_a_new_wire_is_told_again(rig: Rig) -> None:
    for number in range(2):
        rig.wires[-1].send(encode(Ports(Nanos(0), "", "", "jack")))
        assert rig.heard_by_wire() == [Listing("jack", ("keys",), ())]
        rig.wires[-1].close()
        rig.wait_until(lambda before=number: len(rig.wires) == before + 2)  # type: ignore[misc]


def test_who_asks_for_the_ports_again_and_again_gets_five_listings_a_second(rig: Rig) -> None:
    rig.wires[-1].send(encode(Ports(Nanos(0), "", "", "jack")))
    rig.heard_by_wire()
    before = rig.lister.listings
    for _ in range(100):
        rig.wires[-1].send(encode(Command("ports")))
        time.sleep(0.004)
    assert 1 <= rig.lister.listings - before <= 4


def test_the_last_words_are_said_when_wire_has_left_and_not_before(rig: Rig) -> None:
    rig.parent.close()
    time.sleep(0.1)
    assert not rig.words.said
    rig.wires[0].close()
    rig.wait_until(lambda: rig.cables.closed)
    assert rig.words.said
