"""The harmony without a chart: which chord the keyboardist plays now, and which ones are expected next.

A chord is told for each unit (`sounding.unit_of`), now and two units ahead, and judged again whenever the jam machine
asks. A clearly fingered chord is taken by its name. Where nothing has sounded for two beats, nothing changes.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.harmony.chords import Chord
from jamd.music.listening.chord_choice import choose
from jamd.music.listening.likely_tones import chance, log_odds
from jamd.music.listening.sounding import stretches, unit_of
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick

Changes = tuple[tuple[Tick, Chord], ...]
_LOW_LAST_BEAT, _LOW_HERE = 10, 11  # rows of `stretches`
_SILENCE: Final = Tick(2 * TICKS_PER_BEAT)
_UNKNOWN: Final = np.zeros(12)


class HeardHarmony:
    """Owned by the listener. Ticks may only grow between two calls of `forget`."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._told: dict[int, Chord] = {}  # unit -> the chord that the band was told
        self._fingered: tuple[int, Chord] | None = None  # the last one, and its unit
        self.chord: Chord | None = None  # the last one that the band was told for what has begun

    def forget(self) -> None:
        """Start over for another run of the clock; the chord stays."""
        self._told = {} if self.chord is None else {0: self.chord}
        self._fingered = None

    @property
    def changes(self) -> Changes:
        """What the band is told: each chord, and the tick from which it holds. The first one has begun."""
        return tuple((Tick(unit * unit_of(self._meter)), chord) for unit, chord in sorted(self._told.items()))

    def finger(self, chord: Chord, now: Tick) -> bool:
        """A hand holds a clear chord; the answer is whether it is another one than the band was told."""
        unit = now // unit_of(self._meter)
        self._fingered = unit, chord
        return self._told.get(unit, self.chord) != chord

    def hear(self, notes: Sequence[Note], now: Tick) -> None:
        """Judge again what has sounded before `now`; `notes` are sorted."""
        unit = now // unit_of(self._meter)
        self._begin(unit)
        fingered = self._fingered[1] if self._fingered is not None and self._fingered[0] == unit else None
        if not any(now - _SILENCE < note.end and note.start < now for note in notes) and fingered is None:
            return
        sounded = stretches(notes, now, self._meter)
        bass = sounded[_LOW_LAST_BEAT] + sounded[_LOW_HERE]
        told: dict[int, Chord] = {}
        before = self.chord
        for ahead, likely in enumerate(chance(log_odds(sounded))):
            if ahead == 0 and fingered is not None:
                before = fingered
            else:
                root = bass / max(bass.sum(), 1e-6) if ahead == 0 else _UNKNOWN
                before = choose(likely, root, self._told.get(unit + ahead, before))
            told[unit + ahead] = before
        self._told, self.chord = told, told[unit]

    def _begin(self, unit: int) -> None:
        """Time has come to a unit."""
        begun = [each for each in self._told if each <= unit]
        if begun:
            self.chord = self._told[max(begun)]
            self._told = {unit: self.chord} | {each: told for each, told in self._told.items() if each > unit}
