"""The thread that hears and sends datagrams, on real sockets: who may send, how much, and what is said of the rest."""

import select
import socket
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from pythonosc.udp_client import SimpleUDPClient

from jamd.errors import DeviceError
from jamd.ipc.settings import OscSettings
from jamd.music.events import Clock, Command, Event, Notice, Played
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.stage.osc import osc as module
from jamd.stage.osc.osc import Osc
from jamd.stage.osc.packets import Argument, Message, read, write

CLOCK = Clock(Nanos(0), True, Timeline.at_bpm(160, Nanos(0), Tick(0)), Meter(4))


class Controller:
    """A client with a port of its own, and the thread that it talks to."""

    def __init__(self) -> None:
        self.inbox = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.inbox.bind(("127.0.0.1", 0))
        self.inbox.settimeout(5)
        port = free_port()
        self.osc = Osc(OscSettings("127.0.0.1", port, self.inbox.getsockname()))
        self.osc.open()
        self.client = SimpleUDPClient("127.0.0.1", port)
        self.port = port

    def said(self, enough: Callable[[list[Event]], Any], patience: float = 5.0) -> list[Event]:
        """What came out for the stage, up to then."""
        events: list[Event] = []
        give_up = time.monotonic() + patience
        while not enough(events) and time.monotonic() < give_up:
            select.select([self.osc], [], [], 0.1)
            events += self.osc.outgoing()
        return events

    def told(self) -> Message:
        (message,) = read(self.inbox.recv(65536))
        return message

    def send_raw(self, packet: bytes) -> None:
        self.inbox.sendto(packet, ("127.0.0.1", self.port))


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def controller() -> Iterator[Controller]:
    controller = Controller()
    yield controller
    controller.osc.close()
    controller.inbox.close()


def test_a_command_comes_in_and_the_state_goes_out(controller: Controller) -> None:
    controller.client.send_message("/jamd/tempo", 180)
    assert controller.said(len) == [Command("tempo", 180.0)]
    controller.osc.show([CLOCK, Played(Nanos(0), Tick(0), "drums", bytes((0x99, 38, 90)), 0)])
    told: dict[str, tuple[Argument, ...]] = {}
    while "/jamd/tempo" not in told:
        message = controller.told()
        told[message.address] = message.arguments
    assert told["/jamd/onset/drums"] == (38, 90)
    assert told["/jamd/state/running"] == (1,)
    assert told["/jamd/tempo"] == (160.0,)


def test_who_connects_later_asks_for_everything(controller: Controller) -> None:
    controller.osc.show([CLOCK])
    while controller.told().address != "/jamd/state/hold":
        pass
    controller.client.send_message("/jamd/refresh", [])
    while controller.told().address != "/jamd/state/hold":
        pass


def test_faults_are_said_at_once_and_then_together(controller: Controller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jamd.stage.osc.faults._QUIET_S", 0.3)
    controller.client.send_message("/jamd/tempo", 999)
    (notice,) = controller.said(len)
    assert isinstance(notice, Notice)
    assert notice.text == "OSC: tempo takes 30 to 400 beats per minute, not 999 (from 127.0.0.1)"
    for _ in range(5):
        controller.client.send_message("/jamd/tmpo", 100)
    (notice,) = controller.said(len)
    assert isinstance(notice, Notice)
    assert notice.text.startswith("OSC: 5 messages are left out, the last one: there is no /jamd/tmpo")


def test_what_is_too_much_is_left_out(controller: Controller) -> None:
    controller.osc._allowance._left = 5
    for _ in range(100):
        controller.client.send_message("/jamd/tempo", 180)
    events = controller.said(lambda events: any(isinstance(event, Notice) for event in events))
    assert 1 <= sum(isinstance(event, Command) for event in events) < 100
    assert "more than 200 messages" in next(event.text for event in events if isinstance(event, Notice))


def test_other_machines_may_send_only_if_they_are_named() -> None:
    may_send = Osc(OscSettings("127.0.0.1", free_port(), None, ("192.168.1.0/24", "fd00::7")))._may_send
    here = ("127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1")
    assert all(map(may_send, (*here, "192.168.1.20", "::ffff:192.168.1.20", "fd00::7")))
    assert not any(map(may_send, ("192.168.2.20", "10.0.0.1", "::ffff:10.0.0.1", "fd00::8", "fe80::1%eth0")))


def test_a_port_that_is_taken_is_a_sentence(controller: Controller) -> None:
    with pytest.raises(DeviceError, match=rf"no OSC: port {controller.port} is not available"):
        Osc(OscSettings("127.0.0.1", controller.port, None))
    with pytest.raises(DeviceError, match="not an address"):
        Osc(OscSettings("no such host", 1, None))


def test_a_bug_ends_osc_with_a_sentence(controller: Controller, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(packet: bytes) -> list[Message]:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(module, "read", broken)
    controller.client.send_message("/jamd/tempo", 180)
    (notice,) = controller.said(len)
    assert isinstance(notice, Notice)
    assert "bug in jamd; the band plays on (ZeroDivisionError: oops)" in notice.text


def test_damaged_packets_command_nothing(controller: Controller, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand bytes at random, and messages with one byte changed: what still is a command is one that it may be."""
    monkeypatch.setattr("jamd.stage.allowance.BURST", 1e6)
    controller.osc._allowance._left = 1e6
    rng = Random(1)
    for _ in range(1000):
        packet = bytearray(write(Message("/jamd/piano/volume", (0.5,))))
        packet[rng.randrange(len(packet))] ^= 1 << rng.randrange(8)
        controller.send_raw(bytes(packet))
        controller.send_raw(rng.randbytes(rng.randrange(100)))
    events: list[Event] = []
    for _ in range(20):  # a datagram may be lost
        controller.client.send_message("/jamd/panic", [])
        events += controller.said(lambda events: Command("panic") in events, patience=0.5)
        if Command("panic") in events:
            break
    commands = [event for event in events if isinstance(event, Command) and event.name != "panic"]
    assert Command("panic") in events
    assert all(command.name == "piano.volume" and 0 <= command.value <= 2 for command in commands)  # type: ignore[operator]
    assert sum(isinstance(event, Notice) for event in events) <= 2
