"""Which chord a hand holds, by its name: fingered chords in any position, and the voicings of jazz pianists.

Every chord whose tones and tensions hold all the keys may be meant. How likely each root and family is where these keys
are held, in view of what was played before, the network of `held_chord` says. Rules count the liberties that a name
takes: a root that is not the lowest key, or that is missing, a fifth left out. Some hands fit several names: F-A-B-E is
a G13 in C. There the chord before counts as well, and the one that a chart has at this place.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from jamd.music.harmony.chords import NAMES, Chord, parse_chord
from jamd.music.listening.chord_families import FAMILIES, Family, Function, function_of
from jamd.music.listening.held_chord import NAMER, Floats, rows_of
from jamd.music.listening.onsets import Stroke
from jamd.music.time.notes import Tick


class _Kind(NamedTuple):
    """How a chord is written, its tones in semitones above the root, and what it may carry: tension -> how that is
    written."""

    written: str
    family: Family
    tones: tuple[int, ...]
    tensions: dict[int, str]


_KINDS: Final = (
    _Kind("maj7", "major", (0, 4, 7, 11), {2: "9", 6: "#11", 9: "13"}),
    _Kind("maj7#5", "major", (0, 4, 8, 11), {}),
    _Kind("7", "dominant", (0, 4, 7, 10), {1: "b9", 2: "9", 3: "#9", 6: "#11", 8: "b13", 9: "13"}),
    _Kind("m7", "minor", (0, 3, 7, 10), {2: "9", 5: "11", 9: "13"}),
    _Kind("m7b5", "half diminished", (0, 3, 6, 10), {2: "9", 5: "11"}),
    _Kind("dim7", "diminished", (0, 3, 6, 9), {}),
    _Kind("dimMaj7", "diminished", (0, 3, 6, 11), {}),
    _Kind("mMaj7", "minor", (0, 3, 7, 11), {2: "9"}),
    _Kind("6", "major", (0, 4, 7, 9), {2: "9", 6: "#11"}),
    _Kind("m6", "minor", (0, 3, 7, 9), {2: "9", 5: "11"}),
    _Kind("7sus4", "sus", (0, 5, 7, 10), {1: "b9", 2: "9", 9: "13"}),
    _Kind("", "major", (0, 4, 7), {2: "9"}),
    _Kind("m", "minor", (0, 3, 7), {2: "9"}),
    _Kind("dim", "diminished", (0, 3, 6), {}),
    _Kind("aug", "augmented", (0, 4, 8), {}),
    _Kind("sus4", "sus", (0, 5, 7), {2: "9"}),
    _Kind("sus2", "sus", (0, 2, 7), {}),
)
_PLAINLY: Final[dict[Family, str]] = {
    "major": "", "minor": "m7", "dominant": "7", "half diminished": "m7b5", "diminished": "dim7", "augmented": "aug",
    "sus": "7sus4",
}  # fmt: skip
_EVEN: Final = ("dim7", "aug")  # the same from each of their tones: named from the lowest
_FIFTH: Final = 7

# Liberties, in nats.
_INVERTED: Final = 0.6
_FIFTH_LOW: Final = 1.6  # under four voices: with the seventh of another chord lowest it is a B form
_OVER_ANOTHER_BASS: Final = 1.0
_A_FORM: Final = 0.5  # no root, the third lowest; with the seventh lowest, the B form, it is no plain chord
_OTHER_FORM: Final = 1.3
_NO_FIFTH: Final = 0.5
_KEPT: Final = 3.0  # what speaks for the chord before, and for one that it leads to
_WRITTEN: Final = 3.0  # and for the chart's
_INEXACT: Final = 0.5  # keys that are not in the chord


class _Reading(NamedTuple):
    """One way to name a hand. Sorts by cost, then by name, so that equal hands get equal names."""

    cost: float
    symbol: str
    function: Function
    rooted: bool


class Setting(NamedTuple):
    """Where a hand is heard."""

    after: Chord | None = None  # the chord before: after a dominant, E-G-B-D is the tonic C that it leads to, not Em7
    before: Sequence[Stroke] = ()  # what was struck in the bars before
    now: Tick = Tick(0)
    written: Chord | None = None  # a chart's chord, which they may be playing


def detect_chord(pitches: Iterable[int], after: Chord | None = None) -> Chord | None:
    """The chord of the held pitches by its exact name; None for fewer than three different keys, or for what has no
    name. `after`: the chord before, if one is known."""
    held = frozenset(pitches)
    if len({pitch % 12 for pitch in held}) < 3:
        return None
    setting = Setting(after)
    exact = _exact(held, setting, _odds(held, setting))
    return None if exact is None else parse_chord(exact[1])


def meant_chord(pitches: Iterable[int], setting: Setting) -> Chord | None:
    """The same in its setting; and where a hand holds keys that are not in the chord that it is likeliest to mean, the
    plain name of that. None only for fewer than three different keys."""
    held = frozenset(pitches)
    if len({pitch % 12 for pitch in held}) < 3:
        return None
    odds = _odds(held, setting)
    root, family = divmod(int(odds.argmax()), len(FAMILIES))
    readings = _readings(frozenset(pitch % 12 for pitch in held), min(held) % 12)
    own = min((reading for reading in readings if reading.function == (root, FAMILIES[family])), default=None)
    name = own.symbol if own else NAMES[root] + _PLAINLY[FAMILIES[family]]
    likeliest = (_INEXACT - float(odds[root, family]), name)
    return parse_chord(min(likeliest, _exact(held, setting, odds) or likeliest)[1])


def _odds(held: frozenset[int], setting: Setting) -> Floats:
    """(12, families) log probabilities, with the chart's chord favoured."""
    odds = NAMER.odds(rows_of(held, setting.before, setting.now))
    written = function_of(setting.written) if setting.written else None
    if written:
        odds[written.root, FAMILIES.index(written.family)] += _WRITTEN
    return odds


def _exact(held: frozenset[int], setting: Setting, odds: Floats) -> tuple[float, str] | None:
    """The best of the names that hold all keys, and what it costs."""
    after = function_of(setting.after) if setting.after else None
    readings = _readings(frozenset(pitch % 12 for pitch in held), min(held) % 12)
    return min(((_cost(reading, odds, after), reading.symbol) for reading in readings), default=None)


def _cost(reading: _Reading, odds: Floats, after: Function | None) -> float:
    cost = reading.cost - float(odds[reading.function.root, FAMILIES.index(reading.function.family)])
    favoured = after is not None and (reading.function == after or _led_to(reading.function, after))
    return cost - _KEPT if favoured and not reading.rooted else cost


def _led_to(function: Function, after: Function) -> bool:
    """Whether a chord is where the one before was going: a fifth down from a dominant, or from II to V."""
    if (after.root + 5) % 12 != function.root:
        return False
    is_two = after.family in ("minor", "half diminished")
    return after.family in ("dominant", "sus") or (is_two and function.family == "dominant")


@lru_cache(maxsize=8192)
def _readings(keys: frozenset[int], bass: int) -> tuple[_Reading, ...]:
    """All names of these keys."""
    return tuple(
        reading
        for root in range(12)
        for kind in _KINDS
        for reading in (*_rooted(keys, bass, root, kind), *_rootless(keys, bass, root, kind))
    )


def _rooted(keys: frozenset[int], bass: int, root: int, kind: _Kind) -> Iterator[_Reading]:
    """Names with the root among the keys. Only a fifth may be missing; only known tensions may be added, and any
    bass under a plain chord."""
    steps, low = frozenset((key - root) % 12 for key in keys), (bass - root) % 12
    tones = frozenset(kind.tones)
    missing, added = tones - steps, steps - tones
    no_fifth = missing == {_FIFTH} and bool(tones & {10, 11})
    if 0 in missing or (missing and not no_fifth) or _clash(added) or (kind.written in _EVEN and low in tones and low):
        return
    cost = _NO_FIFTH * len(missing) + (_FIFTH_LOW if low == _FIFTH and len(tones) > 3 else 0.0)
    if added <= kind.tensions.keys():
        yield _reading(cost + (_INVERTED if low else 0.0), root, kind, added, low)
    elif added == {low}:
        yield _reading(cost + _OVER_ANOTHER_BASS, root, kind, frozenset(), low)


def _rootless(keys: frozenset[int], bass: int, root: int, kind: _Kind) -> Iterator[_Reading]:
    """Third and seventh (or sixth) and colours, as jazz pianists play them: with the third or the seventh lowest."""
    steps, low = frozenset((key - root) % 12 for key in keys), (bass - root) % 12
    if 0 in steps or len(kind.tones) < 4 or not {kind.tones[1], kind.tones[3]} <= steps or not kind.tensions:
        return
    added = steps - frozenset(kind.tones)
    if not added or not added <= kind.tensions.keys() or _clash(added):
        return
    cost = _A_FORM if low == kind.tones[1] else 0.0 if low == kind.tones[3] else _OTHER_FORM
    yield _reading(cost, root, kind, added, None)


def _reading(cost: float, root: int, kind: _Kind, added: frozenset[int], low: int | None) -> _Reading:
    slash = "" if not low else "/" + NAMES[(root + low) % 12]
    name = NAMES[root] + _extended(kind.written, [kind.tensions[step] for step in sorted(added)]) + slash
    return _Reading(cost, name, Function(root, kind.family), low is not None)


def _clash(added: frozenset[int]) -> bool:
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
