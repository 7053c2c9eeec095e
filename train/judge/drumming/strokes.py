"""A drummer's take as arrays: where each stroke falls in beats, on which of nine families of voices, how loud.

The swing is taken out around the take's own off-beat before a stroke is put on a sixteenth, so a take that swings hard
and one that swings softly are read alike. A stroke shortly before a beat belongs to that beat.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jamd.music.drum_kit import VOICES
from jamd.music.time.notes import TICKS_PER_BEAT
from train.corpora.piece import Hit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KICK, SNARE, STICK, HAT, FOOT, OPEN, TOM, CRASH, RIDE = range(9)
FAMILIES: Final = ("kick", "snare", "stick", "hat", "foot", "open", "tom", "crash", "ride")
_FAMILY_OF_NAME: Final = {
    "kick": KICK, "snare": SNARE, "sidestick": STICK, "closed hat": HAT, "pedal hat": FOOT, "open hat": OPEN,
    "low tom": TOM, "mid tom": TOM, "high tom": TOM, "crash": CRASH, "ride": RIDE, "ride bell": RIDE,
}  # fmt: skip
FAMILY: Final = np.array([_FAMILY_OF_NAME[name] for name in VOICES])
"""The family of each voice of the kit: toms count as one, and so do the ride and its bell."""

TIME: Final = (RIDE, HAT, OPEN)
TALK: Final = (KICK, SNARE, STICK, TOM, CRASH)

EARLY: Final = 0.12  # beats; an earlier stroke belongs to the beat before
PER_BEAT: Final = 4  # steps
_OFFBEATS: Final = (0.42, 0.80)  # where in the beat an off-beat can lie
_TRIPLET: Final = 2 / 3  # the off-beat of a take that has too few to tell


class Strokes(NamedTuple):
    """One take, sorted by time. All arrays are (strokes,)."""

    beat: Floats  # as played, counted from bar 0
    voice: Ints  # a family
    velocity: Floats
    step: Ints  # sixteenth of the bar, swing taken out
    bar: Ints
    offbeat: float  # in beats
    bpm: float
    beats: int  # to the bar

    @property
    def ms(self) -> float:
        """Milliseconds in a beat."""
        return 60_000 / self.bpm

    @property
    def steps(self) -> int:
        """To the bar."""
        return PER_BEAT * self.beats

    def of(self, *families: int) -> NDArray[np.bool_]:
        return np.isin(self.voice, families)


def strokes_of(hits: Iterable[Hit], bpm: float, beats: int = 4) -> Strokes:
    rows = np.array(sorted((hit.tick, FAMILY[hit.voice], hit.velocity) for hit in hits), float).reshape(-1, 3)
    beat, voice = rows[:, 0] / TICKS_PER_BEAT, rows[:, 1].astype(int)
    time = np.isin(voice, TIME)
    offbeat = offbeat_of(beat[time] if time.sum() > 40 else beat)
    at = np.round(straightened(beat, offbeat) * PER_BEAT).astype(int)
    bar, step = np.divmod(at, PER_BEAT * beats)
    return Strokes(beat, voice, rows[:, 2], step, bar, offbeat, bpm, beats)


def offbeat_of(beats: Floats, unknown: float = _TRIPLET) -> float:
    """Where in the beat most off-beats lie together; `unknown` where there are too few."""
    inside = beats % 1
    place, count = densest(inside[(inside > _OFFBEATS[0]) & (inside < _OFFBEATS[1])])
    return place if count >= 6 else unknown


def densest(values: Floats, width: float = 0.03) -> tuple[float, int]:
    """Where most values lie together, and how many do; NaN for fewer than six."""
    if len(values) < 6:
        return float("nan"), 0
    ordered = np.sort(values)
    near = np.searchsorted(ordered, ordered + width) - np.searchsorted(ordered, ordered - width)
    together = ordered[np.abs(ordered - ordered[int(near.argmax())]) < 2 * width]
    return float(np.median(together)), len(together)


def straightened(beats: Floats, offbeat: float) -> Floats:
    """In beats: the off-beat goes to .5, and what lies on both sides of it is stretched."""
    whole = np.floor(beats + EARLY)
    inside = beats - whole
    before, after = inside * 0.5 / offbeat, 0.5 + (inside - offbeat) * 0.5 / (1 - offbeat)
    straight: Floats = whole + np.where(inside < offbeat, before, after)
    return straight


# -- windows


LONGEST: Final = 32  # bars of a window
SHORTEST: Final = 24


class Window(NamedTuple):
    """Some bars of a take: its strokes in them, and each bar's own."""

    strokes: Strokes  # in these bars, which are counted from 0
    bars: int

    def sets(self, chosen: NDArray[np.bool_], by_voice: bool = True) -> list[frozenset[tuple[int, int]]]:
        """For each bar the (step, voice) of the chosen strokes; the voice is 0 unless `by_voice`."""
        found: list[set[tuple[int, int]]] = [set() for _ in range(self.bars)]
        s = self.strokes
        for bar, step, voice in zip(s.bar[chosen].tolist(), s.step[chosen].tolist(), s.voice[chosen].tolist(),
                                    strict=True):  # fmt: skip
            found[bar].add((step, voice if by_voice else 0))
        return [frozenset(one) for one in found]

    def per_bar(self, chosen: NDArray[np.bool_] | None = None) -> Floats:
        """How many of the chosen strokes each bar has."""
        bars = self.strokes.bar if chosen is None else self.strokes.bar[chosen]
        return np.bincount(bars, minlength=self.bars)[: self.bars].astype(float)


def windows(strokes: Strokes) -> Iterator[Window]:
    """Stretches of 32 bars, the last one 24 at least, from the first bar in which something is played; a stretch in
    which a quarter of the bars is empty is left out."""
    if not len(strokes.bar):
        return
    total, start = int(strokes.bar.max()) + 1, max(0, int(strokes.bar.min()))
    while total - start >= SHORTEST:
        count = min(LONGEST, total - start)
        inside = (strokes.bar >= start) & (strokes.bar < start + count)
        if len(set(strokes.bar[inside].tolist())) >= 0.75 * count:
            yield Window(_cut(strokes, inside, start), count)
        start += count


def _cut(strokes: Strokes, inside: NDArray[np.bool_], first: int) -> Strokes:
    s = strokes
    return s._replace(beat=s.beat[inside], voice=s.voice[inside], velocity=s.velocity[inside],
                      step=s.step[inside], bar=s.bar[inside] - first)  # fmt: skip


def mean(values: Sequence[float] | Floats) -> float:
    """Of the values that are known; NaN where none is."""
    known = [value for value in values if value == value]
    return float(np.mean(known)) if known else float("nan")


def correlation(one: Floats, other: Floats) -> float:
    """NaN for fewer than eight pairs, or where one does not vary."""
    known = ~(np.isnan(one) | np.isnan(other))
    a, b = one[known], other[known]
    return float(np.corrcoef(a, b)[0, 1]) if len(a) > 7 and a.std() > 0 and b.std() > 0 else float("nan")
