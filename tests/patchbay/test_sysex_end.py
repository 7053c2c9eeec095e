"""When an end is sent for a message that may have been cut off."""

import contextlib
from collections.abc import Iterator
from itertools import pairwise

import pytest
from supervisor.fakes import FakeTime

from jamd.patchbay.sysex_end import SysexEnd


class Inputs:
    """Our inputs in JACK's graph."""

    def __init__(self) -> None:
        self.server_changed = False
        self.inputs_have_cables = True
        self.connected = False

    @contextlib.contextmanager
    def into_our_inputs(self, client: str) -> Iterator[bool]:
        self.connected = True
        yield True
        self.connected = False


class Rig:
    """Also the output: notes the seconds at which something arrived."""

    def __init__(self) -> None:
        self.time, self.inputs = FakeTime(), Inputs()
        self.opened = 0
        self.ends: list[float] = []
        self.end = SysexEnd("jamd sysex", self.inputs, self.open, self.time.sleep, self.time.now_s)

    def open(self, client: str) -> "Rig":
        self.opened += 1
        return self

    def send_message(self, data: bytes) -> None:
        assert data == b"\xf7"
        if self.inputs.connected:
            self.ends.append(self.time.now_s())

    def close_port(self) -> None: ...

    def delete(self) -> None: ...

    def pass_s(self, seconds: float) -> list[float]:
        """The seconds from now at which ends were sent; those that are sent together count once."""
        self.ends, began = [], self.time.now_s()
        while self.time.now_s() < began + seconds:
            self.end.look()
            self.time.sleep(0.01)
        return [
            round(at - began, 1) for before, at in zip([0.0, *self.ends], self.ends, strict=False) if at > before + 0.1
        ]


@pytest.fixture
def rig() -> Rig:
    return Rig()


def test_soon_after_something_was_heard_then_after_longer_and_longer_pauses(rig: Rig) -> None:
    rig.pass_s(60)
    rig.end.heard()
    at = rig.pass_s(30)
    assert at[:5] == pytest.approx([0.3, 0.9, 2.1, 4.5, 9.5], abs=0.2)
    assert max(b - a for a, b in pairwise(at)) <= 5.2


def test_never_while_somebody_plays_nor_where_nobody_is_connected(rig: Rig) -> None:
    for _ in range(50):
        rig.end.heard()
        assert not rig.pass_s(0.2)
    rig.inputs.inputs_have_cables = False
    assert not rig.pass_s(60)
    assert not rig.opened


def test_a_new_server_gets_a_new_client(rig: Rig) -> None:
    rig.pass_s(1)
    rig.inputs.server_changed = True
    rig.end.look()
    rig.inputs.server_changed = False
    assert rig.pass_s(60)
    assert rig.opened == 2
