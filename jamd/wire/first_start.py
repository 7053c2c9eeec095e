"""When the band begins by itself: once, and for somebody who can hear it. Whoever wants it earlier presses Play."""

from collections.abc import Callable

from jamd.commands.choices import StartAt
from jamd.music.time.notes import Nanos
from jamd.wire.transport import Transport


class FirstStart:
    """Owned by wire's loop. `plays_to_device`: whether our notes go to a device or program that was chosen."""

    def __init__(self, asked: StartAt, transport: Transport, plays_to_device: Callable[[], bool]) -> None:
        self._asked, self._transport, self._plays_to_device = asked, transport, plays_to_device
        self._band_is_there = False
        self._has_listener = False  # on our own output

    def band_is_there(self, now: Nanos) -> None:
        self._band_is_there = True
        self.look(now)

    def listener_came(self, now: Nanos) -> None:
        """Somebody has been connected to our own output."""
        self._has_listener = True
        self.look(now)

    def key_struck(self, now: Nanos) -> None:
        if self._asked == "key":
            self._transport.first_start(now)

    def look(self, now: Nanos) -> None:
        """Begin, or say that nobody would hear it; again when the ports have changed."""
        if not self._band_is_there or self._asked == "key":
            return
        if self._asked == "now" or self._has_listener or self._plays_to_device():
            self._transport.first_start(now)
        else:
            self._transport.wait_for_listener(now)
