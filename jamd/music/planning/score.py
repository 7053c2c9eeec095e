"""What one part has played, and is bound to play."""

from jamd.music.time.notes import Note, Tick
from jamd.music.time.swing import straightened, swung

Notes = tuple[Note, ...]


class Score:
    """The notes of the last bars, and how they swung: after a change of tempo, what was an off-beat is one still."""

    def __init__(self) -> None:
        self._notes: Notes = ()
        self._swings: list[tuple[Tick, float]] = []  # from a tick on, the long:short ratio that was played

    def write(self, start: Tick, past: Notes, notes: Notes, swing: float, oldest: Tick) -> None:
        """`past` before start, `notes` from there on, and nothing else; what lies before `oldest` is forgotten."""
        self._notes = tuple(note for note in past if oldest <= note.start < start) + notes
        before = [(tick, ratio) for tick, ratio in self._swings if tick < start]
        if not before or before[-1][1] != swing:
            before.append((start, swing))
        late = max((i for i, (tick, _) in enumerate(before) if tick <= oldest), default=0)
        self._swings = before[late:]

    def before(self, start: Tick) -> Notes:
        """As it was played."""
        return tuple(note for note in self._notes if note.start < start)

    def retold(self, oldest: Tick, start: Tick, swing: float) -> Notes:
        """What was played from `oldest` to `start`, as it lies under this swing. A count-in is no music."""
        first = max(oldest, 0)
        return tuple(self._moved(note, swing) for note in self._notes if first <= note.start < start)

    def _moved(self, note: Note, swing: float) -> Note:
        played = next((ratio for tick, ratio in reversed(self._swings) if tick <= note.start), swing)
        if played == swing:
            return note
        start, end = (swung(straightened(tick, played), swing) for tick in (note.start, note.end))
        return Note(start, note.pitch, Tick(max(end, start + 1)), note.velocity)
