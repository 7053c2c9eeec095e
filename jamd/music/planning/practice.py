"""Practising: what changes each time that the same bars come round, of a loop or of a whole chorus.

- The tempo goes up (or down) by a step where they come round. Only the clock knows its tempo, so it is told the step.
- Who lays out is silent every other time, beginning with the second. They play on unheard, as where they are muted.
- The metronome clicks on 2 and 4, where a drummer's foot would be.
- A count-in is a leg of its own, of sticks alone; the bars, the key and the tempo are those that follow.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from jamd.commands.row import BPM
from jamd.music.planning.count_in import STICKS, count_in
from jamd.music.planning.here import Here, Place
from jamd.music.planning.route import Route
from jamd.music.planning.score import Notes
from jamd.music.settings import JamSettings
from jamd.music.time.notes import TICKS_PER_BEAT, BandPart, Note, Tick

_BACKBEATS: Final = {3: (1,), 4: (1, 3), 5: (1, 3)}  # by beats to the bar
_CLICK: Final = 90  # velocity
_EARLY: Final = 64  # ticks: who strikes the first beat may be that early

Step = tuple[Tick, float, float]


def tempo_step(route: Route, tick: Tick, last_hit: Tick | None, settings: JamSettings) -> Step | None:
    """Where the bars come round next, how much faster they are then, and as far as which tempo. None where they do not:
    a tune brings its own tempo."""
    step, goal = settings.tempo_step, settings.tempo_goal
    if step == 0:
        return None
    at = route.next_round(tick)
    if route.time_round(at) == 0 or route.at(at).leg.bpm is not None or (last_hit is not None and at >= last_hit):
        return None
    return at, step, goal if goal is not None else BPM.high if step > 0 else BPM.low


def counted_in(route: Route, start: Tick, end: Tick, bars: int) -> Route:
    """With a count-in wherever bars come round in [start, end). What was asked for behind that place has precedence."""
    at = route.next_round(Tick(start - 1))
    while at < end and route.legs[-1].start < at and not route.legs[-1].count_in:
        again = Here(route, Place(at, at)).goes_on(since=None)
        behind = Tick(at + bars * route.at(at).meter.bar)
        sticks = msgspec.structs.replace(again, last=again.first + 1, step=0, count_in=True)
        route = route.joined_by(sticks, msgspec.structs.replace(again, start=behind, downbeat=behind))
        at = route.next_round(behind)
    return route


def sticks(route: Route, start: Tick, end: Tick) -> Notes:
    """Those of a count-in that lies in [start, end), inside one leg."""
    passage = route.at(start)
    if not passage.leg.count_in or passage.end is None:
        return ()
    played = count_in(passage.meter, (passage.end - passage.leg.start) // passage.meter.bar)
    moved = (Note(Tick(n.start + passage.end), n.pitch, Tick(n.end + passage.end), n.velocity) for n in played)
    return tuple(note for note in moved if start <= note.start < end)


def heard(part: BandPart, notes: Notes, settings: JamSettings, route: Route) -> Notes:
    """What a part plays, without what it plays while it lays out, or while the metronome replaces it."""
    if part == "drums" and settings.click == "instead":
        return tuple(note for note in notes if note.start < 0)
    if settings.lay_out not in (part, "band"):
        return notes
    return tuple(note for note in notes if route.time_round(Tick(note.start + _EARLY)) % 2 == 0)


def clicks(settings: JamSettings, route: Route, start: Tick, end: Tick, last_hit: Tick | None) -> Iterator[Note]:
    """The metronome's in [start, end), inside one leg."""
    passage = route.at(start)
    if settings.click == "none" or passage.leg.count_in:
        return
    first, end = Tick(max(start, 0)), end if last_hit is None else min(end, last_hit)
    for line in passage.bar_lines(first, end):
        for beat in _BACKBEATS[passage.meter.beats]:
            tick = line + beat * TICKS_PER_BEAT
            if first <= tick < end:
                yield Note(Tick(tick), STICKS, Tick(tick + TICKS_PER_BEAT // 8), _CLICK)
