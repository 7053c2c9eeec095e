"""How long a message takes through jamd's thru, compared in turn with the same ports without jamd: one port; two ports
with a program between them that only forwards; two ports with jamd between them.

JACK passes messages on once a period, so that any program between two ports costs a period, however fast it is. Hence
the relay: through minus relay is what jamd adds, through minus bare is what a player feels.
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

from jamd.bench.analysis import PROBE_STATUS
from jamd.bench.job import run_job
from jamd.bench.report import Figures, Thru, figures, subtract
from jamd.ipc.settings import IN_NAME, OUT_NAME
from jamd.wire.guest_ports import GuestPorts
from jamd.wire.realtime import go_realtime

_PATHS: Final = ("bare", "relay", "through")
_BARE, _RELAY = "bench bare", "bench relay"  # our inputs
_LOST_S: Final = 0.1
_PAUSE_S: Final = (0.002, 0.006)  # longer than the usual periods, and never in step with them
_SETTLE_S: Final = 0.2  # a new JACK connection works after some periods
_FIRST_CONTROLLER: Final = 102  # 102 to 119 are undefined

Send = Callable[[bytes], None]


class Request(msgspec.Struct, frozen=True):
    backend: str
    seconds: float
    through: bool = True  # jamd is running, with thru on


class Answer(msgspec.Struct, frozen=True):
    bare: Figures | None
    thru: Thru | None  # `inside` is not known here


class Receiver:
    """Waits for one message and stamps it. `heard` runs on the driver's thread."""

    def __init__(self) -> None:
        self._awaited = b""
        self._ns = 0
        self._arrived = threading.Event()

    def heard(self, ns: int, data: bytes) -> None:
        if data == self._awaited:
            self._ns = ns
            self._arrived.set()

    def time_us(self, send: Send, data: bytes) -> float | None:
        """From sending it to receiving it. None if it is lost."""
        self._awaited = data
        self._arrived.clear()
        began = time.monotonic_ns()
        send(data)
        return (self._ns - began) / 1e3 if self._arrived.wait(_LOST_S) else None


def probe_messages(status: int) -> Iterator[bytes]:
    """Messages that no synth reacts to, each different from the last two thousand."""
    while True:
        for controller in range(_FIRST_CONTROLLER, _FIRST_CONTROLLER + 18):
            yield from (bytes((status, controller, value)) for value in range(128))


def _paths(guest: GuestPorts, receiver: Receiver, through: bool) -> dict[str, Send]:
    """The paths from here back to here."""
    guest.open_input(_BARE, receiver.heard)
    paths = {"bare": guest.sender_to(_BARE), "relay": _relay(guest)}
    if through:
        guest.listen_to(OUT_NAME, receiver.heard)
        paths["through"] = guest.sender_to(IN_NAME)
    return paths


def _relay(guest: GuestPorts) -> Send:
    """A program that only forwards, on the driver's own thread: the least there can be between two ports."""
    send_on = guest.sender_to(_BARE)
    guest.open_input(_RELAY, lambda ns, data: send_on(data))
    return guest.sender_to(_RELAY)


def probe(request: Request) -> Answer:
    """In turn, for `seconds`."""
    times: dict[str, list[float]] = {path: [] for path in _PATHS}
    lost = 0
    receiver = Receiver()
    dice = random.Random(1)
    messages = probe_messages(PROBE_STATUS)
    with closing(GuestPorts(request.backend)) as guest:
        paths = _paths(guest, receiver, request.through)
        time.sleep(_SETTLE_S)
        go_realtime()
        gc.disable()
        end = time.monotonic() + request.seconds
        while time.monotonic() < end:
            for path, send in paths.items():
                time.sleep(dice.uniform(*_PAUSE_S))
                took = receiver.time_us(send, next(messages))
                if took is None:
                    lost += 1
                else:
                    times[path].append(took)
    return _answer(times, lost)


def _answer(times: dict[str, list[float]], lost: int) -> Answer:
    bare, relay, through = (figures(times[path]) for path in _PATHS)
    if bare is None or relay is None or through is None:
        return Answer(bare, None)
    adds = subtract(through, relay)
    thru = Thru(adds.p50, adds.p99, adds.max, adds.n, through, relay, bare, subtract(through, bare), None, lost)
    return Answer(bare, thru)


if __name__ == "__main__":
    sys.exit(run_job("thru_probe", Request, probe))
