"""Versions of a bar that a network writes side by side. Those that have begun alike are one branch until they part, and
the network is asked once for each branch: it answers each row of a batch as if it were alone."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from jamd.players.onnx_model import State

_APART: Final = 0.75  # of the versions: from so many branches on, telling them apart costs more than it saves


class Branches:
    """Of N versions, none of which has drawn anything yet."""

    def __init__(self, versions: int) -> None:
        self.of = np.zeros(versions, np.int64)  # (N,) the branch of each version
        self.first = np.zeros(1, np.int64)  # of each branch, the first of its versions

    def part(self, drawn: Sequence[float], state: State) -> State:
        """Each version has drawn something, told apart by a number. The states of the branches up to here -> those of
        the branches that they have parted into."""
        if len(self.first) == len(drawn):
            return state
        found: dict[tuple[int, float], int] = {}
        of = [found.setdefault(each, len(found)) for each in zip(self.of.tolist(), drawn, strict=True)]
        if len(found) == len(self.first):
            return state
        if len(found) > _APART * len(drawn):
            of = list(range(len(drawn)))
        before, self.of = self.of, np.array(of)
        self.first = np.array([of.index(branch) for branch in range(max(of) + 1)])
        origins = before.take(self.first)
        return tuple(each.take(origins, 0) for each in state)
