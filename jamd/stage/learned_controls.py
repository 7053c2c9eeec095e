"""The controls that give commands, as the page and `jamd learn` show and change them. Wire has them: what is changed
here goes there, acts at once, and comes back.

While somebody learns, wire passes on what is moved, and nothing of it is heard as music. That ends by itself.
"""

import time
from collections.abc import Callable
from typing import Any, Final

import msgspec

from jamd.commands.binding import Binding
from jamd.commands.form_rows import CHART
from jamd.errors import ChartError, Refused
from jamd.ipc.bindings import read_binding
from jamd.ipc.control_entry import entry_of
from jamd.music.charts.load import read_chart
from jamd.music.control_events import Acted, Bindings, Learning, Shown
from jamd.music.event import Event
from jamd.music.moved_control import ControlFinder, Moved
from jamd.music.time.notes import Nanos

_MOST: Final = 500
_MOST_BYTES: Final = (
    100_000  # of all of them as wire saves them, beside the chart and the form: less than half its room
)
_LEARNING_NS: Final = 30_000_000_000  # without another word from those who learn


class LearnedControls:
    """Owned by the page's event loop. `send` takes what goes to wire."""

    def __init__(self, send: Callable[[Event], None]) -> None:
        self._send = send
        self.bindings: tuple[Binding, ...] = ()
        self.saved: tuple[Binding, ...] = ()  # those of config.yaml
        self._until = Nanos(0)  # somebody learns
        self._finder = ControlFinder()
        self._moved: Moved | None = None
        self._acted: dict[str, Any] = {"name": "", "times": 0}  # the last command of a control, and how many there were

    def take(self, event: Event) -> None:
        if isinstance(event, Bindings):
            self.bindings = event.bindings
        elif isinstance(event, Shown):
            self._moved = self._finder.take(event.data, event.ns) or self._moved
        elif isinstance(event, Acted):
            self._acted = {"name": event.name, "times": self._acted["times"] + 1}

    @property
    def learning(self) -> bool:
        return time.monotonic_ns() < self._until

    def learn(self, on: bool) -> None:
        """Begin, go on for a while, or end."""
        if not on or not self.learning:
            self._finder, self._moved = ControlFinder(), None
        self._until = Nanos(time.monotonic_ns() + _LEARNING_NS if on else 0)
        self._send(Learning(self._until))

    def add(self, entry: dict[str, Any]) -> None:
        """Another control, as an entry of `controls:` says it. Refused."""
        try:
            if entry.get("does") == CHART.name and isinstance(chart := entry.get("value"), str):
                read_chart(chart)  # a page names no file of ours
            binding = read_binding(entry)
        except (ValueError, ChartError) as fault:
            raise Refused(422, str(fault)) from None
        if binding in self.bindings:
            raise Refused(409, "this control does this already")
        if len(self.bindings) >= _MOST:
            raise Refused(409, f"there are {_MOST} controls already")
        if len(msgspec.msgpack.encode(more := (*self.bindings, binding))) > _MOST_BYTES:
            raise Refused(409, f"the controls would have more than {_MOST_BYTES // 1000} kB; use shorter charts")
        self._change(more)

    def remove(self, number: int) -> None:
        """Counted from 0. Refused."""
        if number >= len(self.bindings):
            raise Refused(404, f"there is no control {number}")
        self._change(self.bindings[:number] + self.bindings[number + 1 :])

    def _change(self, bindings: tuple[Binding, ...]) -> None:
        self.bindings = bindings
        self._finder, self._moved = ControlFinder(), None
        self._send(Bindings(bindings))

    def section(self) -> dict[str, Any]:
        """For the snapshot."""
        return {
            "list": [entry_of(binding) for binding in self.bindings],
            "learning": self.learning,
            "moved": None if self._moved is None or not self.learning else msgspec.structs.asdict(self._moved),
            "acted": self._acted,
            "is_saved": self.bindings == self.saved,
        }
