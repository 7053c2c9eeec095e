"""The chain that `jamd.players.bassist.walking` draws from, with weights that can be learned.

A bar's notes on 2, 3 and 4, given those on both ones, are as likely as the product of their weights, divided by that of
all other ways from 1 to 1. The weights here are learned so that what was played is likely.
"""

from typing import Any, Final, NamedTuple

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from jamd.players.bassist.weights import APART, HIGH, KINDS, LOW, PITCHES, REACH, Place, degree_of
from train.bass.bars import BassBar

PLACES: Final[tuple[Place, ...]] = ("change", "strong", "weak", "lead")
INNER: Final = 3  # notes between the ones
_PITCHES: Final = HIGH - LOW + 1
_DEGREES: Final = 6
_KINDS: Final = 11
_FAR: Final = -20.0  # log weight of what is further than REACH
_ROUGH: Final = 5.0  # how much neighbouring pitches' weights should be alike


class Bars(NamedTuple):
    """As the network takes them."""

    pitches: NDArray[np.int32]  # (bars, 5) from LOW
    degrees: NDArray[np.int32]  # (bars, INNER, pitches) of each pitch in the chord
    places: NDArray[np.int32]  # (bars, INNER) index into PLACES
    changes: NDArray[np.bool_]  # (bars, 4) whether this move goes into another chord


def encoded(bars: list[BassBar]) -> Bars:
    degrees = [[[degree_of(chord, int(p) % 12) for p in PITCHES] for chord in bar.chords[1:4]] for bar in bars]
    return Bars(
        np.array([bar.pitches for bar in bars], np.int32) - LOW,
        np.array(degrees, np.int32),
        np.array([[PLACES.index(place) for place in bar.places[:INNER]] for bar in bars], np.int32),
        np.array([[place == "change" for place in bar.places] for bar in bars]),
    )


class Chain(keras.layers.Layer):  # type: ignore[misc]  # keras has no types
    """Bars -> nats (bars,) that their inner notes surprise."""

    def __init__(self, reads_two: bool = True, held: float = 2.0, **kwargs: Any):
        """`reads_two`: an interval depends on the one before. `held`: how strongly its weights are held at 1."""
        super().__init__(**kwargs)
        self.degree = self._weight("degree", (len(PLACES), _DEGREES))
        self.inside = self._weight("inside", (2 * REACH + 1,))
        self.leading = self._weight("leading", (2 * REACH + 1,))
        self.turn = self._weight("turn", (_KINDS, _KINDS), reads_two)
        self.register = self._weight("register", (_PITCHES,))
        self.held = held

    def _weight(self, name: str, shape: tuple[int, ...], trainable: bool = True) -> Any:
        return self.add_weight(name=name, shape=shape, initializer="zeros", trainable=trainable)

    def call(self, pitches: Any, degrees: Any, places: Any, changes: Any) -> Any:
        played = ops.one_hot(pitches, _PITCHES)
        likes = self._likes(degrees, places)
        moves = ops.where(changes[:, :, None, None], self._moves(self.leading), self._moves(self.inside))
        turn = ops.exp(ops.take(ops.reshape(self.turn, (-1,)), KINDS[:, :, None] * _KINDS + KINDS[None]))
        all_ways = self._summed(played, likes, moves, turn)
        return ops.log(all_ways) - ops.log(self._summed(played, likes * played[:, 1:4], moves, turn))

    def penalty(self) -> Any:
        """Nats over all bars: weights that little speaks for stay at 1."""
        first = sum(ops.sum(weight**2) for weight in (self.degree, self.inside, self.leading))
        rough = ops.sum((self.register[1:] - self.register[:-1]) ** 2)
        return 0.3 * first + self.held * ops.sum(self.turn**2) + _ROUGH * rough

    def _likes(self, degrees: Any, places: Any) -> Any:
        """(bars, INNER, pitches)"""
        chosen = ops.take(ops.reshape(self.degree, (-1,)), places[:, :, None] * _DEGREES + degrees)
        return ops.exp(chosen + self.register)

    def _moves(self, weight: Any) -> Any:
        """(pitch, next)"""
        return ops.exp(ops.where(np.abs(APART) <= REACH, ops.take(weight, np.clip(APART, -REACH, REACH) + REACH), _FAR))

    @staticmethod
    def _summed(played: Any, likes: Any, moves: Any, turn: Any) -> Any:
        """The weights of all ways from 1 to 1, (bars,), which `likes` may cut down to one."""
        one, following = played[:, 0], played[:, 4]
        into = ops.einsum("ncd,nd->nc", moves[:, 3], following)
        ahead = moves[:, 2] * (likes[:, 2] * into)[:, None] * ops.einsum("bcd,nd->nbc", turn, following)
        ahead = moves[:, 1] * likes[:, 1][:, None] * ops.einsum("abc,nbc->nab", turn, ahead)
        first = ops.einsum("na,nab->nb", one, moves[:, 0]) * likes[:, 0]
        return ops.sum(first[:, :, None] * ops.einsum("na,abc->nbc", one, turn) * ahead, axis=(1, 2))
