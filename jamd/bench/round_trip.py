"""The round trip of a message, if a cable leads from the output back to the input. A system exclusive message without a
manufacturer (7D) is sent, so that no synth answers it."""

import gc
import secrets
import sys
import time
from contextlib import closing
from typing import Final

import msgspec

from jamd.bench.job import run_job
from jamd.bench.report import Figures, figures
from jamd.bench.thru_probe import Receiver
from jamd.wire.guest_ports import GuestPorts
from jamd.wire.realtime import go_realtime

_COUNT: Final = 40
_PAUSE_S: Final = 0.005
_SETTLE_S: Final = 0.2


class Request(msgspec.Struct, frozen=True):
    backend: str
    input: str
    output: str


class Answer(msgspec.Struct, frozen=True):
    round_trip_us: Figures | None  # None: no cable


def probe_message(number: int, nonce: bytes) -> bytes:
    """`nonce` tells our messages from any others."""
    return bytes((0xF0, 0x7D, *(byte & 0x7F for byte in nonce), number & 0x7F, 0xF7))


def measure(request: Request) -> Answer:
    """If the first message does not come back, there is no cable."""
    nonce = secrets.token_bytes(4)
    times: list[float] = []
    receiver = Receiver()
    with closing(GuestPorts(request.backend)) as guest:
        guest.listen_to(request.input, receiver.heard)
        send = guest.sender_to(request.output)
        time.sleep(_SETTLE_S)
        go_realtime()
        gc.disable()
        for number in range(_COUNT):
            took = receiver.time_us(send, probe_message(number, nonce))
            if took is None and not times:
                break
            if took is not None:
                times.append(took)
            time.sleep(_PAUSE_S)
    return Answer(figures(times))


if __name__ == "__main__":
    sys.exit(run_job("round_trip", Request, measure))
