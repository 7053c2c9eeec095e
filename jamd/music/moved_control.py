"""Which control somebody moves to show it to jamd, and of which kind it is: a pedal or pad that is pressed, a knob, an
encoder and its code, the pitch wheel.

What comes by itself is no control: a pedal or knob that trembles, aftertouch, the prefixes of other messages (bank
select, the fine half of a controller, parameter numbers, high-resolution velocity), channel mode messages. The sustain
pedal counts at its second press only, since feet play on while a hand reaches for a knob.
"""

from itertools import pairwise
from typing import Final, NamedTuple

import msgspec

from jamd.music.channel_messages import (
    CONTROL,
    NOTE_ON,
    PITCH_BEND,
    PROGRAM_CHANGE,
    SUSTAIN,
    is_note_on,
)
from jamd.music.time.notes import Nanos

_PREFIXES: Final = frozenset((0, 32, 6, 38, 88, *range(96, 102), *range(120, 128)))
_FINE: Final = 32  # the fine half of controller n is n + 32
_FORGET_NS: Final = 1_500_000_000  # a control that rested so long begins anew
_TOGETHER_NS: Final = 50_000_000
_TREMBLE: Final = 8  # of 127: a way that may be no movement
_CLICKS: Final = 4  # of an encoder, before its code can be told
_CENTRE: Final = 64
_FASTEST: Final = 24  # clicks in one message of an encoder
_BENT: Final = 4096  # of 8192: half its way


class Moved(msgspec.Struct, frozen=True):
    """As an entry of `controls:` says it; `gesture` is the likely one."""

    midi: str
    channel: int  # from 1
    gesture: str


class _Trace(NamedTuple):
    """The values that one control has sent since it last rested."""

    values: tuple[int, ...]
    ns: Nanos

    def with_value(self, value: int, ns: Nanos) -> "_Trace":
        rested = ns - self.ns > _FORGET_NS
        return _Trace((value,) if rested else (*self.values[-255:], value), ns)


class ControlFinder:
    """Pure: messages go in, in order, and the control comes out once it can be told."""

    def __init__(self) -> None:
        self._traces: dict[bytes, _Trace] = {}

    def take(self, data: bytes, ns: Nanos) -> Moved | None:
        """None: a system message, music, or not enough to tell."""
        status, channel = data[0] & 0xF0, (data[0] & 0x0F) + 1
        if status == NOTE_ON and is_note_on(data):
            return Moved(f"note {data[1]}", channel, "tap")
        if status == PROGRAM_CHANGE:
            return Moved(f"program {data[1]}", channel, "tap")
        if status == PITCH_BEND:
            return self._bent(self._traced(data[:1], data[1] | data[2] << 7, ns), channel)
        if status == CONTROL and not self._is_prefix(data, ns):
            gesture = _gesture(data[1], self._traced(data[:2], data[2], ns))
            return Moved(f"cc {data[1]}", channel, gesture) if gesture else None
        return None

    def _traced(self, control: bytes, value: int, ns: Nanos) -> tuple[int, ...]:
        trace = self._traces[control] = self._traces.get(control, _Trace((), ns)).with_value(value, ns)
        return trace.values

    def _is_prefix(self, data: bytes, ns: Nanos) -> bool:
        coarse = self._traces.get(bytes((data[0], max(0, data[1] - _FINE))))
        is_fine = _FINE <= data[1] < 2 * _FINE and coarse is not None and ns - coarse.ns < _TOGETHER_NS
        return data[1] in _PREFIXES or is_fine

    def _bent(self, values: tuple[int, ...], channel: int) -> Moved | None:
        up, down = max(values) - 8192 >= _BENT, 8192 - min(values) >= _BENT
        if up and down:
            return Moved("bend", channel, "knob")
        return Moved("bend up" if up else "bend down", channel, "tap") if up or down else None


def _gesture(number: int, values: tuple[int, ...]) -> str | None:
    if number == SUSTAIN:
        presses = sum(old < _CENTRE <= new for old, new in pairwise((0, *values)))
        return "tap" if presses > 1 else None
    if (code := _code(values)) is not None:
        return f"relative {code}"
    between = set(values) - {0, 127, values[0]}
    if max(values) - min(values) >= _TREMBLE:
        return "knob" if len(between) > 1 else "tap"
    return "tap" if values[-1] == 127 and not between else None


def _code(values: tuple[int, ...]) -> str | None:
    """Of an encoder: it sends how far it was turned, so it repeats itself, as no knob does."""
    same = sum(old == new for old, new in pairwise(values))
    if len(values) < _CLICKS or same < len(values) // 4 or not {0, _CENTRE}.isdisjoint(values):
        return None
    up = any(value <= _FASTEST for value in values)
    down = any(value >= 128 - _FASTEST for value in values)
    over = any(_CENTRE < value <= _CENTRE + _FASTEST for value in values)
    under = any(_CENTRE - _FASTEST <= value < _CENTRE for value in values)
    codes = {
        "twos complement": (up or down) and not (over or under),
        "signed bit": up and over and not (down or under),
        "binary offset": (over or under) and not (up or down),
    }
    return next((code for code, fits in codes.items() if fits), None)
