"""The pitches of a bar of a line whose rhythm is known: several versions, written by the network note by note."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from jamd.players.onnx_model import OnnxModel
from jamd.players.pianist.lines import pitch_codec as codec
from jamd.players.pianist.lines import windows
from jamd.players.pianist.lines.drawing import drawn, odds_of, shared
from jamd.players.pianist.lines.line import LineNote
from jamd.players.pianist.lines.rhythm import Rhythm, Setting
from jamd.players.pianist.lines.windows import MEMORY, UNKNOWN, Array, Ints

CALM: Final = 0.97  # of the temperature: at 1, what is unlikely leads to what is more unlikely still
CHANCES: Final = 3  # random numbers of a note: its interval, its bin of loudness, where in the bin
_LOUD: Final = np.array([-2.2, *codec.LOUD_EDGES, 2.2])
_STEPS: Final = np.arange(-codec.REACH, codec.REACH + 1)


class Versions(NamedTuple):
    """N versions of a bar of K notes."""

    pitches: Ints  # (N, K)
    loud: Array  # (N, K)
    nats: Array  # (N,) of the pitches


class Wanted(NamedTuple):
    """What is added to the log odds of the network."""

    pitches: Array  # (128,) -inf: never
    intervals: Array  # (N, K, INTERVALS) in each version, for each note


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
        wanted: Wanted,
        chances: Array,
    ) -> Versions:
        """`line`: one note at least. `following`: the step of the first note behind the bar. `chances`
        (N, K, CHANCES) decide."""
        count, notes = chances.shape[:2]
        told = _told(line, rhythm, following, setting)
        past = _padded([note.pitch for note in line[-codec.PAST :]], codec.PAST, count, notes).astype(np.int64)
        loud = _padded([note.loud for note in line[-codec.LOUD :]], codec.LOUD, count, notes)
        nats, rows = np.zeros(count), np.arange(count)
        for note in range(notes):
            here, asked = past[:, note : note + codec.PAST], slice(None if note else 1)  # all begin alike
            features = codec.features(here[asked], loud[asked, note : note + codec.LOUD], told.only(note))
            out, _ = self._model.step_batch({"features": features}, ())
            interval, force, leaning = (shared(out[name], count) for name in ("interval", "loud", "leaning"))
            pitches = (here[:, -1:] + _STEPS).clip(0, 127)
            leant = interval + wanted.pitches[pitches] + wanted.intervals[:, note]
            chosen = drawn(odds_of(leant, CALM * setting.temperature), chances[:, note, 0])
            past[:, codec.PAST + note] = pitches[rows, chosen]
            nats += np.log(odds_of(interval)[rows, chosen])
            bins = drawn(odds_of(force + leaning[rows, chosen]), chances[:, note, 1])
            loud[:, codec.LOUD + note] = _LOUD[bins] + chances[:, note, 2] * (_LOUD[bins + 1] - _LOUD[bins])
        return Versions(past[:, codec.PAST :], loud[:, codec.LOUD :], nats)


def _padded(known: Sequence[float], room: int, count: int, notes: int) -> Array:
    """(count, room + notes): what is known up to the end of the room, zeros elsewhere."""
    out = np.zeros((count, room + notes))
    out[:, room - len(known) : room] = known
    return out


def _told(line: Sequence[LineNote], rhythm: Rhythm, following: int, setting: Setting) -> codec.Told:
    """Of the notes of the bar."""
    notes = len(rhythm.steps)
    steps = np.array([*(note.step for note in line[-MEMORY:]), *rhythm.steps])
    held = np.array([*(note.length for note in line[-MEMORY:]), *rhythm.lengths])
    gaps = np.append(np.diff([*rhythm.steps, following]), [UNKNOWN] * codec.AHEAD)
    ahead = np.stack([gaps[n : n + notes] for n in range(codec.AHEAD)], 1)
    places, lengths = windows.windows(steps, held)
    return codec.told(
        places[-notes:], lengths[-notes:], ahead, setting.changes, setting.beats, setting.bpm, setting.offbeat
    )
