"""Learns what a walking bassist likes (`jamd.players.bassist.weights`) from the basses of Weimar's solos.

    python -m train.prepare weimar=data/weimar_jazz -o prepared
    python -m train.bass --prepared prepared      # a minute; writes jamd/players/bassist/walked.json

What a note between two ones costs on held-out solos is printed, in bits: any pitch within an octave 4.31, each interval
by itself 3.20, each after the one before, as it is written, 3.05.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from jamd.errors import JamdError
from jamd.players.bassist import weights
from train.bass.bars import BassBar, bars_of
from train.bass.chain import INNER, PLACES, Bars, Chain, encoded
from train.prepare.shards import read_prepared

EPOCHS: Final = 25
ROOTS: Final = 0.35  # of the changes, in what is learned from
CLEARLY: Final = 0.5  # in what is held out
_BATCH: Final = 128
_RATE: Final = 0.05


def taught(bars: Bars, seed: int, reads_two: bool = True, epochs: int = EPOCHS) -> Chain:
    keras.utils.set_random_seed(seed)
    inputs = [keras.Input(part.shape[1:], dtype=str(part.dtype)) for part in bars]
    chain = Chain(reads_two)
    model = keras.Model(inputs, chain(*inputs))
    updates = epochs * max(1, len(bars.pitches) // _BATCH)
    model.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.PolynomialDecay(_RATE, updates, _RATE / 20)),
        loss=lambda _, nats: ops.mean(nats) + chain.penalty() / len(bars.pitches),
    )
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(len(bars.pitches)), max(1, updates // epochs)):
            model.train_on_batch([part[batch] for part in bars], np.zeros(len(batch)))
    return chain


def bits(chain: Chain, bars: Bars) -> float:
    """A note."""
    batches = [[part[i : i + _BATCH] for part in bars] for i in range(0, len(bars.pitches), _BATCH)]
    nats = np.concatenate([ops.convert_to_numpy(chain(*batch)) for batch in batches])
    return float(nats.mean() / INNER / np.log(2))


def written(chain: Chain) -> dict[str, Any]:
    """As `jamd.players.bassist.weights` reads them: 1 is the likeliest of its kind, or what changes nothing."""
    degree = chain.degree.numpy()
    return {
        "degrees": {place: _rounded(degree[i] - degree[i].max()) for i, place in enumerate(PLACES)},
        "intervals": _rounded(chain.inside.numpy() - chain.inside.numpy().max()),
        "leads": _rounded(chain.leading.numpy() - chain.leading.numpy().max()),
        "turns": [_rounded(row) for row in chain.turn.numpy()],
    }


def _rounded(logs: NDArray[np.float32]) -> list[float]:
    return [float(f"{weight:.3g}") for weight in np.exp(logs)]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--prepared", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=Path(weights.__file__).with_name(weights.WALKED))
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(argv)
    try:
        learned = encoded(bars_of(read_prepared(asked.prepared, "weimar", "train"), ROOTS))
        held = encoded(_held_out(asked.prepared))
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"{len(learned.pitches)} bars to learn from, {len(held.pitches)} held out")
    print(f"any pitch within an octave: {bits(Chain(), held):.3f} bits a note")
    print(f"each interval by itself: {bits(taught(learned, asked.seed, reads_two=False), held):.3f}")
    chain = taught(learned, asked.seed)
    print(f"each after the one before: {bits(chain, held):.3f}")
    asked.to.write_text(json.dumps(written(chain), indent=1) + "\n")
    return 0


def _held_out(prepared: Path) -> list[BassBar]:
    sides = [bars_of(read_prepared(prepared, "weimar", side), CLEARLY) for side in ("validation", "test")]
    return [bar for side in sides for bar in side]


if __name__ == "__main__":
    sys.exit(main())
