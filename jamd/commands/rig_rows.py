"""The MIDI ports, and the clock that is sent."""

from typing import Any, Final

from jamd.commands.choices import Sending
from jamd.commands.kinds import Choice, Text
from jamd.commands.row import ACTION, MS, Row, one_of

_PORT: Final = Text("a port name", longest=200, shortest=1)
SEND: Final[Row[Choice, Sending]] = Row(
    "clock.send", one_of(Sending), "wire", "MIDI clock out", sticky=True, default="never", config="clock.send"
)
CLOCK_LATENCY: Final = Row(
    "clock.latency", MS, "wire", "Send MIDI clock earlier", sticky=True, default=0.0, config="clock.latency_ms"
)
LATENCY: Final = Row(
    "latency", MS, "wire", "Send everything earlier", sticky=True, default=0.0, config="ports.latency_ms"
)
INPUT: Final = Row("input", _PORT, "wire", "MIDI input", sticky=True, default="auto", config="ports.input")
OUTPUT: Final = Row("output", _PORT, "wire", "MIDI output", sticky=True, default="jamd out", config="ports.output")

ROWS: Final[tuple[Row[Any, Any], ...]] = (
    Row("panic", ACTION, "wire", "Panic"),
    Row("ports", ACTION, "wire", "Rescan MIDI ports"),
    SEND,
    CLOCK_LATENCY,
    LATENCY,
    INPUT,
    OUTPUT,
)
