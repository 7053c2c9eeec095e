"""The only way in: each message that the driver brings is checked, freed of our own echoes, classified once, passed on
where thru is wanted, and queued for wire's loop.

Thru is sent here, on the driver's thread, and does not wait for wire's loop: on a JACK port it adds 0.02 ms, where a
wake-up of the loop would add 0.15 ms or more.
"""

import contextlib
import re
import socket
from collections import deque
from typing import Final, NamedTuple

from jamd.ipc.bus import Waitable
from jamd.music.channel_messages import (
    NoteMessage,
    is_channel_message,
    is_note_off,
    is_resting,
    lifts_all_keys,
    lifts_pedals,
    note_message,
)
from jamd.music.time.notes import Nanos
from jamd.wire.output import Output
from jamd.wire.pedals import Pedals

_SYSTEM: Final = b"\xf0"  # from here on messages belong to no channel
_SYSEX: Final = (b"\xf0", b"\xf7")  # its first byte, and its last
_MESSAGE: Final = re.compile(
    rb"[\x80-\xbf\xe0-\xef\xf2][\x00-\x7f]{2}|[\xc0-\xdf\xf1\xf3][\x00-\x7f]|[\xfa-\xfc]", re.DOTALL
)


def messages_within(data: bytes) -> list[bytes]:
    """The whole messages that the driver took for a part of a system exclusive one, because its end never came
    (`patchbay/sysex_end.py`); not the ticks of a clock, which are late."""
    return _MESSAGE.findall(data)


class Arrival(NamedTuple):
    """One message of the keyboardist, or of a MIDI clock, and all that is known of it."""

    ns: Nanos  # when it came
    data: bytes
    is_system: bool  # clock and transport; else it is a channel message
    note: NoteMessage | None  # None: no note
    is_bound: bool  # it was of a control when it came; then it is not heard as music
    thru_ns: Nanos | None  # when thru sent it; None: thru did not
    is_shown: bool = False  # somebody moves controls to show them
    is_consumed: bool = False  # and this may be one, so that it is nothing else


class Input:
    """`receive` runs on the driver's threads (one for each port), the rest on wire's loop."""

    def __init__(self, output: Output, pedals: Pedals, thru: bool) -> None:
        self._output, self._pedals, self._thru = output, pedals, thru
        self._queue: deque[Arrival] = deque()  # append and popleft are atomic
        self._echoes: deque[tuple[Nanos, bytes]] = deque()
        self.learning_until = Nanos(0)  # until then controls are shown
        self._wake_up, self._waker = socket.socketpair()
        self._wake_up.setblocking(False)
        self._waker.setblocking(False)

    @property
    def wake_up(self) -> Waitable:
        """Can be read when something has arrived."""
        return self._wake_up

    def receive(self, ns: int, data: bytes) -> None:
        """A message that the driver brings, with the time at which it did."""
        for message in messages_within(data) if data[:1] in _SYSEX else (data,):
            self._receive(ns, message)

    def _receive(self, ns: int, data: bytes) -> None:
        if data[:1] >= _SYSTEM or (is_channel_message(data) and not self._output.is_echo(data, Nanos(ns))):
            self._queue.append(self.arrive(Nanos(ns), data))
        elif is_channel_message(data):
            self._echoes.append((Nanos(ns), data))
        else:
            return  # cut short
        with contextlib.suppress(OSError):
            self._waker.send(b"\0")

    def arrive(self, ns: Nanos, data: bytes) -> Arrival:
        """Classify a message; if it is music, thru sends it."""
        if data[:1] >= _SYSTEM:
            return Arrival(ns, data, True, None, False, None)
        is_shown = ns < self.learning_until
        is_bound = self._pedals.is_bound(data)
        if is_shown and not is_bound and not _lets_go(data):
            return Arrival(ns, data, False, None, False, None, is_shown, is_consumed=True)
        thru_ns = self._output.send(data, yours=True) if self._thru and not is_bound else None
        return Arrival(ns, data, False, note_message(data), is_bound, thru_ns, is_shown)

    def stop_thru(self) -> None:
        """We leave: nothing more shall sound that would have to be ended."""
        self._thru = False

    def arrivals(self) -> list[Arrival]:
        """Everything that has come since the last call."""
        with contextlib.suppress(BlockingIOError):
            self._wake_up.recv(4096)
        arrivals = [self._queue.popleft() for _ in range(len(self._queue))]
        for arrival in arrivals:
            if not arrival.is_system:
                self._output.heard(arrival.data, arrival.ns)
        return arrivals

    def echoes(self) -> list[tuple[Nanos, bytes]]:
        """Our own messages that have come back since the last call, and when."""
        return [self._echoes.popleft() for _ in range(len(self._echoes))]


def _lets_go(data: bytes) -> bool:
    """Of what may have been pressed before."""
    return is_resting(data) or is_note_off(data) or lifts_pedals(data) or lifts_all_keys(data)
