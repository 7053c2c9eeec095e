"""The rhythm of a bar of a line: several versions, written by the network note by note."""

from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jamd.players.onnx_model import OnnxModel
from jamd.players.pianist.lines import rhythm_codec as codec
from jamd.players.pianist.lines import windows
from jamd.players.pianist.lines.changes import Changes
from jamd.players.pianist.lines.windows import GAP_EDGES, MEMORY, NOTHING, Array, Ints

MOST: Final = 20  # notes of a bar
_COLDEST: Final = 0.05
_FURTHEST: Final = 288  # steps that a gap may be long
_UPBEAT: Final = 12  # steps before the first bar at which a line that begins is thought to have had a note
_CHANCES: Final = 4  # random numbers of a note: its gap, where in the gap's class, its length, where in that class


class Setting(NamedTuple):
    """What all notes of a bar share."""

    beats: int
    bpm: float
    offbeat: float
    density: float  # onsets a bar that are asked for
    temperature: float
    changes: Changes


class Rhythm(NamedTuple):
    """When the notes of a bar come, how long they last, and how likely that is."""

    steps: tuple[int, ...]
    lengths: tuple[float, ...]  # steps
    nats: float


class Next(NamedTuple):
    """The first note behind a line, and how long the line's last note lasts."""

    step: int
    length: float  # steps


class RhythmWriter:
    """ModelError where the network cannot be loaded."""

    def __init__(self, models: Path) -> None:
        self._model = OnnxModel(models, "pianist_line_rhythm", codec.CODEC, codec.CODEC_VERSION)

    def following(self, line: Rhythm, first: int, last: int, setting: Setting, chances: Array) -> Next:
        """The next onset of a line: not before `first`, at `last` at the latest. `chances` (4,) decide."""
        steps, lengths = _window(line, first)
        gap, length = self._ask(steps, lengths, setting)
        past = int(steps[0, -1])
        odds = _odds(gap[0], setting.temperature)
        odds *= _shares(first - past, min(last - past, _FURTHEST))
        chosen = _draw(odds, chances[0])
        found = min(max(codec.gap_of(chosen, chances[1]), first - past), max(last - past, first - past))
        return Next(past + found, _length(length[0], found, chances[2:], setting.temperature))

    def write(self, line: Rhythm, first: int, end: int, setting: Setting, chances: Array) -> list[Rhythm]:
        """Versions of a bar whose first note comes at `first`, up to `end`. `chances` (N, MOST, 4) decide. The last
        note of each is as long as if the gap behind it were as drawn."""
        count = len(chances)
        steps, lengths = (np.repeat(part, count, 0) for part in _window(line, first))
        steps, lengths = _pushed(steps, np.full(count, first)), _pushed(lengths, np.zeros(count, np.float32))
        versions: list[tuple[list[int], list[float]]] = [([first], []) for _ in range(count)]
        nats, alive = np.zeros(count), np.arange(count)
        for note in range(MOST):
            gap, length = self._ask(steps[alive], lengths[alive], setting)
            onward = []
            for row, version in enumerate(alive):
                odds = _odds(gap[row], setting.temperature)
                draw = chances[version, note]
                chosen = _draw(odds, draw[0])
                found = codec.gap_of(chosen, draw[1])
                held = _length(length[row], found, draw[2:], setting.temperature)
                now = versions[version][0][-1]
                versions[version][1].append(held)
                if now + found >= end or note == MOST - 1:
                    nats[version] += np.log(max(float(odds[max(0, min(end - now, 48) - 1) :].sum()), 1e-9))
                    continue
                nats[version] += np.log(odds[chosen])
                versions[version][0].append(now + found)
                lengths[version, -1] = held
                onward.append(version)
            alive = np.array(onward, np.int64)
            if not onward:
                break
            steps[alive] = _pushed(steps[alive], np.array([versions[v][0][-1] for v in alive]))
            lengths[alive] = _pushed(lengths[alive], np.zeros(len(alive), np.float32))
        return [
            Rhythm(tuple(each), tuple(held), float(nat)) for (each, held), nat in zip(versions, nats, strict=True)
        ]

    def likelihood(self, line: Rhythm, bar: Rhythm, setting: Setting) -> float:
        """Nats of the gaps inside a bar that somebody else wrote."""
        everything = Rhythm(line.steps + bar.steps, line.lengths + bar.lengths, 0.0)
        count = len(bar.steps) - 1
        if count < 1:
            return 0.0
        steps, lengths = windows.windows(
            np.array(everything.steps[-MEMORY - count :]), np.array(everything.lengths[-MEMORY - count :], np.float32)
        )
        gap, _ = self._ask(steps[-count - 1 : -1], lengths[-count - 1 : -1], setting)
        classes = codec.gap_class(np.diff(bar.steps))
        return float(sum(np.log(_odds(row, 1.0)[kind]) for row, kind in zip(gap, classes, strict=True)))

    def _ask(self, steps: Ints, lengths: Array, setting: Setting) -> tuple[Array, Array]:
        """Log odds of gaps (N, GAPS), and of lengths for each kind of gap (N, KINDS, LENGTHS)."""
        until = setting.changes.until(steps[:, -1])
        density = np.full(len(steps), setting.density, np.float32)
        told = codec.features(steps, lengths, until, setting.beats, setting.bpm, setting.offbeat, density)
        out, _ = self._model.step_batch({"features": told}, ())
        return out["gap"], out["length"]


def _window(line: Rhythm, first: int) -> tuple[Ints, Array]:
    """(1, MEMORY) of the last notes; of a line that begins, one thought note before its first bar."""
    steps, lengths = np.full((1, MEMORY), NOTHING), np.zeros((1, MEMORY), np.float32)
    known = [(s, n) for s, n in zip(line.steps, line.lengths, strict=True) if s >= first - _FURTHEST][-MEMORY:]
    for i, (step, length) in enumerate(known or [(first // 24 * 24 - _UPBEAT, 4.0)]):
        at = MEMORY - max(len(known), 1) + i
        steps[0, at], lengths[0, at] = step, length
    return steps, lengths


def _pushed(window: NDArray, newest: NDArray) -> NDArray:  # type: ignore[type-arg]
    return np.concatenate([window[:, 1:], newest[:, None]], 1)


def _odds(logits: Array, temperature: float) -> NDArray[np.float64]:
    scaled = logits.astype(float) / max(temperature, _COLDEST)
    odds = np.exp(scaled - scaled.max())
    return odds / odds.sum()


def _shares(least: int, most: int) -> NDArray[np.float64]:
    """(GAPS,) of each class the share of its gaps that lie between two."""
    low, high = _LOWEST, _HIGHEST
    inside = np.minimum(high, max(most, least)) - np.maximum(low, least) + 1
    shares = np.clip(inside / (high - low + 1), 0, 1)
    if not shares.any():
        shares[int(codec.gap_class(np.array([max(1, min(least, _FURTHEST))]))[0])] = 1
    return shares


_LOWEST: Final = np.array([codec.gap_of(number, 0.0) for number in range(codec.GAPS)])
_HIGHEST: Final = np.array([codec.gap_of(number, 1 - 1e-9) for number in range(codec.GAPS)])


def _draw(odds: NDArray[np.float64], chance: float) -> int:
    total = np.cumsum(odds)
    return min(int(np.searchsorted(total, chance * total[-1], "right")), len(odds) - 1)


def _length(logits: Array, gap: int, chances: Array, temperature: float) -> float:
    """Steps. logits (KINDS, LENGTHS)."""
    odds = _odds(logits[int(np.searchsorted(GAP_EDGES, gap))], temperature)
    return codec.length_of(_draw(odds, chances[0]), gap, chances[1])
