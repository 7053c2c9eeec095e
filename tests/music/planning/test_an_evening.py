"""An evening in virtual time: tunes in three and in four, one with an intro and one whose meter changes, every command
at every quantisation, under each source of time. The form is in the right place at every bar: beside the band goes a
musician who counts. Tunes are played in an order of solos; some end with their head out, a tag behind it, and the next
one is counted in."""

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
from jamd.clock.source import ClockAction, Retime, Standby, Start, Stop
from jamd.commands.choices import SourceName, When
from jamd.music.charts.form import Chart
from jamd.music.events import Clock, Command, Ending, Event, Form, NoEnding, Session, State
from jamd.music.planning.jam import Jam
from jamd.music.settings import JamSettings, PartSettings
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline

MS = 1_000_000
BPM = 150.0
BEAT_NS = round(60e9 / BPM)
COMMIT = BEAT // 2
WHENS: tuple[When, ...] = ("now", "beat", "bar", "section", "chorus")
TUNES = (INTRO, WALTZ, MIXED, AB, WALTZ)
SOLOISTS = ("you", "piano", "drums", "trade", "you", "drums", "piano", "you")
CHORUSES = 8


class Evening:
    """Wire's conductor and the band's jam machine, and the musician beside them."""

    def __init__(self, source: SourceName) -> None:
        self.source, self.now = source, Nanos(10**9)
        parts = {"drums": PartSettings(), "piano": PartSettings()}
        players = {part: Quarters(part) for part in ("drums", "piano")}
        self.conductor = Conductor(ClockSettings(source=source, bpm=BPM, link=True))
        order = {"mode": "tune", "solo_order": ", ".join(SOLOISTS), "solo_choruses": CHORUSES}
        self.jam = Jam(JamSettings(Meter(4), parts, 1, **order), AB, players, players)
        self.walk = Walk(AB, len(SOLOISTS), CHORUSES)
        self.tag = 0
        self.ends: int | None = None  # where the band says that it ends
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
            if isinstance(action, Start | Retime) and self.conductor.timeline is not None:
                clock = Clock(self.now, True, self.conductor.timeline, Meter(4), self.began, self.source)
                self._look(self.jam.handle(clock))
            elif isinstance(action, Stop | Standby):
                stands = Timeline.at_bpm(BPM, self.now, action.tick)
                self._look(self.jam.handle(Clock(self.now, False, stands, Meter(4), action.tick, self.source)))

    # -- what is heard

    def _look(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Form):
                self._carry(self.conductor.form(event))
            elif isinstance(event, Ending):
                self.ends = event.at
                self._carry(self.conductor.end(event))
            elif isinstance(event, NoEnding):
                self.ends = None
                self._carry(self.conductor.no_ending(event.ns))
            elif isinstance(event, State) and event.bar_line is not None and event.bar_line >= 0:
                tick = event.bar_line + event.beat * BEAT
                if tick < self.frozen:
                    continue
                bar = self.walk.at(tick)
                told = (event.bar_line, event.chart_bar, event.beats, event.semitones)
                assert told == (bar.tick, bar.number, bar.beats, bar.key)
                assert event.slot == bar.slot
                self._look_who_plays(event)
                self.bars += event.beat == 0

    def _look_who_plays(self, state: State) -> None:
        assert state.slot is not None
        heads = {0: "you", len(SOLOISTS) + 1: "you"}
        soloist = heads.get(state.slot) or SOLOISTS[state.slot - 1]
        assert state.soloist == soloist or (soloist == "trade" and state.soloist in ("you", "piano"))
        assert state.turn == ("you" if state.soloist == "you" else "band")

    @property
    def tick(self) -> Tick:
        assert self.conductor.timeline is not None
        return self.conductor.timeline.tick_at(self.now)

    # -- what is asked for

    def ask(self, name: str, value: Any, when: When) -> None:
        """The command, and the same to the musician."""
        changes_key = name == "modulate" or (name == "transpose" and self.walk.at(self.tick).step)
        if changes_key and self.jam.arrangement.route.legs[-1].start > self.tick + COMMIT:
            return  # what is still to come keeps its key: too much for a musician who counts
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
            "modulate": lambda: self.walk.modulate(value, horizon, when),
            "next solo": lambda: self.walk.next_solo(horizon, when),
            "head out": lambda: self.walk.head_out_from(horizon, when),
        }
        tell[name]()
        said = {"go to": str(value), "loop": f"{value}-{value and value + 1}"}.get(name, value)
        self._look(self.jam.handle(Command(name, said, self.now)))

    def end_and_play_on(self) -> None:
        """An ending is asked for, and taken back before it comes."""
        self._look(self.jam.end(self.now))
        assert self.ends == self.walk.end_of_form(self.tick, self.tag)
        self.ask("play on", None, "bar")
        assert self.ends is None

    def play_the_head_out(self, when: When) -> None:
        """To the end: the clock stops behind the last hit."""
        self.ask("head out", None, when)
        while self.walk.at(self.tick + COMMIT).slot < self.walk.head_out:
            self.run(1)
        end = self.walk.end_with_head_out(self.tick + COMMIT, self.tag)
        self.run(4)
        assert self.ends == end
        while self.conductor.timeline is not None:
            assert self.tick <= self.ends + 6 * BEAT  # the bar in which it rings
            self.run(1)

    def begin_again(self, tune: Chart, count_in: int) -> None:
        """With another tune, counted in."""
        self._look(self.jam.handle(Command("count_in", count_in, self.now)))
        self._look(self.jam.play_chart(tune, self.now))
        self.walk, self.frozen, self.ends = Walk(tune, len(SOLOISTS), CHORUSES), Tick(0), None
        self.start()
        self.run(1)
        if self.source == "internal":
            assert self.began == -count_in * tune.meter_of(0).bar


def wishes(tune: Chart, dice: random.Random) -> Iterator[tuple[str, Any, When]]:
    """Every command at every quantisation, in any order."""
    length = len(tune.bars)
    asked: list[tuple[str, Any, When]] = []
    for when in WHENS:
        asked += [("go to", dice.randint(1, length), when), ("loop", dice.randint(1, length - 1), when)]
        asked += [("vamp", dice.choice((1, 2, 4)), when), ("transpose", dice.randint(-5, 6), when)]
        asked += [("from the top", None, when), ("play on", None, when), ("modulate", dice.randint(-2, 2), when)]
        asked += [("next solo", None, when), ("ending", None, when)]
    dice.shuffle(asked)
    return iter(asked[:22])  # of 45: five tunes have them all, each more than once


@pytest.mark.parametrize("source", ["internal", "midi", "link"])
def test_the_form_is_in_the_right_place_at_every_bar_of_an_evening(source: SourceName) -> None:
    evening, dice = Evening(source), random.Random(source)
    evening.start()
    evening.run(20)
    for number, (tune, when) in enumerate(zip(TUNES, WHENS, strict=True)):
        if number % 2:
            evening.tag = dice.choice((0, 2, 4))
            for name, value in (("tag", evening.tag), ("ritardando", dice.random() < 0.5)):
                evening.jam.handle(Command(name, value, evening.now))
            evening.play_the_head_out(when)
            evening.begin_again(tune, dice.randint(0, 2))
        else:
            evening.ask("chart", tune, when)
        while evening.walk.at(evening.tick).tune != tune:
            evening.run(1)
        for wish in wishes(tune, dice):
            evening.run(dice.uniform(2, 14))
            if wish[0] == "ending":
                evening.end_and_play_on()
            else:
                evening.ask(*wish)
    evening.play_the_head_out("chorus")
    assert evening.bars > 250
