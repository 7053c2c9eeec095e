"""The piano baselines by name."""

from collections.abc import Callable, Sequence
from typing import Final

from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT, BandPart, Note, Tick
from jamd.music.time.swing import swung
from train.corpora.piece import Piece, line_of
from train.judge.baselines.melody_ngram import VELOCITY, MelodyNgram
from train.judge.measures.measure import Competitor

_EIGHTH: Final = TICKS_PER_BEAT // 2


class RepeatingPianist:
    """Plays its last bar again; the first one is the first bar of a training solo."""

    part: BandPart = "piano"

    def __init__(self, pieces: Sequence[Piece]) -> None:
        line = line_of(pieces[0])
        first = line[0].start // (4 * TICKS_PER_BEAT) * 4 * TICKS_PER_BEAT
        self._first = [note for note in line if note.start < first + 4 * TICKS_PER_BEAT]
        self._since = first

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        size = scene.meter.bar
        notes = list(scene.own)
        for bar in range(start // size, -(-end // size)):
            before = [note for note in notes if (bar - 1) * size <= note.start < bar * size]
            shift = size if before else bar * size - self._since
            again = (
                Note(Tick(n.start + shift), n.pitch, Tick(n.end + shift), n.velocity) for n in before or self._first
            )
            notes += [note for note in again if start <= note.start < min(end, (bar + 1) * size)]
        return tuple(sorted(note for note in notes if start <= note.start < end))


class RandomPianist:
    """Any pitch between 48 and 83 on any eighth, three in five."""

    part: BandPart = "piano"

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        notes = []
        for eighth in range(start // _EIGHTH - 1, end // _EIGHTH + 1):
            rng = rng_at(scene.seed, "piano", eighth)
            place = swung(Tick(eighth * _EIGHTH), scene.swing)
            if start <= place < end and rng.random() < 0.6:
                notes.append(Note(place, int(rng.integers(48, 84)), Tick(place + 300), VELOCITY))
        return tuple(notes)


def _ngram(order: int) -> Callable[[str, Sequence[Piece]], Competitor]:
    def competitor(name: str, pieces: Sequence[Piece]) -> Competitor:
        player = MelodyNgram(order, pieces)
        return Competitor(name, player, player)

    return competitor


PIANO_BASELINES: Final[dict[str, Callable[[str, Sequence[Piece]], Competitor]]] = {
    "repeat": lambda name, pieces: Competitor(name, RepeatingPianist(pieces), None, "it is a pattern without odds"),
    "random": lambda name, pieces: Competitor(name, RandomPianist(), None, "it has no odds"),
    "ngram3": _ngram(3),
    "ngram4": _ngram(4),
    "ngram5": _ngram(5),
}
