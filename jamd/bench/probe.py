"""How long a message takes through jamd's thru, and through the same ports without jamd, by turns: a port; two ports
with a program between them that only sends on; two ports with jamd between them.

On JACK every port hands over once a period, so that whoever stands between two ports costs a period, however quick
it is. Hence the relay: through less relay is what jamd adds, through less bare is what a player feels.
"""

import gc
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Final

import msgspec

from jamd.bench.errand import run
from jamd.bench.listening import PROBE_STATUS
from jamd.bench.report import Figures, Thru, figures, less
from jamd.ipc.settings import IN_NAME, OUT_NAME
from jamd.wire.guest_ports import GuestPorts
from jamd.wire.realtime import go_realtime

_WAYS: Final = ("bare", "relay", "through")
_BARE, _RELAY = "bench bare", "bench relay"  # our inputs
_LOST_S: Final = 0.1
_PAUSE_S: Final = (0.002, 0.006)  # longer than usual periods, and never in step with them
_SETTLE_S: Final = 0.2  # JACK lets a new cable in after some periods
_FIRST_CONTROLLER: Final = 102  # 102 to 119 mean nothing

Say = Callable[[bytes], None]


class Asked(msgspec.Struct, frozen=True):
    backend: str
    seconds: float
    through: bool = True  # is jamd there, with thru


class Answer(msgspec.Struct, frozen=True):
    bare: Figures | None
    thru: Thru | None  # `inside` is not known here


class Ear:
    """Waits for one message and stamps it. `heard` runs on the driver's thread."""

    def __init__(self) -> None:
        self._awaited = b""
        self._ns = 0
        self._arrived = threading.Event()

    def heard(self, ns: int, data: bytes) -> None:
        if data == self._awaited:
            self._ns = ns
            self._arrived.set()

    def time_us(self, say: Say, data: bytes) -> float | None:
        """From saying it to hearing it; None where it is lost."""
        self._awaited = data
        self._arrived.clear()
        began = time.monotonic_ns()
        say(data)
        return (self._ns - began) / 1e3 if self._arrived.wait(_LOST_S) else None


def nonces(status: int) -> Iterator[bytes]:
    """Messages that no synth answers to, each another one than the last two thousand."""
    while True:
        for controller in range(_FIRST_CONTROLLER, _FIRST_CONTROLLER + 18):
            yield from (bytes((status, controller, value)) for value in range(128))


def _ways(guest: GuestPorts, ear: Ear, through: bool) -> dict[str, Say]:
    """The ways from us to our own ear."""
    guest.open_input(_BARE, ear.heard)
    ways = {"bare": guest.sender_to(_BARE), "relay": _relay(guest)}
    if through:
        guest.listen_to(OUT_NAME, ear.heard)
        ways["through"] = guest.sender_to(IN_NAME)
    return ways


def _relay(guest: GuestPorts) -> Say:
    """A program that only sends on, on the driver's own thread: the least that stands between two ports."""
    send_on = guest.sender_to(_BARE)
    guest.open_input(_RELAY, lambda ns, data: send_on(data))
    return guest.sender_to(_RELAY)


def probe(asked: Asked) -> Answer:
    """By turns for `seconds`."""
    times: dict[str, list[float]] = {way: [] for way in _WAYS}
    lost = 0
    ear = Ear()
    dice = random.Random(1)
    messages = nonces(PROBE_STATUS)
    with closing(GuestPorts(asked.backend)) as guest:
        ways = _ways(guest, ear, asked.through)
        time.sleep(_SETTLE_S)
        go_realtime()
        gc.disable()
        end = time.monotonic() + asked.seconds
        while time.monotonic() < end:
            for way, say in ways.items():
                time.sleep(dice.uniform(*_PAUSE_S))
                took = ear.time_us(say, next(messages))
                if took is None:
                    lost += 1
                else:
                    times[way].append(took)
    return _answer(times, lost)


def _answer(times: dict[str, list[float]], lost: int) -> Answer:
    bare, relay, through = (figures(times[way]) for way in _WAYS)
    if bare is None or relay is None or through is None:
        return Answer(bare, None)
    adds = less(through, relay)
    thru = Thru(adds.p50, adds.p99, adds.max, adds.n, through, relay, bare, less(through, bare), None, lost)
    return Answer(bare, thru)


if __name__ == "__main__":
    sys.exit(run("probe", Asked, probe))
