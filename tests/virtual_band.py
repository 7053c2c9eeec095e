"""The band as it runs live, in virtual time: jam machine and sequencer, driven as the band's process and wire drive
them, with a keyboardist, a count-in, plans that take time to compute, and now and then a band that is stuck. And the
same keyboardist rendered."""

import random
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import msgspec

from jamd.bench.keyboardist import bar_of_keys
from jamd.music import drum_kit as kit
from jamd.music.channel_messages import is_note_on
from jamd.music.events import Clock, Event, FallbackUsed, Heard, Notice, Plan
from jamd.music.planning.jam import Jam
from jamd.music.sequencing.cue import Cue
from jamd.music.sequencing.sequencer import Sequencer
from jamd.music.time.notes import BAND, TICKS_PER_BEAT, Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.render import Studio

MS: Final = 1_000_000
LEAD: Final = 300 * MS  # from the start to the first count
USUAL: Final = (2, 9)  # ms that a plan takes
STUCK_EVERY: Final = 48  # bars, about
STUCK: Final = (0.2, 2.6)  # bars that the band is stuck for
LATEST: Final = Nanos(25 * MS)
CHANNELS: Final = {part: channel for channel, part in enumerate(BAND, start=1)}

Keys = list[tuple[Tick, bytes]]


def keys_of(seed: int, bars: int, meter: Meter) -> Keys:
    """A keyboardist: two bars of line, one of rest, shells in the left hand."""
    dice = random.Random(seed)
    return [key for bar in range(bars) for key in bar_of_keys(bar, meter, dice)]


class Played(msgspec.Struct):
    """What was heard of the band, and what was reported."""

    hits: list[tuple[Tick, int]] = msgspec.field(default_factory=list)  # of the drums: tick, pitch
    piano: list[tuple[Tick, int]] = msgspec.field(default_factory=list)
    bass: list[tuple[Tick, int]] = msgspec.field(default_factory=list)
    reports: list[Event] = msgspec.field(default_factory=list)

    def keep(self, cues: Sequence[Cue]) -> None:
        for cue in cues:
            if cue.data is not None and is_note_on(cue.data) and cue.tick >= 0:
                of_part = {"drums": self.hits, "piano": self.piano, "bass": self.bass}
                of_part[str(cue.part)].append((cue.tick, cue.data[1]))

    def counted(self, what: str) -> int:
        return sum(isinstance(event, FallbackUsed) and event.what == what for event in self.reports)

    def sentences(self) -> list[str]:
        return [event.text for event in self.reports if isinstance(event, Notice)]


def rendered(jam: Jam, keys: Keys, bpm: float, bars: int) -> Played:
    """As `jamd render` has it. The jam has no count-in."""
    meter, played = jam.settings.meter, Played()

    class Ears(Studio):
        def _keep(self, cues: list[Cue]) -> None:
            played.keep(cues)

        def _take(self, events: list[Event]) -> None:
            played.reports += [event for event in events if isinstance(event, FallbackUsed | Notice)]
            super()._take(events)

    Ears(jam, Sequencer(meter, CHANNELS, LATEST), ((Tick(0), bpm),)).play(keys, Tick(bars * meter.bar))
    return played


def live(jam: Jam, keys: Keys, bpm: float, bars: int, seed: int = 0, is_prompt: bool = False) -> Played:
    """As `jamd run` has it. `is_prompt`: plans take no time and the band is never stuck."""
    return _Live(jam, bpm, random.Random(seed), is_prompt).play(keys, bars)


class _Live:
    """Band and wire, each with its own turn."""

    def __init__(self, jam: Jam, bpm: float, dice: random.Random, is_prompt: bool) -> None:
        self.jam, self.bpm, self.dice, self.is_prompt = jam, bpm, dice, is_prompt
        self.meter = jam.settings.meter
        self.sequencer = Sequencer(self.meter, CHANNELS, LATEST)
        self.played = Played()
        self.inbox: list[Event] = []  # of the band
        self.free_at = 0  # the band computes up to here
        self.under_way: list[tuple[int, Plan]] = []  # when it arrives at wire
        self.stuck_from = 0

    def play(self, keys: Keys, bars: int) -> Played:
        first = Tick(-self.jam.settings.count_in * self.meter.bar)
        stands = Timeline.at_bpm(self.bpm, Nanos(0), first)
        self._band(Clock(Nanos(0), False, stands, self.meter, first))
        start = Nanos(1000 * MS)
        self._until(start)
        line = Timeline.at_bpm(self.bpm, Nanos(start + LEAD), first)
        self.sequencer.start(line, first, start)
        self._band(Clock(start, True, line, self.meter, first))
        for tick, data in keys:
            now = line.ns_at(tick)
            self._until(now)
            self.inbox.append(Heard(now, tick, data))
        self._until(line.ns_at(Tick(bars * self.meter.bar)))
        return self.played

    def _until(self, end: int) -> None:
        """Let time pass: cues, plans that arrive, and the band's turns, in order."""
        while True:
            wake = self.jam.wake_ns
            asked = self.inbox[0].ns if self.inbox else wake + self._jitter() if wake is not None else None  # type: ignore[attr-defined]
            turns = [
                (self.sequencer.next_ns(), 0),
                (min((at for at, _ in self.under_way), default=None), 1),
                (None if asked is None else max(asked, self.free_at), 2),
            ]
            now, who = min(((at, who) for at, who in turns if at is not None), default=(end, 0))
            if now >= end:
                return
            if who == 0:
                self.played.keep(self.sequencer.due(Nanos(now)))
            elif who == 1:
                arrived = min(self.under_way, key=lambda entry: entry[0])
                self.under_way.remove(arrived)
                self.sequencer.due(Nanos(now))
                self.sequencer.plan(arrived[1])
            else:
                self._turn(Nanos(now))

    def _turn(self, now: Nanos) -> None:
        if self.inbox:
            message = self.inbox.pop(0)
            self._sent(self.jam.handle(message), message.ns, now)  # type: ignore[attr-defined]
        else:
            self._sent(self.jam.advance(now), now, now)

    def _band(self, event: Event) -> None:
        self.inbox.append(event)

    def _sent(self, events: list[Event], made_for: int, now: int) -> None:
        self.played.reports += [event for event in events if isinstance(event, FallbackUsed | Notice)]
        plans = [event for event in events if isinstance(event, Plan)]
        if not plans:
            return
        took = self._took()
        self.free_at = now + took
        self.under_way += [(self.free_at, plan) for plan in plans]
        if not self.is_prompt and took < 100 * MS:
            self.played.reports += self.jam.record_plan_time(Nanos(took), Nanos(made_for), Nanos(self.free_at))

    def _took(self) -> int:
        """How long a plan takes to compute and to send."""
        if self.is_prompt:
            return 0
        bar_ns = self.meter.beats * 60e9 / self.bpm
        if self.dice.random() < 1 / (STUCK_EVERY * self.meter.beats):
            return round(self.dice.uniform(*STUCK) * bar_ns)
        return round(self.dice.uniform(*USUAL) * MS)

    def _jitter(self) -> int:
        return 0 if self.is_prompt else 1 * MS


# -- figures of what was heard

CYMBALS: Final = (kit.RIDE, kit.BELL, kit.CLOSED_HAT, kit.OPEN_HAT)
HATS: Final = (kit.PEDAL_HAT, kit.CLOSED_HAT, kit.OPEN_HAT)
TOMS: Final = (kit.LOW_TOM, kit.MID_TOM, kit.HIGH_TOM)
EARLY: Final = 100  # ticks
DOUBLE: Final = 36  # ticks: two strokes of one voice this close are one stroke too many, not a flam


def figures(hits: Sequence[tuple[Tick, int]], bars: int, meter: Meter) -> dict[str, Any]:
    """Of swing and waltz. A bar keeps time where a cymbal is struck on three or more of its eighths (two in three)."""
    by_bar: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for tick, pitch in hits:
        bar, inside = divmod(tick + EARLY, meter.bar)
        by_bar[bar].append(((inside - EARLY) / TICKS_PER_BEAT, kit.VOICE_OF_PITCH[pitch]))
    timeless = [not _keeps_time(by_bar[bar], meter) for bar in range(bars)]
    strokes = [sorted(tick for tick, struck in hits if struck == pitch) for pitch in {pitch for _, pitch in hits}]
    return {
        "hits a bar": round(sum(map(len, by_bar.values())) / bars, 2),
        "bars without time": sum(timeless) / bars,
        "of them after another": sum(map(all, pairwise(timeless))),
        "foot on 2 and 4": round(sum(_hat_on(by_bar[bar], meter) for bar in range(bars)) / bars, 3),
        "toms a bar": round(sum(voice in TOMS for bar in by_bar.values() for _, voice in bar) / bars, 2),
        "bars with a fill": sum(sum(voice in TOMS for _, voice in by_bar[bar]) >= 3 for bar in range(bars)) / bars,
        "struck twice": sum(b - a < DOUBLE for places in strokes for a, b in pairwise(places)),
    }


def _keeps_time(bar: list[tuple[float, int]], meter: Meter) -> bool:
    eighths = {
        round(place) * 2 if abs(place - round(place)) < 0.12 else int(place) * 2 + 1
        for place, voice in bar
        if voice in CYMBALS and (abs(place - round(place)) < 0.12 or 0.42 < place % 1 < 0.85)
    }
    return len(eighths) >= meter.beats - 1


def _hat_on(bar: list[tuple[float, int]], meter: Meter) -> bool:
    backbeats = (1, 3) if meter.beats == 4 else (1, 2)
    return all(any(voice in HATS and abs(place - beat) < 0.12 for place, voice in bar) for beat in backbeats)
