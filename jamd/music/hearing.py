"""The keyboardist as the band hears them: messages in, notes out."""

from jamd.music.events import is_note_off, is_note_on
from jamd.music.notes import TICKS_PER_BEAT, Note, Tick


class Hearing:
    """Notes of the last `memory` ticks, and the keys that are down. Called by the jam machine alone."""

    def __init__(self, memory: Tick) -> None:
        self._memory = memory
        self._closed: list[Note] = []
        self._down: dict[int, tuple[Tick, int]] = {}  # pitch -> (start, velocity)
        self._last_played: Tick | None = None

    def heard(self, tick: Tick, data: bytes) -> None:
        """One channel message at a tick; whatever is no note is passed over."""
        if is_note_on(data):
            self._close(data[1], tick)
            self._down[data[1]] = (tick, data[2])
            self._last_played = tick
        elif is_note_off(data):
            self._close(data[1], tick)

    def lift(self, tick: Tick) -> None:
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

    def resting(self, now: Tick, for_ticks: Tick = Tick(TICKS_PER_BEAT)) -> bool:
        """No key down, and none struck for a while: the phrase is over."""
        if self._down:
            return False
        ends = [note.end for note in self._closed[-16:]]
        return now - max(ends, default=Tick(now - for_ticks)) >= for_ticks

    @property
    def silent(self) -> bool:
        """Nothing has been played yet."""
        return self._last_played is None


def intensity_heard(notes: tuple[Note, ...], now: Tick, bar: Tick) -> float:
    """How hard and how busily the keyboardist plays, 0 to 1, over the last two bars.

    Medium is .45 (velocity 70, about six onsets a bar); silence falls to .3, where the band keeps time and leaves
    the floor open.
    """
    recent = [note for note in notes if note.start >= now - 2 * bar]
    if not recent:
        return 0.3
    velocity = sum(note.velocity for note in recent) / len(recent)
    onsets = len({note.start // (TICKS_PER_BEAT // 8) for note in recent}) / 2  # a bar; a chord counts once
    loud = (velocity - 70) / 60
    busy = (onsets - 6) / 24
    return min(0.95, max(0.1, 0.45 + 0.5 * loud + 0.5 * busy))
