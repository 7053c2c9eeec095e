"""What a player knows when it is asked for notes, and the one method that every player has.

A player never reads a clock, a port or a global: the same scene, start and end give the same notes. It may cache
network states between calls, keyed by what they were computed from, so that planning again from an earlier tick is
free.
"""

from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple, Protocol

import msgspec
import numpy as np

from jamd.commands.choices import Style
from jamd.music.charts.form import Chart
from jamd.music.harmony.chords import Chances, Chord
from jamd.music.time.notes import BandPart, Meter, Note, Tick

Role = Literal[
    "comp",  # accompany the keyboardist
    "line",  # play a melody of one's own
    "answer",  # a line that answers what the keyboardist played before
    "rest",  # play nothing: players are not asked
    "solo",  # the drums alone, whose foot keeps the time; or piano or bass, which the others accompany
    "break",  # one hit, after which the band is silent
    "last",  # the last hit of the tune
]


class Solo(NamedTuple):
    """From `start` to `end` a part has a solo that the others accompany."""

    start: Tick
    end: Tick
    soloist: BandPart


class Scene(msgspec.Struct, frozen=True):
    """The jam as one player sees it at one instant. Ticks are where notes are played (swing included). To a player,
    bars are those of one meter from tick 0 on, and number N is bar N of the chart, round and round; where the music has
    it otherwise, `as_counted` moves everything there."""

    meter: Meter
    bpm: float
    heard: Tick  # the keyboardist was heard up to here; notes still held end here
    you: tuple[Note, ...]  # the keyboardist's of the last bars (16, or 1,024 notes), until the key is up; sorted
    own: tuple[
        Note, ...
    ]  # what this part has played, and is bound to play, before the planned start, of the last 16 bars, sorted
    chart: Chart | None  # None: no form is known
    chord: Chord | None  # what the keyboardist plays; used where there is no chart, or harmony follows the keyboardist
    role: Role
    intensity: float  # 0 to 1; .2 .45 .7 .95 are the four variations
    swing: float  # long:short ratio for this part at this tempo, 1 is straight
    temperature: float  # 1 is as trained, towards 0 the likeliest
    seed: int
    changes: tuple[tuple[Tick, Chord], ...] = ()  # what is expected to follow `chord`, each from its tick on, in order
    likely: tuple[tuple[Tick, Chances], ...] = ()  # how sure `chord` and `changes` are, each from its tick on, in order
    style: Style = "swing"
    style_since: Tick = Tick(0)  # the bar line from which it holds
    busy: float = 1.0  # 0 to 2: how many notes this part plays
    room: float = 1.0  # below it, somebody has a solo that is easily covered; `busy` is that much less already
    follow: float = 0.5  # 0 to 1: how strongly this part answers the keyboardist's accents and rests
    register: float = 0.0  # semitones: how much higher than usual the pianist plays; -12 to 12
    restless: float = 0.5  # 0 to 1: the pianist's rhythms, from settled on the beat to nervous, pushing off it
    outside: float = 1.0  # 0 to 2: how far the pianist's notes go from the chord; 1: as real pianists'
    fills: tuple[Tick, ...] = ()  # fills that were asked for: each from here to the end of its bar
    entry: Tick | None = None  # where the keyboardist's phrase ends, and a line that continues it comes in
    solos: tuple[Solo, ...] = ()  # those that are known of piano and bass; of two at once, the first one is played
    apart: tuple[tuple[Tick, Tick], ...] = ()  # of `own`: stretches in which this part was not accompanying, sorted
    soloed: tuple[tuple[Tick, Tick], ...] = ()  # of these, the stretches in which it played alone
    turn: tuple[Tick, Tick] | None = None  # whose it is now, from here to there; None: nobody takes turns
    heads: tuple[tuple[Tick, Tick], ...] = ()  # choruses of the melody, of this one and the next, from here to there
    alone: bool = False  # nobody else of the band is heard
    last_hit: Tick | None = None  # where the tune ends, if somebody asked for an ending
    offset: Tick = Tick(0)  # from the ticks of the music to those that players count; 0 in what a player is shown

    def as_counted(self) -> "Scene":
        """In the ticks that a player counts."""
        by = self.offset
        if by == 0:
            return self
        return msgspec.structs.replace(
            self,
            offset=Tick(0),
            heard=Tick(self.heard + by),
            you=moved(self.you, by),
            own=moved(self.own, by),
            changes=tuple((Tick(tick + by), chord) for tick, chord in self.changes),
            likely=tuple((Tick(tick + by), chances) for tick, chances in self.likely),
            style_since=Tick(self.style_since + by),
            fills=tuple(Tick(tick + by) for tick in self.fills),
            entry=None if self.entry is None else Tick(self.entry + by),
            solos=tuple(Solo(Tick(a + by), Tick(b + by), soloist) for a, b, soloist in self.solos),
            apart=_stretches(self.apart, by),
            soloed=_stretches(self.soloed, by),
            turn=None if self.turn is None else _stretches((self.turn,), by)[0],
            heads=_stretches(self.heads, by),
            last_hit=None if self.last_hit is None else Tick(self.last_hit + by),
        )

    def bar_lines(self, start: Tick, end: Tick) -> Iterator[Tick]:
        """Of all bars that [start, end) touches."""
        first = (start + self.offset) // self.meter.bar * self.meter.bar - self.offset
        return (Tick(line) for line in range(first, end, self.meter.bar))

    def chord_at(self, tick: Tick) -> Chord | None:
        """The chord that the band agrees on at a tick: what the keyboardist plays, or is expected to play, if that is
        told; else the chart's."""
        if self.chart is not None and self.chord is None:
            return self.chart.chord_at(tick)
        return next((chord for start, chord in reversed(self.changes) if start <= tick), self.chord)

    def likely_at(self, tick: Tick) -> Chances | None:
        """The chance of each pitch class to be in the harmony at a tick, where that is what the keyboardist plays: also
        beside a chart whose chords do not count, and in a form that was learned by ear, which is never sure. None where
        the chart's chords count, or nothing was heard."""
        if self.chord is None:
            return None
        return next((likely for start, likely in reversed(self.likely) if start <= tick), None)

    def solo_at(self, tick: Tick) -> Solo | None:
        """The solo of piano or bass that is played at a tick."""
        return next((solo for solo in self.solos if solo.start <= tick < solo.end), None)

    def fill_asked(self, bar: int) -> Tick | None:
        """From where a bar is to be filled."""
        return next((tick for tick in self.fills if tick // self.meter.bar == bar), None)

    def returns_at(self, tick: Tick) -> bool:
        """Whether this part comes back here, from a solo, a break or a rest."""
        return any(end == tick for _, end in self.apart)


def moved(notes: Sequence[Note], by: Tick) -> tuple[Note, ...]:
    """The same notes, so many ticks later."""
    if by == 0:
        return tuple(notes)
    return tuple(Note(Tick(n.start + by), n.pitch, Tick(n.end + by), n.velocity) for n in notes)


def _stretches(stretches: tuple[tuple[Tick, Tick], ...], by: Tick) -> tuple[tuple[Tick, Tick], ...]:
    return tuple((Tick(start + by), Tick(end + by)) for start, end in stretches)


class Player(Protocol):
    """Plays one part. Called by the band process alone; must not block except to compute."""

    part: BandPart

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        """Notes that start in [start, end), sorted; they may end later. Swing and micro-timing are included."""
        ...


_STREAM: Final = {"drums": 1, "piano": 2, "bass": 3}
_WORD: Final = 2**64


def rng_at(seed: int, part: BandPart, step: int) -> np.random.Generator:
    """Random numbers for one step of one part: planning a stretch again draws the same numbers, so plans stay put
    until the music changes."""
    key = seed % _WORD + _STREAM[part] * _WORD
    return np.random.Generator(np.random.Philox(key=key, counter=step % _WORD * _WORD))  # 2**66 draws to the step
