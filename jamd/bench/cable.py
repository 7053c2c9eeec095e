"""Is the output cabled back to the input? Then a message's way out and in again is measured. What is sent is a system
exclusive message that belongs to no maker (7D), so that no synth answers it."""

import gc
import secrets
import sys
import time
from contextlib import closing
from typing import Final

import msgspec

from jamd.bench.errand import run
from jamd.bench.probe import Ear
from jamd.bench.report import Figures, figures
from jamd.wire.guest_ports import GuestPorts
from jamd.wire.realtime import go_realtime

_TIMES: Final = 40
_PAUSE_S: Final = 0.005
_SETTLE_S: Final = 0.2


class Asked(msgspec.Struct, frozen=True):
    backend: str
    input: str
    output: str


class Answer(msgspec.Struct, frozen=True):
    round_trip_us: Figures | None  # None: no loop


def probe_message(number: int, nonce: bytes) -> bytes:
    """`nonce` keeps us from hearing anybody else's."""
    return bytes((0xF0, 0x7D, *(byte & 0x7F for byte in nonce), number & 0x7F, 0xF7))


def measure(asked: Asked) -> Answer:
    """One message first: where it does not come back, there is no loop."""
    nonce = secrets.token_bytes(4)
    times: list[float] = []
    ear = Ear()
    with closing(GuestPorts(asked.backend)) as guest:
        guest.listen_to(asked.input, ear.heard)
        say = guest.sender_to(asked.output)
        time.sleep(_SETTLE_S)
        go_realtime()
        gc.disable()
        for number in range(_TIMES):
            took = ear.time_us(say, probe_message(number, nonce))
            if took is None and not times:
                break
            if took is not None:
                times.append(took)
            time.sleep(_PAUSE_S)
    return Answer(figures(times))


if __name__ == "__main__":
    sys.exit(run("cable", Asked, measure))
