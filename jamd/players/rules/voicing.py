"""Piano voicings without the root, found by search, each led from the one before.

A voicing is a rising tuple of MIDI pitches. Its bottom is the third or the seventh of the chord (or the fourth or sixth
in their place), which gives the two forms that pianists call A and B, `3 5 7 9` and `7 9 3 5`, in whatever key. Of all
that fit, the one that costs least is taken: little motion, common tones held, the hand near its favourite place.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise, product
from typing import Final

from jamd.music.harmony.chords import Chord
from jamd.music.harmony.qualities import Quality

Voicing = tuple[int, ...]

LOWEST: Final = 48
HIGHEST: Final = 81
_HOME: Final = (50, 69)  # the preferred range
THIRD: Final = 3  # semitones: the closest that the band's piano comes to the keyboardist

# What a quality has as third (or in its place), seventh, fifth (or thirteenth) and ninth: semitones above the root.
_SLOTS: Final[dict[Quality, tuple[int, int, int, int]]] = {
    "maj": (4, 9, 7, 2),
    "6": (4, 9, 7, 2),
    "maj7": (4, 11, 7, 2),
    "7": (4, 10, 9, 2),
    "m": (3, 7, 2, 0),
    "m6": (3, 9, 7, 2),
    "m7": (3, 10, 7, 2),
    "mM7": (3, 11, 7, 2),
    "m7b5": (3, 10, 6, 0),
    "dim": (3, 9, 6, 0),
    "dim7": (3, 9, 6, 0),
    "dimM7": (3, 11, 6, 9),
    "aug": (4, 8, 2, 0),
    "sus": (5, 10, 9, 2),
    "sus2": (2, 7, 9, 0),
    "7sus": (5, 10, 9, 2),
    "7sus2": (2, 10, 9, 7),
    "maj7sus": (5, 11, 7, 2),
    "maj7sus2": (2, 11, 7, 9),
    "5": (0, 7, 2, 9),
}  # fmt: skip
_FIFTH_SLOT: Final = {"b5": 6, "#5": 8, "#11": 6, "b13": 8, "13": 9, "11": 5}
_NINTH_SLOT: Final = {"b9": 1, "9": 2, "#9": 3}


@lru_cache(maxsize=1024)
def _contents(quality: Quality, extensions: tuple[str, ...], size: int) -> tuple[tuple[int, ...], ...]:
    """Sets of intervals, third and seventh first, that express a chord with two, three or four voices."""
    third, seventh, fifth, ninth = _SLOTS[quality]
    if quality in ("7", "7sus") and "b9" in extensions:
        fifth = 7  # with b9, a thirteenth only where it is written
    taken = {third, seventh}
    fifths = [_FIFTH_SLOT[extension] for extension in extensions if _FIFTH_SLOT.get(extension, third) not in taken] or [
        fifth
    ]
    ninths = [_NINTH_SLOT[extension] for extension in extensions if _NINTH_SLOT.get(extension, third) not in taken] or [
        ninth
    ]
    if size == 2:
        return ((third, seventh),)
    if size == 3:
        written = [step for step in (*fifths, *ninths) if step not in (fifth, ninth)]
        return tuple((third, seventh, step) for step in dict.fromkeys(written or (*ninths, *fifths)))
    return tuple(dict.fromkeys((third, seventh, five, nine) for five, nine in product(fifths, ninths) if five != nine))


@lru_cache(maxsize=4096)
def voicings(chord: Chord, size: int, lowest: int = LOWEST, highest: int = HIGHEST) -> tuple[Voicing, ...]:
    """Every A and B voicing of a chord with 2 to 4 voices between two pitches; none for N.C."""
    if chord.quality == "nc":
        return ()
    return tuple(dict.fromkeys(_arranged(chord, size, lowest, highest)))


def _arranged(chord: Chord, size: int, lowest: int, highest: int) -> Iterator[Voicing]:
    for content in _contents(chord.quality, chord.extensions, size):
        for bottom_step in content[:2]:
            above = sorted((step - bottom_step) % 12 for step in content)
            first = lowest + (chord.root + bottom_step - lowest) % 12
            for bottom in range(first, highest - above[-1] + 1, 12):
                yield tuple(bottom + interval for interval in above)


def motion(before: Voicing, after: Voicing) -> float:
    """Semitones that a voice moves, on average; if sizes differ, each voice of the smaller one goes to its nearest."""
    if len(before) == len(after):
        return sum(abs(a - b) for a, b in zip(before, after, strict=True)) / len(after)
    few, many = sorted((before, after), key=len)
    return sum(min(abs(a - b) for b in many) for a in few) / len(few)


def clear_of(voicing: Voicing, pitches: Iterable[int]) -> bool:
    """Whether a voicing keeps a third away from each of the pitches, and has none of them inside."""
    return all(pitch <= voicing[0] - THIRD or pitch >= voicing[-1] + THIRD for pitch in pitches)


def lead(
    chord: Chord, before: Voicing | None, size: int, avoid: Iterable[int] = (), whim: float = 0.0, higher: int = 0
) -> Voicing | None:
    """The voicing of a chord that follows best; smaller where `avoid`, the keyboardist's pitches, leaves less room.

    `whim` in [0, 1) picks among the voicings that are nearly as good, so that a chord which stays does not stand still.
    `higher`: semitones that the hand lies above its usual place.
    None where nothing fits a third away from the keyboardist, or for a chord that is no chord.
    """
    crowd = tuple(avoid)
    for fewer in range(size, 1, -1):
        near = voicings(chord, fewer, LOWEST + higher, HIGHEST + higher)
        fitting = [each for each in near if clear_of(each, crowd)]
        if fitting:
            ranked = sorted((_cost(each, before, whim, higher), each) for each in fitting)
            return ranked[0][1]
    return None


def _cost(voicing: Voicing, before: Voicing | None, whim: float, higher: int) -> float:
    """In semitones of mean motion: voice movement, distance from the preferred range, semitones between voices."""
    low, high = (end + higher for end in _HOME)
    outside = max(0, low - voicing[0]) + max(0, voicing[-1] - high)
    clashes = sum(b - a == 1 for a, b in pairwise(voicing))
    moved = abs(voicing[0] - 54 - higher) / 4 if before is None else motion(before, voicing)
    still = whim if voicing == before else 0.0
    return moved + 0.5 * outside + 0.25 * clashes + 7.0 * still
