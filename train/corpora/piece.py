"""A `Piece` on its own beat grid: what every reader yields, whichever set it comes from.

Positions are ticks, 960 to the quarter, as played (swing and micro-timing included). Tick 0 is a downbeat, and every
bar of a piece is equally long: a file whose meter changes is cut or refused by its reader. Ticks are musical, not
clock, time: where the tempo varies, `beats` holds the second at which each beat fell.
"""

from collections.abc import Iterator
from typing import Literal, TypeVar

import msgspec

from jamd.music.drum_kit import VOICES
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick

Split = Literal["train", "validation", "test"]
Instrument = Literal["piano", "bass", "drums"]

T = TypeVar("T")

EARLY = 80  # ticks; an attack up to half a step of the 24-to-the-bar grid before the bar line belongs to the bar


class Hit(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """One stroke of the drums. `voice` is an index into `jamd.music.drum_kit.VOICES`, velocity 1 to 127."""

    tick: int
    voice: int
    velocity: int

    def __post_init__(self) -> None:
        if not (0 <= self.voice < len(VOICES) and 1 <= self.velocity <= 127):
            raise ValueError(f"not a hit: {self!r}")


class Onset(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """An attack without pitch, velocity or drum voice."""

    tick: int
    instrument: Instrument


class ChordMark(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """A chord symbol, spelled as the set spells it, that holds until the next mark. 'N' is no chord."""

    tick: int
    symbol: str


class Bar(msgspec.Struct, frozen=True):
    """One bar of a piece. Ticks count from the bar line and may be negative down to -EARLY."""

    index: int
    chord: str | None  # the symbol that holds at the bar line
    drums: tuple[Hit, ...]
    piano: tuple[Note, ...]
    bass: tuple[Note, ...]
    line: tuple[Note, ...]
    onsets: tuple[Onset, ...]
    chords: tuple[ChordMark, ...]


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """One performance (or one score). Every role is sorted by tick; a role that the set lacks is empty."""

    set: str  # "groove", "weimar" ...
    name: str  # unique in its set
    performer: str  # never on both sides of a split; the piece's own name where nobody is known
    licence: str
    source: str  # path inside the set's directory
    bpm: float  # quarters a minute, the median where the tempo varies
    meter: str = "4/4"
    tune: str = ""  # the composition: takes of one tune share it ("" is unknown)
    split: Split | None = None  # as the set's publisher says; `train.prepare.splits` decides where this is None
    styles: tuple[str, ...] = ()
    beats: tuple[float, ...] = ()  # seconds of beats 0, 1, 2 ...; empty: steady at `bpm`
    drums: tuple[Hit, ...] = ()
    piano: tuple[Note, ...] = ()
    bass: tuple[Note, ...] = ()
    line: tuple[Note, ...] = ()  # a melody or a solo, whatever instrument plays it
    onsets: tuple[Onset, ...] = ()
    chords: tuple[ChordMark, ...] = ()

    @property
    def bar(self) -> int:
        """Ticks in a bar."""
        return bar_ticks(self.meter)

    @property
    def bar_count(self) -> int:
        """Bars from tick 0 to the one in which the last event starts."""
        starts: list[int] = [part[-1].start for part in (self.piano, self.bass, self.line) if part]
        starts += [part[-1].tick for part in (self.drums, self.onsets, self.chords) if part]
        return 0 if not starts else max(0, (max(starts) + EARLY) // self.bar + 1)


def bar_ticks(meter: str) -> int:
    """Ticks in a bar of a meter such as '4/4' or '6/8'; ValueError if it is none."""
    count, slash, unit = meter.partition("/")
    if not slash or not count.isdigit() or unit not in ("1", "2", "4", "8", "16", "32") or int(count) == 0:
        raise ValueError(f"not a meter: {meter!r}")
    return int(count) * 4 * TICKS_PER_BEAT // int(unit)


def line_of(piece: Piece) -> tuple[Note, ...]:
    """The melody of a piece: its line, or where there is none its piano."""
    return piece.line or piece.piano


def bars(piece: Piece) -> Iterator[Bar]:
    """Cuts a piece into bars, empty ones too. A note belongs to the bar in which it starts; bar 0 is the first."""
    size, count = piece.bar, piece.bar_count
    roles = [_by_bar([(n.start, n) for n in part], size, count) for part in (piece.piano, piece.bass, piece.line)]
    drums = _by_bar([(h.tick, h) for h in piece.drums], size, count)
    onsets = _by_bar([(o.tick, o) for o in piece.onsets], size, count)
    chords = _by_bar([(c.tick, c) for c in piece.chords], size, count)
    holding: str | None = None
    for i in range(count):
        start = i * size
        marks = tuple(ChordMark(c.tick - start, c.symbol) for c in chords[i])
        if marks and marks[0].tick <= 0:
            holding = marks[0].symbol
        notes = [tuple(_moved(note, start) for note in role[i]) for role in roles]
        yield Bar(
            index=i,
            chord=holding,
            drums=tuple(Hit(h.tick - start, h.voice, h.velocity) for h in drums[i]),
            piano=notes[0],
            bass=notes[1],
            line=notes[2],
            onsets=tuple(Onset(o.tick - start, o.instrument) for o in onsets[i]),
            chords=marks,
        )
        if marks:
            holding = marks[-1].symbol


def _moved(note: Note, origin: int) -> Note:
    return Note(Tick(note.start - origin), note.pitch, Tick(note.end - origin), note.velocity)


def _by_bar(placed: list[tuple[int, T]], size: int, count: int) -> list[list[T]]:
    """Sorts events into their bars."""
    bars: list[list[T]] = [[] for _ in range(count)]
    for tick, thing in placed:
        i = (tick + EARLY) // size
        if 0 <= i < count:
            bars[i].append(thing)
    return bars
