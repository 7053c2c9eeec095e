"""Ports that go: nobody reaches a port that is gone."""

import threading

from jamd.ipc.settings import PortSettings
from jamd.wire.ports import MidiPorts


class Departing:
    """An output of the driver; while it is closed, the driver's thread plays on."""

    def __init__(self, ports: MidiPorts) -> None:
        self._ports = ports
        self.carried: list[bytes] = []

    def send_message(self, data: bytes) -> None:
        self.carried.append(data)

    def close_port(self) -> None:
        self._ports.send(b"\x90\x3c\x50")

    def delete(self) -> None:
        self._ports.send(b"\x80\x3c\x00")


def test_thru_does_not_reach_an_output_that_is_being_closed() -> None:
    ports = MidiPorts(PortSettings(backend="none"))
    for leave in (ports.close, ports.changed):
        out = Departing(ports)
        ports._out, ports.broken = out, True
        leave()
        assert not out.carried


def test_thru_cannot_come_in_between_the_last_message_and_the_end() -> None:
    """Another thread that plays meanwhile waits, and then finds no output."""
    ports = MidiPorts(PortSettings(backend="none"))
    ports._out = out = Departing(ports)
    thru = threading.Thread(target=ports.send, args=(b"\x90\x3c\x50",))

    def before_close() -> None:
        ports.send(b"\xb0\x7b\x00")
        if len(out.carried) == 2:  # the last words are said twice
            thru.start()
            thru.join(0.05)

    ports.connect(lambda ns, data: None, before_close)
    ports.close()
    thru.join()
    assert out.carried == [b"\xb0\x7b\x00"] * 2
