"""A piece as a network on a regular grid hears it, and a stretch of it."""

from typing import Any, NamedTuple

from numpy.typing import NDArray

from train.learning.network import Arrays


class Music(NamedTuple):
    """One piece as a network's codec writes it. Steps count from its first downbeat."""

    name: str
    beats: int  # to the bar
    symbols: NDArray[Any]  # (steps, ...)
    steps_per_beat: int = 4

    @property
    def steps_per_bar(self) -> int:
        return self.beats * self.steps_per_beat

    @property
    def bars(self) -> int:
        return len(self.symbols) // self.steps_per_bar


class Example(NamedTuple):
    """A stretch of one piece: what the network gets at each step, and the class that it should answer."""

    inputs: Arrays  # (steps, ...)
    answers: Arrays  # (steps,), by the name of the output
