"""A seed network walked along a run of symbols, and the grid of sixteenths that it walks on.

Units: steps are sixteenths of the straight grid, 4 to the beat, from the first beat of the form (negative before it).
A player is asked again and again for nearly the same bars. Which symbols the network is told before step t is a fixed
function of t (`primed_from`), so what was asked before never changes an answer; and the walk keeps logits and state of
every step of the last runs, so going back a few steps, or planning the same bars again, costs nothing.
"""

from collections.abc import Callable, Sequence
from typing import Final

from jamd.music.time.notes import TICKS_PER_BEAT, Tick
from jamd.music.time.swing import straightened, swung
from jamd.players.onnx_model import Array, OnnxModel, State
from jamd.players.seed.codec_drums import STEPS_PER_BEAT

STEP: Final = TICKS_PER_BEAT // STEPS_PER_BEAT  # ticks
BLOCK: Final = 4  # bars; priming starts at a multiple of it
KEPT: Final = 3  # runs: this block's, the next one's, and the one that a plan over the block's end reaches into
UNHURRIED: Final = 140.0  # bpm up to which sixteenths come as trained
HASTE: Final = 0.015  # log odds for each bpm over that; at 240 a sixteenth is four or five times rarer

Features = Callable[[Sequence[int], int, int], Array]  # what the network is told: past symbols, step, beats to the bar


def place_of(step: int, ratio: float) -> Tick:
    """The tick at which a step is played."""
    return swung(Tick(step * STEP), ratio)


def step_of(tick: Tick, ratio: float) -> int:
    """The step that a played tick means: the nearest."""
    return round(straightened(tick, ratio) / STEP)


def first_step(tick: Tick, ratio: float) -> int:
    """The first step that is played at or after a tick."""
    step = step_of(tick, ratio) - 1
    while place_of(step, ratio) < tick:
        step += 1
    return step


def primed_from(step: int, beats: int) -> int:
    """The first step that the network hears of when it chooses `step`: a group of four bars, 4 to 8 bars back."""
    block = BLOCK * beats * STEPS_PER_BEAT
    return (step // block - 1) * block


def haste(step: int, bpm: float) -> float:
    """Log odds, 0 or less, of striking on an odd sixteenth: the networks are not told the tempo, hands are."""
    return -HASTE * max(0.0, bpm - UNHURRIED) if step % 2 else 0.0


class Walk:
    """Remembers where it has been. One player's, called by the band process alone."""

    def __init__(self, model: OnnxModel, features: Features) -> None:
        self._model, self._features = model, features
        self._runs: dict[tuple[int, int], _Run] = {}

    def logits(self, past: list[int], step: int, beats: int) -> Array:
        """Log odds of the symbol at `step`; `past` are those of the steps right before it, with silence before them."""
        origin = (step - len(past), beats)
        run = self._runs.pop(origin, None) or _Run(self._model.start())
        self._runs[origin] = run  # the latest last
        while len(self._runs) > KEPT:
            del self._runs[next(iter(self._runs))]
        run.forget_other_than(past)
        for known in range(len(run.answers), len(past) + 1):
            row = self._features(past[:known], origin[0] + known, beats)
            answer, state = self._model.step(row, run.states[known])
            run.answers.append(answer)
            run.states.append(state)
            run.told = past[:known]
        return run.answers[len(past)]

    def ready_for_next_block(self, symbols: list[int], base: int, step: int, beats: int) -> None:
        """Walks what the next group of bars will be primed with, as far as known: its first step is then no slower.

        `symbols` are those of the steps `base` .. `step` - 1.
        """
        origin = primed_from(step, beats) + BLOCK * beats * STEPS_PER_BEAT
        self.logits(symbols[origin - base :], step, beats)


class _Run:
    """answers[i]: logits after the first i symbols told; states[i]: the state before that step."""

    def __init__(self, start: State) -> None:
        self.told: list[int] = []
        self.answers: list[Array] = []
        self.states: list[State] = [start]

    def forget_other_than(self, past: list[int]) -> None:
        """Drops what was computed from other symbols; what lies further on is kept, it may be asked for again."""
        common = _common(self.told, past)
        if common < len(past):
            del self.told[common:], self.answers[common + 1 :], self.states[common + 2 :]


def _common(one: list[int], other: list[int]) -> int:
    shorter = min(len(one), len(other))
    if one[:shorter] == other[:shorter]:
        return shorter
    return next(i for i in range(shorter) if one[i] != other[i])
