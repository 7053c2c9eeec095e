"""Every note of some solos as the networks of lines are told of it, and batches of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jamd.players.pianist.lines import pitch_codec, rhythm_codec, windows
from jamd.players.pianist.lines.windows import GAP_EDGES, UNKNOWN
from jamd.players.steps import STEPS_PER_BEAT
from train.learning.network import Arrays, Batch, Data, Side, StepNetwork
from train.networks.lines.solos import Solo

SIZE: Final = 512  # notes a batch
HANDS: Final = 1.0  # batches of right hands for one of soloists
WITH_HANDS: Final = 0.4  # of the epochs
AROUND: Final = 2  # bars either way in which notes are counted for the aim of density


class Notes(NamedTuple):
    """N notes."""

    features: NDArray[np.float16]  # (N, F)
    answers: Arrays  # (N,) by name

    def batch(self, chosen: NDArray[np.int64]) -> Batch:
        told = self.features[chosen].astype(np.float32)
        return Batch(
            {"features": told},
            {name: row[chosen] for name, row in self.answers.items()},
            np.ones(len(chosen), np.float32),
        )


def joined(each: Sequence[Notes]) -> Notes:
    names = each[0].answers
    return Notes(
        np.concatenate([notes.features for notes in each]),
        {name: np.concatenate([notes.answers[name] for notes in each]) for name in names},
    )


def pitch_notes(solo: Solo) -> Notes:
    """Every note but the first."""
    steps, lengths = windows.windows(solo.steps, solo.lengths)
    told = pitch_codec.told(steps, lengths, _ahead(solo.steps), solo.changes, solo.beats, solo.bpm, solo.offbeat)
    past = _before(solo.pitches, pitch_codec.PAST)
    features = pitch_codec.features(past, _before(solo.loud, pitch_codec.LOUD), told)
    answers: Arrays = {
        "interval": pitch_codec.interval_class(solo.pitches, past[:, -1]),
        "loud": np.searchsorted(pitch_codec.LOUD_EDGES, solo.loud),
        "touched": np.full(len(steps), solo.has_touch, np.float32),
    }
    return Notes(features[1:].astype(np.float16), {name: row[1:] for name, row in answers.items()})


def rhythm_notes(solo: Solo) -> Notes:
    """Every note but the last."""
    steps, lengths = windows.windows(solo.steps, solo.lengths)
    bar = solo.beats * STEPS_PER_BEAT
    first, last = (np.searchsorted(solo.steps, solo.steps + AROUND * bar * way) for way in (-1, 1))
    density = (last - first) / (2 * AROUND)
    until = solo.changes.until(solo.steps)
    features = rhythm_codec.features(steps, lengths, until, solo.beats, solo.bpm, solo.offbeat, density)
    gaps = np.diff(solo.steps)
    answers: Arrays = {
        "gap": rhythm_codec.gap_class(gaps),
        "length": rhythm_codec.length_class(solo.lengths[:-1], gaps),
        "kind": np.searchsorted(GAP_EDGES, gaps),
    }
    return Notes(features[:-1].astype(np.float16), answers)


def _before(values: NDArray[Any], count: int) -> NDArray[Any]:
    """(K, count) what came before each of K values, zeros where nothing did."""
    padded = np.concatenate([np.zeros(count, values.dtype), values])
    return np.lib.stride_tricks.sliding_window_view(padded, count)[:-1]


def _ahead(steps: NDArray[np.int64]) -> NDArray[np.int64]:
    """(K, AHEAD) the gaps behind each note."""
    gaps = np.concatenate([np.diff(steps), np.full(pitch_codec.AHEAD, UNKNOWN)])
    return np.stack([gaps[n : n + len(steps)] for n in range(pitch_codec.AHEAD)], 1)


class NoteLessons:
    """Every note of a soloist once an epoch, with gaps in what is told, and in the first epochs notes of pianists'
    right hands between them; soloists alone are judged. See `train.learning.network.Lessons`."""

    unit = "note"
    steps_a_unit = 1.0

    def __init__(
        self,
        data: Data,
        notes_of: Callable[[Solo], Notes],
        hide: Callable[[NDArray[np.float32], np.random.Generator | None], None],
        baselines: Callable[[Sequence[Solo], Sequence[Solo]], dict[str, dict[str, float]]],
        epochs: int,
    ) -> None:
        """`hide` takes from the features (N, F), in place, what is not told; without a generator, as it is judged."""
        self._sides = [[solo for solo in side if not solo.is_hand] for side in data[:3]]
        self._notes_of, self._hide, self._baselines = notes_of, hide, baselines
        hands = [notes_of(solo) for solo in data.train if solo.is_hand]
        self._notes = joined([notes_of(solo) for solo in self._sides[0]])
        self._hands = joined(hands) if hands else None
        self._size = min(SIZE, len(self._notes.features))
        self._batches = len(self._notes.features) // self._size
        self._with_hands = round(WITH_HANDS * epochs) if hands else 0
        self.updates = epochs * self._batches + self._with_hands * round(HANDS * self._batches)
        self._round = 0
        self.watched = self._judged([*self._sides[1], *self._sides[2]] or self._sides[0])

    def one_round(self, rng: np.random.Generator) -> Iterator[Batch]:
        hands = self._hands if self._round < self._with_hands else None
        whose = np.zeros(self._batches, np.int64)
        if hands is not None:
            whose = rng.permutation(np.append(whose, np.ones(round(HANDS * self._batches), np.int64)))
        orders = [_endless(len(notes.features), self._size, rng) for notes in (self._notes, hands or self._notes)]
        for hand in whose:
            batch = (hands if hand and hands else self._notes).batch(next(orders[hand]))
            self._hide(batch.inputs["features"], rng)
            yield batch

    def before_round(self, number: int, network: StepNetwork, rng: np.random.Generator) -> None:
        self._round = number

    def sides(self) -> dict[str, Side]:
        _, validation, test = self._sides
        sides = {"validation": validation, "test": test, "held_out": [*validation, *test]}
        return {name: self._side(solos) for name, solos in sides.items()}

    def _side(self, solos: list[Solo]) -> Side:
        if not solos:
            return Side(0, 0, [], {})
        bars = sum(solo.bars for solo in solos)
        return Side(len(solos), bars, self._judged(solos), self._baselines(self._sides[0], solos))

    def _judged(self, solos: Sequence[Solo]) -> list[Batch]:
        notes = joined([self._notes_of(solo) for solo in solos])
        count = len(notes.features)
        batches = [notes.batch(np.arange(i, min(i + 8 * SIZE, count))) for i in range(0, count, 8 * SIZE)]
        for batch in batches:
            self._hide(batch.inputs["features"], None)
        return batches

    def state(self) -> Arrays:
        return {}

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        pass


def _endless(count: int, size: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Numbers below `count`, `size` at a time or all where they are fewer, each once before any comes again."""
    size = min(size, count)
    while True:
        order = rng.permutation(count)
        yield from (order[first : first + size] for first in range(0, count - size + 1, size))
