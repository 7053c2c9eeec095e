"""The seed's piano network: melodies that remember what they did one and two bars ago.

LSTM 2 x 128 with attention over the last 40 steps, 0.4 million weights. Encoding: `jamd.players.seed.codec_piano`.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from jamd.music.time.notes import Note, Tick
from jamd.players.seed import codec_piano as codec
from train.corpora.piece import Piece
from train.grids.melody_grid import melody_events
from train.learning.network import Arrays, Data
from train.learning.schedules import Plateau
from train.networks.attentive_lstm import AttentiveLSTM
from train.networks.marginals import baseline_bits
from train.networks.music import Example, Music
from train.networks.stretches import StretchLessons
from train.prepare.shards import SplitBy

TITLE: Final = "piano network that generates melodies"
EXPECT: Final = "under a second an update on two cores; 35.0 bits a bar on held-out soloists after 4,800"
CODEC = codec
LEARNS_FROM: Final[Mapping[str, SplitBy]] = {"weimar": "performer", "lakh-piano": "piece"}
SCHEDULE: Final = Plateau()
STEPS_A_BAR: Final = 16
SIDE_BY_SIDE: Final = 1
VOCABULARY: Final = {
    "labels": "0-35 a note from MIDI 48 to 83 starts; 36 it ends; 37 nothing new; 38 as one bar ago; 39 as two",
    "features": "the event before, one-hot; of one and of two bars ago the event and what followed it; "
    "whether each was repeated; six binary counters of the step",
}


def network() -> AttentiveLSTM:
    sizes = {"units": 128, "layers": 2, "window": 40}  # as published
    return AttentiveLSTM(features=codec.FEATURES, classes=codec.LABELS, dropout=0.25, name="seed_piano", **sizes)


def music_of(piece: Piece) -> Music | None:
    """Solos in 4/4 and 3/4; of a piano part its top voice."""
    if piece.meter not in ("4/4", "3/4"):
        return None
    line = piece if piece.line else msgspec.structs.replace(piece, line=top_voice(piece.piano))
    return Music(piece.name, int(piece.meter[0]), melody_events(line)) if line.line else None


def top_voice(notes: tuple[Note, ...]) -> tuple[Note, ...]:
    velocity = {(int(note.start), note.pitch): note.velocity for note in notes}
    line = codec.top_line((note.start, note.end, note.pitch) for note in notes)
    return tuple(Note(Tick(start), pitch, Tick(end), velocity[start, pitch]) for start, end, pitch in line)


def example(events: NDArray[Any], first: int, beats: int, rng: np.random.Generator | None) -> Example:
    """In one of twelve keys if `rng` is given."""
    moved = events if rng is None else transposed(events, int(rng.integers(-6, 6)))
    features, labels = codec.examples_of(moved, first, beats)
    return Example({"features": features}, {"logits": labels})


def transposed(events: NDArray[Any], semitones: int) -> NDArray[np.int64]:
    """Every pitch moved; those that leave the range go to the octave inside it."""
    pitches = np.array([codec.fold(codec.LOWEST + p + semitones) - codec.LOWEST for p in range(codec.OFF)])
    return np.where(events < codec.OFF, pitches[np.minimum(events, codec.OFF - 1)], events)


def lessons(data: Data) -> StretchLessons:
    return StretchLessons(data, example, baselines)


def baselines(train: list[Music], held_out: list[Music]) -> dict[str, float]:
    return baseline_bits(train, held_out, codec.EVENTS)


def random_inputs(steps: int, rng: np.random.Generator) -> Arrays:
    return {"features": codec.examples_of(rng.integers(0, codec.EVENTS, steps), 0, 4)[0]}
