"""The one way out for every message: booked on the desk, handed to the driver, remembered as ours.

Where thru lets the keyboardist into a channel of the band, both may hold the same key. Then it is struck anew for each
and let go with the last, so that nobody cuts the other's note.
"""

import time
from collections.abc import Sequence
from typing import Final

from jamd.music.events import Played, is_note_off, is_note_on, note_off
from jamd.music.time.notes import BandPart, Nanos, Part
from jamd.wire.desk import Desk
from jamd.wire.feedback import Echoes
from jamd.wire.ports import Rig

_FLUSH_S: Final = 0.02  # the driver's own queue: JACK sends in its next period


class Outlet:
    """Called from wire's loop alone."""

    def __init__(self, rig: Rig, desk: Desk, echoes: Echoes) -> None:
        self._rig, self.desk, self._echoes = rig, desk, echoes
        self._held: dict[bool, set[int]] = {
            False: set(),
            True: set(),
        }  # by the keyboardist? (channel, pitch) as one number

    def ready(self, batch: Sequence[bytes], yours: bool = False) -> list[bytes]:
        """Book what is about to be sent, so that a kill between booking and sending leaves no note unknown, and no echo
        comes back unknown; what is then to be sent."""
        messages = [message for data in batch for message in self._shared(data, yours)]
        now = Nanos(time.monotonic_ns())
        for data in messages:
            self.desk.note(data)
            self._echoes.sent(data, now)
        return messages

    def _shared(self, data: bytes, yours: bool) -> list[bytes]:
        """The messages that one means, where a key may be held by two."""
        others = self._held[not yours]
        if is_note_on(data):
            key = (data[0] & 0x0F) << 7 | data[1]
            self._held[yours].add(key)
            return [note_off((data[0] & 0x0F) + 1, data[1]), data] if key in others else [data]
        if is_note_off(data):
            key = (data[0] & 0x0F) << 7 | data[1]
            self._held[yours].discard(key)
            return [] if key in others else [data]
        return [data]

    def hand_over(self, batch: Sequence[bytes]) -> list[Nanos]:
        """To the driver, and nothing else: the instants at which each was handed over are those that count."""
        return self._rig.send(batch)

    def send(self, data: bytes, yours: bool = False) -> None:
        """All at once, for what has no instant of its own."""
        self.hand_over(self.ready([data], yours))

    def silence(self) -> None:
        """Close all that sounds, by every means that a synth may know."""
        self._rig.send(self.desk.silencers())
        self.desk.silenced()
        self._held[False].clear()
        self._held[True].clear()

    def part(self) -> None:
        """The output is about to be closed: nothing may go on sounding behind it."""
        self._rig.send(self.desk.silencers())
        time.sleep(_FLUSH_S)

    def catch_up(self) -> None:
        """Somebody has just connected to our output: close what a cut cable or a former life may have left there."""
        self._rig.send(self.desk.catch_up())

    def left_sounding(self, channels: dict[BandPart, int]) -> list[Played]:
        """The offs that a former life owes, as the tape should know them."""
        now = Nanos(time.monotonic_ns())
        part_of: dict[int, Part] = {channel: part for part, channel in channels.items()}
        return [
            Played(now, None, part_of.get(channel, "you"), note_off(channel, pitch), 0)
            for channel, pitch in self.desk.sounding
        ]
