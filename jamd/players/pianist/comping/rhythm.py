"""Comping rhythms: several versions of a bar from the network, of which one is chosen."""

from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from jamd.players.arrays import Array
from jamd.players.branches import Branches
from jamd.players.onnx_model import OnnxModel
from jamd.players.pianist.comping import codec
from jamd.players.steps import STEPS, STEPS_PER_BEAT

CANDIDATES: Final = 16
_MET: Final = 1.5  # an expected accent that is met, in chords too many or too few
_ALIKE: Final = 0.2  # Jaccard of a bar with the one before, in real comping .04 to .3
_LIKELIHOOD: Final = 0.05  # a nat less likely than the likeliest
_LUCK: Final = 0.3  # so that equals are not always settled in the same way


class Question(msgspec.Struct, frozen=True):
    """What is known of one bar before it is written."""

    history: Array  # (MEMORY, STEPS)
    known: int  # bars of it that are real
    bpm: float
    beats: int
    partner: Array  # (STEPS, codec.PARTNER)
    count: int  # chords that it should have
    bias: Array  # (STEPS,) added to the log odds
    expected: Array  # (STEPS,) accents of the keyboardist, 0 to 1
    temperature: float


class RhythmWriter:
    """The network, how it is sampled, and how one of its answers is chosen. ModelError where it cannot be loaded."""

    def __init__(self, models: Path) -> None:
        self._model = OnnxModel(models, "pianist_comping", codec.CODEC, codec.CODEC_VERSION)

    def write(self, question: Question, rng: np.random.Generator) -> Array:
        """(STEPS,): 1 where a chord is struck."""
        chances = rng.random((CANDIDATES, STEPS))
        doubt = max(question.temperature, 0.05) * np.log(chances / (1 - chances))  # struck where the log odds are above
        per_bar = question.beats * STEPS_PER_BEAT
        shared = codec.shared(question.bpm, question.beats, question.known, question.count)
        told = codec.told(question.history, question.known, shared, question.partner)
        steps = np.zeros((CANDIDATES, codec.REACH + STEPS), np.float32)
        steps[:, : codec.REACH] = codec.before(question.history, per_bar)[-codec.REACH :]
        counts = np.zeros(CANDIDATES, np.float32)
        odds = np.zeros((CANDIDATES, per_bar), np.float32)
        branches = Branches(CANDIDATES)
        for step in range(per_bar):
            first = branches.first
            own = codec.own(steps[first, step : step + codec.REACH], counts[first])
            out, _ = self._model.step_batch({"told": told[step : step + 1], "own": own}, ())
            odds[:, step] = out["logits"][:, 0].take(branches.of) + question.bias[step]
            struck = odds[:, step] > doubt[:, step]
            steps[:, codec.REACH + step] = struck
            counts += struck
            branches.part(struck.tolist(), ())
        bars = steps[:, codec.REACH :]
        nats = -np.logaddexp(0, np.where(bars[:, :per_bar] > 0, -odds, odds)).sum(1)
        return np.asarray(bars[_choose(bars, nats, question, rng.gumbel(size=CANDIDATES))])


def _choose(bars: Array, nats: Array, question: Question, luck: Array) -> int:
    before = question.history[-1]
    both, either = np.minimum(bars, before).sum(1), np.maximum(bars, before).sum(1)
    alike = both / np.maximum(1, either)
    faults = (
        np.abs(bars.sum(1) - question.count)
        + 2 * np.maximum(0, alike - _ALIKE)
        - _MET * (bars * question.expected).sum(1)
        + _LIKELIHOOD * (nats.max() - nats)
    )
    return int(np.argmin(faults - _LUCK * luck))
