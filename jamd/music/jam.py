"""The jam machine: what was heard, the clock and people's wishes go in; plans come out. It does no I/O and reads no
clock.

It re-plans every beat, and at once when the chord, the mode or a control changes. What lies before the horizon (now
+ commit) is frozen; behind it each plan is the whole truth, to the end of the next bar.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from jamd.music.chart import Chart
from jamd.music.chords import Chord
from jamd.music.controls import CONTROLS
from jamd.music.events import Clock, Command, Event, Heard, Notice, Plan, Ports, State, is_note_on
from jamd.music.harmony import chord_heard
from jamd.music.hearing import Hearing, intensity_heard
from jamd.music.notes import BAND, TICKS_PER_BEAT, BandPart, Nanos, Note, Tick
from jamd.music.scene import Player, Scene
from jamd.music.settings import JamSettings
from jamd.music.swing import swing_ratio
from jamd.music.timeline import Timeline
from jamd.music.turns import Turn, count_in, turns

MEMORY_BARS: Final = 16  # how much of everybody's playing is remembered
MIN_COMMIT_NS: Final = 60_000_000  # under this a plan could arrive after its own start


class Jam:
    """Owned by one caller (the band's loop, or render), which calls `handle` for each event and `advance` when
    `wake_ns` is reached.

    `players` are the authors in use; `understudies` take over for a plan where an author fails, so that the band
    never stops.
    """

    def __init__(
        self,
        settings: JamSettings,
        chart: Chart | None,
        players: Mapping[BandPart, Player],
        understudies: Mapping[BandPart, Player],
    ) -> None:
        self.settings = settings
        self.chart = chart
        self.players = dict(players)
        self.understudies = understudies
        self._hearing = Hearing(Tick(MEMORY_BARS * settings.meter.bar))
        self._score: dict[BandPart, tuple[Note, ...]] = dict.fromkeys(BAND, ())
        self._chord: Chord | None = None
        self._timeline: Timeline | None = None
        self._wake_tick = Tick(0)
        self._told: set[str] = set()  # failures that the person knows of

    # -- in

    def handle(self, event: Event) -> list[Event]:
        """Take one event; the answer is what to send, in order."""
        if isinstance(event, Heard):
            return self._heard(event)
        if isinstance(event, Clock):
            return self._clock(event)
        if isinstance(event, Ports) and self._timeline is not None:
            self._hearing.lift(self._timeline.tick_at(event.ns))  # a key whose cable went would stay down for ever
        if isinstance(event, Command) and event.name in CONTROLS:
            self.settings = CONTROLS[event.name].apply(self.settings, event.value)
            return self._changed(event.ns)
        return []

    def play_chart(self, chart: Chart | None, now: Nanos) -> list[Event]:
        """Another form from now on, counted from the same tick 0 and played in the jam's meter."""
        self.chart = chart.played_in(self.settings.meter) if chart is not None else None
        return self._changed(now)

    def engage(self, player: Player, now: Nanos) -> list[Event]:
        """Another author for a part from now on."""
        self.players[player.part] = player
        return self._changed(now)

    def _changed(self, now: Nanos) -> list[Event]:
        if self.chart is not None and not self.settings.follow_harmony:
            self._chord = None  # the chart is right
        return self.advance(now)

    def advance(self, now: Nanos) -> list[Event]:
        """Time has come to a beat: plan again from the horizon on. The answer is what to send."""
        if self._timeline is None:
            return []
        tick = self._timeline.tick_at(now)
        self._wake_tick = Tick((tick // TICKS_PER_BEAT + 1) * TICKS_PER_BEAT)
        return self._plan(tick, self._horizon(tick))

    @property
    def wake_ns(self) -> Nanos | None:
        """When `advance` wants to be called; None while the clock stands."""
        return None if self._timeline is None else self._timeline.ns_at(self._wake_tick)

    # -- what comes in

    def _heard(self, event: Heard) -> list[Event]:
        if event.tick is None or self._timeline is None:
            return []
        rested = self._hearing.resting(event.tick)
        self._hearing.heard(event.tick, event.data)
        if not is_note_on(event.data):
            return []
        chord_changed = self._listen_for_chord()  # at keys that go down: a hand that lifts is no new chord
        phrase_begins = self.settings.mode == "continue" and rested
        if chord_changed or phrase_begins:
            return self._plan(event.tick, self._horizon(event.tick))
        return []

    def _listen_for_chord(self) -> bool:
        if self.chart is not None and not self.settings.follow_harmony:
            return False
        hand = [pitch for pitch in self._hearing.down if pitch < self.settings.split]
        chord = chord_heard(hand, self._chord) if len(hand) >= 3 else None
        if chord is None or chord == self._chord:
            return False
        self._chord = chord  # latched: it stays when the hand lifts
        return True

    def _clock(self, clock: Clock) -> list[Event]:
        was_running = self._timeline is not None
        self._timeline = clock.timeline if clock.running else None
        if not clock.running:
            return []
        tick = clock.timeline.tick_at(clock.ns)
        if not was_running:
            self._hearing = Hearing(Tick(MEMORY_BARS * self.settings.meter.bar))
            self._score = dict.fromkeys(BAND, ())
        self._wake_tick = Tick((tick // TICKS_PER_BEAT + 1) * TICKS_PER_BEAT)
        first = Tick(-self.settings.count_in * self.settings.meter.bar)
        return self._plan(tick, first if tick <= first else self._horizon(tick))

    # -- planning

    def _horizon(self, tick: Tick) -> Tick:
        assert self._timeline is not None
        least, ahead = (
            ns * TICKS_PER_BEAT // self._timeline.ns_per_beat for ns in (MIN_COMMIT_NS, self.settings.ahead_ns)
        )
        return Tick(tick + max(self.settings.commit, least) + ahead)

    def _plan(self, now: Tick, start: Tick) -> list[Event]:
        bar = self.settings.meter.bar
        end = Tick((start // bar + 1 + self.settings.lookahead_bars) * bar)
        out: list[Event] = []
        parts: dict[BandPart, tuple[Note, ...]] = {}
        scene = self._scene(now)
        for part in BAND:
            past = tuple(n for n in self._score[part] if end - MEMORY_BARS * bar <= n.start < start)
            notes = self._write(part, past, scene, start, end, out)
            self._score[part] = past + notes
            parts[part] = tuple(n for n in past if n.end > start) + self._at_volume(part, notes)
        out.append(Plan(start, end, parts))
        out.append(self._state(scene))
        return out

    def _scene(self, now: Tick) -> Scene:
        """What all players are told."""
        assert self._timeline is not None
        settings = self.settings
        you = self._hearing.notes(now)
        intensity = settings.intensity
        return Scene(
            meter=settings.meter,
            bpm=self._timeline.bpm,
            heard=now,
            you=you,
            own=(),
            chart=self.chart,
            chord=self._chord,
            role="comp",
            intensity=intensity_heard(you, now, settings.meter.bar) if intensity is None else intensity,
            swing=1.0,
            temperature=1.0,
            seed=settings.seed,
        )

    def _write(
        self, part: BandPart, past: tuple[Note, ...], scene: Scene, start: Tick, end: Tick, out: list[Event]
    ) -> tuple[Note, ...]:
        """One part from start to end: the count-in, then span by span as the turns fall."""
        settings = self.settings
        written: tuple[Note, ...] = ()
        if start < 0 and part == "drums":
            written = tuple(n for n in count_in(settings.meter, settings.count_in) if start <= n.start < end)
        for here, there, turn in self._turns(Tick(max(start, 0)), end):
            if self._plays(part, turn, scene.heard):
                own_scene = msgspec.structs.replace(
                    scene,
                    own=past + written,
                    role="line" if turn == "band" or settings.mode == "continue" else "comp",
                    swing=swing_ratio(part, scene.bpm, settings.swing),
                    temperature=settings.parts[part].temperature,
                )
                written += self._play(part, own_scene, here, there, out)
        return written

    def _turns(self, start: Tick, end: Tick) -> Iterator[tuple[Tick, Tick, Turn]]:
        settings = self.settings
        return turns(settings.mode, start, end, settings.meter, settings.trade_bars, settings.you_first)

    def _plays(self, part: BandPart, turn: Turn, now: Tick) -> bool:
        mode = self.settings.mode
        if not self.settings.parts[part].enabled or (mode in BAND and mode != part):
            return False
        if part == "drums":
            return True
        if mode == "continue":
            return not self._hearing.silent and self._hearing.resting(now)
        return turn != "you"

    def _play(self, part: BandPart, scene: Scene, start: Tick, end: Tick, out: list[Event]) -> tuple[Note, ...]:
        try:
            return self.players[part].play(scene, start, end)
        except Exception as fault:  # the band never stops: the understudy plays, and the person is told, once
            sentence = f"the {part} player failed ({type(fault).__name__}: {fault}); the rules play instead"
            if sentence not in self._told:
                self._told.add(sentence)
                out.append(Notice(Nanos(0), sentence))
            return self.understudies[part].play(scene, start, end)

    def _at_volume(self, part: BandPart, notes: tuple[Note, ...]) -> tuple[Note, ...]:
        volume = self.settings.parts[part].volume if self.settings.audible(part) else 0.0
        if volume == 1.0:
            return notes
        return tuple(
            msgspec.structs.replace(n, velocity=min(127, max(1, round(n.velocity * volume))))
            for n in notes
            if volume > 0
        )

    def _state(self, scene: Scene) -> State:
        now = scene.heard
        bar, inside = divmod(now, self.settings.meter.bar)
        _, _, turn = next(self._turns(Tick(max(now, 0)), Tick(max(now, 0) + 1)))
        here, ahead = (scene.chord_at(tick) for tick in (now, Tick((bar + 1) * self.settings.meter.bar)))
        section = self.chart.section_at(bar) if self.chart is not None and bar >= 0 else None
        return State(
            bar=bar,
            beat=inside // TICKS_PER_BEAT,
            section=section.name if section else "",
            chord=here.symbol if here else "",
            next_chord=ahead.symbol if ahead else "",
            mode=self.settings.mode,
            turn=turn,
            intensity=scene.intensity,
            plan_ms=0.0,
            players={part: type(player).__name__ for part, player in self.players.items()},
        )
