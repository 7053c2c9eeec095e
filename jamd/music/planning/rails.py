"""The rails of the drums: whatever a drummer plays, the time is never lost.

Bar by bar, where the drummer is to keep time (no solo, no break, no rest): one bar may go without the style's time, for
a fill. In the next one the time is restored, and so it is where a bar that has begun would lose it in a new plan: its
time voices become those of a plain bar, struck as hard as the drummer last struck them, toms and crashes go, and of the
other drums what fits stays. What the drummer sees as its own past is then time again. Where the hi-hat's foot belongs
on 2 and 4 and has been missing for eight bars, it is put back in the same way.

What the drummer is shown as its past is made here, too (`past`): only what it played while it kept time. Where it
rested, played a solo, or could not be asked (a late band: wire repeats a bar meanwhile), its last bar of time stands.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Literal

import msgspec

from jamd.music import drum_kit as kit
from jamd.music.drum_time import (
    DRUM_TIME,
    LENGTH,
    PLACES,
    Stroke,
    has_foot,
    keeps_time,
    place_of,
    plain_bar,
    tick_of,
)
from jamd.music.planning.scene import Scene
from jamd.music.planning.score import Notes
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick

FOOTLESS: Final = 8  # bars that may go without the foot
EARLY: Final = TICKS_PER_BEAT // 12  # a stroke so little before the bar line belongs to the bar
_REMEMBERED: Final = 16  # bars

Restored = Literal["time", "foot"]
Play = Callable[[Notes, Tick], Notes]

_TIME_VOICES: Final = frozenset(
    (kit.RIDE, kit.BELL, kit.CLOSED_HAT, kit.OPEN_HAT, kit.PEDAL_HAT, kit.LOW_TOM, kit.MID_TOM, kit.HIGH_TOM, kit.CRASH)
)  # these make room for plain time; toms and crashes are what a lost drummer is lost in


class _Bar(msgspec.Struct):
    """What is known of one bar in which the drummer was to keep time."""

    kept: bool  # as the drummer played it
    foot: bool
    restored: Restored | None
    counted: bool = False

    @property
    def is_time(self) -> bool:
        return self.kept or self.restored == "time"


class Rails:
    """Belongs to the ensemble. Bars are planned again and again: the latest plan holds, and what has begun stays
    restored."""

    def __init__(self) -> None:
        self._bars: dict[Tick, _Bar] = {}  # by their bar lines
        self._spans: list[tuple[Tick, Tick]] = []  # in which the drummer keeps time, in order

    def forget(self) -> None:
        """What was played belongs to another run of the clock."""
        self._bars, self._spans = {}, []

    def past(self, own: Notes, start: Tick, bar: Tick) -> Notes:
        """What the drummer is shown of its own before `start`."""
        spans = [(a, min(b, start)) for a, b in self._spans if a < start]
        if not spans or start - spans[-1][1] >= _REMEMBERED * bar:
            return ()
        told: list[Note] = []
        borders = [a for a, _ in spans[1:]] + [start]
        for (a, b), there in zip(spans, borders, strict=True):
            told += [note for note in own if a <= note.start < b]
            told += self._repeated(told, b, there, bar)
        return tuple(told)

    def _repeated(self, told: list[Note], start: Tick, end: Tick, bar: Tick) -> Iterator[Note]:
        """The last bar of time before `start`, over and over up to `end`."""
        lines = (line for line, known in self._bars.items() if known.is_time and line + bar <= start)
        first = max(lines, default=start - bar)
        source = [note for note in told if first <= note.start < first + bar]
        for turn in range(bar, end - first + bar if start < end else 0, bar):
            for note in source:
                if start <= note.start + turn < end:
                    yield Note(Tick(note.start + turn), note.pitch, Tick(note.end + turn), note.velocity)

    def begin_plan(self, start: Tick, meter: Meter) -> Iterator[Restored]:
        """Everything from start on is planned again. Answers what was restored in bars that have begun since the last
        plan."""
        oldest = start - _REMEMBERED * meter.bar
        self._spans = [(a, min(b, start)) for a, b in self._spans if a < start][-_REMEMBERED:]
        self._bars = {line: known for line, known in self._bars.items() if oldest < line <= start}
        for line, known in self._bars.items():
            if line < start and known.restored and not known.counted:
                known.counted = True
                yield known.restored

    def keep(self, scene: Scene, own: Notes, start: Tick, end: Tick, play: Play) -> Notes:
        """What the drummer plays from start to end, where it is to keep time. `play` asks it, from its past and a tick
        on."""
        begin = self._spans.pop()[0] if self._spans and self._spans[-1][1] == start else start
        self._spans.append((begin, end))
        notes = play(own, start)
        for first in scene.bar_lines(start, end):
            last = Tick(first + scene.meter.bar)
            if not any(a <= first and last <= b for a, b in self._spans):
                continue
            here = [note for note in own + notes if first - EARLY <= note.start < last - EARLY]
            what = self._judge(first, here, scene, is_begun=first < start)
            if what is not None:
                before = tuple(note for note in notes if note.start < first - EARLY)
                mended = tuple(n for n in _mended(here, own + before, what, first, scene) if start <= n.start)
                later = play(own + before + mended, last) if last < end else ()
                notes = before + mended + later
        return tuple(sorted(notes))

    def _judge(self, line: Tick, notes: list[Note], scene: Scene, is_begun: bool) -> Restored | None:
        """Whether a bar must be set right. What has been put back in a bar that has begun stays there."""
        known, bar = self._bars.get(line) if is_begun else None, scene.meter.bar
        if known is not None and known.restored == "time":
            return "time"
        had_foot_back = known is not None and known.restored == "foot"
        hits = list(_hits(notes, line, scene))
        kept = keeps_time(hits, scene.style, scene.meter, light=scene.room < 1)
        kept = kept or any(line <= fill < line + bar for fill in scene.fills)
        foot = has_foot(hits, scene.meter) and not had_foot_back
        what: Restored | None = None
        taken_away = known is not None and known.kept  # the bar kept time until its rest was planned again
        if not kept and (taken_away or self._lost_before(line, bar)):
            what = "time"
        elif had_foot_back or (not foot and DRUM_TIME[scene.style].foot and self._footless_before(line, bar)):
            what = "foot"
        self._bars[line] = _Bar(kept, foot, what, counted=known is not None and known.counted)
        return what

    def _lost_before(self, line: Tick, bar: Tick) -> bool:
        before = self._bars.get(Tick(line - bar))
        return before is not None and not before.kept

    def _footless_before(self, line: Tick, bar: Tick) -> bool:
        """In the bars before, the drummer has not used its foot."""
        before = [self._bars.get(Tick(line - back * bar)) for back in range(1, FOOTLESS)]
        return all(known is not None and not known.foot for known in before)


def _hits(notes: Iterable[Note], line: Tick, scene: Scene) -> Iterator[tuple[int, int]]:
    """(place in the bar, voice)"""
    for note in notes:
        voice = kit.VOICE_OF_PITCH.get(note.pitch)
        if voice is not None:
            yield place_of(Tick(note.start - line), scene.swing), voice


def _mended(here: list[Note], before: Notes, what: Restored, first: Tick, scene: Scene) -> list[Note]:
    """A bar with its time, or its foot, restored."""
    plain = plain_bar(scene.style, scene.meter)
    if what == "foot":
        added = [stroke for stroke in plain if stroke.voice == kit.PEDAL_HAT]
        others = [note for note in here if kit.VOICE_OF_PITCH.get(note.pitch) != kit.PEDAL_HAT]
        return sorted([*others, *_struck(added, before, first, scene)])
    struck = {stroke.voice for stroke in plain}
    kept = [note for note in here if _stays(note, struck, first, scene)]
    return sorted([*kept, *_struck(plain, before, first, scene)])


def _stays(note: Note, plain: set[int], first: Tick, scene: Scene) -> bool:
    """What the drummer plays beside the time: under swing only what lies off the beat, so that no backbeat stays."""
    voice = kit.VOICE_OF_PITCH.get(note.pitch)
    if voice is None or voice in _TIME_VOICES or voice in plain:
        return False
    on_beat = place_of(Tick(note.start - first), scene.swing) % PLACES == 0
    return not (on_beat and voice == kit.SNARE and DRUM_TIME[scene.style].refuses_backbeat)


def _struck(plain: list[Stroke], before: Notes, first: Tick, scene: Scene) -> Iterator[Note]:
    """Plain strokes, as hard as the drummer last struck this voice on, or between, the beats."""
    touch = {(note.pitch, place_of(note.start, scene.swing) % PLACES == 0): note.velocity for note in before}
    gain = 0.78 + 0.5 * scene.intensity
    for stroke in plain:
        pitch, on_beat = kit.PITCH_OF_VOICE[stroke.voice], stroke.place % PLACES == 0
        velocity = touch.get((pitch, on_beat), round(stroke.velocity * gain))
        start = Tick(first + tick_of(stroke.place, scene.swing))
        yield Note(start, pitch, Tick(start + LENGTH), velocity)
