"""Band: the process around the jam machine and the players. Late or dead, it is not heard: wire repeats the last
bar meanwhile.

How long plans take is measured here and recorded in the jam machine, which plans less often, or further ahead, where
this machine is too slow; the first measurements come from a few bars that nobody hears, before wire is called.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from jamd.band.commands import arrive, obey
from jamd.commands.player_table import fallback
from jamd.errors import JamdError
from jamd.ipc.bus import Connection, connect_when_up, encode, wait_readable, watch_parent
from jamd.ipc.settings import BandSettings
from jamd.music.charts.load import read_chart, read_tune
from jamd.music.charts.spelt import spelt
from jamd.music.charts.text_grid import chart_text
from jamd.music.events import Arrived, Clock, Command, Controls, Event, Heard, Notice, Plan, State
from jamd.music.planning.jam import Jam
from jamd.music.time.notes import Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.players.registry import make_player

_IDLE_S: Final = 0.5
_REHEARSAL_BEATS: Final = 6  # beats
_REHEARSAL_BPM: Final = 140.0  # bpm


def make_jam(settings: BandSettings) -> Jam:
    """The jam machine with its chart and players. ChartError, ModelError."""
    chart = read_chart(settings.chart) if settings.chart else None
    players = {part: make_player(part, name) for part, name in settings.players.items()}
    fallback_players = {part: make_player(part, fallback(part)) for part in settings.players}
    return Jam(settings.jam, chart, players, fallback_players)


def rehearse(jam: Jam) -> list[Nanos]:
    """How long each of a few plans takes these players to compute, from nothing. It does not change what they play
    later."""
    settings = msgspec.structs.replace(jam.settings, count_in=0)
    alone = Jam(settings, jam.chart, jam.ensemble.players, jam.ensemble.fallback_players)
    alone.handle(Clock(Nanos(0), True, Timeline.at_bpm(_REHEARSAL_BPM, Nanos(0), Tick(0)), settings.meter))
    took = []
    for _ in range(_REHEARSAL_BEATS):
        assert alone.wake_ns is not None  # the clock runs
        began = time.perf_counter_ns()
        alone.advance(alone.wake_ns)
        took.append(Nanos(time.perf_counter_ns() - began))
    return took


class Band:
    """One thread: messages in, plans out, a plan at every beat."""

    def __init__(self, settings: BandSettings, folder: Path) -> None:
        self._jam = make_jam(settings)
        self._players = dict(settings.players)  # by name
        self._remarks = list(read_tune(settings.chart).remarks) if settings.chart else []  # not said yet
        self._shown = self._jam.chart_at(_now())  # the chart that is told
        self._folder = folder
        self._parent_watch = watch_parent()
        self._leaving = False
        for ns in rehearse(self._jam):
            self._jam.record_plan_time(ns, Nanos(0), ns)

    def run(self) -> None:
        """Until standard input ends; if wire dies, call until it is back."""
        while not self._leaving and (connection := self._connect()) is not None:
            for event in (self._controls(_now()), *self._jam.form_again(_now())):
                connection.send(encode(event))
            while self._remarks:
                connection.send(encode(Notice(_now(), self._remarks.pop(0))))
            while connection.open and not self._leaving:
                self._turn(connection)

    def _connect(self) -> Connection | None:
        return connect_when_up(self._folder, "band", self._parent_watch)

    def _turn(self, connection: Connection) -> None:
        readers = wait_readable([connection, self._parent_watch], [connection], self._time_left_s())
        self._leaving = self._parent_watch in readers
        for message in connection.receive():
            made_for = message.ns if isinstance(message, Heard | Clock) else None
            self._answer(connection, made_for, lambda message=message: self._take(message))  # type: ignore[misc]
        if self._time_left_s() <= 0:
            now = _now()
            self._answer(connection, now, lambda: self._jam.advance(now))

    def _take(self, message: Event) -> list[Event]:
        return self._obey(message) if isinstance(message, Command) else self._jam.handle(message)

    def _obey(self, command: Command) -> list[Event]:
        """What cannot be done becomes a notice; the band plays on as before."""
        try:
            events = obey(self._jam, self._players, command)
        except JamdError as fault:
            return [Notice(command.ns, str(fault))]
        return [*events, self._controls(command.ns)]

    def _controls(self, now: Nanos) -> Controls:
        self._shown = chart = self._jam.chart_at(now)
        settings = self._jam.settings
        text = "" if chart is None else chart_text(spelt(chart, settings.spelling))
        return Controls(now, settings, text, self._players)

    def _time_left_s(self) -> float:
        """Seconds until the machine wants to plan again."""
        wake = self._jam.wake_ns
        return _IDLE_S if wake is None else (wake - time.monotonic_ns()) / 1e9

    def _answer(self, connection: Connection, made_for: Nanos | None, work: Callable[[], list[Event]]) -> None:
        """Do the work and send the result. Plan times are recorded, except after a command (`made_for` None), which may
        have loaded a player first."""
        began = time.perf_counter_ns()
        events = work()
        took = Nanos(time.perf_counter_ns() - began)
        arrived = [event for event in events if isinstance(event, Arrived)]
        for each in arrived:
            events = [*events, *arrive(self._jam, self._players, each)]
        if arrived or self._jam.chart_at(_now()) is not self._shown:
            events = [*events, self._controls(_now())]
        for event in events:
            measured = msgspec.structs.replace(event, plan_ms=took / 1e6) if isinstance(event, State) else event
            connection.send(encode(measured))
        if made_for is not None and any(isinstance(event, Plan) for event in events):
            for event in self._jam.record_plan_time(took, made_for, _now()):
                connection.send(encode(event))


def _now() -> Nanos:
    return Nanos(time.monotonic_ns())
