"""The controls that give commands, as the page and `jamd learn` show and change them. Wire has them: what is changed
here goes there, acts at once, and comes back.

While somebody learns, wire passes on what is moved, and nothing of it is heard as music. That ends by itself.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from jamd.commands.binding import Binding
from jamd.errors import Refused
from jamd.ipc.bindings import entry_of, read_binding
from jamd.music.events import Bindings, Event, Learning, Touched
from jamd.music.moved_control import ControlFinder, Moved

_MOST: Final = 500


class LearnedControls:
    """Owned by the page's event loop. `send` takes what goes to wire."""

    def __init__(self, send: Callable[[Event], None]) -> None:
        self._send = send
        self.bindings: tuple[Binding, ...] = ()
        self.saved: tuple[Binding, ...] | None = None  # those of config.yaml; None: nobody has told yet
        self._finder: ControlFinder | None = None  # while somebody learns
        self._moved: Moved | None = None

    def take(self, event: Event) -> bool:
        """Whether it was for us."""
        if isinstance(event, Bindings):
            self.bindings = event.bindings
            self.saved = self.saved if self.saved is not None else event.bindings
        elif isinstance(event, Learning) and not event.on:
            self._finder = self._moved = None
        elif isinstance(event, Touched) and self._finder is not None:
            self._moved = self._finder.take(event.data, event.ns) or self._moved
        return isinstance(event, Bindings | Learning | Touched)

    def learn(self, on: bool) -> None:
        """Begin, or go on, or end."""
        if on:
            self._finder = self._finder or ControlFinder()
        else:
            self._finder = self._moved = None
        self._send(Learning(on))

    def add(self, entry: dict[str, Any], instead_of: int | None = None) -> None:
        """Another control, as an entry of `controls:` says it, at the end or in the place of one. Refused."""
        try:
            binding = read_binding(entry)
        except ValueError as fault:
            raise Refused(422, str(fault)) from None
        at = len(self.bindings) if instead_of is None else self._known(instead_of)
        if binding in self.bindings:
            raise Refused(409, "this control does this already")
        if len(self.bindings) >= _MOST:
            raise Refused(409, f"there are {_MOST} controls already")
        self._change((*self.bindings[:at], binding, *self.bindings[at + 1 :]))

    def remove(self, number: int) -> None:
        """Refused."""
        at = self._known(number)
        self._change(self.bindings[:at] + self.bindings[at + 1 :])

    def _known(self, number: int) -> int:
        if not 0 <= number < len(self.bindings):
            raise Refused(404, f"there is no control {number}")
        return number

    def _change(self, bindings: tuple[Binding, ...]) -> None:
        self.bindings = bindings
        self._moved = None
        self._finder = ControlFinder() if self._finder is not None else None
        self._send(Bindings(bindings))

    def section(self) -> dict[str, Any]:
        """For the snapshot."""
        return {
            "list": [entry_of(binding) for binding in self.bindings],
            "learning": self._finder is not None,
            "moved": None if self._moved is None else msgspec.structs.asdict(self._moved),
            "is_saved": self.saved is None or self.bindings == self.saved,
        }
