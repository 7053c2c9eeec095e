"""Teaches the ear which pitch classes are in the harmony (`jamd.music.listening.likely_tones`).

    python -m train.prepare jtd_piano=data/jtd_piano mma=data/mma_rendered -o prepared
    python -m train.ear --prepared prepared      # three minutes; writes jamd/music/listening/heard_tones.npz

The loss on the held-out pianists is printed: expect .46, .59 and .62 nats.
"""

import argparse
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
from jamd.music.listening import likely_tones
from jamd.music.listening.likely_tones import AHEAD, DISTANCES, WEIGHTS
from jamd.music.listening.sounding import STRETCHES
from train.corpora.charts import chart_of
from train.corpora.piece import Piece
from train.ear.lessons import Lessons, of_charts, of_trios
from train.prepare.shards import read_prepared

CELLS: Final = 32
EPOCHS: Final = 6
_CHARTS: Final = 0.4  # the weight of all written charts, in units of the real trios'
_BATCH: Final = 256
_RATE: Final = 4e-3


def build() -> keras.Model:
    """(batch, 12, STRETCHES * 12) -> log odds (batch, 12, AHEAD)."""
    around = keras.Input((12, STRETCHES * 12))
    cells = keras.layers.Dropout(0.1)(keras.layers.Dense(CELLS, "tanh", name="seen")(around))
    turned = keras.layers.Lambda(lambda x: ops.reshape(ops.take(x, DISTANCES, axis=1), (-1, 12, 12 * CELLS)))(cells)
    said = keras.layers.Dense(AHEAD, name="said")(turned)
    return keras.Model(around, said + keras.layers.Dense(AHEAD, use_bias=False, name="direct")(around))


def around(heard: NDArray[np.float32]) -> NDArray[np.float32]:
    """(instants, 12, STRETCHES * 12)."""
    turned: NDArray[np.float32] = heard[:, :, DISTANCES].transpose(0, 2, 1, 3).reshape(len(heard), 12, -1)
    return turned


def loss(odds: Any, played: Any, told: Any) -> Any:
    """Nats a pitch class: (batch, 12, AHEAD) against (batch, AHEAD, 12), each weighing as `told` (batch, AHEAD)."""
    nats = ops.mean(ops.softplus(odds) - ops.transpose(played, (0, 2, 1)) * odds, axis=1)
    return ops.sum(nats * told) / ops.sum(told)


def taught(lessons: Lessons, seed: int, epochs: int = EPOCHS) -> keras.Model:
    keras.utils.set_random_seed(seed)
    model, updates = build(), len(lessons.heard) // _BATCH
    rate = keras.optimizers.schedules.PolynomialDecay(_RATE, epochs * updates, _RATE / 20)
    model.compile(keras.optimizers.AdamW(rate, weight_decay=1e-4), loss=_packed)
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(len(lessons.heard)), max(1, updates)):
            model.train_on_batch(around(lessons.heard[batch]), _packing(lessons, batch))
    return model


def _packing(lessons: Lessons, batch: NDArray[np.int64]) -> NDArray[np.float32]:
    """(batch, AHEAD, 13): what was played, and what it weighs."""
    return np.concatenate([lessons.played[batch], lessons.told[batch][:, :, None]], axis=2)


def _packed(packed: Any, odds: Any) -> Any:
    return loss(odds, packed[:, :, :12], packed[:, :, 12])


def weights_of(model: keras.Model) -> dict[str, NDArray[np.float32]]:
    """As `likely_tones.Ear` takes them."""
    seen, said, direct = (model.get_layer(name).get_weights() for name in ("seen", "said", "direct"))
    return {"seen": seen[0], "seen_bias": seen[1], "said": said[0], "said_bias": said[1], "direct": direct[0]}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--prepared", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=Path(likely_tones.__file__).with_name(WEIGHTS))
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(argv)
    try:
        trios, strangers = (of_trios(_pieces(asked.prepared, "jtd_piano", side)) for side in ("train", "validation"))
        charts = of_charts(_pieces(asked.prepared, "mma", "train"))
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return 1
    weight = _CHARTS * trios.told.sum() / charts.told.sum()
    both = Lessons(
        *(np.concatenate(parts) for parts in zip(trios, charts._replace(told=weight * charts.told), strict=True))
    )
    model = taught(both, asked.seed)
    odds = model.predict(around(strangers.heard), batch_size=1024, verbose=0)
    for ahead in range(AHEAD):
        only = strangers.told * (np.arange(AHEAD) == ahead)
        print(f"{ahead} units ahead: {float(loss(odds, strangers.played, only)):.3f} nats on held-out pianists")
    weights: dict[str, Any] = weights_of(model)
    np.savez(asked.to, **weights)
    return 0


def _pieces(prepared: Path, set: str, side: Any) -> list[Piece]:
    return [
        piece
        for piece in read_prepared(prepared, set, side)
        if piece.meter == "4/4" and piece.piano and (set != "mma" or (piece.bass and chart_of(piece)))
    ]


if __name__ == "__main__":
    sys.exit(main())
