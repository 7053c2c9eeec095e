"""The seed's piano network: melodies that remember what they did one and two bars ago.

LSTM 2 x 128 with attention over the last 40 steps, 0.4 million weights. Encoding: `jamd.players.seed.codec_piano`.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from jamd.players.seed import codec_piano as codec
from jamd.players.seed.grid import STEPS_PER_BEAT
from train.corpora import weimar
from train.corpora.piece import Piece
from train.grids.feel import feel_of
from train.networks.attentive_lstm import AttentiveLSTM
from train.networks.sequences import Sequence

NAME = "seed_piano"
CODEC = codec
DATA = {"weimar_jazz": "Weimar Jazz Database, The Jazzomat Research Project, ODbL 1.0"}
VOCABULARY = {
    "labels": "0-35 a note from MIDI 48 to 83 starts; 36 it ends; 37 nothing new; 38 as one bar ago; 39 as two",
    "features": "the event before, one-hot; of one and of two bars ago the event and what followed it; "
    "whether each was repeated; six binary counters of the step",
}
HELD_OUT = 8  # one performer in eight is never trained on


def network() -> AttentiveLSTM:
    sizes = {"units": 128, "layers": 2, "window": 40, "dropped": 0.25}  # as published, but for .5 dropped: it held back
    return AttentiveLSTM(features=codec.FEATURES, classes=codec.LABELS, name=NAME, **sizes)


def sequences(directory: Path) -> Iterator[Sequence]:
    """Every solo of the Weimar Jazz Database; held out by performer, so that nobody stands on both sides."""
    for piece in weimar.read(directory):
        if piece.meter not in ("4/4", "3/4"):
            continue
        held_out = zlib.crc32(piece.performer.encode()) % HELD_OUT == 0
        yield Sequence(piece.name, "validation" if held_out else "train", True, int(piece.meter[0]), events_of(piece))


def events_of(piece: Piece) -> np.ndarray:
    """(steps,) events of a solo with its swing and its lateness taken out, whole bars."""
    feel = feel_of([note.start for note in piece.line], late=True)
    notes = [(feel.step(n.start), feel.step(n.end), codec.fold(n.pitch)) for n in piece.line]
    steps = piece.bar_count * int(piece.meter[0]) * STEPS_PER_BEAT
    return codec.encode(one_at_a_time(notes), 0, steps)


def one_at_a_time(notes: list[codec.LineNote]) -> list[codec.LineNote]:
    """A solo is one voice, yet two notes may fall on one step: the later stays. A note ends where the next starts."""
    last = {start: (start, end, pitch) for start, end, pitch in notes}
    line = [last[start] for start in sorted(last)]
    following = [start for start, _, _ in line[1:]] + [10**9]
    return [
        (start, min(max(end, start + 1), after), pitch)
        for (start, end, pitch), after in zip(line, following, strict=True)
    ]


def example(
    events: np.ndarray, first: int, beats: int, rng: np.random.Generator | None
) -> tuple[np.ndarray, np.ndarray]:
    """Features (T, features) and the labels to answer (T,) of one stretch, in one of twelve keys if `rng` is given."""
    moved = events if rng is None else transposed(events, int(rng.integers(-6, 6)))
    return codec.examples_of(moved, first, beats)


def transposed(events: np.ndarray, semitones: int) -> np.ndarray:
    """Every pitch moved; those that leave the range go to the octave inside it."""
    pitches = np.array([codec.fold(codec.LOWEST + p + semitones) - codec.LOWEST for p in range(codec.OFF)])
    return np.where(events < codec.OFF, pitches[np.minimum(events, codec.OFF - 1)], events)
