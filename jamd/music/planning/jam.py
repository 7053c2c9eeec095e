"""The jam machine: what was heard, the clock and people's commands go in; plans come out. It does no I/O and reads no
clock.

It re-plans every beat (less often where this machine is too slow, see `pace`), and at once when the chord, the mode or
a control changes, or the keyboardist plays in another way. What lies before the horizon (now + commit) is frozen;
behind it each plan is the whole truth, to the end of the next bar.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from jamd.music.charts.form import Chart
from jamd.music.events import (
    Clock,
    Command,
    Ending,
    Event,
    FallbackUsed,
    Heard,
    Notice,
    Plan,
    Ports,
    State,
    note_message,
)
from jamd.music.listening.listener import MEMORY_BARS, Listener
from jamd.music.planning.controls import EFFECTS, changed
from jamd.music.planning.pace import Pace
from jamd.music.planning.scene import Player, Scene
from jamd.music.planning.turns import Turn, count_in, turns
from jamd.music.settings import JamSettings
from jamd.music.time.notes import BAND, TICKS_PER_BEAT, BandPart, Nanos, Note, Tick
from jamd.music.time.swing import swing_ratio
from jamd.music.time.timeline import Timeline

MIN_COMMIT_NS: Final = 60_000_000  # under this a plan could arrive after its own start
_PHRASE: Final = 4  # bars, where no form is known
_SLOWING: Final = 2  # bars of ritardando before the last hit
_JUMP: Final = TICKS_PER_BEAT // 4  # a clock that is so far from where it was has not bent, it has jumped
_OTHER_TEMPO: Final = 0.03  # a tempo that has changed by this share is planned for at once


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
        fallback_players: Mapping[BandPart, Player],
    ) -> None:
        self.settings = settings
        self.chart = chart
        self.players = dict(players)
        self.fallback_players = fallback_players
        self._listener = Listener(settings.meter)
        self._score: dict[BandPart, tuple[Note, ...]] = dict.fromkeys(BAND, ())
        self._timeline: Timeline | None = None
        self._pace = Pace(settings.meter)
        self._wake_tick = Tick(0)
        self._ahead_ns = 0  # what leaves so much before its instant has to be planned so much sooner
        self._end: Tick | None = None  # of the last hit, where somebody asked for an ending
        self._told: set[tuple[BandPart, type[Exception]]] = set()  # failures that the person knows of

    # -- in

    def handle(self, event: Event) -> list[Event]:
        """Take one event; the answer is what to send, in order."""
        if isinstance(event, Heard):
            return self._heard(event)
        if isinstance(event, Clock):
            return self._clock(event)
        if isinstance(event, Ports) and self._timeline is not None:
            self._listener.release_all(
                self._timeline.tick_at(event.ns)
            )  # a key whose cable went would stay down for ever
        if isinstance(event, Command) and event.name in EFFECTS:
            self.settings = changed(self.settings, event.name, event.value)
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

    def record_plan_time(self, computing_ns: Nanos, made_for: Nanos, sent: Nanos) -> list[Event]:
        """A plan was computed in so long; it was made for one instant and sent at another. The answer is what to send,
        if this is too slow for the tempo, or quick enough again."""
        self._pace.record_plan_time(computing_ns, Nanos(sent - made_for))
        return [] if self._timeline is None else self._keep_pace(self._timeline, sent)

    def _changed(self, now: Nanos) -> list[Event]:
        if not self._hand_leads:
            self._listener.chord = None  # the chart is right
        return [] if self._timeline is None else self._replan(self._timeline.tick_at(now))

    def advance(self, now: Nanos) -> list[Event]:
        """Time has come to a beat, or to where a key is missed: plan again from the horizon on, if the music asks for
        it. The answer is what to send."""
        if self._timeline is None:
            return []
        tick = self._timeline.tick_at(now)
        if self._listener.rest_tick is not None and self._listener.rest_tick <= tick:
            self._listener.rest_tick = None
            if tick < self._wake_tick:
                return self._answer(tick)
        return self._on_the_beat(tick) if tick >= self._wake_tick else []

    @property
    def wake_ns(self) -> Nanos | None:
        """When `advance` wants to be called; None while the clock stands."""
        if self._timeline is None:
            return None
        rest = self._wake_tick if self._listener.rest_tick is None else self._listener.rest_tick
        return self._timeline.ns_at(min(self._wake_tick, rest))

    # -- what comes in

    def _heard(self, event: Heard) -> list[Event]:
        if event.tick is None or self._timeline is None:
            return []
        if (note := note_message(event.data)) is None:
            return []
        rested = self._listener.is_resting(event.tick)
        self._listener.hear(event.tick, note)
        if not note.is_on:
            return []
        # Only at keys that go down: a hand that lifts is no new chord.
        chord_changed = self._hand_leads and self._listener.update_chord(self.settings.split)
        phrase_begins = self.settings.mode == "continue" and rested
        return self._replan(event.tick) if chord_changed or phrase_begins else self._answer(event.tick)

    @property
    def _hand_leads(self) -> bool:
        """The keyboardist says what the harmony is."""
        return self.chart is None or self.settings.harmony == "follow"

    def _clock(self, clock: Clock) -> list[Event]:
        self._ahead_ns = clock.ahead_ns
        before, self._timeline = self._timeline, clock.timeline if clock.running else None
        if not clock.running:
            return self._cue(clock)
        tick = clock.timeline.tick_at(clock.ns)
        jump = None if before is None else tick - before.tick_at(clock.ns)
        if jump is None or jump < -_JUMP:  # what was heard and played lies ahead now, or in another run
            self._forget()
        slower_or_faster = self._keep_pace(clock.timeline, clock.ns)
        if before is not None and jump is not None and abs(jump) <= _JUMP:
            self._wake_tick = min(self._wake_tick, self._next_wake(tick))
            tempo = before.ns_per_beat / clock.timeline.ns_per_beat
            if before != clock.timeline and abs(tempo - 1) < _OTHER_TEMPO:  # the same: a new wire, which knows no plan
                return slower_or_faster  # plans are in ticks: they have bent with the clock already
        self._wake_tick = self._next_wake(tick)
        start = clock.began if tick <= clock.began else self._horizon(tick)
        return [*slower_or_faster, *self._ending(tick, clock.ns), *self._plan(tick, start)]

    def _forget(self) -> None:
        """What was heard and played belongs to another run."""
        self._listener.forget()
        self._score = dict.fromkeys(BAND, ())
        self._end = None

    def _cue(self, clock: Clock) -> list[Event]:
        """Nothing plays: what would be played at the next beginning, so that whoever begins has notes on the first
        beat."""
        self._forget()
        self._timeline = clock.timeline
        events = [event for event in self._plan(clock.began, clock.began) if not isinstance(event, State)]
        self._timeline = None
        return events

    def end(self, now: Nanos) -> list[Event]:
        """Play to the end of the form and stop there, with a last hit that rings; asked again: at the next bar line."""
        if self._timeline is None:
            return []
        bar = self.settings.meter.bar
        tick = self._timeline.tick_at(now)
        form = (self.chart.bars_in_form if self.chart is not None else _PHRASE) * bar
        soon = (max(tick, 0) // bar + 1) * bar
        self._end = Tick(soon if self._end is not None else -(-(soon + bar) // form) * form)
        return [*self._ending(tick, now), *self._replan(tick)]

    def _ending(self, tick: Tick, now: Nanos) -> list[Event]:
        """What wire has to know of it."""
        if self._end is None:
            return []
        bar = self.settings.meter.bar
        return [Ending(now, Tick(max(self._end - _SLOWING * bar, tick)), self._end, Tick(self._end + bar))]

    # -- when

    def _keep_pace(self, timeline: Timeline, now: Nanos) -> list[Event]:
        asked = self.settings.commit * timeline.ns_per_beat // TICKS_PER_BEAT
        return self._pace.keep(timeline.ns_per_beat, Nanos(max(asked, MIN_COMMIT_NS)), now)

    def _next_wake(self, tick: Tick) -> Tick:
        distance = self._pace.beats * TICKS_PER_BEAT
        return Tick((tick // distance + 1) * distance)

    def _on_the_beat(self, tick: Tick) -> list[Event]:
        self._wake_tick = self._next_wake(tick)
        return self._replan(tick)

    def _answer(self, tick: Tick) -> list[Event]:
        """The keyboardist's playing has changed, or a key was missed: planned for at once, where there is time."""
        assert self._timeline is not None
        leap = self.settings.intensity is None and self._listener.intensity_jumped(tick, self._waits(tick))
        return self._replan(tick) if leap and self._pace.spares(self._timeline.ns_per_beat) else []

    def _replan(self, tick: Tick) -> list[Event]:
        return self._plan(tick, self._horizon(tick))

    def _waits(self, now: Tick) -> bool:
        """The keyboardist is not expected to play."""
        return self.settings.mode == "continue" or self._turn(now) == "band"

    def _turn(self, now: Tick) -> Turn:
        _, _, turn = next(self._turns(Tick(max(now, 0)), Tick(max(now, 0) + 1)))
        return turn

    # -- planning

    def _horizon(self, tick: Tick) -> Tick:
        assert self._timeline is not None
        least, ahead = (
            ns * TICKS_PER_BEAT // self._timeline.ns_per_beat
            for ns in (max(MIN_COMMIT_NS, self._pace.commit_ns), self._ahead_ns)
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
        heard = self._listener.intensity(now, self._waits(now))
        return Scene(
            meter=settings.meter,
            bpm=self._timeline.bpm,
            heard=now,
            you=self._listener.notes(now),
            own=(),
            chart=self.chart,
            chord=self._listener.chord,
            role="comp",
            intensity=heard if settings.intensity is None else settings.intensity,
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
        last = end if self._end is None else min(end, self._end)
        for here, there, turn in self._turns(Tick(max(start, 0)), last):
            if self._plays(part, turn, scene.heard):
                own_scene = msgspec.structs.replace(
                    scene,
                    own=past + written,
                    role="line" if turn == "band" or settings.mode == "continue" else "comp",
                    swing=swing_ratio(part, scene.bpm, settings.swing),
                    temperature=settings.parts[part].temperature,
                )
                written += self._play(part, own_scene, here, there, out)
        if last == self._end and start <= last < end and self._plays(part, "both", scene.heard):
            final = msgspec.structs.replace(scene, own=past + written, role="last")
            written += self.fallback_players[part].play(final, last, Tick(last + 1))  # networks know no end
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
            return not self._listener.heard_nothing and self._listener.is_resting(now)
        return turn != "you"

    def _play(self, part: BandPart, scene: Scene, start: Tick, end: Tick, out: list[Event]) -> tuple[Note, ...]:
        try:
            return self.players[part].play(scene, start, end)
        except Exception as fault:  # the band never stops: the understudy plays, and the person is told, once
            now = self._timeline.ns_at(scene.heard) if self._timeline else Nanos(0)
            out.append(FallbackUsed(now, "fallback player", part))
            if (part, type(fault)) not in self._told:
                self._told.add((part, type(fault)))
                sentence = f"the {part} player failed ({type(fault).__name__}: {fault}); the rules play instead"
                out.append(Notice(now, sentence))
            return self.fallback_players[part].play(scene, start, end)

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
        assert self._timeline is not None
        now = scene.heard
        bar, inside = divmod(now, self.settings.meter.bar)
        here, ahead = (scene.chord_at(tick) for tick in (now, Tick((bar + 1) * self.settings.meter.bar)))
        section = self.chart.section_at(bar) if self.chart is not None and bar >= 0 else None
        return State(
            bar=bar,
            beat=inside // TICKS_PER_BEAT,
            section=section.name if section else "",
            chord=here.symbol if here else "",
            next_chord=ahead.symbol if ahead else "",
            mode=self.settings.mode,
            turn=self._turn(now),
            intensity=scene.intensity,
            plan_ms=0.0,
            players={part: type(player).__name__ for part, player in self.players.items()},
            replan_beats=self._pace.beats,
            commit_ms=(self._horizon(now) - now) * self._timeline.ns_per_beat / TICKS_PER_BEAT / 1e6,
            plan_p50_ms=self._pace.p50_ms,
            plan_p99_ms=self._pace.p99_ms,
        )
