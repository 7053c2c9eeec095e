"""The one way out for every message: booked on the desk, handed to the driver, remembered as ours."""

import time
from typing import Final

from jamd.music.events import Played, note_off
from jamd.music.notes import BandPart, Nanos, Part
from jamd.wire.desk import Desk
from jamd.wire.feedback import Echoes
from jamd.wire.ports import Rig

_FLUSH_S: Final = 0.02  # the driver's own queue: JACK sends in its next period


class Outlet:
    """Called from wire's loop alone."""

    def __init__(self, rig: Rig, desk: Desk, echoes: Echoes) -> None:
        self._rig, self._desk, self._echoes = rig, desk, echoes

    def send(self, data: bytes, now: Nanos) -> None:
        """Booked first, so that a kill between the two lines leaves no note unknown."""
        self._desk.note(data)
        self._rig.send(data)
        self._echoes.sent(data, now)

    def silence(self) -> None:
        """Close all that sounds, by every means that a synth may know."""
        for data in self._desk.silencers():
            self._rig.send(data)
        self._desk.silenced()

    def part(self) -> None:
        """The output is about to be closed: nothing may go on sounding behind it."""
        for data in self._desk.silencers():
            self._rig.send(data)
        time.sleep(_FLUSH_S)

    def catch_up(self) -> None:
        """Somebody has just connected to our output: close what a cut cable or a former life may have left there."""
        for data in self._desk.catch_up():
            self._rig.send(data)

    def left_sounding(self, channels: dict[BandPart, int]) -> list[Played]:
        """The offs that a former life owes, as the tape should know them."""
        now = Nanos(time.monotonic_ns())
        part_of: dict[int, Part] = {channel: part for part, channel in channels.items()}
        return [
            Played(now, None, part_of.get(channel, "you"), note_off(channel, pitch), 0)
            for channel, pitch in self._desk.sounding
        ]
