"""Which chord a left hand holds: fingered chords in any inversion, and the rootless voicings of jazz pianists.

Every chord that jamd can name is laid over the held keys; the one that explains most with the fewest liberties wins.
Some hands fit two names (A-C-E-G is Am7, C6/A or a rootless Fmaj9): the bass decides, then the chord before.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from jamd.music.harmony.chords import NAMES, TONES, Chord, parse_chord
from jamd.music.harmony.qualities import Quality

# Quality -> how it is written, and what it may carry: tension in semitones above the root -> how that is written.
_KNOWN: Final[dict[Quality, tuple[str, dict[int, str]]]] = {
    "maj7": ("maj7", {2: "9", 6: "#11", 9: "13"}),
    "7": ("7", {1: "b9", 2: "9", 3: "#9", 6: "#11", 8: "b13", 9: "13"}),
    "m7": ("m7", {2: "9", 5: "11"}),
    "m7b5": ("m7b5", {5: "11"}),
    "dim7": ("dim7", {}),
    "mM7": ("mMaj7", {2: "9"}),
    "6": ("6", {2: "9"}),
    "m6": ("m6", {2: "9"}),
    "7sus": ("7sus4", {2: "9", 9: "13"}),
    "maj": ("", {2: "9"}),
    "m": ("m", {2: "9"}),
    "dim": ("dim", {}),
    "aug": ("aug", {}),
    "sus": ("sus4", {}),
}
_ROOTLESS: Final[dict[Quality, tuple[frozenset[int], ...]]] = {
    "m7": (frozenset({3, 7, 10, 2}),),
    "maj7": (frozenset({4, 7, 11, 2}), frozenset({4, 9, 11, 2})),
    "7": tuple(frozenset({4, 10, fifth, ninth}) for fifth in (9, 8) for ninth in (2, 1, 3)),
}
_FIFTH: Final = 7
_Before = tuple[int, Quality]


class _Reading(NamedTuple):
    """One way to name a hand. Sorts by cost, then by name, so that equal hands get equal names."""

    cost: float
    symbol: str


def detect_chord(pitches: Iterable[int], after: Chord | None = None) -> Chord | None:
    """The chord of the held pitches; None for fewer than three different keys or for what has no name.

    `after` is the chord before, if one is known: after a dominant, E-G-B-D is the tonic C that it leads to, not Em7.
    """
    held = sorted(set(pitches))
    if len({pitch % 12 for pitch in held}) < 3:
        return None
    symbol = _symbol(frozenset(pitch % 12 for pitch in held), held[0] % 12, after and (after.root, after.quality))
    return None if symbol is None else parse_chord(symbol)


@lru_cache(maxsize=4096)
def _symbol(keys: frozenset[int], bass: int, after: _Before | None) -> str | None:
    readings = [
        reading for root in range(12) for reading in (*_rooted(keys, bass, root), *_rootless(keys, bass, root, after))
    ]
    best = min(readings, default=None)
    return None if best is None or best.cost > 3 else best.symbol


def _rooted(keys: frozenset[int], bass: int, root: int) -> Iterator[_Reading]:
    """Names with the root among the keys. Only a fifth may be missing; only known tensions may be added."""
    if root not in keys:
        return
    steps = {(key - root) % 12 for key in keys}
    for quality, (written, tensions) in _KNOWN.items():
        tones = set(TONES[quality])
        missing, added = tones - steps, steps - tones
        no_fifth = missing == {_FIFTH} and bool(tones & {10, 11})
        if (missing and not no_fifth) or not added <= tensions.keys() or _clash(added):
            continue
        slash = "" if bass == root else "/" + NAMES[bass]
        inverted = 1.0 if bass != root else 0.0
        name = NAMES[root] + _extended(written, [tensions[step] for step in sorted(added)]) + slash
        yield _Reading(inverted + 0.6 * len(added) + 0.4 * len(missing) - 0.1 * len(tones), name)


def _clash(added: set[int]) -> bool:
    """A natural ninth or thirteenth beside an altered one is a cluster, not an extension."""
    return {8, 9} <= added or (2 in added and bool(added & {1, 3}))


def _extended(written: str, tensions: list[str]) -> str:
    """Dm7 with a ninth is Dm9, C with a ninth Cadd9, C7 with b9 and 13 C13b9."""
    natural = [tension for tension in tensions if tension in ("9", "11", "13")]
    altered = "".join(tension for tension in tensions if tension not in natural)
    if not natural:
        return written + altered
    if written in ("", "m"):
        return written + "add9"
    if written in ("6", "m6"):
        return written + "9"
    return written.replace("7", max(natural, key=int), 1) + altered


def _rootless(keys: frozenset[int], bass: int, root: int, after: _Before | None) -> Iterator[_Reading]:
    """The A form, third at the bottom, and the B form, seventh at the bottom, of four voices.

    An A form of m7 or maj7 is also a plain chord in root position: only the chord before decides. A B form
    is also a plain chord in second inversion, which jazz pianists play less.
    """
    steps = frozenset((key - root) % 12 for key in keys)
    low = (bass - root) % 12
    for quality, shapes in _ROOTLESS.items():
        if steps not in shapes or low not in TONES[quality][1::2]:
            continue
        written, tensions = _KNOWN[quality]
        name = NAMES[root] + _extended(written, [tensions[step] for step in sorted(steps - set(TONES[quality]))])
        form = 0.5 if low == TONES[quality][3] or quality == "7" else 1.0
        liberties = 0.3 * len(steps & {1, 3, 8}) if quality == "7" else 0.0
        favoured = after == (root, quality) or _led_to(root, quality, after)
        yield _Reading(form + liberties - (1.5 if favoured else 0.0), name)


def _led_to(root: int, quality: Quality, after: _Before | None) -> bool:
    """Whether a chord is where the one before was going: a fifth down from a dominant, or from II to V."""
    if after is None or (after[0] + 5) % 12 != root:
        return False
    return after[1] in ("7", "7sus") or (after[1] in ("m7", "m7b5") and quality == "7")
