"""Our own MIDI clock coming back while we follow one: in a loop from output to input the tempo would run away.

A transport message that we sent up to a quarter of a second ago is ours. Clocks that first arrive while we already send
are ours as long as each follows one of ours at the same distance; a clock that was heard before, sends Start, or ticks
differently is somebody else's.
"""

from collections import deque
from typing import Final

from jamd.clock.midi_messages import CLOCK, STOP
from jamd.music.time.notes import Nanos

_ECHO_NS: Final = 250_000_000  # the longest loop through a DAW
_SAME_NS: Final = 2_000_000  # distances that differ by less are equal: a JACK period of 64 frames, and jitter
_DOUBT: Final = 48  # clocks (two beats) until it is certain whose they are


class OwnEcho:
    """Called from wire's loop alone."""

    def __init__(self) -> None:
        self._sent: dict[bytes, Nanos] = {}  # when the last one of each kind was sent
        self._distances: deque[int] = deque(maxlen=_DOUBT)
        self._external = False  # somebody else's clock is heard
        self.caught = 0  # how many times the clock came back

    def sent(self, data: bytes, ns: Nanos) -> None:
        """A message of our clock leaves."""
        if data[:1] == STOP:
            self._distances.clear()
            self._external = False
        self._sent[data[:1]] = ns

    def is_echo(self, data: bytes, ns: Nanos) -> bool:
        """Is a system message that arrived at `ns` one of ours?"""
        distance = ns - self._sent.get(data[:1], Nanos(ns - 2 * _ECHO_NS))
        recent = 0 <= distance <= _ECHO_NS
        if data != CLOCK:
            self._external |= not recent
            return recent
        if not recent:
            self._external = True
        if self._external:
            return False
        self._distances.append(distance)
        if max(self._distances) - min(self._distances) > _SAME_NS:
            self._external = True
            return False
        self.caught += len(self._distances) == _DOUBT
        return True
