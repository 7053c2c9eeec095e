"""The only way out, and the one owner of what sounds: each message is booked in the shared state, handed to the driver
and remembered in case it echoes.

Where thru lets the keyboardist into a channel of the band, both may hold the same key. The note is then restarted for
each of them and stopped by whoever lets go last, so that neither cuts the other's note.

Wire's loop (the band) and the driver's threads (thru) both send. Everything that one message implies happens under one
lock, held for some microseconds and never while anybody spins or sleeps; between two messages of a batch it is free.
"""

import time
from collections.abc import Iterable, Sequence
from typing import Final

from jamd.music.channel_messages import CONTROL, NOTE_ON, SUSTAIN, note_off
from jamd.music.events import Played
from jamd.music.time.notes import BandPart, Nanos, Part
from jamd.wire.echoes import Echoes
from jamd.wire.ports import MidiPorts
from jamd.wire.shared_state import SharedState

_AFTER_NOTES: Final = 0xA0  # status bytes below are note-offs and note-ons
_SYSTEM: Final = 0xF0


class Output:
    """Every method may be called from any thread."""

    def __init__(self, ports: MidiPorts, state: SharedState) -> None:
        self._ports, self._state = ports, state
        self._lock = ports.lock
        self._echoes = Echoes()
        self._held: dict[bool, set[int]] = {False: set(), True: set()}  # keys held by the band, by the keyboardist

    def send(self, data: bytes, yours: bool = False) -> Nanos:
        """Send one message of the band, or of the keyboardist (`yours`); the instant at which the driver got it.

        Where the other still holds the key, an off is not sent; the instant is then now. What begins is booked before
        it is sent, what ends after it: a kill in between leaves no note and no pedal unknown.
        """
        status = data[0]
        if status >= _SYSTEM:
            return self._ports.send(data)
        with self._lock:
            if status >= _AFTER_NOTES:
                return self._send_control(data, yours)
            key = (status & 0x0F) << 7 | data[1]
            held_by_other = key in self._held[not yours]
            if status >= NOTE_ON and data[2]:
                self._held[yours].add(key)
                self._state.note_on(key, data[2])
                if held_by_other:
                    self._hand_over(note_off((status & 0x0F) + 1, data[1]), yours)
                return self._hand_over(data, yours)
            self._held[yours].discard(key)
            if held_by_other:
                return Nanos(time.monotonic_ns())
            sent_ns = self._hand_over(data, yours)
            self._state.note_off(key)
            return sent_ns

    def send_all(self, batch: Sequence[bytes]) -> list[Nanos]:
        """Messages of the band, one right after the other: the instant of each. Thru may come between two of them."""
        return [self.send(data) for data in batch]

    def _send_control(self, data: bytes, yours: bool) -> Nanos:
        is_sustain = data[0] & 0xF0 == CONTROL and data[1] == SUSTAIN
        if is_sustain and data[2]:
            self._state.sustain(data[0] & 0x0F, data[2])
        sent_ns = self._hand_over(data, yours)
        if is_sustain:
            self._state.sustain(data[0] & 0x0F, data[2])
        return sent_ns

    def _hand_over(self, data: bytes, yours: bool) -> Nanos:
        sent_ns = self._ports.send(data)
        self._echoes.sent(data, sent_ns, yours)
        return sent_ns

    def is_echo(self, data: bytes, ns: Nanos) -> bool:
        """Whether a channel message that arrived at `ns` is one of ours coming back."""
        with self._lock:
            return self._echoes.is_echo(data, ns)

    def heard(self, data: bytes, ns: Nanos) -> None:
        """A channel message that was no echo: it may be the first of a loop. Called when nobody waits for thru."""
        with self._lock:
            self._echoes.heard(data, ns)

    def held_by_you(self) -> list[bytes]:
        """The note-offs that thru still waits for."""
        with self._lock:
            return [note_off((key >> 7) + 1, key & 0x7F) for key in sorted(self._held[True])]

    def silence(self) -> None:
        """Stop everything that sounds, by every means that a synth may know."""
        with self._lock:
            self._send_unbooked(self._state.silencers())
            self._state.clear()
            self._held[False].clear()
            self._held[True].clear()

    def before_close(self) -> None:
        """The output is about to be closed: leave nothing sounding behind it."""
        with self._lock:
            self._send_unbooked(self._state.silencers())

    def catch_up(self) -> None:
        """A synth has just been connected: stop what a pulled cable or an earlier wire may have left sounding there."""
        with self._lock:
            self._send_unbooked(self._state.catch_up())

    def _send_unbooked(self, messages: Iterable[bytes]) -> None:
        for data in messages:
            self._ports.send(data)

    def left_sounding(self, channels: dict[BandPart, int]) -> list[Played]:
        """The note-offs that an earlier wire still owes, for the tape."""
        now = Nanos(time.monotonic_ns())
        part_of: dict[int, Part] = {channel: part for part, channel in channels.items()}
        return [
            Played(now, None, part_of.get(channel, "you"), note_off(channel, pitch), 0)
            for channel, pitch in self._state.sounding
        ]
