"""Keeps the ports open: opens what is chosen, hears of devices that come and go, and reports what is missing.

To open a port takes tenths of a second, in which nothing sounds. So whoever asks for other ports again and again, a
page or a device that flickers, gets the last one that was asked for, at most every two seconds.
"""

import time
from collections.abc import Callable
from typing import Final

from jamd.errors import DeviceError
from jamd.ipc.settings import PortSettings
from jamd.music.events import Event, FallbackUsed, Listing, Notice, Ports
from jamd.music.time.notes import Nanos
from jamd.wire.ports import MidiPorts

_POLL_NS: Final = 1_000_000_000  # how often the ports are looked at
_REST_NS: Final = 2_000_000_000  # from one opening to the next
_POLL_ROOM_NS: Final = 20_000_000  # where no cue is due for so long; less, the longer it has waited


class PortWatch:
    """Owned by wire's loop. `on_new_output` is called after another output was opened."""

    def __init__(
        self, ports: MidiPorts, restarted: bool, publish: Callable[[Event], None], on_new_output: Callable[[], None]
    ) -> None:
        """`restarted`: another wire was here before."""
        self._ports, self._publish, self._on_new_output = ports, publish, on_new_output
        self._restarted = restarted
        self._next_poll = Nanos(time.monotonic_ns() + _POLL_NS)
        self._rests_until = Nanos(0)
        self._due = False  # other ports have to be opened
        self._outputs = 0  # opened so far
        self._reported_missing: set[str] = set()

    def open(self) -> None:
        """DeviceError if a port that the config names is missing at the first start: then it is a mistake, later a
        cable."""
        found = self._ports.open()
        self._due = False
        if found.missing and not self._restarted:
            raise DeviceError("\n".join(found.missing))
        for sentence in sorted(set(found.missing) - self._reported_missing):
            self._publish(Notice(Nanos(time.monotonic_ns()), sentence))
        self._reported_missing = set(found.missing)
        self._restarted = True
        if self._ports.outputs != self._outputs:
            self._outputs = self._ports.outputs
            self._on_new_output()
        self._publish(self.event())

    def choose(self, settings: PortSettings) -> None:
        """Another input or output, soon; if it is missing we say so and open our own."""
        self._ports.choose(settings)
        self._due = True
        self._poll_soon()

    def told(self, listing: Listing) -> None:
        """The names that the patchbay has listed."""
        if self._ports.told(listing):
            self._publish(listing)
            self._poll_soon()

    def _poll_soon(self) -> None:
        self._next_poll = max(Nanos(time.monotonic_ns()), self._rests_until)

    def reopen(self) -> None:
        """A MIDI system went or came: close every port, and look again."""
        self._ports.close()
        self.open()

    def poll(self, next_cue_ns: int | None) -> None:
        """Look for devices that went or came, if it is time to and no cue is due soon. A clock may leave no room at
        all: after a second it is done whatever is due, in the widest gap that came."""
        now = time.monotonic_ns()
        overdue = now - self._next_poll
        room = max(0, _POLL_ROOM_NS - overdue * _POLL_ROOM_NS // _POLL_NS)
        if overdue < 0 or (next_cue_ns is not None and next_cue_ns - now < room):
            return
        self._next_poll = Nanos(now + _POLL_NS)
        if self._ports.broken:
            self._publish(FallbackUsed(Nanos(now), "unsent", self._ports.choice.output))
        self._due |= self._ports.changed()
        if self._due and now >= self._rests_until:
            self.open()
            self._rests_until = Nanos(time.monotonic_ns() + _REST_NS)

    def event(self) -> Ports:
        """The ports as they are."""
        found = self._ports.choice
        return Ports(
            Nanos(time.monotonic_ns()),
            found.input,
            found.output,
            found.backend,
            found.virtual,
            found.inputs,
            found.outputs,
            self._ports.own_names,
            self._ports.asked,
        )
