"""Drum hits as bars of cells, so that players with different encodings can be compared; and as symbols of the codec.

A grid has 4 steps to the beat. STRAIGHT is the seed codec's: swing taken out first (each take has its own ratio), nine
voices. PLAIN is the one of the published drum baselines: nearest sixteenth as played, eleven voices (no bell).
"""

from collections.abc import Iterable
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from jamd.music.drum_kit import BELL, PITCH_OF_VOICE, RIDE, VOICE_OF_PITCH, VOICES
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from jamd.music.time.swing import straightened
from jamd.players.seed import codec_drums as codec
from jamd.players.seed.codec_drums import VOICE_OF_KIT
from jamd.players.seed.grid import STEPS_PER_BEAT
from train.corpora.piece import Hit, Piece
from train.grids.feel import drum_feel

Bars = NDArray[np.bool_]  # (bars, steps, voices)

RING: Final = 100  # ticks a drum note lasts


class DrumGrid(msgspec.Struct, frozen=True):
    description: str
    straight: bool
    voice_of_kit: tuple[int, ...]

    @property
    def voices(self) -> int:
        return max(self.voice_of_kit) + 1


STRAIGHT: Final = DrumGrid(
    "16 steps a bar, swing taken out, nine voices", True, tuple(VOICE_OF_KIT[voice] for voice in range(len(VOICES)))
)
PLAIN: Final = DrumGrid(
    "16 steps a bar as played, eleven voices",
    False,
    tuple(RIDE if voice == BELL else voice for voice in range(len(VOICES))),
)
assert STRAIGHT.voices == len(codec.VOICES)


def drum_bars(hits: Iterable[Hit], count: int, swing: float, beats: int = 4, grid: DrumGrid = STRAIGHT) -> Bars:
    """Hits to (count, steps, voices); hits before bar 0 or after the last bar are left out."""
    cells = np.zeros((count * beats * STEPS_PER_BEAT, grid.voices), bool)
    for hit in hits:
        tick = straightened(Tick(hit.tick), swing) if grid.straight else hit.tick
        step = round(tick * STEPS_PER_BEAT / TICKS_PER_BEAT)
        if 0 <= step < len(cells):
            cells[step, grid.voice_of_kit[hit.voice]] = True
    return cells.reshape(count, beats * STEPS_PER_BEAT, grid.voices)


def drum_symbols(piece: Piece) -> NDArray[np.int64]:
    """(steps,) symbols of the seed's drum codec for a take with its swing taken out, whole bars."""
    feel = drum_feel(piece)
    hits = [(feel.step(hit.tick), VOICE_OF_KIT[hit.voice]) for hit in piece.drums]
    return codec.encode(hits, 0, piece.bar_count * int(piece.meter[0]) * STEPS_PER_BEAT)


def symbol_bars(piece: Piece) -> Bars:
    """The symbols of `drum_symbols` as cells."""
    symbols = drum_symbols(piece)
    bars: Bars = (symbols[:, None] >> np.arange(len(codec.VOICES)) & 1).astype(bool)
    return bars.reshape(piece.bar_count, -1, len(codec.VOICES))


def hits_of(notes: Iterable[Note]) -> tuple[Hit, ...]:
    """A player's notes as hits; other pitches than the kit's are left out."""
    return tuple(
        Hit(note.start, VOICE_OF_PITCH[note.pitch], note.velocity) for note in notes if note.pitch in VOICE_OF_PITCH
    )


def notes_of(hits: Iterable[Hit]) -> tuple[Note, ...]:
    """Hits as notes, to give to a player as its own."""
    return tuple(
        sorted(Note(Tick(hit.tick), PITCH_OF_VOICE[hit.voice], Tick(hit.tick + RING), hit.velocity) for hit in hits)
    )


def jaccard(one: Bars, other: Bars) -> float:
    """Hits that two bars share, of all that either has; NaN for two empty bars."""
    either = int((one | other).sum())
    return float((one & other).sum() / either) if either else float("nan")


def f1(one: Bars, other: Bars) -> float:
    """The harmonic mean of precision and recall; NaN for two empty bars."""
    both = int(one.sum() + other.sum())
    return float(2 * (one & other).sum() / both) if both else float("nan")
