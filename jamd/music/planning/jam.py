"""The jam machine: what was heard, the clock and commands go in; plans come out. No I/O, no clock is read.

It plans again every beat (less often where this machine is too slow, see `pace`), and at once when the chord, the mode
or a control changes, or the keyboardist starts to play harder or softer. What lies before the horizon (now + commit) is
frozen; behind it each plan replaces the one before, to the end of the next bar.
"""

from collections.abc import Mapping, Sequence

from jamd.commands.choices import When
from jamd.commands.kinds import Value
from jamd.music.charts.form import Chart
from jamd.music.events import Arrived, Clock, Command, Event, Form, Heard, Notice, Plan, Ports, State
from jamd.music.listening.gather import WINDOW_NS
from jamd.music.listening.listener import Listener
from jamd.music.planning import leading, requests
from jamd.music.planning.arrangement import Arrangement
from jamd.music.planning.arrival import Arrival
from jamd.music.planning.controls import EFFECTS, changed
from jamd.music.planning.ensemble import Ensemble
from jamd.music.planning.entry import Entry
from jamd.music.planning.horizon import Horizon
from jamd.music.planning.pace import Pace
from jamd.music.planning.position import Position
from jamd.music.planning.scene import Player
from jamd.music.planning.scenery import Scenery
from jamd.music.planning.status import state_of
from jamd.music.planning.urgent import Urgent
from jamd.music.planning.writing import Stretch, Writing
from jamd.music.settings import JamSettings
from jamd.music.time.notes import TICKS_PER_BEAT, BandPart, Nanos, Tick


class Jam:
    """Owned by one caller (the band's loop, or render), which calls `handle` for each event and `advance` when
    `wake_ns` is reached. `fallback_players` play where one of the `players` fails."""

    def __init__(
        self,
        settings: JamSettings,
        chart: Chart | None,
        players: Mapping[BandPart, Player],
        fallback_players: Mapping[BandPart, Player],
    ) -> None:
        self.settings = settings
        self.arrangement = Arrangement(chart, settings)
        self.ensemble = Ensemble(players, fallback_players)
        self._listener = Listener(settings.meter)
        self._scenery = Scenery(self.arrangement, self._listener)
        self._writing = Writing(self.arrangement, self._scenery, self.ensemble)
        self._entry = Entry(self._listener)
        self._arrival = Arrival(self.arrangement)
        self._position = Position()
        self._pace = Pace(settings.meter)
        self._urgent = Urgent(self._listener, self._scenery, self._pace)
        self._wake_tick = Tick(0)

    # -- what the caller calls

    def handle(self, event: Event) -> list[Event]:
        """Take one event; the answer is what to send, in order."""
        if isinstance(event, Heard):
            return self._heard(event)
        if isinstance(event, Clock):
            return self._clock(event)
        if isinstance(event, Form):
            self.arrangement.restore(event)
        if isinstance(event, Ports):  # a cable that is gone sends no note-off, and lifts no pedal
            self._listener.release_all(self._position.tick_at(event.ns) or Tick(0))
        return self._obey(event) if isinstance(event, Command) else []

    def _obey(self, command: Command) -> list[Event]:
        horizon = self._horizon_at(command.ns)
        if command.name in EFFECTS and command.when is not None and horizon is not None:
            self.arrangement.set_there(command, horizon)
            return self._led(command.ns)
        if command.name in EFFECTS:
            self._take_up({command.name: command.value}, command.ns)
            return self._changed(command.ns)
        if command.name in leading.EFFECTS:
            news = self.arrangement.lead(command, horizon, self.settings)
            return [*news, *self._led(command.ns)]
        return self._request(command) if command.name in requests.EFFECTS else []

    def play_chart(
        self, chart: Chart | None, now: Nanos, settings: dict[str, Value] | None = None, when: When | None = None
    ) -> list[Event]:
        """Another tune, from its first bar on, and the settings that come with it; while one plays, at the place that
        `when` says."""
        horizon = self._horizon_at(now)
        self.arrangement.choose(chart, horizon, self.settings, settings or {}, when)
        arrived = self._take_up(self._arrival.take_all(), now) if horizon is None else []
        return [*arrived, *self._led(now)]

    def _take_up(self, settings: dict[str, Value], now: Nanos) -> list[Event]:
        """They hold from now on; what is not the jam machine's own is left to who gets the answer."""
        for name, value in settings.items():
            self.settings = changed(self.settings, name, value) if name in EFFECTS else self.settings
        if not settings:
            return []
        self.arrangement.reorder(self._horizon_at(now), self.settings)
        return [Arrived(now, settings)]

    def _led(self, now: Nanos) -> list[Event]:
        """The form goes another way, and so does its end."""
        tick = self._position.tick_at(now)
        ending = [] if tick is None else self.arrangement.ending(tick, self.settings, now)
        return [*ending, *self._changed(now)]

    @property
    def chart(self) -> Chart | None:
        """The tune that was chosen last."""
        return self.arrangement.route.legs[-1].tune

    def chart_at(self, now: Nanos) -> Chart | None:
        """The tune that sounds, in its key; while nothing plays, the one that will."""
        return self.arrangement.chart(self._position.tick_at(now))

    def set_player(self, player: Player, now: Nanos) -> list[Event]:
        """Another player for a part from now on."""
        self.ensemble.players[player.part] = player
        return self._changed(now)

    def end(self, now: Nanos, when: When | None = None) -> list[Event]:
        """Play to the end of the form (or the place that `when` says) and stop there, with a last hit that rings; asked
        again: at the next bar line."""
        if self._position.timeline is None:
            return []
        self.arrangement.end(self._position.timeline.tick_at(now), self.settings, when)
        return self._led(now)

    def last_chorus(self, now: Nanos) -> list[Event]:
        """The chorus that begins next is the last one."""
        if (horizon := self._horizon_at(now)) is None:
            return []
        self.arrangement.end_after_next_chorus(horizon, self.settings)
        return self._led(now)

    def record_plan_time(self, computing_ns: Nanos, made_for: Nanos, sent: Nanos) -> list[Event]:
        """A plan took this long to compute; it was made for one instant and sent at another. The answer says if that
        is too slow for the tempo, or fast enough again."""
        self._pace.record_plan_time(computing_ns, Nanos(sent - made_for))
        if self._position.timeline is None:
            return []
        return self._pace.keep(self._position.timeline.ns_per_beat, self._horizon.asked_ns, sent)

    def advance(self, now: Nanos) -> list[Event]:
        """`wake_ns` is reached, a beat or the start of a rest: plan again if the music asks for it."""
        if (tick := self._position.tick_at(now)) is None:
            return []
        if arrived := self._take_up(self._arrival.take(self._horizon, tick), now):
            return [*arrived, *self._form(now), *self._replan(tick)]
        if self._listener.rest_tick is not None and self._listener.rest_tick <= tick:
            self._listener.rest_tick = None
            if tick < self._wake_tick:
                return [*self._come_in(tick), *self._replan_if_intensity_jumped(tick)]
        coming_in = self._come_in(tick)
        if tick < self._wake_tick:
            return [*coming_in, *self._follow_hand(tick)]
        self._wake_tick = self._pace.next_plan(tick)
        self.arrangement.practise(self._horizon.behind(tick), self.settings)
        return [*coming_in, *self._form(now), *self._replan(tick)]

    @property
    def wake_ns(self) -> Nanos | None:
        """When to call `advance`; None while the clock stands."""
        if self._position.timeline is None:
            return None
        ticks = (self._wake_tick, self._listener.rest_tick, self._listener.chord_due)
        others = self._entry.wake(self.settings, self._horizon), self._arrival.wake(self._horizon)
        return self._position.timeline.ns_at(min(tick for tick in (*ticks, *others) if tick is not None))

    # -- what comes in

    def _heard(self, event: Heard) -> list[Event]:
        if event.tick is None or self._position.timeline is None:
            self._listener.foot(event.data)
            return []
        chord = self._follow_hand(event.tick)  # as it was before this message
        self._scenery.follow_intensity(self.settings, event.tick)
        window = Tick(WINDOW_NS * TICKS_PER_BEAT // self._position.timeline.ns_per_beat)
        if not self._listener.hear(event.tick, event.data, window):
            return chord
        return [*chord, *self._take_back(event.tick), *self._replan_if_intensity_jumped(event.tick)]

    def _request(self, command: Command) -> list[Event]:
        """Something to play once; while the clock stands, there is no place for it."""
        if (tick := self._position.tick_at(command.ns)) is None:
            return []
        self.arrangement.request(command, self._horizon.behind(tick), self.settings)
        return [*self._form(command.ns), *self._replan(tick)]

    def _horizon_at(self, now: Nanos) -> Tick | None:
        """What comes before it does not change; None while nothing plays."""
        tick = self._position.tick_at(now)
        return None if tick is None else Tick(max(0, self._horizon.behind(tick), self._arrival.line))

    # -- the piano continues the keyboardist's phrase

    def _come_in(self, tick: Tick) -> list[Event]:
        """The piano is silent, so the usual horizon need not hold it up."""
        is_due = self._entry.is_due(self.settings, self._horizon, tick)
        return self._plan(tick, self._horizon.soonest(tick), ("piano",)) if is_due else []

    def _take_back(self, tick: Tick) -> list[Event]:
        """The keyboardist plays on, so the piano is silent at once: what is taken back needs no time to be planned."""
        return self._plan(tick, tick, ("piano",), (tick,)) if self._entry.is_planned else []

    def _changed(self, now: Nanos) -> list[Event]:
        tick = self._position.tick_at(now)
        if not self._scenery.follows_hand(self.settings, tick or Tick(0)):
            self._listener.forget_harmony()
        if self._position.stands is not None:
            return [*self._form(now), *self._plan_next_start(self._position.stands)]
        return [] if tick is None else [*self._form(now), *self._replan(tick)]

    def _form(self, now: Nanos) -> list[Event]:
        """News of the route and the requests, for wire."""
        return self.arrangement.news(self._position.tick_at(now), self.settings, now)

    def form_again(self, now: Nanos) -> list[Event]:
        """For a new wire: what the one before it knew."""
        return self._form(now) if self.arrangement.untell() else []

    def _clock(self, clock: Clock) -> list[Event]:
        change = self._position.take(clock)
        arrived = self._take_up(self._arrival.take_all(), clock.ns) if change.from_the_top else []
        if not clock.running:
            planned = self._plan_next_start(clock, change.from_the_top)
            return [*arrived, *self._form(clock.ns), *planned]
        tick = clock.timeline.tick_at(clock.ns)
        if change.forgets:
            self._forget(change.from_the_top)
        pace_changes = self._pace.keep(clock.timeline.ns_per_beat, self._horizon.asked_ns, clock.ns)
        if change.goes_on:
            self._wake_tick = min(self._wake_tick, self._pace.next_plan(tick))
        if change.is_slight:
            return pace_changes
        self._wake_tick = self._pace.next_plan(tick)
        start = clock.began if tick <= clock.began else self._horizon.behind(tick)
        return [
            *arrived,
            *pace_changes,
            *self._form(clock.ns),
            *self.arrangement.ending(tick, self.settings, clock.ns),
            *self._plan(tick, start),
        ]

    def _forget(self, from_the_top: bool = False) -> None:
        """Start over for another run of the clock; `from_the_top`: it begins with the tune."""
        self._listener.forget()
        self.ensemble.forget()
        self._scenery.forget()
        self.arrangement.forget(from_the_top)
        self._entry.forget()

    def _plan_next_start(self, clock: Clock, from_the_top: bool = False) -> list[Event]:
        """Nothing plays: plan the first bars of the next run, so that its first beat has notes."""
        self._forget(from_the_top)
        self._position.timeline = clock.timeline
        events = [event for event in self._plan(clock.began, clock.began) if not isinstance(event, State)]
        self._position.timeline = None
        return events

    # -- when to plan

    def _replan_if_intensity_jumped(self, tick: Tick) -> list[Event]:
        """The keyboardist may play harder or softer now, which is worth a plan at once, if there is time for it."""
        assert self._position.timeline is not None
        return self._replan(tick) if self._urgent.intensity_jumped(self.settings, tick, self._position.timeline) else []

    def _follow_hand(self, tick: Tick) -> list[Event]:
        """Keys were struck together, which is worth a plan at once if they are a new chord."""
        assert self._position.timeline is not None
        return self._replan(tick) if self._urgent.chord_is_new(self.settings, tick, self._position.timeline) else []

    def _replan(self, tick: Tick) -> list[Event]:
        return self._plan(tick, max(self._horizon.behind(tick), self._arrival.line))

    @property
    def _horizon(self) -> Horizon:
        return self._position.horizon(self.settings, self._pace)

    def _plan(self, now: Tick, start: Tick, who: Sequence[BandPart] = (), cuts: tuple[Tick, ...] = ()) -> list[Event]:
        """Some parts, or else all; what was struck before one of the `cuts` ends there."""
        assert self._position.timeline is not None
        at = self._position.timeline.ns_at(now)
        ends = self.arrangement.end_with_order(now, start, self.settings, at)
        end = self.arrangement.end_of_plan(start, self.settings)
        phrase_end = self._entry.phrase_end(self.settings)
        self._entry.planned_to(phrase_end, end)
        scene = self._scenery.now(self.settings, now, self._position.timeline.bpm, phrase_end)
        parts, reports = self._writing.write(
            self.settings, scene, Stretch(start, end, who or tuple(self.settings.parts), cuts, at)
        )
        if said := self._listener.news():
            reports.append(Notice(at, said))
        state = state_of(scene, self.settings, self.arrangement, self.ensemble, self._pace, self._horizon)
        behind = self.arrangement.route.at(Tick(end - 1))
        return [*ends, *reports, Plan(start, end, parts, scene.style, behind.meter, behind.line), state]
