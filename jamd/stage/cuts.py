"""Where one take ends and the next begins: a start of the band begins one, and once the band has stopped and nothing
has been played for a while, it is over.

Strategy: pure; events go in, in order. A take begins with the two seconds before its start as well, since a key may
have started it and a phrase may lead into it, and with the pedals and sounds as the keyboardist had set them. The take
before keeps what it has, so nothing is lost wherever the cut is.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from jamd.music.channel_messages import CONTROL, note_message
from jamd.music.events import Clock, Event, Form, Heard, Ports
from jamd.music.time.notes import Nanos

QUIET_NS: Final = 5_000_000_000  # a last chord has been let go by then
LEAD_NS: Final = 2_000_000_000


class Cuts:
    """Called by the stage's loop. `ran`: the take that goes on began with a start, as far as anybody knows."""

    def __init__(self, *, ran: bool = False) -> None:
        self._is_running = ran
        self._clock_ns = Nanos(0)  # of the last clock; older ones are sent again after a crash
        self._quiet_since: Nanos | None = None  # the band has stopped, and nothing was played from then on
        self._last: dict[type, Event] = {}  # of the kinds that hold until the next one
        self._lately: deque[Heard] = deque()
        self._set: dict[bytes, Heard] = {}  # pedals, sounds and bends, as they were left before that

    def split(self, events: Sequence[Event]) -> Iterator[list[Event]]:
        """What belongs to this take, then what belongs to each one that begins."""
        part: list[Event] = []
        for event in events:
            if self._starts_with(event):
                yield part
                part = self._lead(event.ns) if isinstance(event, Clock) else []
            part.append(event)
        yield part

    def is_over(self, now: Nanos) -> bool:
        """Whether the take is complete. Says so once."""
        if self._quiet_since is None or now - self._quiet_since < QUIET_NS:
            return False
        self._quiet_since = None
        return True

    def setting(self, now: Nanos) -> list[Event]:
        """What a take begins with wherever it is cut: ports, form, the pedals that are down, the sounds."""
        return [*self._last.values(), *(replace(event, ns=now, tick=None) for event in self._set.values())]

    def _lead(self, start: Nanos) -> list[Event]:
        self._forget(Nanos(start - LEAD_NS))
        return [*self.setting(self._lately[0].ns if self._lately else start), *self._lately]

    def _starts_with(self, event: Event) -> bool:
        if isinstance(event, Heard):
            self._hear(event)
        elif isinstance(event, Ports | Form):
            self._last[type(event)] = event
        return isinstance(event, Clock) and event.ns >= self._clock_ns and self._begins(event)

    def _hear(self, event: Heard) -> None:
        self._lately.append(event)
        self._forget(Nanos(event.ns - LEAD_NS))
        if self._quiet_since is not None:
            self._quiet_since = max(self._quiet_since, event.ns)

    def _forget(self, since: Nanos) -> None:
        while self._lately and self._lately[0].ns < since:
            event = self._lately.popleft()
            if note_message(event.data) is None:
                self._keep_setting(event)

    def _keep_setting(self, event: Heard) -> None:
        is_control = event.data[0] & 0xF0 == CONTROL
        key = event.data[: 2 if is_control else 1]
        self._set.pop(key, None)
        if not is_control or event.data[2]:  # a pedal that is up is what everybody expects
            self._set[key] = event

    def _begins(self, clock: Clock) -> bool:
        was_running, self._is_running = self._is_running, clock.running
        self._clock_ns = clock.ns
        if clock.running:
            self._quiet_since = None
        elif was_running:
            self._quiet_since = clock.ns
        return clock.running and not was_running
