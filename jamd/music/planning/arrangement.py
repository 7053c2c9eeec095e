"""What people have asked for in this run of the clock: where the form goes, what is to be played once, how it ends."""

from jamd.commands.choices import When
from jamd.music.charts.form import Chart
from jamd.music.events import Command, Ending, Form
from jamd.music.planning.ending import ending, last_hit_at
from jamd.music.planning.leading import START, chosen, from_the_top, led, opening, place
from jamd.music.planning.requests import Place, Requests, requested
from jamd.music.planning.route import Route
from jamd.music.planning.saved_route import saved
from jamd.music.settings import JamSettings
from jamd.music.time.notes import Meter, Nanos, Tick


def as_played(chart: Chart, settings: JamSettings) -> Chart:
    """In the meter that it is written in, or in the one that all tunes are played in."""
    return chart if settings.own_meter else chart.played_in(settings.meter)


class Arrangement:
    """Owned by the jam machine. A horizon of None: nothing plays, and what is asked for is how the next run begins."""

    def __init__(self, chart: Chart | None, meter: Meter) -> None:
        self.route = from_the_top(chart, meter)
        self.requests = Requests()
        self.last_hit: Tick | None = None  # where the tune ends, if somebody asked for an ending

    def forget(self, from_the_top: bool) -> None:
        """Start over for another run of the clock; `from_the_top`: the tune, too."""
        self.requests, self.last_hit = Requests(), None
        if from_the_top:
            self.route = opening(self.route)

    def choose(self, chart: Chart | None, meter: Meter, horizon: Tick | None, when: When) -> None:
        """Another tune, or bars of this meter where no form is known."""
        if horizon is None:
            bpm = None if chart is None else chart.bpm
            self.route = from_the_top(chart, meter, bpm=bpm)
        else:
            self._led(chosen(self.route, chart, meter, place(self.route, horizon, when)), horizon)

    def lead(self, command: Command, horizon: Tick | None, when: When) -> None:
        """A command of `leading`. CommandError."""
        if horizon is None:
            self.route = led(opening(self.route), command.name, command.value, START.start, "bar")
        else:
            self._led(led(self.route, command.name, command.value, horizon, when), horizon)

    def _led(self, route: Route, horizon: Tick) -> None:
        """What ends with the form, ends where it now does."""
        self.route = route
        if self.last_hit is not None and self.last_hit > horizon:
            self.last_hit = last_hit_at(horizon, route, at_once=False)

    def request(self, command: Command, horizon: Tick) -> None:
        """A command of `requests`. CommandError."""
        self.requests = requested(self.requests, command.name, command.value, Place(horizon, self.route))

    def end(self, tick: Tick) -> None:
        """At the end of the form; asked again, at the next bar line."""
        self.last_hit = last_hit_at(tick, self.route, at_once=self.last_hit is not None)

    def form(self, tick: Tick | None, count_in: int, now: Nanos) -> Form:
        """What wire needs to know of the route; `tick` is where the music is, None while nothing plays."""
        begins = opening(self.route) if tick is not None else self.route
        coming = (leg for leg in self.route.legs if leg.bpm is not None and (tick is None or leg.start > tick))
        tempo = next(((leg.start, leg.bpm) for leg in coming if leg.bpm is not None), None)
        return Form(now, begins.at(START.start).meter, count_in, saved(self.route), tempo)

    def ending(self, tick: Tick, now: Nanos) -> list[Ending]:
        """What wire needs to know of it."""
        return [] if self.last_hit is None else [ending(self.last_hit, tick, self.route, now)]
