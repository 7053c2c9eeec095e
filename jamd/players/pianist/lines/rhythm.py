"""The rhythm of a bar of a line: several versions, written by the network note by note."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from jamd.players.onnx_model import OnnxModel
from jamd.players.pianist.lines import rhythm_codec as codec
from jamd.players.pianist.lines import windows
from jamd.players.pianist.lines.changes import Changes
from jamd.players.pianist.lines.drawing import drawn, odds_of, shared
from jamd.players.pianist.lines.windows import GAP_EDGES, MEMORY, NOTHING, Array, Ints
from jamd.players.steps import STEPS

MOST: Final = 20  # notes of a bar
CHANCES: Final = 4  # random numbers of a note: its gap, where in the gap's class, its length, where in that class
STEADY: Final = 0.85  # temperature of the short gaps: what is drawn strays further from even eighths than people do
_FURTHEST: Final = int(codec.MOST[-1])  # steps: what was played longer ago is forgotten
UPBEAT: Final = 12  # steps before its first bar at which a line that begins is thought to have had a note
_UNLIKELY: Final = 1e-9


class Setting(NamedTuple):
    """What all notes of a bar share."""

    beats: int
    bpm: float
    offbeat: float
    density: float  # onsets a bar that are asked for
    temperature: float
    changes: Changes


class Rhythm(NamedTuple):
    """When notes come, how long they last, and how likely that is."""

    steps: tuple[int, ...]
    lengths: tuple[float, ...]  # steps
    nats: float = 0.0

    def before(self, other: "Rhythm") -> "Rhythm":
        """Both, one behind the other."""
        return Rhythm(self.steps + other.steps, self.lengths + other.lengths)


class Next(NamedTuple):
    """The first note behind a line, and how long the line's last note lasts."""

    step: int
    length: float  # steps


class RhythmWriter:
    """ModelError where the network cannot be loaded."""

    def __init__(self, models: Path) -> None:
        self._model = OnnxModel(models, "pianist_line_rhythm", codec.CODEC, codec.CODEC_VERSION)

    def following(self, line: Rhythm, first: int, last: int, setting: Setting, chances: Array) -> Next:
        """The next onset of a line: not before `first`, and at `last` at the latest. `chances` (CHANCES,) decide."""
        steps, lengths = _window(line, first)
        gap, length = self._ask(steps, lengths, setting)
        past = int(steps[0, -1])
        least, most = max(1, first - past), max(1, first - past, last - past)
        odds = _steady(odds_of(gap, setting.temperature)) * _shares(least, most)
        chosen = drawn(odds, chances[:1])
        found = codec.gap_of(chosen, chances[1:2]).clip(least, most)
        return Next(past + int(found[0]), float(_lengths(length, found, chances[None, 2:], setting)[0]))

    def write(self, line: Rhythm, first: int, end: int, setting: Setting, chances: Array) -> list[Rhythm]:
        """Versions of a bar whose first note comes at `first`, up to `end`. `chances` (N, MOST, CHANCES) decide."""
        count = len(chances)
        steps, lengths = np.full((count, MEMORY + MOST), NOTHING), np.zeros((count, MEMORY + MOST))
        steps[:, :MEMORY], lengths[:, :MEMORY] = _window(line, first)
        played, held = np.full((count, MOST), first), np.zeros((count, MOST))
        notes, nats, alive = np.ones(count, np.int64), np.zeros(count), np.arange(count)
        for note in range(MOST):
            here, known = played[alive, note], slice(note + 1, note + 1 + MEMORY)
            steps[alive, MEMORY + note] = here
            asked = alive if note else alive[:1]  # all begin alike
            answers = self._ask(steps[asked, known], lengths[asked, known], setting)
            gap, length = (shared(answer, len(alive)) for answer in answers)
            odds, draw = _steady(odds_of(gap, setting.temperature)), chances[alive, note]
            chosen = drawn(odds, draw[:, 0])
            gaps = codec.gap_of(chosen, draw[:, 1])
            held[alive, note] = lengths[alive, MEMORY + note] = _lengths(length, gaps, draw[:, 2:], setting)
            goes_on = (here + gaps < end) & (note < MOST - 1)
            silent = np.where((end - here)[:, None] <= codec.MOST, odds, 0).sum(1)
            nats[alive] += np.log(np.where(goes_on, odds[np.arange(len(alive)), chosen], silent) + _UNLIKELY)
            alive = alive[goes_on]
            if not len(alive):
                break
            played[alive, note + 1] = (here + gaps)[goes_on]
            notes[alive] += 1
        return [
            Rhythm(tuple(played[i, :n].tolist()), tuple(held[i, :n].tolist()), float(nats[i]))
            for i, n in enumerate(notes)
        ]

    def likelihoods(self, line: Rhythm, bars: Sequence[Rhythm], setting: Setting) -> list[float]:
        """Nats of the gaps inside each of several bars that somebody else wrote, each behind the same line."""
        inside = [len(bar.steps) - 1 for bar in bars]
        if not any(inside):
            return [0.0] * len(bars)
        asked = []
        for bar, count in zip(bars, inside, strict=True):
            every = line.before(bar)
            steps, lengths = windows.windows(np.array(every.steps[:-1]), np.array(every.lengths[:-1]))
            asked.append((steps[len(steps) - count :], lengths[len(steps) - count :]))
        gap, _ = self._ask(np.concatenate([a for a, _ in asked]), np.concatenate([b for _, b in asked]), setting)
        classes = codec.gap_class(np.concatenate([np.diff(bar.steps) for bar in bars]))
        nats = np.log(odds_of(gap)[np.arange(len(gap)), classes] + _UNLIKELY)
        return [float(own.sum()) for own in np.split(nats, np.cumsum(inside)[:-1])]

    def _ask(self, steps: Ints, lengths: Array, setting: Setting) -> tuple[Array, Array]:
        """Log odds of gaps (N, GAPS), and of lengths for each kind of gap (N, KINDS, LENGTHS)."""
        until, density = setting.changes.until(steps[:, -1]), np.full(len(steps), setting.density)
        told = codec.features(steps, lengths, until, setting.beats, setting.bpm, setting.offbeat, density)
        out, _ = self._model.step_batch({"features": told}, ())
        return out["gap"], out["length"].reshape(len(steps), -1, codec.LENGTHS)


def _steady(odds: Array) -> Array:
    """Odds of gaps (N, GAPS): inside a phrase the likely ones a little likelier, and a rest as likely as before."""
    short = odds[:, : codec.SHORT]
    steadier = short ** (1 / STEADY)
    share = short.sum(1) / np.maximum(steadier.sum(1), _UNLIKELY)
    return np.concatenate([steadier * share[:, None], odds[:, codec.SHORT :]], 1)


def _window(line: Rhythm, first: int) -> tuple[Ints, Array]:
    """(1, MEMORY) of the last notes; of a line that begins, one thought note before its first bar."""
    steps, lengths = np.full((1, MEMORY), NOTHING), np.zeros((1, MEMORY))
    known = [pair for pair in zip(line.steps, line.lengths, strict=True) if pair[0] >= first - _FURTHEST][-MEMORY:]
    for back, (step, length) in enumerate(reversed(known or [(first // STEPS * STEPS - UPBEAT, 4.0)]), start=1):
        steps[0, -back], lengths[0, -back] = step, length
    return steps, lengths


def _shares(least: int, most: int) -> Array:
    """(GAPS,) the share of each class's gaps that lie between two."""
    inside = np.minimum(codec.MOST, most) - np.maximum(codec.LEAST, least) + 1
    shares: Array = np.clip(inside / (codec.MOST - codec.LEAST + 1), 0, 1)
    if not shares.any():
        shares[-1] = 1
    return shares


def _lengths(logits: Array, gaps: Ints, chances: Array, setting: Setting) -> Array:
    """(N,) steps. logits (N, KINDS, LENGTHS), chances (N, 2)."""
    kinds = logits[np.arange(len(gaps)), np.searchsorted(GAP_EDGES, gaps)]
    return codec.length_of(drawn(odds_of(kinds, setting.temperature), chances[:, 0]), gaps, chances[:, 1])
