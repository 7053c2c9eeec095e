"""Our own notes that came back to the input: each is counted, with a warning for the first."""

from collections.abc import Callable, Iterable

from jamd.music.events import Event, FallbackUsed, Notice
from jamd.music.time.notes import Nanos


class EchoReports:
    """Owned by wire's loop."""

    def __init__(self, publish: Callable[[Event], None]) -> None:
        self._publish = publish
        self._has_warned = False

    def report(self, echoes: Iterable[tuple[Nanos, bytes]]) -> None:
        """The log keeps each, in case it was a person's."""
        for ns, data in echoes:
            self._publish(FallbackUsed(ns, "echo ignored", data.hex(" ")))
            if not self._has_warned:
                self._has_warned = True
                warning = (
                    "our own notes come back to the input and are ignored: check for a loop between output and input"
                )
                self._publish(Notice(ns, warning))
