"""The pitches of a bar of a line whose rhythm is known: several versions, written by the network note by note."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jamd.players.onnx_model import OnnxModel
from jamd.players.pianist.lines import pitch_codec as codec
from jamd.players.pianist.lines import windows
from jamd.players.pianist.lines.line import LineNote
from jamd.players.pianist.lines.rhythm import Rhythm, Setting
from jamd.players.pianist.lines.windows import MEMORY, UNKNOWN, Array, Ints

_COLDEST: Final = 0.05
_OUTERMOST: Final = (-2.2, *codec.LOUD_EDGES, 2.2)
_STEPS: Final = np.arange(-codec.REACH, codec.REACH + 1)


class Versions(NamedTuple):
    """N versions of a bar of K notes."""

    pitches: Ints  # (N, K)
    loud: Array  # (N, K)
    nats: NDArray[np.float64]  # (N,) of the pitches


class PitchWriter:
    """ModelError where the network cannot be loaded."""

    def __init__(self, models: Path) -> None:
        self._model = OnnxModel(models, "pianist_line_pitch", codec.CODEC, codec.CODEC_VERSION)

    def write(
        self,
        line: Sequence[LineNote],
        rhythm: Rhythm,
        following: int,
        setting: Setting,
        leaning: Array,
        wanted: Array | None,
        chances: Array,
    ) -> Versions:
        """`following`: the step of the first note behind the bar. `leaning` (K, 128) is added to the log odds of each
        pitch, -inf: never; `wanted` (N, K, INTERVALS) to those of each interval. `chances` (N, K, 3) decide."""
        count, notes = chances.shape[:2]
        each = _told(line, rhythm, following, setting)
        past = np.zeros((count, codec.PAST + notes), np.int64)
        loud = np.zeros((count, codec.LOUD + notes), np.float32)
        known = line[-codec.PAST :]
        past[:, codec.PAST - len(known) : codec.PAST] = [note.pitch for note in known]
        louder = line[-codec.LOUD :]
        loud[:, codec.LOUD - len(louder) : codec.LOUD] = [note.loud for note in louder]
        nats, rows = np.zeros(count), np.arange(count)
        for note in range(notes):
            here = past[:, note : note + codec.PAST]
            one = codec.Told(*(part[note : note + 1] for part in each))
            told = codec.features(here, loud[:, note : note + codec.LOUD], one)
            out, _ = self._model.step_batch({"features": told}, ())
            before = np.where(here[:, -1] > 0, here[:, -1], codec.MIDDLE)
            pitches = (before[:, None] + _STEPS).clip(0, 127)
            logits = out["interval"].astype(float)
            leant = logits + leaning[note][pitches] + (0 if wanted is None else wanted[:, note])
            chosen = _drawn(leant / max(setting.temperature, _COLDEST), chances[:, note, 0])
            past[:, codec.PAST + note] = pitches[rows, chosen]
            nats += _log_odds(logits)[rows, chosen]
            bins = _drawn((out["loud"] + out["leaning"][rows, chosen]).astype(float), chances[:, note, 1])
            loud[:, codec.LOUD + note] = np.take(_OUTERMOST, bins) + chances[:, note, 2] * np.take(_WIDTHS, bins)
        return Versions(past[:, codec.PAST :], loud[:, codec.LOUD :], nats)


_WIDTHS: Final = np.diff(_OUTERMOST)


def _told(line: Sequence[LineNote], rhythm: Rhythm, following: int, setting: Setting) -> codec.Told:
    """Of the notes of the bar."""
    notes = len(rhythm.steps)
    steps = np.array([*(note.step for note in line[-MEMORY:]), *rhythm.steps])
    lengths = np.array([*(note.length for note in line[-MEMORY:]), *rhythm.lengths], np.float32)
    gaps = np.append(np.diff([*rhythm.steps, following]), [UNKNOWN] * codec.AHEAD)
    ahead = np.stack([gaps[n : n + notes] for n in range(codec.AHEAD)], 1)
    each = [part[-notes:] for part in windows.windows(steps, lengths)]
    return codec.told(*each, ahead, setting.changes, setting.beats, setting.bpm, setting.offbeat)


def _drawn(logits: NDArray[np.float64], chances: NDArray[np.float64]) -> Ints:
    """(N,) one of each row (N, C)."""
    total = np.cumsum(np.exp(logits - logits.max(1, keepdims=True)), 1)
    return (total > chances[:, None] * total[:, -1:]).argmax(1)


def _log_odds(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    top = logits.max(1, keepdims=True)
    return logits - top - np.log(np.exp(logits - top).sum(1, keepdims=True))
