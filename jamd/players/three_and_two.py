"""Five beats for players that know only three and four: a bar of 5/4 is two bars of 3/4 without the second one's 1.

    5/4      1    2    3         4    5
    3/4      1    2    3    (1)  2    3

So the five are counted 3 + 2 and keep what players do in three: the foot on 2 and 4, fills into the next bar. A scene
is retold with the missing beat put in, and what is played in it is left out again.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

import msgspec

from jamd.music.charts.form import Bar, Change, Chart, Section
from jamd.music.harmony.chords import Chord
from jamd.music.planning.scene import Scene, Solo
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick

_THREE: Final = Meter(3)
_FIRST: Final = 3 * TICKS_PER_BEAT  # of a bar of five, before the beat that is put in
_FIVE: Final = 5 * TICKS_PER_BEAT
_SIX: Final = 6 * TICKS_PER_BEAT
_EARLY: Final = 60  # ticks that a stroke may come before the beat that it belongs to

Play = Callable[[Scene, Tick, Tick], tuple[Note, ...]]
Span = tuple[Tick, Tick]


def is_in_five(scene: Scene) -> bool:
    return scene.meter.beats == 5


def played_in_threes(play: Play, scene: Scene, start: Tick, end: Tick, *, drums: bool) -> tuple[Note, ...]:
    """What `play` makes of a scene in 5/4, as any player plays: notes that start in [start, end), sorted. To the
    drums, their own 1 of each bar is shown in the beat that is put in, too: their bars look whole."""
    told, first = in_threes(scene), to_threes(start)
    if drums:
        told = msgspec.structs.replace(told, own=_with_whole_bars(told.own, first))
    notes = play(told, first, to_threes(end))
    return tuple(sorted(note for note in to_five(notes) if start <= note.start < end))


def to_threes(tick: Tick) -> Tick:
    """Where a tick of 5/4 lies in the bars of three."""
    bar, inside = divmod(tick + _EARLY, _FIVE)
    return Tick(bar * _SIX + inside + (TICKS_PER_BEAT if inside >= _FIRST else 0) - _EARLY)


def to_five(notes: Iterable[Note]) -> Iterator[Note]:
    """Notes of the bars of three, without those that start in the beat that is put in. One that ends there ends on the
    next beat, or where another begins a little before that."""
    kept = [note for note in notes if not _is_put_in(note.start)]
    starts = sorted(_back(note.start) for note in kept)
    for note in kept:
        start, end = _back(note.start), _back(note.end)
        if _is_put_in(note.end):
            following = starts[bisect_left(starts, max(end, start + 1)) :]
            end = min([Tick(end + _EARLY), *following[:1]])
        yield Note(start, note.pitch, Tick(max(start + 1, end)), note.velocity)


def _is_put_in(tick: Tick) -> bool:
    """Whether a tick lies in the beat that is put in."""
    return _FIRST <= (tick + _EARLY) % _SIX < _FIRST + TICKS_PER_BEAT


def _back(tick: Tick) -> Tick:
    """The beat that is put in has no length."""
    bar, inside = divmod(tick + _EARLY, _SIX)
    cut = min(max(0, inside - _FIRST), TICKS_PER_BEAT)
    return Tick(bar * _FIVE + inside - cut - _EARLY)


def in_threes(scene: Scene) -> Scene:
    """The same jam in bars of three."""
    return msgspec.structs.replace(
        scene,
        meter=_THREE,
        style="waltz" if scene.style == "swing" else scene.style,
        heard=to_threes(scene.heard),
        you=tuple(notes_in_threes(scene.you)),
        own=tuple(notes_in_threes(scene.own)),
        chart=None if scene.chart is None else _chart_in_threes(scene.chart),
        changes=tuple((to_threes(tick), chord) for tick, chord in scene.changes),
        likely=tuple((to_threes(tick), chances) for tick, chances in scene.likely),
        style_since=to_threes(scene.style_since),
        fills=tuple(to_threes(tick) for tick in scene.fills),
        entry=None if scene.entry is None else to_threes(scene.entry),
        solos=tuple(Solo(*_span((start, end)), soloist) for start, end, soloist in scene.solos),
        apart=_spans(scene.apart),
        soloed=_spans(scene.soloed),
        turn=None if scene.turn is None else _span(scene.turn),
        heads=_spans(scene.heads),
        last_hit=None if scene.last_hit is None else to_threes(scene.last_hit),
    )


def _with_whole_bars(own: Iterable[Note], before: Tick) -> tuple[Note, ...]:
    """Notes in bars of three, those of a bar's 1 repeated in the beat that is put in, as far as it lies before a
    tick."""
    notes = list(own)
    repeated = [
        Note(Tick(note.start + _FIRST), note.pitch, Tick(note.end + _FIRST), note.velocity)
        for note in notes
        if (note.start + _EARLY) % _SIX < TICKS_PER_BEAT and note.start + _FIRST < before
    ]
    return tuple(sorted([*notes, *repeated]))


def notes_in_threes(notes: Iterable[Note]) -> Iterator[Note]:
    """Notes of 5/4 in the bars of three."""
    for note in notes:
        yield Note(to_threes(note.start), note.pitch, to_threes(note.end), note.velocity)


def _spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(_span(span) for span in spans)


def _span(span: Span) -> Span:
    return to_threes(span[0]), to_threes(span[1])


@lru_cache(maxsize=8)
def _chart_in_threes(chart: Chart) -> Chart:
    bars = [half for bar in chart.bars for half in _halves(bar)]
    sections = tuple(Section(section.name, 2 * section.first) for section in chart.sections)
    return msgspec.structs.replace(
        chart, meter=_THREE, bars=tuple(bars), sections=sections, intro=2 * chart.intro, meters=()
    )


def _halves(bar: Bar) -> tuple[Bar, Bar]:
    """Three beats, and the two behind them, whose chord begins in the beat that is put in."""
    first, second = [change for change in bar if change.beat < 3], [change for change in bar if change.beat >= 3]
    sounding: Chord = first[-1].chord
    if second and second[0].beat == 3:
        sounding = second.pop(0).chord
    return tuple(first), (Change(0, sounding), *(Change(change.beat - 2, change.chord) for change in second))
