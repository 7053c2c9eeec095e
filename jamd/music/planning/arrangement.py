"""What people have asked for in this run of the clock: where the form goes, what is to be played once, how it ends."""

import msgspec

from jamd.commands.choices import When
from jamd.commands.form_rows import PLAY_ON
from jamd.commands.kinds import Value
from jamd.music.charts.excerpt import in_key
from jamd.music.charts.form import Chart
from jamd.music.events import Command, Ending, Event, Form, NoEnding
from jamd.music.planning.ending import ending, last_chorus, last_hit_at, tagged
from jamd.music.planning.here import START, place
from jamd.music.planning.leading import chosen, from_the_top, led, opening, with_setting
from jamd.music.planning.order import from_the_head, order_of
from jamd.music.planning.practice import Step, counted_in, tempo_step
from jamd.music.planning.requests import Place, Requests, check_soloist, requested
from jamd.music.planning.route import Route
from jamd.music.planning.saved_route import restored, saved
from jamd.music.planning.soloists import reordered
from jamd.music.planning.turns import turn_at
from jamd.music.settings import JamSettings
from jamd.music.time.notes import Nanos, Tick


def as_played(chart: Chart, settings: JamSettings) -> Chart:
    """In the meter that it is written in, or in the one that all tunes are played in."""
    return chart if settings.own_meter else chart.played_in(settings.meter)


class Arrangement:
    """Owned by the jam machine. A horizon of None: nothing plays, and what is asked for is how the next run begins."""

    def __init__(self, chart: Chart | None, settings: JamSettings) -> None:
        tune = None if chart is None else as_played(chart, settings)
        self.route = from_the_top(tune, settings.meter, order=order_of(settings))
        self._told: tuple[Route, int, Step | None, Requests] | None = None  # what wire knows
        self.requests = Requests()
        self.last_hit: Tick | None = None  # where the tune ends, if somebody asked for an ending

    def forget(self, from_the_top: bool) -> None:
        """Start over for another run of the clock; `from_the_top`: the tune, too."""
        self.requests, self.last_hit = Requests(), None
        if from_the_top:
            self.route = opening(self.route)

    def choose(
        self,
        chart: Chart | None,
        horizon: Tick | None,
        settings: JamSettings,
        coming: dict[str, Value],
        when: When | None = None,
    ) -> None:
        """Another tune; None: no form is known. `coming`: settings that come with it."""
        tune = None if chart is None else as_played(chart, settings)
        if horizon is None:
            bpm = None if chart is None else chart.bpm
            self.route = from_the_top(tune, settings.meter, bpm=bpm, settings=coming, order=order_of(settings))
        else:
            at = place(self.route, horizon, when or settings.when)
            self._led(chosen(self.route, tune, settings.meter, at, settings=coming), horizon, settings)

    @property
    def settings_due(self) -> Tick | None:
        """Where settings come with a tune."""
        return next((leg.start for leg in self.route.legs if leg.settings), None)

    def arrive(self, until: Tick | None) -> dict[str, Value]:
        """The settings of the tunes that have begun by a tick (None: of all), which need not be told again."""
        arrived: dict[str, Value] = {}
        legs = []
        for leg in self.route.legs:
            if leg.settings and (until is None or leg.start <= until):
                arrived |= leg.settings
                leg = msgspec.structs.replace(leg, settings={})
            legs.append(leg)
        if arrived:
            self.route = Route(tuple(legs))
        return arrived

    def lead(self, command: Command, horizon: Tick | None, settings: JamSettings) -> list[Event]:
        """A command of `leading`; what wire must know of it at once. CommandError."""
        if horizon is None:
            self.route = led(opening(self.route), command.name, command.value, START.start, "bar")
            return []
        had_end = command.name == PLAY_ON.name and self.last_hit is not None
        if had_end:
            self.last_hit = None
        route = led(self.route, command.name, command.value, horizon, command.when or settings.when)
        self._led(route, horizon, settings)
        return [NoEnding(command.ns)] if had_end else []

    def reorder(self, horizon: Tick | None, settings: JamSettings) -> None:
        """The settings have changed: where they ask for another order of solos, it holds from the horizon on."""
        wanted, order = order_of(settings), self.route.legs[-1].order
        if from_the_head(order) != wanted:
            self.route = reordered(self.route, wanted, horizon)

    def end_with_order(self, tick: Tick, start: Tick, settings: JamSettings, now: Nanos) -> list[Event]:
        """If the head out of an order is played from `start` on, the tune ends with it: what wire must know of that."""
        turn, is_known = turn_at(settings, self.route, start), self.last_hit is not None
        if turn.slot is None or turn.slot.part != "head out" or turn.end is None or is_known:
            return []
        self.route, self.last_hit = tagged(self.route, turn.end, settings.tag)
        return [*self.news(tick, settings, now), *self.ending(tick, settings, now)]

    def _led(self, route: Route, horizon: Tick, settings: JamSettings) -> None:
        """What ends with the form, ends where it now does."""
        self.route = route
        if self.last_hit is not None and self.last_hit > horizon:
            end = last_hit_at(horizon, route, at_once=False)
            self.route, self.last_hit = tagged(route, end, settings.tag)

    def request(self, command: Command, horizon: Tick, settings: JamSettings) -> None:
        """A command of `requests`. CommandError."""
        check_soloist(command.name, settings)
        self.requests = requested(self.requests, command.name, command.value, Place(horizon, self.route, command.when))

    def set_there(self, command: Command, horizon: Tick) -> None:
        """A setting of the jam machine's, from the place on that the command names."""
        assert command.when is not None
        self.route = with_setting(self.route, command.name, command.value, horizon, command.when)

    def end(self, tick: Tick, settings: JamSettings, when: When | None = None) -> None:
        """At the end of the form, or of the section; asked again, at the next bar line."""
        at_once, by_section = self.last_hit is not None or when in ("now", "beat", "bar"), when == "section"
        end = last_hit_at(tick, self.route, at_once, by_section)
        keeps_form = not (at_once or by_section)
        self.route, self.last_hit = tagged(self.route, end, settings.tag) if keeps_form else (self.route, end)

    def end_after_next_chorus(self, horizon: Tick, settings: JamSettings) -> None:
        """The chorus that begins next is the last one. A loop or a vamp is left for it."""
        if not self.route.at(horizon).leg.is_whole:
            self.route = led(self.route, PLAY_ON.name, None, horizon, settings.when)
        self.route, end = last_chorus(self.route, horizon)
        self.route, self.last_hit = tagged(self.route, end, settings.tag)

    def chart(self, tick: Tick | None) -> Chart | None:
        """The tune that sounds at a tick, in its key; None: the one that will."""
        passage = self.route.at(self.route.legs[-1].start if tick is None else tick)
        return None if passage.leg.tune is None else in_key(passage.leg.tune, passage.semitones)

    def end_of_plan(self, start: Tick, settings: JamSettings) -> Tick:
        """Of one that begins at `start`."""
        return self.route.bars_behind(start, 1 + settings.lookahead_bars)

    def practise(self, start: Tick, settings: JamSettings) -> None:
        """Each time round that begins in a plan is counted in, where people ask for it."""
        if settings.count_each and self.last_hit is None:
            end = self.end_of_plan(start, settings)
            self.route = counted_in(self.route, start, end, max(1, settings.count_in))

    def news(self, tick: Tick | None, settings: JamSettings, now: Nanos) -> list[Event]:
        """What wire does not know yet of the route and the requests; `tick` is where the music is, None while nothing
        plays."""
        count_in, step = settings.count_in, None
        if tick is not None:
            step = tempo_step(self.route, tick, self.last_hit, settings)
        if self._told is not None and self._told[0] is self.route and self._told[1:] == (count_in, step, self.requests):
            return []
        self._told = self.route, count_in, step, self.requests
        begins = opening(self.route) if tick is not None else self.route
        coming = (leg for leg in self.route.legs if leg.bpm is not None and (tick is None or leg.start > tick))
        tempo = next(((leg.start, leg.bpm) for leg in coming if leg.bpm is not None), None)
        asked = b"" if tick is None else msgspec.msgpack.encode(self.requests.left(tick, self.route))
        return [Form(now, begins.at(START.start).meter, count_in, saved(self.route), tempo, step, asked)]

    def untell(self) -> bool:
        """Wire is a new one, to which all is news; whether the one before it knew anything."""
        told, self._told = self._told, None
        return told is not None

    def restore(self, form: Form) -> None:
        """The route and the requests of a band that was killed: this one goes on with them, unless it has its own."""
        if self._told is None:
            self.route = restored(form.route)
            self.requests = msgspec.msgpack.decode(form.requests, type=Requests) if form.requests else Requests()
            self._told = self.route, form.count_in, form.step, self.requests

    def ending(self, tick: Tick, settings: JamSettings, now: Nanos) -> list[Ending]:
        """What wire needs to know of it."""
        return [] if self.last_hit is None else [ending(self.last_hit, tick, self.route, settings, now)]
