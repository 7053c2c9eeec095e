"""The harmony without a chart: which chord the keyboardist plays now, and which ones are expected next.

A chord is told for each unit (`sounding.unit_of`), now and two units ahead, and judged again whenever the jam machine
asks. A clearly fingered chord is taken by its name. Where nothing has sounded for two beats, the last chord that was
played stays. Where the changes come round again, the form is known, and chords are told for bars ahead.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from jamd.music.charts.form import Chart
from jamd.music.harmony.chords import Chances, Chord
from jamd.music.listening.chord_choice import choose
from jamd.music.listening.form_memory import FormMemory
from jamd.music.listening.learned_chart import written
from jamd.music.listening.likely_tones import AHEAD, EAR, Floats
from jamd.music.listening.sounding import EARLY, bass_of, stretches, unit_of
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick

Changes = tuple[tuple[Tick, Chord], ...]  # chords, each from its tick on, in order


class Told(NamedTuple):
    """What the band is told of the harmony."""

    chord: Chord | None  # what sounds
    changes: Changes  # what is expected to follow
    form: Chart | None  # what comes round in what was played
    likely: tuple[tuple[Tick, Chances], ...]  # each from its tick on, in order; the first one has begun


class Judged(NamedTuple):
    """The harmony of one unit."""

    chord: Chord
    likely: Floats  # (12,) chances


NOTHING_HEARD: Final = Told(None, (), None, ())
_SILENCE: Final = Tick(2 * TICKS_PER_BEAT)
_LATELY: Final = Tick(TICKS_PER_BEAT // 2)
_FORM_AHEAD: Final = 12  # units: more than the band plans ahead
_FORM_NOW, _FORM_NEXT = 0.3, 0.7  # how much a well-known form weighs beside what is heard, now and later
_NO_BASS: Final = np.zeros(12)
_KNOWN_BARS: Final = 2  # of playing, after which it can be told where the chords go


class HeardHarmony:
    """Owned by the listener. Ticks may only grow between two calls of `forget`."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._told: dict[int, Judged] = {}  # unit -> what the band was told, from the one that sounds on
        self._fingered: dict[int, Chord] = {}  # unit -> the last clear chord in it
        self._played: Judged | None = None  # what was told while something sounded, or first
        self._memory = FormMemory(meter.bar // unit_of(meter))
        self._over = 0  # units that are over
        self.form: Chart | None = None  # what comes round in what was played

    def forget(self) -> None:
        """Start over for another run of the clock; the chord stays."""
        self._told = {}
        self._fingered = {}
        self._memory = FormMemory(self._meter.bar // unit_of(self._meter))
        self._over = 0
        self.form = None

    @property
    def settled_form(self) -> Chart | None:
        """The form, once two choruses of it were heard."""
        return self.form if self._memory.is_settled else None

    @property
    def changes(self) -> Changes:
        """What the band is told: each chord, and the tick from which it holds. The first one has begun."""
        return tuple((Tick(unit * unit_of(self._meter)), judged.chord) for unit, judged in self._told.items())

    def chord_at(self, tick: Tick) -> Chord | None:
        """What the band was told for a tick; None before anything was heard."""
        unit = tick // unit_of(self._meter)
        begun = [judged.chord for start, judged in self._told.items() if start <= unit]
        return begun[-1] if begun else next((judged.chord for judged in self._told.values()), None)

    def hear(self, notes: Sequence[Note], now: Tick, fingered: Chord | None = None) -> Told:
        """Judge again what has sounded before `now`. `notes` are sorted; `fingered`: the hand holds this clear
        chord."""
        unit = now // unit_of(self._meter)
        self._remember(notes, unit)
        self._fingered = {each: chord for each, chord in self._fingered.items() if each >= unit}
        if fingered is not None:
            self._fingered[(now + EARLY) // unit_of(self._meter)] = fingered
        last = max((min(note.end, now) for note in notes if note.start < now), default=None)
        patience = 2 * self._meter.bar if self._memory.trust > 0 else _SILENCE
        if self._fingered or (last is not None and last > now - patience):
            self._judge(notes, now, unit)
            if self._played is None or last is None or last >= now - _LATELY:
                self._played = self._told[unit]
        else:
            self._told = {} if self._played is None else {unit: self._played}
        if unit not in self._told:
            return NOTHING_HEARD
        likely = (tuple(judged.likely.tolist()) for judged in self._told.values())
        starts = (start for start, _ in self.changes)
        return Told(self._told[unit].chord, self.changes[1:], self.form, tuple(zip(starts, likely, strict=True)))

    def _judge(self, notes: Sequence[Note], now: Tick, unit: int) -> None:
        """Name the chord of this unit, and of the next ones."""
        sounded, sounding = stretches(notes, now, self._meter), self.chord_at(now)
        known = bool(notes) and notes[0].start < now - _KNOWN_BARS * self._meter.bar
        told: dict[int, Judged] = {}
        for at, likely in enumerate(self._expected(unit, EAR.likely(sounded)), start=unit):
            if at == unit or known:
                bass = bass_of(sounded) if at == unit else _NO_BASS
                before = self._told[at].chord if at in self._told else self._memory.held(at) or sounding
                sounding = choose(likely, bass, before)
            sounding = self._fingered.get(at, sounding)
            assert sounding is not None  # the first one was chosen
            told[at] = Judged(sounding, likely)
        self._told = told

    def _expected(self, unit: int, likely: Floats) -> Iterator[Floats]:
        """(12,) chances of the pitch classes in each unit from this one on: what is heard, and what the form says."""
        trust = self._memory.trust
        for ahead in range(AHEAD if trust == 0 else _FORM_AHEAD):
            before = self._memory.expected(unit + ahead)
            heard = likely[ahead] if ahead < AHEAD else before
            if heard is None:
                return
            share = trust * (_FORM_NOW if ahead == 0 else _FORM_NEXT)
            yield heard if before is None else (1 - share) * heard + share * before

    def _remember(self, notes: Sequence[Note], unit: int) -> None:
        """The unit before this one is over. One in which nothing was played says nothing."""
        length, before = unit_of(self._meter), self._memory.period
        if self._over < unit and any((unit - 1) * length < note.end and note.start < unit * length for note in notes):
            sounded = stretches(notes, Tick(unit * length), self._meter)
            self._memory.remember(unit - 1, EAR.likely(sounded)[0], self._fingered.get(unit - 1))
        self._over = max(unit, self._over)
        if self._memory.period != before:
            self.form = written(self._memory, self._meter, unit)
