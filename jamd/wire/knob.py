"""A knob, a fader or an expression pedal that sets a value, and an encoder that moves it.

Who takes hold of a knob seldom finds it where the setting is. So an absolute one does nothing until its way crosses the
present value, whoever has set that: the value never jumps. An encoder says only by how much it was turned, in one of
three codes. Either changes a setting at most ten times a second, each of which the band plans for; where it comes to
rest is never left out.
"""

from collections.abc import Callable
from typing import Final

from jamd.commands.binding import Binding
from jamd.commands.kinds import Number
from jamd.music.channel_messages import PITCH_BEND
from jamd.music.time.notes import Nanos

APART_NS: Final = 100_000_000  # from one command to the next
_STEPS: Final = 127  # steps of a whole turn
_FINE_STEPS: Final = 16383  # of a pitch bend
_COUNTED: Final = ("bpm", "ms", "semitones", "note")  # a step is one of these, of other ranges a hundredth


def _twos_complement(code: int) -> int:
    return code - 128 if code >= 64 else code


def _signed_bit(code: int) -> int:
    return 64 - code if code >= 64 else code


def _binary_offset(code: int) -> int:
    return code - 64


_BY: Final[dict[str, Callable[[int], int]]] = {
    "relative twos complement": _twos_complement,
    "relative signed bit": _signed_bit,
    "relative binary offset": _binary_offset,
}


class Knob:
    """Called from wire's loop alone."""

    def __init__(self, binding: Binding, kind: Number) -> None:
        low, high = binding.range or (kind.low, kind.high)
        self._from, self._span = low, high - low
        self._low, self._high = min(low, high), max(low, high)
        self._counts = _BY.get(binding.gesture)
        by = binding.step or (1.0 if kind.unit in _COUNTED or kind.whole else (kind.high - kind.low) / 100)
        self._step = by if self._span > 0 else -by
        self._near = max(abs(self._span) / _STEPS / 2, 0.5 if kind.whole else 0.0)
        self._whole = kind.whole
        self._last: float | None = None  # where an absolute one was
        self._to_give: float | None = None
        self._given_ns: Nanos | None = None

    @property
    def wake_ns(self) -> Nanos | None:
        """When it may give what it could not give yet."""
        return None if self._to_give is None or self._given_ns is None else Nanos(self._given_ns + APART_NS)

    def take(self, data: bytes, ns: Nanos, present: float) -> float | None:
        """A message of its own, and the present value of the setting; the new one, if there is one by now."""
        before = min(self._high, max(self._low, present if self._to_give is None else self._to_give))
        after = self._moved(data[-1], before) if self._counts else self._at(data, before)
        if after is None or self._rounded(after) == self._rounded(before):
            return None
        self._to_give = after
        return self.advance(ns)

    def _at(self, data: bytes, before: float) -> float | None:
        """Where it is, if it has hold of the value."""
        turned = (data[2] << 7 | data[1]) / _FINE_STEPS if data[0] & 0xF0 == PITCH_BEND else data[2] / _STEPS
        last, self._last = self._last, self._from + self._span * turned
        way = (self._last, self._last if last is None else last)
        return self._last if min(way) - self._near <= before <= max(way) + self._near else None

    def _moved(self, code: int, before: float) -> float:
        assert self._counts is not None
        return min(self._high, max(self._low, before + self._counts(code) * self._step))

    def _rounded(self, value: float) -> float:
        return round(value) if self._whole else round(value, 9)

    def advance(self, ns: Nanos) -> float | None:
        """Time has passed."""
        if self._to_give is None or (self._given_ns is not None and ns - self._given_ns < APART_NS):
            return None
        value, self._to_give, self._given_ns = self._rounded(self._to_give), None, ns
        return value
