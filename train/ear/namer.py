"""Teaches which chord the keys of a hand mean (`jamd.music.listening.held_chord`).

    python -m train.ear.namer --prepared prepared --pop909 data/POP909      # two minutes

Learned from written shapes by themselves (`voicings`), from tunes comped with them (`tunes`), from comping and pop
piano over written changes, and from left hands of real trios whose bass says the root. What was played before is hidden
from a part of the frames, so that a first chord has a name, too.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from jamd.errors import JamdError
from jamd.music.harmony.chords import Chord
from jamd.music.listening import held_chord
from jamd.music.listening.chord_families import FAMILIES, Function, functions_of
from jamd.music.listening.held_chord import ROWS, WEIGHTS, rows_of
from jamd.music.listening.likely_tones import DISTANCES
from jamd.music.time.notes import Tick
from train.corpora.charts import chart_of
from train.corpora.hands import LEFT_BELOW
from train.corpora.piece import Piece
from train.ear.frames import EVERYTHING, Frame, of_chords, of_trio, pop_songs
from train.ear.tunes import comped
from train.ear.voicings import voicings
from train.prepare.shards import read_prepared

CELLS: Final = 128
EPOCHS: Final = 24
_SHARES: Final = {"voicings": 0.2, "tunes": 0.3, "comping": 0.2, "pop": 0.1, "trios": 0.2}  # of the loss
_PLAIN: Final = {"root position": 3.0, "rootless": 2.0}  # what other shapes give way to, where they are the same keys
_FRAMES: Final = 40  # of a take
_TAKES_OF_A_TUNE: Final = 3
_ALONE: Final = 0.25  # of the frames, heard with nothing before
_BATCH: Final = 256
_RATE: Final = 5e-3


class Lesson(NamedTuple):
    """What is held, and the names that are right."""

    source: str
    rows: NDArray[np.float64]  # (ROWS, 12)
    right: NDArray[np.bool_]  # (12, families)
    weight: float = 1.0  # among those of its source


def of_shapes() -> Iterator[Lesson]:
    """Every shape on C, for the network hears all roots alike."""
    for voicing in voicings():
        if voicing.names[0].root == 0:
            rows, weight = rows_of(voicing.pitches, (), Tick(0)), _PLAIN.get(voicing.shape, 1.0)
            yield Lesson("voicings", rows, right(*voicing.names), weight)


def of_frames(source: str, frames: Sequence[Frame], rng: np.random.Generator) -> Iterator[Lesson]:
    for i in rng.choice(len(frames), min(_FRAMES, len(frames)), replace=False):
        frame = frames[i]
        before = () if rng.random() < _ALONE else frame.before
        rows = rows_of(frame.pitches, before, frame.tick)
        yield Lesson(source, rows, right(frame.chord) if frame.chord else right_root(frame.root))


def lessons(prepared: Path, pop: Path, rng: np.random.Generator) -> Iterator[Lesson]:
    yield from of_shapes()
    bands = [piece for piece in read_prepared(prepared, "mma", "train") if piece.piano and piece.bass]
    for piece in _one_of_each_tune(bands):
        chart = chart_of(piece)
        if chart is None:
            continue
        for take in range(_TAKES_OF_A_TUNE):
            played = comped(chart, f"{piece.tune} {take}", rng)
            yield from of_frames("tunes", list(of_chords(played, played.piano)), rng)
    for piece in bands[::2]:
        for notes in ((*piece.piano, *piece.bass), piece.piano):
            yield from of_frames("comping", list(of_chords(piece, notes)), rng)
    for piece in pop_songs(pop, "train"):
        yield from of_frames("pop", list(of_chords(piece, piece.piano)), rng)
    for piece in read_prepared(prepared, "jtd_piano", "train"):
        if piece.meter == "4/4":
            for below in (LEFT_BELOW, EVERYTHING):
                yield from of_frames("trios", list(of_trio(piece, below)), rng)


def _one_of_each_tune(pieces: Sequence[Piece]) -> list[Piece]:
    return list({piece.tune: piece for piece in pieces}.values())


def right(*chords: Chord) -> NDArray[np.bool_]:
    """(12, families)"""
    return _marked(function for chord in chords for function in functions_of(chord))


def right_root(root: int) -> NDArray[np.bool_]:
    return _marked(Function(root, family) for family in FAMILIES)


def _marked(functions: Iterator[Function]) -> NDArray[np.bool_]:
    marks = np.zeros((12, len(FAMILIES)), bool)
    for root, family in functions:
        marks[root, FAMILIES.index(family)] = True
    return marks


def build() -> keras.Model:
    """(batch, 12, ROWS * 12) -> odds (batch, 12, families)."""
    around = keras.Input((12, ROWS * 12))
    cells = keras.layers.Dense(CELLS, "tanh", name="seen")(around)
    return keras.Model(around, keras.layers.Dense(len(FAMILIES), name="said")(cells))


def around(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """(lessons, 12, ROWS * 12)"""
    turned: NDArray[np.float32] = rows[:, :, DISTANCES].transpose(0, 2, 1, 3).reshape(len(rows), 12, -1)
    return turned


def loss(right: Any, odds: Any) -> Any:
    """Nats: how little of the probability goes to names that are right."""
    flat, marked = ops.reshape(odds, (-1, 12 * len(FAMILIES))), ops.reshape(right, (-1, 12 * len(FAMILIES)))
    return ops.logsumexp(flat, axis=1) - ops.logsumexp(flat - 1e9 * (1 - marked), axis=1)


def taught(learned: Sequence[Lesson], seed: int, epochs: int = EPOCHS) -> keras.Model:
    keras.utils.set_random_seed(seed)
    sources = np.array([lesson.source for lesson in learned])
    present = {source: share for source, share in _SHARES.items() if source in sources}
    weights = np.array([lesson.weight for lesson in learned], np.float32)
    for source, share in present.items():
        here = sources == source
        weights[here] *= share / sum(present.values()) * len(learned) / weights[here].sum()
    rows = np.array([lesson.rows for lesson in learned], np.float32)
    marks = np.array([lesson.right for lesson in learned], np.float32)
    updates = max(1, len(learned) // _BATCH)
    rate = keras.optimizers.schedules.PolynomialDecay(_RATE, epochs * updates, _RATE / 50)
    model = build()
    model.compile(keras.optimizers.AdamW(rate, weight_decay=1e-4), loss=loss)
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(len(learned)), updates):
            model.train_on_batch(around(rows[batch]), marks[batch], sample_weight=weights[batch])
    return model


def weights_of(model: keras.Model) -> dict[str, NDArray[np.float32]]:
    """As `held_chord.Namer` takes them."""
    seen, said = (model.get_layer(name).get_weights() for name in ("seen", "said"))
    return {"seen": seen[0], "seen_bias": seen[1], "said": said[0], "said_bias": said[1]}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--prepared", type=Path, required=True)
    parser.add_argument("--pop909", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=Path(held_chord.__file__).with_name(WEIGHTS))
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(argv)
    try:
        learned = list(lessons(asked.prepared, asked.pop909, np.random.default_rng(asked.seed)))
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return 1
    model = taught(learned, asked.seed)
    for source in _SHARES:
        few = list(islice((lesson for lesson in learned if lesson.source == source), 4000))
        odds = model.predict(around(np.array([lesson.rows for lesson in few], np.float32)), batch_size=1024, verbose=0)
        best = odds.reshape(len(few), -1).argmax(axis=1)
        share = np.mean([lesson.right.ravel()[i] for lesson, i in zip(few, best, strict=True)])
        print(f"{source}: {share:.3f} named right of {len(few)} that were taught")
    weights: dict[str, Any] = weights_of(model)
    np.savez(asked.to, **weights)
    return 0


if __name__ == "__main__":
    sys.exit(main())
