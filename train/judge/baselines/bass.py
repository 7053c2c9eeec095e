"""The bass baselines by name."""

from collections.abc import Callable, Sequence
from typing import Final

from jamd.music.planning.scene import Scene
from jamd.music.time.notes import TICKS_PER_BEAT, BandPart, Note, Tick
from train.corpora.piece import Piece
from train.judge.measures.bass_playing import Rendered
from train.judge.measures.measure import Competitor

_LOW: Final = 36
_VELOCITY: Final = 80
_FIFTH: Final = 7  # semitones


class RootsAndFifths:
    """The root on every beat, a fifth above it on 3 and 4."""

    part: BandPart = "bass"

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        notes = []
        for beat in range(-(-start // TICKS_PER_BEAT), -(-end // TICKS_PER_BEAT)):
            tick = Tick(beat * TICKS_PER_BEAT)
            chord = scene.chord_at(tick)
            if chord is not None:
                pitch = _LOW + chord.bass + (_FIFTH if beat % 4 > 1 else 0)
                notes.append(Note(tick, pitch, Tick(tick + TICKS_PER_BEAT - 60), _VELOCITY))
        return tuple(notes)


BASS_BASELINES: Final[dict[str, Callable[[str, Sequence[Piece]], Competitor]]] = {
    "mma": lambda name, pieces: Competitor(name, Rendered()),
    "fifths": lambda name, pieces: Competitor(name, RootsAndFifths()),
}
