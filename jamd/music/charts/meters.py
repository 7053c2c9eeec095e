"""The meters on paper, and the bars that the band makes of them: three, four or five quarter notes long.

Strategy: each measure is counted in beats of the band (`counted`). A measure that is longer than five of them becomes
several bars, measures shorter than three are put together, and no bar reaches over the start of a section. The beats
stay where they are; only the bar lines move.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from jamd.music.charts.sheet import TimeSignature
from jamd.music.time.notes import METERS, TICKS_PER_BEAT, Meter, Tick

_SHORTEST, _LONGEST = min(METERS), max(METERS)
_LONG: Final = {0: (), 1: (5,), 2: (3, 3), 3: (3,)}  # what ends a row of bars in four; 1 and 2 take its last bar
_NUMBERS: Final = {2: "two", 3: "three", 4: "four"}


class Counted(NamedTuple):
    """A measure as the band counts it."""

    beats: int  # quarter notes of the band
    beat: Tick  # how long one of them is on paper
    how: str = ""  # where that is not a quarter note


class Regrouped(NamedTuple):
    """The bars that the band plays, and a sentence where they are not those on paper."""

    bars: tuple[Meter, ...]
    sentence: str


class _Group(NamedTuple):
    """Measures whose beats are shared out anew."""

    times: tuple[TimeSignature, ...]
    beats: int


def counted(time: TimeSignature) -> Counted:
    """12/8 has four beats, each a triplet; 6/8 three quarter notes; in 7/8 an eighth is a beat."""
    if time.unit <= 4:
        return Counted(time.measure // TICKS_PER_BEAT, Tick(TICKS_PER_BEAT))
    if time.beats % 3 == 0 and time.beats >= 9:
        return Counted(time.beats // 3, Tick(3 * time.beat), " in triplets")
    if time.beats % 2 == 0:
        return counted(TimeSignature(time.beats // 2, time.unit // 2))
    return Counted(time.beats, time.beat, ", an eighth as a beat" if time.unit == 8 else ", a 16th as a beat")


def regrouped(times: Sequence[TimeSignature], firsts: Collection[int] = ()) -> Regrouped:
    """The bars of measures, given the time signature of each, and those (from 0) at which a section starts."""
    groups = [group for stretch in _stretches(times, firsts) for group in _groups(stretch)]
    bars = tuple(Meter(beats) for group in groups for beats in _shared(group.beats))
    said = dict.fromkeys(filter(None, map(_said, groups)))
    return Regrouped(bars, f"the band plays {', '.join(said)}" if said else "")


def _stretches(times: Sequence[TimeSignature], firsts: Collection[int]) -> list[Sequence[TimeSignature]]:
    """The measures section by section; one shorter than the shortest bar goes with the section before it."""
    edges = sorted({0, *firsts, len(times)})
    found: list[Sequence[TimeSignature]] = []
    for start, end in pairwise(edges):
        stretch = times[start:end]
        if found and min(map(_beats, (stretch, found[-1]))) < _SHORTEST:
            stretch = [*found.pop(), *stretch]
        found.append(stretch)
    return found


def _beats(times: Sequence[TimeSignature]) -> int:
    return sum(counted(time).beats for time in times)


def _groups(times: Sequence[TimeSignature]) -> list[_Group]:
    """Short measures are put together; what is left of them goes with the measure before, or with the next."""
    groups: list[_Group] = []
    waiting: list[TimeSignature] = []
    for time in times:
        if counted(time).beats < _SHORTEST:
            waiting.append(time)
            if _beats(waiting) < 4:
                continue
            groups.append(_group(waiting))
        elif _beats(waiting) in (0, _SHORTEST):
            groups += [_group(waiting)] * bool(waiting) + [_group([time])]
        elif groups:
            groups[-1] = _group([*groups[-1].times, *waiting])
            groups.append(_group([time]))
        else:
            groups.append(_group([*waiting, time]))
        waiting = []
    if waiting:
        alone = _beats(waiting) >= _SHORTEST or not groups
        groups.append(_group(waiting if alone else [*groups.pop().times, *waiting]))
    return groups


def _group(times: Sequence[TimeSignature]) -> _Group:
    return _Group(tuple(times), max(_SHORTEST, _beats(times)))


def _shared(beats: int) -> tuple[int, ...]:
    """Beats as bars of three, four and five."""
    if beats in METERS:
        return (beats,)
    fours, rest = divmod(beats, 4)
    return (4,) * (fours - (rest in (1, 2))) + _LONG[rest]


def _said(group: _Group) -> str:
    """What becomes of some measures; empty where they are played as they stand."""
    bars, times = _shared(group.beats), Counter(group.times)
    time = group.times[0]
    if len(bars) == 1 and [str(each) for each in group.times] == [f"{bars[0]}/4"]:
        return ""
    played = " and ".join(_bars(bars))
    if len(group.times) == 1:
        return f"{time} as {played}{counted(time).how}"
    if len(times) == 1:
        return f"{_number(len(group.times))} bars of {time} as {'one of ' * (len(bars) == 1)}{played}"
    short = min(times, key=lambda each: counted(each).beats)
    others = " and ".join(f"a {each}" for each in times if each != short)
    return f"{'a lone' if times[short] == 1 else _number(times[short])} {short} beside {others} as {played}"


def _bars(bars: Sequence[int]) -> Iterator[str]:
    """4/4 and 3/4; from three alike on, three bars of 4/4."""
    for beats, alike in groupby(bars):
        count = len(list(alike))
        yield from [f"{beats}/4"] * count if count < 3 else [f"{_number(count)} bars of {beats}/4"]


def _number(count: int) -> str:
    return _NUMBERS.get(count, str(count))
