"""`jamd bench`: what is measured, in which order, and how long. The real processes play through real ports where the
machine has any; nothing sounds unless an output was named, and nothing is left behind."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final

import msgspec

from jamd.bench import burn, cable, master, planning, probe
from jamd.bench.advice import advice
from jamd.bench.errand import Answer, sent
from jamd.bench.keyboardist import Keyboardist
from jamd.bench.listening import (
    Grid,
    Stretch,
    bars_between,
    held,
    lateness_us,
    max_bpm,
    phase_errors_us,
    ready_ratio,
    thru_inside_us,
)
from jamd.bench.machine import cores, look, scheduling
from jamd.bench.report import BenchReport, Figures, PlanTimes, Realtime, Thru, figures
from jamd.bench.session import Session, session
from jamd.bench.soundcheck import checked_ports
from jamd.commands.table import BPM
from jamd.config.process_settings import band_settings
from jamd.config.schema import Config, load_config
from jamd.errors import ConfigError, DeviceError, JamdError
from jamd.ipc.settings import IN_NAME, OUT_NAME
from jamd.music.events import Controls, Event, Played
from jamd.music.time.notes import BAND, Nanos
from jamd.wire.guest_ports import GuestPorts

_SEED: Final = 1  # the same music every time
_TEMPOS: Final = (120, 220, 300)  # those of the goals
_FASTEST: Final = round(BPM.high)  # tried as well, for the highest tempo
_SHARE_OF_TIME: Final = {120: 0.18, 220: 0.15, 300: 0.15, _FASTEST: 0.1, "thru": 0.12, "clock": 0.22, "planning": 0.08}
_LEAST_PLANNED: Final = 64  # bars
_CLOCK_BPM: Final = 160
_JITTER_MS: Final = 2.0
_STRAGGLERS_NS: Final = 50_000_000  # until what happened was told
_PATIENCE_S: Final = 5.0

# Whatever the user's config says, this is measured: the whole band, on our own clock.
_MEASURED: Final = (
    *(f"parts.{part}.enabled=true" for part in BAND),
    *("jam.mode=accompany", "ports.thru=false", "ports.latency_ms=0"),
    *("clock.source=internal", "clock.start=now", "clock.count_in=1", "clock.bpm=300"),
    *("clock.offset_ms=0", "clock.latency_ms=0", "clock.send=false", "controls=[]"),
    *(f"parts.{part}.latency_ms=0" for part in BAND),
)
_OWN_PORTS: Final = (f"ports.input={IN_NAME}", f"ports.output={OUT_NAME}")

Progress = Callable[[float, str], None]  # share that is done, and what comes now


class Wish(msgspec.Struct, frozen=True):
    """What the command line asks for."""

    config: Path | None
    sets: tuple[str, ...]
    seconds: float
    load: bool


def measure(wish: Wish, progress: Progress) -> BenchReport:
    """All of it. JamdError where the settings or the rig are at fault, or a person stops it."""
    bench = Bench(wish, progress)
    with _ended_by_signals(), ExitStack() as stack:
        for _ in range(max(2, cores()) if wish.load else 0):
            stack.enter_context(sent("burn", burn.Asked()))
        return bench.run()


class Bench:
    """One measurement. The notes gather as it goes."""

    def __init__(self, wish: Wish, progress: Progress) -> None:
        self._wish = wish
        self._progress = progress
        self._config = self._settings()
        self._ports = checked_ports(self._config)
        self._notes: list[str] = [f"{sentence}: no port was measured" for sentence in self._ports.notes]
        self._realtime: Realtime = "normal"
        self._port_us: Figures | None = None  # a message's way through one port
        self._done = 0.0

    def _settings(self, *more: str) -> Config:
        return load_config(self._wish.config, [*self._wish.sets, *_MEASURED, *more])

    def _seconds(self, what: int | str) -> float:
        return _SHARE_OF_TIME[what] * self._wish.seconds

    def _now(self, what: int | str, words: str) -> None:
        self._progress(self._done, words)
        self._done += _SHARE_OF_TIME[what]

    def run(self) -> BenchReport:
        round_trip = self._round_trip()
        plan_ms = self._planning()
        stretches = self._live()
        tempos = tuple(held(stretch) for stretch in stretches)
        of_goals = [stretch for stretch in stretches if stretch.bpm in _TEMPOS]
        late = figures(value for stretch in of_goals for value in lateness_us(stretch))
        thru = self._thru()
        steady, jittered = self._clock()
        self._progress(1.0, "done")
        self._say_how_max_bpm()
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
            load=self._wish.load,
            players={part: getattr(self._config.parts, part).player for part in BAND},
            seconds=self._wish.seconds,
            notes=tuple(self._notes),
            advice=advice(look(self._realtime, self._ports.backend), late, tempos, round_trip),
        )

    # -- without jamd

    def _round_trip(self) -> Figures | None:
        """Of the output's cable, if it leads back to the input."""
        source, target = self._ports.input, self._ports.output
        if not (source and target):
            self._notes.append(
                "round_trip_us: connect an output to an input with a cable, and name both with --in and --out"
            )
            return None
        asked = cable.Asked(self._ports.backend, source, target)
        trip = self._sent_for("cable", asked, cable.Answer).round_trip_us
        if trip is None:
            self._notes.append(f"round_trip_us: what goes to {target} does not come back at {source}")
        return trip

    def _planning(self) -> PlanTimes:
        self._now("planning", "planning bars")
        asked = planning.Asked(band_settings(self._config, _SEED), _LEAST_PLANNED, self._seconds("planning"))
        return self._sent_for("planning", asked, PlanTimes)

    def _sent_for(self, name: str, asked: msgspec.Struct, kind: type[Answer]) -> Answer:
        with sent(name, asked) as errand:
            return errand.answer(kind)

    # -- the band, live

    def _live(self) -> list[Stretch]:
        with session(self._config, _SEED) as jam:
            jam.wait_for(lambda event: isinstance(event, Played) and event.part == "drums")
            self._realtime = scheduling(jam.wire_pid)
            with self._hand(jam) as hand:
                keyboardist = Keyboardist(jam.meter, _SEED, hand)
                stretches = [self._at_tempo(jam, keyboardist, bpm) for bpm in (*_TEMPOS, _FASTEST)]
                keyboardist.lift()
            return stretches

    @contextmanager
    def _hand(self, jam: Session) -> Iterator[Callable[[bytes], None]]:
        """Where the keyboardist plays: a real port, if there is one."""
        if not self._ports.virtual:
            yield jam.key
            return
        with closing(GuestPorts(self._ports.backend)) as guest:
            yield guest.sender_to(IN_NAME)

    def _at_tempo(self, jam: Session, keyboardist: Keyboardist, bpm: int) -> Stretch:
        """At least one whole bar, and for `seconds`."""
        self._now(bpm, f"the band at {bpm}")
        jam.set_tempo(float(bpm))
        give_up = time.monotonic() + _PATIENCE_S
        while jam.timeline is None or abs(jam.timeline.bpm - bpm) > 0.1:
            list(jam.listen(time.monotonic_ns() + _STRAGGLERS_NS, keyboardist))
            if time.monotonic() > give_up:
                raise DeviceError(f"the band did not come to {bpm}: no figures")
        begins = jam.tick
        ends = jam.timeline.tick_at(Nanos(time.monotonic_ns() + round(self._seconds(bpm) * 1e9)))
        first, end = bars_between(begins, ends, jam.meter)
        events = tuple(jam.listen(jam.timeline.ns_at(end) + _STRAGGLERS_NS, keyboardist))
        return Stretch(bpm, jam.meter, first, end, events)

    # -- from outside, through real ports

    def _thru(self) -> Thru | None:
        self._now("thru", "thru")
        if not self._ports.virtual:
            self._notes.append("thru_us: jamd has no ports of its own here that could be measured from outside")
            return None
        with session(self._settings("ports.thru=true", *_OWN_PORTS), _SEED) as jam:
            jam.wait_for(lambda event: isinstance(event, Played) and event.part == "drums")
            asked = probe.Asked(self._ports.backend, self._seconds("thru"))
            answer, events = self._while_out(jam, "probe", asked, probe.Answer)
        self._port_us = answer.bare
        if answer.thru is None:
            self._notes.append("thru_us: what went into jamd did not come out again")
            return None
        return msgspec.structs.replace(answer.thru, inside=thru_inside_us(events))

    def _while_out(
        self, jam: Session, name: str, asked: msgspec.Struct, kind: type[Answer]
    ) -> tuple[Answer, list[Event]]:
        """What an errand answers, and all that was told meanwhile."""
        events: list[Event] = []
        with sent(name, asked) as errand:
            while not errand.done:
                events += jam.turn(0.05)
            return errand.answer(kind), events + jam.turn(0.05)

    def _clock(self) -> tuple[Figures | None, Figures | None]:
        """Phase errors behind a steady master and a jittery one."""
        self._now("clock", "following a MIDI clock")
        if not self._ports.virtual:
            self._notes.append("clock_phase_us: there is no port that a MIDI clock could come through")
            return None, None
        try:
            config = self._settings("clock.source=midi", "clock.count_in=0", *_OWN_PORTS)
        except ConfigError:
            self._notes.append("clock_phase_us: this version follows no MIDI clock")
            return None, None
        with session(config, _SEED) as jam:
            jam.wait_for(lambda event: isinstance(event, Controls))  # the band is there
            found = self._followed(jam, 0.0), self._followed(jam, _JITTER_MS)
        if None in found:
            self._notes.append("clock_phase_us: too few notes came behind the clock; --seconds gives it more time")
        return found

    def _followed(self, jam: Session, jitter_ms: float) -> Figures | None:
        asked = master.Asked(self._ports.backend, self._seconds("clock") / 2, _CLOCK_BPM, jitter_ms)
        grid, events = self._while_out(jam, "master", asked, Grid)
        port_us = self._port_us.p50 if self._port_us is not None else 0.0
        return figures(phase_errors_us(events, grid, port_us))

    def _say_how_max_bpm(self) -> None:
        tried = ", ".join(str(bpm) for bpm in (*_TEMPOS, _FASTEST))
        self._notes.append(
            f"max_bpm: the highest of {tried} at which, as at all slower ones, no bar was vamped, no note left out, "
            "and the p99 of planning was under a beat"
        )


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """The first signal ends what is measured, with all its processes; a second one cannot disturb that."""

    def end(number: int, frame: object) -> None:
        for name in before:
            signal.signal(name, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except KeyboardInterrupt:
        raise JamdError("stopped before the end: no figures") from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
