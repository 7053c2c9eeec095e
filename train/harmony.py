"""Learns which pitch classes are in the harmony from what sounded before (`jamd.music.listening.likely_tones`).

    python -m train.prepare jtd_piano=data/jtd_piano -o prepared
    python -m train.harmony --prepared prepared            # one minute; writes jamd/music/listening/tone_weights.py

Pianists of real trios are heard up to an instant; what the left hand plays in this half bar and in the next ones is
what has to be told, half from the unit and half from its bar. In one take of five only the right hand is heard: for
somebody who plays a line alone. Three logistic regressions, fitted by Newton's method; their loss on the held-out
pianists is printed. Expect .47, .60 and .62 nats.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jamd.errors import JamdError
from jamd.music.listening import tone_weights
from jamd.music.listening.likely_tones import AHEAD, features
from jamd.music.listening.sounding import EARLY, STRETCHES, stretches, unit_of
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick
from train.corpora.hands import believed, left_hand, right_hand
from train.corpora.piece import Piece
from train.prepare.shards import read_prepared

_METER: Final = Meter(4)
_EVERY: Final = 7 * TICKS_PER_BEAT // 2  # ticks between two lessons: all half beats of the bar come in turn
_FIRST: Final = 2  # bars before the first lesson
_LINE_ALONE: Final = 5  # one take in so many
_FEWEST: Final = 2  # pitch classes of a unit in which the harmony shows; in a bar one more
_RIDGE: Final = 30.0
_ROUNDS: Final = 5
_BATCH: Final = 50_000

Floats = NDArray[np.float64]


class Lessons(NamedTuple):
    """What was heard at each instant, and what there was to tell."""

    heard: NDArray[np.float32]  # (instants, 12, STRETCHES * 12)
    played: NDArray[np.float32]  # (instants, AHEAD, 12) from 0 to 1; NaN where the left hand says too little


def lessons(pieces: Sequence[Piece]) -> Lessons:
    found = [lesson for number, piece in enumerate(pieces) for lesson in _of(piece, number % _LINE_ALONE == 0)]
    heard, played = zip(*found, strict=True)
    return Lessons(np.array(heard, np.float32), np.array(played, np.float32))


def _of(piece: Piece, line_alone: bool) -> Iterator[tuple[Floats, Floats]]:
    notes = believed(piece.piano)
    units, bars = (sounding(left_hand(notes), piece.bar_count, ticks) for ticks in (unit_of(_METER), _METER.bar))
    heard = right_hand(notes) if line_alone else notes
    per_bar = _METER.bar // unit_of(_METER)
    for now in range(_FIRST * _METER.bar, (piece.bar_count - 2) * _METER.bar, _EVERY):
        here = now // unit_of(_METER) + np.arange(AHEAD)
        unit, bar = units[here], bars[here // per_bar]
        told = (unit.sum(axis=1) >= _FEWEST) & (bar.sum(axis=1) > _FEWEST)
        yield features(stretches(heard, Tick(now), _METER)), np.where(told[:, None], (unit + bar) / 2, np.nan)


def sounding(notes: Sequence[Note], bars: int, ticks: int) -> Floats:
    """(stretches, 12) of `ticks` each: 1 where a pitch class is struck in a stretch, or held into it for half a
    beat."""
    found = np.zeros((bars * _METER.bar // ticks + 2, 12))
    for note in notes:
        struck = max(0, note.start + EARLY) // ticks
        last = max(struck, (note.end - TICKS_PER_BEAT // 2) // ticks)
        found[struck : last + 1, note.pitch % 12] = 1
    return found


def fitted(told: Lessons, ahead: int) -> Floats:
    """(STRETCHES * 12 + 1,) weights and, last, the bias."""
    known = ~np.isnan(told.played[:, ahead, 0])
    heard = told.heard[known].reshape(-1, STRETCHES * 12)
    played = told.played[known, ahead].reshape(-1)
    weights = np.zeros(heard.shape[1] + 1)
    ridge = np.append(np.full(heard.shape[1], _RIDGE), 0)
    for _ in range(_ROUNDS):
        curvature, slope = np.diag(ridge), -ridge * weights
        for first in range(0, len(heard), _BATCH):
            some = np.c_[heard[first : first + _BATCH], np.ones(len(heard[first : first + _BATCH]))].astype(float)
            likely = 1 / (1 + np.exp(-some @ weights))
            curvature += (some * (likely * (1 - likely))[:, None]).T @ some
            slope += some.T @ (played[first : first + _BATCH] - likely)
        weights += np.linalg.solve(curvature, slope)
    return weights


def loss(told: Lessons, ahead: int, weights: Floats) -> float:
    """Nats a pitch class."""
    known = ~np.isnan(told.played[:, ahead, 0])
    odds = told.heard[known] @ weights[:-1] + weights[-1]
    return float(np.mean(np.logaddexp(0, odds) - told.played[known, ahead] * odds))


def module_text(weights: Sequence[Floats]) -> str:
    """tone_weights.py with these weights."""
    rounded = [np.rint(100 * each).astype(int) for each in weights]
    lines = [f'"""{tone_weights.__doc__}"""', "", "from typing import Final", ""]
    lines += [f"BIAS: Final = ({', '.join(str(each[-1]) for each in rounded)})", "WEIGHTS: Final = ("]
    for each in rounded:
        rows = each[:-1].reshape(STRETCHES, 12)
        lines += ["    (", *(f"        ({', '.join(map(str, row))})," for row in rows), "    ),"]
    return "\n".join([*lines, ")", ""])


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--prepared", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=Path(tone_weights.__file__))
    asked = parser.parse_args(argv)
    try:
        training, held_out = (
            lessons([piece for piece in read_prepared(asked.prepared, "jtd_piano", side) if piece.meter == "4/4"])
            for side in ("train", "validation")
        )
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return 1
    weights = [fitted(training, ahead) for ahead in range(AHEAD)]
    for ahead, each in enumerate(weights):
        print(
            f"{ahead} units ahead: {loss(training, ahead, each):.3f} nats, held out {loss(held_out, ahead, each):.3f}"
        )
    asked.to.write_text(module_text(weights), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
