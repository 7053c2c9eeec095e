"""Several versions of one bar, written by the network step by step."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from jamd.music.styles import Feel
from jamd.players.arrays import Array
from jamd.players.branches import Branches
from jamd.players.drummer import codec
from jamd.players.drummer.codec import TALK, VOICES
from jamd.players.onnx_model import OnnxModel
from jamd.players.steps import STEPS, STEPS_PER_BEAT

CANDIDATES: Final = 16
BRAVERY: Final = 0.95  # temperature of a player as trained
MADE_UP: Final = 4.0  # log odds for each stroke too few
_GROUPS: Final = np.array([[float((voice in TALK) == talks) for voice in range(VOICES)] for talks in (True, False)])
_TOLD_APART: Final = 2.0 ** np.arange(VOICES)  # which voices are struck, as one number
_LAGS: Final = np.array(codec.RECENT_LAGS)


class Question(msgspec.Struct, frozen=True):
    """What the network is told of one bar."""

    history: Array  # (MEMORY, STEPS, VOICES)
    style: str
    bpm: float
    feel: Feel
    beats: int
    aims: Mapping[str, float | None]
    expected: Array | None  # (STEPS,) accents, 0 to 1


class Answers(msgspec.Struct, frozen=True):
    """N versions of a bar: their hits (N, STEPS, VOICES), and how likely each is in nats (N,)."""

    hits: Array
    nats: Array


class BarWriter:
    """The network and how it is sampled. ModelError where it cannot be loaded."""

    def __init__(self, models: Path) -> None:
        self._model = OnnxModel(models, "drummer_notes", codec.CODEC, codec.CODEC_VERSION)

    def write(self, question: Question, bias: Array, freedom: float, chances: Array) -> Answers:
        """bias (STEPS, VOICES) is added to the log odds; chances (N, STEPS, VOICES), uniform random numbers between 0
        and 1, decide. `freedom` (1: as trained) says which strokes are played, not how many."""
        count, per_bar = len(chances), question.beats * STEPS_PER_BEAT
        setting = codec.setting(question.style, question.bpm, question.feel, question.beats, codec.MEMORY)
        told = codec.told(setting, codec.aims(question.aims), codec.accents(question.expected))
        context = codec.context(question.history)
        steps = np.zeros((count, codec.REACH + STEPS, codec.VOICES), np.float32)
        steps[:, : codec.REACH] = question.history[-1, per_bar - codec.REACH : per_bar]
        state, branches = self._model.start(), Branches(count)
        temperature = BRAVERY * freedom
        doubt = temperature * np.log(chances / (1 - chances)) - bias  # a voice is struck where its log odds are higher
        by_step = np.ascontiguousarray(doubt.swapaxes(0, 1), np.float32)  # (STEPS, N, VOICES)
        missing = np.zeros((count, len(_GROUPS)))  # comments and strokes of time that the freedom has cost
        odds = np.zeros((count, per_bar, codec.VOICES), np.float32)
        for step in range(per_bar):
            now = codec.REACH + step
            recent = steps.take(now - _LAGS, 1).take(branches.first, 0).reshape(-1, codec.RECENT)
            shared = slice(step, step + 1)  # a batch of one: all versions share it
            inputs = {"context": context[shared], "told": told[shared], "recent": recent}
            out, state = self._model.step_batch(inputs, state)
            logits, doubted = out["logits"].take(branches.of, 0), by_step[step]
            if freedom != 1:
                made_up = (MADE_UP * abs(1 - freedom) * missing) @ _GROUPS  # (N, VOICES)
                doubted = doubted - made_up
            steps[:, now], odds[:, step] = _drawn(logits, doubted, out["coupling"][0])
            if freedom != 1:
                here = odds[:, step] + bias[step]
                missing += (_chance(here, BRAVERY) - _chance(here + made_up, temperature)) @ _GROUPS.T
            state = branches.part((steps[:, now] @ _TOLD_APART).tolist(), state)
        hits = steps[:, codec.REACH :]
        odds = (odds + bias[:per_bar]) / freedom
        nats = -np.logaddexp(0, np.where(hits[:, :per_bar] > 0, -odds, odds)).sum((1, 2))
        return Answers(hits, nats)


def _chance(odds: Array, temperature: float) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds / temperature, -30, 30))))


def _drawn(logits: Array, doubt: Array, coupling: Array) -> tuple[Array, Array]:
    """One step, voice after voice: hits (N, VOICES), and the log odds that they had.

    A voice depends on those before it alone, so drawing all voices again and again ends where drawing one after another
    does: after two or three times, for few voices are struck at once, and never more often than there are voices.
    """
    odds, hits = logits, logits > doubt
    for _ in range(VOICES):
        odds = logits + hits.astype(np.float32) @ coupling
        before, hits = hits, odds > doubt
        if hits.tobytes() == before.tobytes():
            break
    return hits, odds
