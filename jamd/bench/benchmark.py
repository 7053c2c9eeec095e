"""`jamd bench`: what is measured, in which order, and for how long. The real processes play through real ports if the
machine has any; nothing sounds unless an output was named, and nothing is left behind."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final

import msgspec

from jamd.bench import clock_master, cpu_load, planning, round_trip, thru_probe
from jamd.bench.advice import advice
from jamd.bench.analysis import (
    Grid,
    Stretch,
    bars_between,
    lateness_us,
    max_bpm,
    phase_errors_us,
    ready_ratio,
    tempo_result,
    thru_inside_us,
)
from jamd.bench.job import Answer, running
from jamd.bench.keyboardist import Keyboardist
from jamd.bench.machine import cores, inspect_machine, scheduling
from jamd.bench.port_check import checked_ports
from jamd.bench.report import BenchReport, Figures, PlanTimes, Realtime, Thru, figures
from jamd.bench.session import Session, session
from jamd.commands.row import BPM
from jamd.config.load import load_config
from jamd.config.process_settings import band_settings
from jamd.config.schema import Config
from jamd.errors import ConfigError, DeviceError, JamdError
from jamd.ipc.settings import IN_NAME, OUT_NAME
from jamd.music.events import Controls, Event, Played
from jamd.music.time.notes import BAND, Nanos
from jamd.wire.guest_ports import GuestPorts

_SEED: Final = 1  # the same music every time
_TEMPOS: Final = (120, 220, 300)  # the tempos of the goals
_FASTEST: Final = round(BPM.high)  # tried as well, for `max_bpm`
_SHARE_OF_TIME: Final = {120: 0.18, 220: 0.15, 300: 0.15, _FASTEST: 0.1, "thru": 0.12, "clock": 0.22, "planning": 0.08}
_MIN_PLANNED: Final = 64  # bars
_CLOCK_BPM: Final = 160
_JITTER_MS: Final = 2.0
_LATE_EVENTS_NS: Final = 50_000_000  # until wire has reported what happened
_TIMEOUT_S: Final = 5.0

# Measured whatever the user's config says: the whole band, on jamd's own clock.
_MEASURED: Final = (
    *(f"parts.{part}.enabled=true" for part in BAND),
    *("jam.mode=accompany", "ports.thru=false", "ports.latency_ms=0"),
    *("clock.source=internal", "clock.start=now", "clock.count_in=1", "clock.bpm=300"),
    *("clock.offset_ms=0", "clock.latency_ms=0", "clock.send=false", "controls=[]"),
    *(f"parts.{part}.latency_ms=0" for part in BAND),
)
_OWN_PORTS: Final = (f"ports.input={IN_NAME}", f"ports.output={OUT_NAME}")

Progress = Callable[[float, str], None]  # the share that is done, and what comes next


class Options(msgspec.Struct, frozen=True):
    """From the command line."""

    config: Path | None
    sets: tuple[str, ...]
    seconds: float
    load: bool


def measure(options: Options, progress: Progress) -> BenchReport:
    """Measure everything. JamdError if the settings or the setup are at fault, or if the user stops it."""
    bench = Bench(options, progress)
    with _ended_by_signals(), ExitStack() as stack:
        for _ in range(max(2, cores()) if options.load else 0):
            stack.enter_context(running("cpu_load", cpu_load.Request()))
        return bench.run()


class Bench:
    """One measurement. Notes are collected on the way."""

    def __init__(self, options: Options, progress: Progress) -> None:
        self._options = options
        self._progress = progress
        self._config = self._settings()
        self._ports = checked_ports(self._config)
        self._notes: list[str] = [f"{sentence}; no port was measured" for sentence in self._ports.notes]
        self._realtime: Realtime = "normal"
        self._port_us: Figures | None = None  # a message's way through one port
        self._done = 0.0

    def _settings(self, *more: str) -> Config:
        return load_config(self._options.config, [*self._options.sets, *_MEASURED, *more])

    def _seconds(self, what: int | str) -> float:
        return _SHARE_OF_TIME[what] * self._options.seconds

    def _now(self, what: int | str, words: str) -> None:
        self._progress(self._done, words)
        self._done += _SHARE_OF_TIME[what]

    def run(self) -> BenchReport:
        round_trip = self._round_trip()
        plan_ms = self._planning()
        stretches = self._live()
        tempos = tuple(tempo_result(stretch) for stretch in stretches)
        of_goals = [stretch for stretch in stretches if stretch.bpm in _TEMPOS]
        late = figures(value for stretch in of_goals for value in lateness_us(stretch))
        thru = self._thru()
        steady, jittered = self._clock()
        self._progress(1.0, "done")
        self._explain_max_bpm()
        return BenchReport(
            lateness_us=late,
            thru_us=thru,
            plan_ms=plan_ms,
            ready_ratio=ready_ratio(tempo for tempo in tempos if tempo.bpm in _TEMPOS),
            clock_phase_us=steady,
            clock_phase_jittered_us=jittered,
            round_trip_us=round_trip,
            max_bpm=max_bpm(tempos),
            tempos=tempos,
            realtime=self._realtime,
            backend=self._ports.backend,
            load=self._options.load,
            players={part: getattr(self._config.parts, part).player for part in BAND},
            seconds=self._options.seconds,
            notes=tuple(self._notes),
            advice=advice(inspect_machine(self._realtime, self._ports.backend), late, tempos, round_trip),
        )

    # -- without the band

    def _round_trip(self) -> Figures | None:
        """Through the cable from the output back to the input, if there is one."""
        source, target = self._ports.input, self._ports.output
        if not (source and target):
            self._notes.append(
                "round_trip_us: not measured; connect an output to an input with a cable, "
                "and name both with --in and --out"
            )
            return None
        request = round_trip.Request(self._ports.backend, source, target)
        trip = self._result_of("round_trip", request, round_trip.Answer).round_trip_us
        if trip is None:
            self._notes.append(f"round_trip_us: messages sent to {target} did not come back on {source}")
        return trip

    def _planning(self) -> PlanTimes:
        self._now("planning", "planning bars")
        request = planning.Request(band_settings(self._config, _SEED), _MIN_PLANNED, self._seconds("planning"))
        return self._result_of("planning", request, PlanTimes)

    def _result_of(self, name: str, request: msgspec.Struct, kind: type[Answer]) -> Answer:
        with running(name, request) as job:
            return job.answer(kind)

    # -- the band, live

    def _live(self) -> list[Stretch]:
        with session(self._config, _SEED) as jam:
            jam.wait_for(lambda event: isinstance(event, Played) and event.part == "drums")
            self._realtime = scheduling(jam.wire_pid)
            with self._keyboard(jam) as play:
                keyboardist = Keyboardist(jam.meter, _SEED, play)
                stretches = [self._at_tempo(jam, keyboardist, bpm) for bpm in (*_TEMPOS, _FASTEST)]
                keyboardist.release()
            return stretches

    @contextmanager
    def _keyboard(self, jam: Session) -> Iterator[Callable[[bytes], None]]:
        """Where the simulated keyboardist plays: a real port, if there is one."""
        if not self._ports.virtual:
            yield jam.key
            return
        with closing(GuestPorts(self._ports.backend)) as guest:
            yield guest.sender_to(IN_NAME)

    def _at_tempo(self, jam: Session, keyboardist: Keyboardist, bpm: int) -> Stretch:
        """At least one whole bar."""
        self._now(bpm, f"the band at {bpm} bpm")
        jam.set_tempo(float(bpm))
        give_up = time.monotonic() + _TIMEOUT_S
        while jam.timeline is None or abs(jam.timeline.bpm - bpm) > 0.1:
            list(jam.listen(time.monotonic_ns() + _LATE_EVENTS_NS, keyboardist))
            if time.monotonic() > give_up:
                raise DeviceError(f"the band did not reach {bpm} bpm; nothing was measured")
        begins = jam.tick
        ends = jam.timeline.tick_at(Nanos(time.monotonic_ns() + round(self._seconds(bpm) * 1e9)))
        first, end = bars_between(begins, ends, jam.meter)
        events = tuple(jam.listen(jam.timeline.ns_at(end) + _LATE_EVENTS_NS, keyboardist))
        return Stretch(bpm, jam.meter, first, end, events)

    # -- from outside, through real ports

    def _thru(self) -> Thru | None:
        self._now("thru", "thru")
        if not self._ports.virtual:
            self._notes.append("thru_us: not measured; jamd has no ports of its own on this system")
            return None
        with session(self._settings("ports.thru=true", *_OWN_PORTS), _SEED) as jam:
            jam.wait_for(lambda event: isinstance(event, Played) and event.part == "drums")
            request = thru_probe.Request(self._ports.backend, self._seconds("thru"))
            answer, events = self._while_running(jam, "thru_probe", request, thru_probe.Answer)
        self._port_us = answer.bare
        if answer.thru is None:
            self._notes.append("thru_us: not measured; messages sent to jamd did not come out again")
            return None
        return msgspec.structs.replace(answer.thru, inside=thru_inside_us(events))

    def _while_running(
        self, jam: Session, name: str, request: msgspec.Struct, kind: type[Answer]
    ) -> tuple[Answer, list[Event]]:
        """What a job answers, and all events in the meantime."""
        events: list[Event] = []
        with running(name, request) as job:
            while not job.done:
                events += jam.turn(0.05)
            return job.answer(kind), events + jam.turn(0.05)

    def _clock(self) -> tuple[Figures | None, Figures | None]:
        """Phase errors while following a steady clock and a jittery one."""
        self._now("clock", "following a MIDI clock")
        if not self._ports.virtual:
            self._notes.append("clock_phase_us: not measured; there is no port for a MIDI clock")
            return None, None
        try:
            config = self._settings("clock.source=midi", "clock.count_in=0", *_OWN_PORTS)
        except ConfigError:
            self._notes.append("clock_phase_us: not measured; this version cannot follow a MIDI clock")
            return None, None
        with session(config, _SEED) as jam:
            jam.wait_for(lambda event: isinstance(event, Controls))  # the band is there
            found = self._followed(jam, 0.0), self._followed(jam, _JITTER_MS)
        if None in found:
            self._notes.append("clock_phase_us: too few notes to measure; give it more time with --seconds")
        return found

    def _followed(self, jam: Session, jitter_ms: float) -> Figures | None:
        request = clock_master.Request(self._ports.backend, self._seconds("clock") / 2, _CLOCK_BPM, jitter_ms)
        grid, events = self._while_running(jam, "clock_master", request, Grid)
        port_us = self._port_us.p50 if self._port_us is not None else 0.0
        return figures(phase_errors_us(events, grid, port_us))

    def _explain_max_bpm(self) -> None:
        tried = ", ".join(str(bpm) for bpm in (*_TEMPOS, _FASTEST))
        self._notes.append(
            f"max_bpm: the highest of {tried} bpm up to which no bar was vamped, no note was left out, and the p99 of "
            "planning stayed under a beat"
        )


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """The first signal ends the measurement and all its processes; another one cannot interrupt that."""

    def end(number: int, frame: object) -> None:
        for name in before:
            signal.signal(name, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except KeyboardInterrupt:
        raise JamdError("stopped before the end; nothing was measured") from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
