"""Every voicing of a chord that the comping player considers: recipes of chord degrees, realised at every height.

A recipe names degrees from the bottom up, each at the nearest place above the one before: `3 5 7 9` and `7 9 3 5` are
the rootless A and B forms, `7 3 5 9` is a drop 2, `3 6 9` a stack of fourths, `3 7 9 5 1` shell and upper structure in
two hands, `9 3 5 7 9` a block chord. Degrees: 1, 3 (or what stands in its place), 4 (an eleventh), 5, 6 (a
thirteenth), 7 (or a sixth) and 9, each as the chord has it.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, pairwise, product
from typing import Final, NamedTuple

import numpy as np

from jamd.music.harmony.chords import TONES, Chord
from jamd.players.arrays import Array

LOWEST: Final = 42
HIGHEST: Final = 82
MOST: Final = 6  # voices
_WIDEST: Final = 28  # semitones, of two hands

_RECIPES: Final[dict[str, float]] = {
    "37": 1.0, "73": 1.0, "36": 0.4, "17": 0.4, "39": 0.4, "79": 0.2, "74": 0.2,
    "379": 1.0, "735": 0.9, "736": 1.0, "793": 0.5, "357": 0.6, "573": 0.5, "369": 0.8, "739": 0.5, "173": 0.5,
    "473": 0.6, "719": 0.2, "691": 0.3, "971": 0.2, "591": 0.2,
    "3579": 1.0, "3679": 1.0, "7935": 1.0, "7936": 1.0, "5793": 0.4, "9357": 0.4, "7359": 0.9, "3795": 0.9,
    "3796": 0.8, "7369": 0.9, "1739": 0.5, "1735": 0.4, "3691": 0.7, "4739": 0.5, "7351": 0.5, "3715": 0.5,
    "37951": 1.0, "73695": 1.0, "36951": 0.8, "37961": 0.6, "73951": 0.6, "17395": 0.6, "14735": 0.7, "47359": 0.4,
    "93579": 0.4, "79357": 0.4, "57935": 0.4, "35793": 0.4, "73591": 0.5,
    "736951": 0.6, "173695": 0.6, "173951": 0.5, "379513": 0.4, "147359": 0.4,
}  # fmt: skip
"""How readily each is taken, 1 the most."""
_DARKER: Final = 3.0  # cost of what makes another dominant of a minor chord: a thirteenth, or fourth and sixth
_BARE: Final = ("15", "51", "151", "13", "35", "51")  # where a chord has no seventh or no third
_ROOM: Final = ((45, 7), (48, 5), (52, 3), (55, 2))  # below this pitch neighbours lie at least so far apart
_WILLING: Final = 0.9  # cost of a recipe that is taken half as readily, over ln 2


class Shapes(NamedTuple):
    """N voicings of a chord. Arrays are over them; `pitches` (N, MOST) rises and is padded with NaN."""

    pitches: Array
    size: Array
    low: Array
    top: Array
    mean: Array
    extensions: Array  # voices that are no chord tones
    cost: Array

    def chosen(self, kept: Array) -> "Shapes":
        return Shapes(*(column[kept] for column in self))


@lru_cache(maxsize=256)
def shapes(chord: Chord) -> Shapes | None:
    """Every voicing of a chord; None for N.C."""
    if chord.quality == "nc":
        return None
    found: dict[tuple[int, ...], float] = {}
    for voicing, cost in _voicings(chord):
        found[voicing] = min(cost, found.get(voicing, cost))
    rows = sorted(found)
    pitches = np.full((len(rows), MOST), np.nan, np.float32)
    for i, row in enumerate(rows):
        pitches[i, : len(row)] = row
    return Shapes(
        pitches,
        size=np.array([len(row) for row in rows]),
        low=pitches[:, 0],
        top=np.nanmax(pitches, 1),
        mean=np.nanmean(pitches, 1),
        extensions=np.array([sum(pitch % 12 not in chord.chord_tones for pitch in row) for row in rows]),
        cost=np.array([found[row] for row in rows]),
    )


def _voicings(chord: Chord) -> Iterator[tuple[tuple[int, ...], float]]:
    steps = degrees(chord)
    usable = [recipe for recipe in _RECIPES if all(steps[degree] for degree in recipe)]
    for recipe in [*usable, *(bare for bare in _BARE if len(usable) < 12 and all(steps[degree] for degree in bare))]:
        cost = -_WILLING * float(np.log(_RECIPES.get(recipe, 0.3)))
        if 3 in steps["3"] and ("6" in recipe or ("4" in recipe and 9 in steps["7"])):
            cost += _DARKER
        for intervals in product(*(steps[degree] for degree in recipe)):
            for voicing in _placed(chord.root, intervals):
                if _sounds(voicing, chord):
                    yield voicing, cost


def _placed(root: int, intervals: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """From the bottom up, at every height."""
    rising = [0]
    for below, above in pairwise(intervals):
        rising.append(rising[-1] + ((above - below) % 12 or 12))
    first = LOWEST + (root + intervals[0] - LOWEST) % 12
    for bottom in range(first, HIGHEST - rising[-1] + 1, 12):
        yield tuple(bottom + step for step in rising)


def _sounds(voicing: tuple[int, ...], chord: Chord) -> bool:
    """Not muddy, not too wide, without a minor ninth that the chord does not ask for, a raised ninth above the third
    and not right below it."""
    if voicing[-1] - voicing[0] > _WIDEST:
        return False
    if any(low < pitch and high - low < room for low, high in pairwise(voicing) for pitch, room in _ROOM):
        return False
    has_third = (chord.root + 4) % 12 in chord.chord_tones
    if has_third and any(high - low == 1 and (low - chord.root) % 12 == 3 for low, high in pairwise(voicing)):
        return False
    return "b9" in chord.extensions or not any(b - a == 13 for a, b in combinations(voicing, 2))


@lru_cache(maxsize=256)
def degrees(chord: Chord) -> dict[str, tuple[int, ...]]:
    """Semitones above the root that stand for each degree; none where the chord has no such degree."""
    tones = {(pitch - chord.root) % 12 for pitch in chord.chord_tones}
    extensions = {(pitch - chord.root) % 12 for pitch in chord.tensions} - tones
    third: int | None = next((step for step in (4, 3, 5, 2) if step in tones and step in TONES[chord.quality]), None)
    seventh: int | None = next((step for step in (11, 10, 9) if step in tones and step != third), None)
    if seventh is None:
        seventh = next((step for step in ((10, 9) if third == 3 else (9, 11, 10)) if step in extensions), None)
    fifth = next((step for step in (7, 6, 8) if step in tones), None)
    ninths: list[int] = [step for step in (1, 3) if step in extensions and third != 3] or [2]
    eleventh = 5 if third in (3, 2) else 6
    return {
        "1": (0,) if 0 in tones else (),
        "3": () if third is None else (third,),
        "4": tuple(step for step in (eleventh,) if step in extensions),
        "5": () if fifth is None else (fifth,),
        "6": tuple(step for step in (9, 8) if step in extensions and step != seventh),
        "7": () if seventh is None else (seventh,),
        "9": tuple(step for step in ninths if step in extensions and step != third),
    }
