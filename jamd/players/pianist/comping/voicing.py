"""Which voicing each chord of a stretch gets: the cheapest path through all of them, led like hands.

Each chord draws what it would like to be: how many voices, where, how far its top voice moves. The search weighs this
against how far the other voices move, over the chords that are planned and the harmony of the bar behind them.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from jamd.music.harmony.chords import Chances, Chord
from jamd.players.arrays import Array
from jamd.players.pianist.comping.shapes import MOST, Shapes, shapes

Voicing = tuple[int, ...]

BEAM: Final = 20  # voicings of one chord that are compared with those of the next
CLOSE: Final = 2  # semitones: what rubs against a key that is held; the same key does not
_SIZE: Final = 1.3  # a voice too many or too few
_EXTENSIONS: Final = 0.8  # a note that is no chord tone, at `outside` 0
_HEIGHT: Final = 0.04  # a semitone from the drawn height, squared
_TOP: Final = 0.30  # a semitone from the drawn move of the top voice
_MOTION: Final = 0.5  # a semitone that a voice moves more or less than _USUAL, on average
_USUAL: Final = 2.0
_SAME: Final = 5.0  # nothing moves, though it was not drawn
_PARALLEL: Final = 2.5  # all voices move alike
_LUCK: Final = 1.0
_FOURTH: Final = 5  # semitones
_UNLIKELY: Final = 2.0  # log odds against a note
_DOUBT: Final = 0.02  # the chance that remains
_FAR: Final = np.float32(1e6)  # stands where a voicing has no further voice


class Target(NamedTuple):
    """What one chord would like to be."""

    chord: Chord
    size: int
    height: float  # mean pitch
    move: float  # semitones of its top voice; 0: the same chord may be struck again
    ceiling: float  # its top voice stays at or below
    held: frozenset[int]  # keys that the keyboardist holds
    outside: float  # 1: as many extensions as usual; less: fewer
    luck: np.random.Generator
    likely: Chances | None = None  # None: the chord is written, so all of its notes are right
    fourths: float = 0.0  # how much a voice a fourth above the next is preferred


def voiced(targets: Sequence[Target], before: Voicing | None) -> list[Voicing | None]:
    """A voicing for each chord; None where nothing fits."""
    fields = [_field(target) for target in targets]
    chosen: list[Voicing | None] = [None] * len(targets)
    at: list[int] = []
    costs: Array | None = None
    back: list[Array] = []
    last = None if before is None else _single(before)
    for i, (target, field) in enumerate(zip(targets, fields, strict=True)):
        if field is None:
            continue
        own = field.cost
        if last is None:
            total, came = own, np.zeros(len(own), int)
        else:
            steps = _steps(last, field, target.move) + (0 if costs is None else costs[:, None])
            came = steps.argmin(0)
            total = own + steps[came, np.arange(len(own))]
        at.append(i)
        back.append(came)
        costs, last = total, field
    if costs is None:
        return chosen
    best = int(costs.argmin())
    for i, came in zip(reversed(at), reversed(back), strict=True):
        field = fields[i]
        assert field is not None
        chosen[i] = tuple(int(pitch) for pitch in field.pitches[best, : field.size[best]])
        best = int(came[best])
    return chosen


def _field(target: Target) -> Shapes | None:
    """The voicings of a chord that come nearest to what it would like to be."""
    every = shapes(target.chord)
    if every is None:
        return None
    fits = every.top <= target.ceiling
    for key in target.held:
        apart = np.abs(every.pitches - key)
        fits &= ~((apart > 0) & (apart <= CLOSE)).any(1)
    if not fits.any():
        return None
    cost = (
        every.cost
        + _SIZE * np.abs(every.size - target.size)
        + _EXTENSIONS * (1 - target.outside) * every.extensions
        + _HEIGHT * (every.mean - target.height) ** 2
        - _LUCK * target.luck.gumbel(size=len(fits))
    )
    if target.fourths:
        cost = cost - target.fourths * (np.diff(every.pitches, axis=1) == _FOURTH).sum(1) / every.size
    if target.likely is not None:
        cost = cost + _UNLIKELY * _against(every.pitches, target.likely)
    kept = np.flatnonzero(fits)
    nearest = kept[np.argsort(cost[kept], kind="stable")[:BEAM]]
    return every.chosen(nearest)._replace(cost=cost[nearest])


def _against(pitches: Array, likely: Chances) -> Array:
    """(N,) the sum of the log odds against a voicing's notes."""
    chances = np.clip(likely, _DOUBT, 1 - _DOUBT)
    against = np.append(np.log(1 - chances) - np.log(chances), 0.0)  # the last one is for no voice
    return np.asarray(against[np.where(np.isnan(pitches), 12, pitches % 12).astype(int)].sum(1))


def _single(voicing: Voicing) -> Shapes:
    """One voicing that was struck before."""
    pitches = np.full((1, MOST), np.nan, np.float32)
    pitches[0, : len(voicing)] = voicing[:MOST]
    one = np.ones(1)
    size = np.array([min(len(voicing), MOST)])
    return Shapes(pitches, size, one * voicing[0], one * voicing[-1], one * float(np.mean(voicing)), 0 * one, 0 * one)


def _steps(a: Shapes, b: Shapes, move: float) -> Array:
    """(A, B): what it costs to go from one voicing to another."""
    voices = max(a.size.max(), b.size.max())
    from_a, to_b = a.pitches[:, None, :voices], b.pitches[None, :, :voices]
    apart = to_b - from_a  # (A, B, voices)
    there = ~np.isnan(apart)
    alike = a.size[:, None] == b.size[None]
    few_a = a.size[:, None] < b.size[None]
    nearest = np.where(few_a[..., None], _nearest(from_a, to_b), _nearest(to_b, from_a)).sum(2)
    straight = np.where(there, np.abs(apart), 0).sum(2) / b.size[None]
    motion = np.where(alike, straight, nearest / np.minimum(a.size[:, None], b.size[None]))
    parallel = alike & ((apart == apart[..., :1]) | ~there).all(2)
    same = parallel & (apart[..., 0] == 0)
    top = np.abs(np.abs(b.top[None] - a.top[:, None]) - move)
    wanted_same = 0.0 if move == 0 else _SAME
    return np.asarray(
        _MOTION * np.abs(motion - _USUAL) + _TOP * top + np.where(same, wanted_same, np.where(parallel, _PARALLEL, 0.0))
    )


def _nearest(voices: Array, others: Array) -> Array:
    """(A, B, voices): semitones from each voice to the nearest one of another voicing; 0 where there is none."""
    known = np.where(np.isnan(others), _FAR, others)
    found = np.abs(voices - known[..., 0, None])
    for other in range(1, known.shape[-1]):
        np.minimum(found, np.abs(voices - known[..., other, None]), out=found)
    return np.where(np.isnan(found), np.float32(0), found)
