"""Ports that go: nobody reaches a port that is gone."""

from jamd.ipc.settings import PortSettings
from jamd.wire.ports import Rig


class Departing:
    """An output of the driver; while it is closed, the driver's thread plays on."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self.carried: list[bytes] = []

    def send_message(self, data: bytes) -> None:
        self.carried.append(data)

    def close_port(self) -> None:
        self._rig.send([b"\x90\x3c\x50"])

    def delete(self) -> None:
        self._rig.send([b"\x80\x3c\x00"])


def test_thru_does_not_reach_an_output_that_is_being_closed() -> None:
    rig = Rig(PortSettings(backend="none"), lambda ns, data: None, lambda: None)
    for leave in (rig.close, rig.changed):
        out = Departing(rig)
        rig._out, rig.broken = out, True
        leave()
        assert not out.carried
