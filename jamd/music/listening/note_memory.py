"""What the keyboardist has played lately: note messages in, notes out."""

from jamd.music.events import NoteMessage
from jamd.music.time.notes import Note, Tick


class NoteMemory:
    """Notes of the last `memory` ticks, and the keys that are down. Called by the jam machine alone."""

    def __init__(self, memory: Tick) -> None:
        self._memory = memory
        self._closed: list[Note] = []
        self._down: dict[int, tuple[Tick, int]] = {}  # pitch -> (start, velocity)

    def hear(self, tick: Tick, note: NoteMessage) -> None:
        """A key goes down or up at a tick."""
        self._close(note.pitch, tick)
        if note.is_on:
            self._down[note.pitch] = (tick, note.velocity)

    def release_all(self, tick: Tick) -> None:
        """All keys are up: their cable is gone, or may have been."""
        for pitch in tuple(self._down):
            self._close(pitch, tick)

    def _close(self, pitch: int, tick: Tick) -> None:
        if (struck := self._down.pop(pitch, None)) is not None:
            start, velocity = struck
            self._closed.append(Note(start, pitch, Tick(max(tick, start + 1)), velocity))

    def notes(self, now: Tick) -> tuple[Note, ...]:
        """All notes that sounded within memory, sorted; keys still down end at `now`."""
        oldest = now - self._memory
        self._closed = [note for note in self._closed if note.end > oldest]
        held = [Note(start, pitch, Tick(max(now, start + 1)), v) for pitch, (start, v) in self._down.items()]
        return tuple(sorted(self._closed + held))

    @property
    def down(self) -> frozenset[int]:
        """Pitches whose keys are down."""
        return frozenset(self._down)
