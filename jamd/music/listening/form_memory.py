"""The form learned from listening: changes that come round again, after 4, 8, 12, 16, 32 bars, are known the next time.

Each unit of harmony (`sounding.unit_of`) is remembered as the chances of the twelve pitch classes. Where the last bars
were like those one period before, the period is the form. How far the memory is trusted depends on how well it told
the last two bars, so it gives way when the keyboardist goes elsewhere.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.harmony.chords import Chord

Floats = NDArray[np.float64]

PERIODS: Final = (4, 8, 12, 16, 20, 24, 32, 36, 40, 48)  # bars
_PASSES: Final = 3  # that are remembered
_FEWEST_BARS: Final = 8  # that must come again
_ALIKE: Final = 0.12  # likeness that many bars must have on average, at least
_LUCK: Final = 1.6  # how much more it must be where there are few: over the root of their units
_STAYS: Final = 0.1  # how much better another period must be
_LATELY: Final = 4  # units that say how far to trust it
_ROOT: Final = 1.5  # how much the root that a hand holds tells, beside twelve chances
_LOST: Final = 16  # units; if they were not alike, the form is another one


class FormMemory:
    """Owned by the harmony. `units_per_bar`: 2 where chords are told for half bars."""

    def __init__(self, units_per_bar: int) -> None:
        self._per_bar = units_per_bar
        self._heard: dict[int, Floats] = {}  # unit -> (12,) chances
        self._held: dict[int, Chord] = {}  # unit -> the chord that a hand held
        self._compared: dict[int, Floats] = {}  # unit -> (24,) the same, and the root that a hand held
        self._sum = np.zeros(24)
        self._likeness: dict[int, list[float]] = {bars: [] for bars in PERIODS}  # of the last units, oldest first
        self.period: int | None = None  # bars

    def remember(self, unit: int, likely: Floats, held: Chord | None = None) -> None:
        """A unit is over; units come in order. `held`: the chord that a hand held in it."""
        self._heard[unit] = likely
        if held is not None:
            self._held[unit] = held
        self._compared[unit] = _compared(likely, held)
        self._sum = self._sum + self._compared[unit]
        forgotten = unit - _PASSES * PERIODS[-1] * self._per_bar
        self._heard.pop(forgotten, None)
        self._held.pop(forgotten, None)
        self._compared.pop(forgotten, None)
        for bars, known in self._likeness.items():
            before = self._compared.get(unit - bars * self._per_bar)
            if before is not None:
                known.append(self._alike(before, self._compared[unit]))
                del known[: -max(bars, _FEWEST_BARS) * self._per_bar]
        self.period = self._found()

    @property
    def trust(self) -> float:
        """0 to 1: how well the memory told the last two bars; 0 without a form."""
        if self.period is None:
            return 0.0
        return float(np.clip(np.mean(self._likeness[self.period][-_LATELY:]) * 1.5, 0, 1))

    def expected(self, unit: int) -> Floats | None:
        """(12,) what was heard at this place of the form before; None if nothing was."""
        if self.period is None:
            return None
        length = self.period * self._per_bar
        before = [
            self._heard[at] for at in range(unit - length, unit - (_PASSES + 1) * length, -length) if at in self._heard
        ]
        return np.mean(before, axis=0) if before else None

    def held(self, unit: int) -> Chord | None:
        """The chord that a hand held last at this place of the form; None if none did."""
        if self.period is None:
            return None
        length = self.period * self._per_bar
        before = range(unit - length, unit - (_PASSES + 1) * length, -length)
        return next((self._held[at] for at in before if at in self._held), None)

    @property
    def is_settled(self) -> bool:
        """Whether two whole choruses were heard."""
        return self.period is not None and len(self._likeness[self.period]) >= self.period * self._per_bar

    def _alike(self, one: Floats, other: Floats) -> float:
        """-1 to 1, apart from what all units have in common, which is the key."""
        usual = self._sum / max(1, len(self._compared))
        a, b = _centred(one - usual), _centred(other - usual)
        return float(a @ b) / max(1e-9, float(np.linalg.norm(a) * np.linalg.norm(b)))

    def _found(self) -> int | None:
        """The period that holds; the one before stays unless another is clearly better, or its changes are gone."""
        likeness = {bars: self._likeness_of(bars) for bars in PERIODS}
        best = max(PERIODS, key=lambda bars: (round(likeness[bars], 1), -bars))
        if self.period is not None and likeness[best] - _STAYS <= likeness[self.period]:
            best = self.period
        return best if likeness[best] > 0 else None

    def _likeness_of(self, bars: int) -> float:
        """Of the last period and the one before it; 0 where that may be luck."""
        known = self._likeness[bars]
        if len(known) < _FEWEST_BARS * self._per_bar or np.mean(known[-_LOST:]) < _ALIKE:
            return 0.0
        alike = float(np.mean(known))
        return alike if alike > _ALIKE + _LUCK / len(known) ** 0.5 else 0.0


def _compared(likely: Floats, held: Chord | None) -> Floats:
    roots = np.zeros(12)
    if held is not None:
        roots[held.root] = _ROOT
    return np.concatenate([likely, roots])


def _centred(compared: Floats) -> Floats:
    """How sure the ear is altogether says nothing of the chord."""
    return np.concatenate([compared[:12] - compared[:12].mean(), compared[12:]])
