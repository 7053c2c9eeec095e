"""Note messages as notes, and notes as messages.

Strategy: where a key is struck again before its off has come, the older note ends there, and the next off is taken for
the older note's if another off of the key follows. So two hands, or two players, on one key get the ends that they
played, and a file that has one off for both strokes is understood too.
"""

from collections.abc import Iterable
from typing import Final

from jamd.music.events import CONTROL, NOTE_OFF, NOTE_ON, note_message
from jamd.music.time.notes import Note, Tick

_ALL_SOUND_OFF: Final = 120
_ALL_NOTES_OFF: Final = 123  # and all above, which change the mode of a synth


class _Sounding:
    """A note that has begun."""

    def __init__(self, start: Tick, velocity: int, owed: int) -> None:
        self.start = start
        self.velocity = velocity
        self.owed = owed  # offs that older notes of the key have not had
        self.end: Tick | None = None  # at an off that is an older note's, if another one follows


class _Pairing:
    """Messages go in, in order; notes come out."""

    def __init__(self) -> None:
        self.notes: list[Note] = []
        self._sounding: dict[tuple[int, int], _Sounding] = {}  # by channel and pitch

    def strike(self, key: tuple[int, int], tick: Tick, velocity: int) -> None:
        older, owed = self._sounding.get(key), 0
        if older is not None:
            owed = older.owed + 1 if older.end is None else 0
            if older.start < tick:
                self._close(key, tick)
        self._sounding[key] = _Sounding(tick, velocity, owed)

    def release(self, key: tuple[int, int], tick: Tick) -> None:
        note = self._sounding.get(key)
        if note is None:
            return
        if not note.owed:
            note.end = None
            self._close(key, tick)
            return
        note.owed -= 1
        if tick > note.start:
            note.end = tick

    def release_all(self, tick: Tick, channel: int | None = None) -> None:
        for key in [key for key in self._sounding if channel in (None, key[0])]:
            self._close(key, tick)

    def _close(self, key: tuple[int, int], tick: Tick) -> None:
        note = self._sounding.pop(key)
        end = tick if note.end is None else note.end
        self.notes.append(Note(note.start, key[1], Tick(max(end, note.start + 1)), note.velocity))


def notes_of(messages: Iterable[tuple[Tick, bytes]], end: Tick | None = None) -> tuple[Note, ...]:
    """Note messages as notes, sorted; channels are told apart. What still sounds ends at `end` (None: at the last
    message); a note lasts at least one tick. Of two strokes of a key at one tick the last counts."""
    pairing, tick = _Pairing(), Tick(0)
    for tick, data in messages:
        channel = data[0] & 0x0F
        if (note := note_message(data)) is None:
            if lifts_all_keys(data):
                pairing.release_all(tick, channel)
        elif note.is_on:
            pairing.strike((channel, note.pitch), tick, note.velocity)
        else:
            pairing.release((channel, note.pitch), tick)
    pairing.release_all(tick if end is None else max(end, tick))
    return tuple(sorted(pairing.notes))


def lifts_all_keys(data: bytes) -> bool:
    """All Sound Off, All Notes Off, or a change of mode, which is one too."""
    return data[0] & 0xF0 == CONTROL and (data[1] == _ALL_SOUND_OFF or data[1] >= _ALL_NOTES_OFF)


def notes_to_messages(notes: Iterable[Note], channel: int) -> tuple[tuple[Tick, bytes], ...]:
    """Notes as messages on a channel (1 to 16), note-offs first at each tick."""
    status = channel - 1
    if not 0 <= status <= 15:
        raise ValueError(f"channel must be 1 to 16, not {channel}")
    timed: list[tuple[Tick, bytes]] = []
    for note in notes:
        timed.append((note.start, bytes((NOTE_ON | status, note.pitch, note.velocity))))
        timed.append((note.end, bytes((NOTE_OFF | status, note.pitch, 0))))
    return tuple(sorted(timed))  # 0x80 sorts before 0x90
