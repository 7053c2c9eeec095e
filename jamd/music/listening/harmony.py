"""The harmony without a chart: which chord the keyboardist plays now, and which ones are expected next.

A chord is told for each unit (`sounding.unit_of`), now and two units ahead, and judged again whenever the jam machine
asks. A clearly fingered chord is taken by its name. Where nothing has sounded for two beats, nothing changes.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from jamd.music.harmony.chords import Chord
from jamd.music.listening.chord_choice import choose
from jamd.music.listening.likely_tones import chance, log_odds
from jamd.music.listening.sounding import EARLY, bass_of, stretches, unit_of
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick

Changes = tuple[tuple[Tick, Chord], ...]
_SILENCE: Final = Tick(2 * TICKS_PER_BEAT)
_NO_BASS: Final = np.zeros(12)
_KNOWN_BARS: Final = 2  # of playing, after which it can be told where the chords go


class HeardHarmony:
    """Owned by the listener. Ticks may only grow between two calls of `forget`."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._told: dict[int, Chord] = {}  # unit -> the chord that the band was told, from the one that sounds on
        self._fingered: dict[int, Chord] = {}  # unit -> the last clear chord in it

    def forget(self) -> None:
        """Start over for another run of the clock; the chord stays."""
        self._told = {unit: self._told[unit] for unit in list(self._told)[:1]}
        self._fingered = {}

    @property
    def changes(self) -> Changes:
        """What the band is told: each chord, and the tick from which it holds. The first one has begun."""
        return tuple((Tick(unit * unit_of(self._meter)), chord) for unit, chord in self._told.items())

    def chord_at(self, tick: Tick) -> Chord | None:
        """What the band was told for a tick; None before anything was heard."""
        unit = tick // unit_of(self._meter)
        begun = [chord for start, chord in self._told.items() if start <= unit]
        return begun[-1] if begun else next(iter(self._told.values()), None)

    def hear(self, notes: Sequence[Note], now: Tick, fingered: Chord | None = None) -> None:
        """Judge again what has sounded before `now`. `notes` are sorted; `fingered`: the hand holds this clear
        chord."""
        unit = now // unit_of(self._meter)
        sounding = self.chord_at(now)
        self._fingered = {each: chord for each, chord in self._fingered.items() if each >= unit}
        if fingered is not None:
            self._fingered[(now + EARLY) // unit_of(self._meter)] = fingered
        if not self._fingered and not any(now - _SILENCE < note.end and note.start < now for note in notes):
            self._told = {} if sounding is None else {unit: sounding}
            return
        sounded = stretches(notes, now, self._meter)
        known = bool(notes) and notes[0].start < now - _KNOWN_BARS * self._meter.bar
        told: dict[int, Chord] = {}
        for ahead, likely in enumerate(chance(log_odds(sounded))):
            chord = self._told.get(unit + ahead, sounding)
            if ahead == 0 or known:
                chord = choose(likely, _NO_BASS if ahead else bass_of(sounded), chord)
            assert chord is not None  # the first one is chosen
            told[unit + ahead] = sounding = self._fingered.get(unit + ahead, chord)
        self._told = told
