"""A seed network run along a row of symbols, with its past kept.

A player is asked again and again for nearly the same bars. Which symbols the network hears before step t is a fixed
function of t (`primed_from`), so earlier questions never change an answer; and the logits and states of every step of
the last runs are kept, so going back a few steps, or planning the same bars again, costs nothing.
"""

from collections.abc import Callable, Sequence
from typing import Final

from jamd.players.arrays import Array
from jamd.players.onnx_model import OnnxModel, State
from jamd.players.seed.grid import STEPS_PER_BEAT

BLOCK: Final = 4  # bars; priming starts at a multiple of it
KEPT: Final = 3  # runs: this block's, the next one's, and the one that a plan over the block's end reaches into

Features = Callable[[Sequence[int], int, int], Array]  # the network's input from past symbols, step, beats to the bar


def primed_from(step: int, beats: int) -> int:
    """The first step that the network hears when it chooses `step`: a group of four bars, 4 to 8 bars back."""
    block = BLOCK * beats * STEPS_PER_BEAT
    return (step // block - 1) * block


class SteppedNetwork:
    """Belongs to one player; called by the band process alone."""

    def __init__(self, model: OnnxModel, features: Features) -> None:
        self._model, self._features = model, features
        self._runs: dict[tuple[int, int], _Run] = {}

    def logits(self, past: list[int], step: int, beats: int) -> Array:
        """Logits of the symbol at `step`; `past` are those of the steps right before it, with silence before them."""
        origin = (step - len(past), beats)
        run = self._runs.pop(origin, None) or _Run(self._model.start())
        self._runs[origin] = run  # the latest last
        while len(self._runs) > KEPT:
            del self._runs[next(iter(self._runs))]
        run.drop_other_than(past)
        for known in range(len(run.logits), len(past) + 1):
            features = self._features(past[:known], origin[0] + known, beats)
            outputs, state = self._model.step({"features": features}, run.states[known])
            run.logits.append(outputs["logits"])
            run.states.append(state)
            run.symbols = past[:known]
        return run.logits[len(past)]

    def prepare_next_block(self, symbols: list[int], base: int, step: int, beats: int) -> None:
        """Primes the next group of bars as far as is known, so that its first step is no slower.

        `symbols` are those of the steps `base` .. `step` - 1.
        """
        origin = primed_from(step, beats) + BLOCK * beats * STEPS_PER_BEAT
        self.logits(symbols[origin - base :], step, beats)


class _Run:
    """logits[i] follow the first i symbols; states[i] is the state before that step."""

    def __init__(self, start: State) -> None:
        self.symbols: list[int] = []
        self.logits: list[Array] = []
        self.states: list[State] = [start]

    def drop_other_than(self, past: list[int]) -> None:
        """Drops what follows other symbols; what lies beyond `past` is kept, it may be asked for again."""
        common = _common(self.symbols, past)
        if common < len(past):
            del self.symbols[common:], self.logits[common + 1 :], self.states[common + 2 :]


def _common(one: list[int], other: list[int]) -> int:
    shorter = min(len(one), len(other))
    if one[:shorter] == other[:shorter]:
        return shorter
    return next(i for i in range(shorter) if one[i] != other[i])
