"""An evening in virtual time: tunes in three and in four, one with an intro and one whose meter changes, every command
at every quantisation, under each source of time. The form is in the right place at every bar: beside the band goes a
musician who counts."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from music.planning.form_walk import BEAT, Walk
from music.planning.jams import Quarters
from music.planning.test_route import AB, INTRO, MIXED, WALTZ

from jamd.clock.conductor import Conductor
from jamd.clock.midi_messages import CLOCK, START
from jamd.clock.settings import ClockSettings
from jamd.clock.source import ClockAction, Retime, Start, Stop
from jamd.commands.choices import SourceName, When
from jamd.music.charts.form import Chart
from jamd.music.events import Clock, Command, Event, Form, Session, State
from jamd.music.planning.jam import Jam
from jamd.music.settings import JamSettings, PartSettings
from jamd.music.time.notes import Meter, Nanos, Tick

MS = 1_000_000
BPM = 150.0
BEAT_NS = round(60e9 / BPM)
COMMIT = BEAT // 2
WHENS: tuple[When, ...] = ("now", "beat", "bar", "section", "chorus")
TUNES = (INTRO, WALTZ, MIXED, AB, WALTZ)


class Evening:
    """Wire's conductor and the band's jam machine, and the musician beside them."""

    def __init__(self, source: SourceName) -> None:
        self.source, self.now = source, Nanos(10**9)
        parts = {"drums": PartSettings(), "piano": PartSettings()}
        players = {part: Quarters(part) for part in ("drums", "piano")}
        self.conductor = Conductor(ClockSettings(source=source, bpm=BPM, link=True))
        self.jam = Jam(JamSettings(Meter(4), parts, 1), AB, players, players)
        self.walk = Walk(AB)
        self.began = Tick(0)
        self.bars = 0  # that were looked at
        self.frozen = Tick(0)  # what lies before is played as it was planned before the last command

    # -- time

    def run(self, beats: float) -> None:
        """Let so many beats pass, in steps of a 24th: every plan at its instant, and the source's news."""
        for _ in range(round(beats * 24)):
            self.now = Nanos(self.now + BEAT_NS // 24)
            self._news()
            self._carry(self.conductor.advance(self.now))
            while (wake := self.jam.wake_ns) is not None and wake <= self.now:
                self._look(self.jam.advance(wake))

    def _news(self) -> None:
        if self.source == "midi":
            self._carry(self.conductor.message(CLOCK, self.now))
        elif self.source == "link" and self.now // (BEAT_NS // 24) % 12 == 0:
            beat = (self.now - 10**9) / BEAT_NS
            session = Session(self.now, beat, BEAT_NS, BPM, True, 1, False, Nanos(0))
            self._carry(self.conductor.session(session, self.now))

    def start(self) -> None:
        if self.source == "midi":
            self._carry(self.conductor.message(START, self.now))
        else:
            self.run(2)
            self._carry(self.conductor.command(Command("start", ns=self.now)))

    def _carry(self, actions: list[ClockAction]) -> None:
        for action in actions:
            if isinstance(action, Start):
                self.began = action.tick
            if isinstance(action, Start | Retime | Stop) and self.conductor.timeline is not None:
                clock = Clock(self.now, True, self.conductor.timeline, Meter(4), self.began, self.source)
                self._look(self.jam.handle(clock))

    # -- what is heard

    def _look(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Form):
                self._carry(self.conductor.form(event))
            elif isinstance(event, State) and event.bar_line is not None and event.bar_line >= 0:
                tick = event.bar_line + event.beat * BEAT
                if tick < self.frozen:
                    continue
                bar = self.walk.at(tick)
                told = (event.bar_line, event.chart_bar, event.beats, event.semitones)
                assert told == (bar.tick, bar.number, bar.beats, bar.key)
                self.bars += event.beat == 0

    @property
    def tick(self) -> Tick:
        assert self.conductor.timeline is not None
        return self.conductor.timeline.tick_at(self.now)

    # -- what is asked for

    def ask(self, name: str, value: Any, when: When) -> None:
        """The command, and the same to the musician."""
        self._look(self.jam.handle(Command("when", when, self.now)))
        horizon = self.frozen = Tick(max(0, self.tick + COMMIT))
        if name == "chart":
            self.walk.choose(value, horizon, when)
            self._look(self.jam.play_chart(value, self.now))
            return
        tell: dict[str, Any] = {
            "go to": lambda: self.walk.go_to(value - 1, horizon, when),
            "loop": lambda: self.walk.loop(value - 1, value + 1, horizon, when),
            "vamp": lambda: self.walk.vamp(value, horizon, when),
            "transpose": lambda: self.walk.transpose(value, horizon, when),
            "from the top": lambda: self.walk.from_the_top(horizon, when),
            "play on": lambda: self.walk.play_on(horizon),
        }
        tell[name]()
        said = {"go to": str(value), "loop": f"{value}-{value and value + 1}"}.get(name, value)
        self._look(self.jam.handle(Command(name, said, self.now)))


def wishes(tune: Chart, dice: random.Random) -> Iterator[tuple[str, Any, When]]:
    """Every command at every quantisation, in any order."""
    length = len(tune.bars)
    asked: list[tuple[str, Any, When]] = []
    for when in WHENS:
        asked += [("go to", dice.randint(1, length), when), ("loop", dice.randint(1, length - 1), when)]
        asked += [("vamp", dice.choice((1, 2, 4)), when), ("transpose", dice.randint(-5, 6), when)]
        asked += [("from the top", None, when), ("play on", None, when)]
    dice.shuffle(asked)
    return iter(asked)


@pytest.mark.parametrize("source", ["internal", "midi", "link"])
def test_the_form_is_in_the_right_place_at_every_bar_of_an_evening(source: SourceName) -> None:
    evening, dice = Evening(source), random.Random(source)
    evening.start()
    evening.run(20)
    for tune, when in zip(TUNES, WHENS, strict=True):
        evening.ask("chart", tune, when)
        while evening.walk.at(evening.tick).tune != tune:
            evening.run(1)
        for wish in wishes(tune, dice):
            evening.run(dice.uniform(2, 14))
            evening.ask(*wish)
    evening.run(40)
    assert evening.bars > 250
