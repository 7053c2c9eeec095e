"""An evening over real JACK ports: `python tests/live/evening.py --seconds 300`.

A daemon, a keyboardist on its ports, tunes in several meters that are played in an order of solos and led with every
command at every quantisation; each ends with a head out. Beside the band goes a musician who counts: every state that
the band tells is compared with what they have counted, and the piano, as it arrives at the output, must be silent in
the solos of the drums. Prints one JSON object. The players are the rules, so that any machine is fast enough.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

from live.conftest import SERVER, Daemon, JackServer
from live.keyboardist import Keyboardist, wait_until
from music.planning.form_walk import BEAT, Walk
from music.planning.test_an_evening import wishes
from music.planning.test_route import INTRO, MIXED

from jamd.commands.choices import When
from jamd.ipc.bus import Connection, connect, encode, wait_readable
from jamd.music.charts.load import read_chart
from jamd.music.charts.text_grid import chart_text
from jamd.music.events import Clock, Command, Ending, Event, Form, NoEnding, Plan, State
from jamd.music.time.notes import Nanos

SOLOISTS: Final = ("drums", "you", "piano", "drums", "trade", "you", "drums", "piano")
CHORUSES: Final = 8
BPM: Final = 280
TUNES: Final = (chart_text(INTRO), "builtin:jazz-waltz", "builtin:blues-in-f", chart_text(MIXED), "builtin:ii-v-i")
FLAGS: Final = (
    *("--set", "parts.drums.player=rules", "--set", "parts.piano.player=rules", "--bpm", str(BPM), "--seed", "1"),
    *("--mode", "tune", "--set", f"jam.solo_order={', '.join(SOLOISTS)}", "--set", f"jam.solo_choruses={CHORUSES}"),
    *("--set", "clock.count_in=0", "--chart", "builtin:blues-in-f", "--set", "jam.ritardando=false"),
)
_PATIENCE_S: Final = 60.0
_NEAR: Final = BEAT // 4  # of a border: a stroke may be early, and a chord anticipated


class Found(msgspec.Struct):
    """What was compared."""

    commands: int = 0
    tunes_ended: int = 0
    states: int = 0
    wrong: list[str] = []
    endings: int = 0
    wrong_endings: list[str] = []
    piano_notes: int = 0
    in_drum_solos: int = 0  # of them
    last_hits_ms: list[float] = []  # from where the last hit was to fall to the last stroke that was heard


class Evening:
    """One thread, on wire's connection of a probe."""

    def __init__(self, daemon: Daemon, musician: Keyboardist, seed: int) -> None:
        self.found = Found()
        self._musician, self._dice = musician, random.Random(seed)
        self._connection = self._connected(daemon)
        self._walk = self._new_walk("builtin:blues-in-f")
        self._frozen = 0  # what lies before was planned before the last command
        self._clock: Clock | None = None
        self._ends: int | None = None
        self._form_since = False  # the last command
        self._horizon: int | None = None  # of the last command
        self._heard = 0  # messages of the band, as they arrived

    @staticmethod
    def _connected(daemon: Daemon) -> Connection:
        wait_until(lambda: daemon.find("wire"), 60, "for wire's name")
        connection = connect(daemon.runtime_folder, "probe")
        assert connection is not None
        return connection

    @staticmethod
    def _new_walk(chart: str) -> Walk:
        return Walk(read_chart(chart), len(SOLOISTS), CHORUSES)

    # -- what comes

    def listen(self, seconds: float = 0.0, until: Callable[[], object] | None = None) -> None:
        """So long, or until something is true."""
        give_up = time.monotonic() + (_PATIENCE_S if until else seconds)
        while not (until and until()):
            if time.monotonic() > give_up:
                assert until is None, "the band did not answer"
                return
            wait_readable([self._connection], [self._connection], 0.02)
            for event in self._connection.receive():
                self._take(event)
            self._hear()

    def _take(self, event: Event) -> None:
        if isinstance(event, Clock):
            self._clock = event
        elif isinstance(event, Ending):
            self._ends = event.at
        elif isinstance(event, NoEnding):
            self._ends = None
        elif isinstance(event, Form):
            self._form_since = True
        elif isinstance(event, Plan) and self._form_since and self._horizon is None:
            self._horizon = max(0, event.start)
        elif isinstance(event, State):
            self._compare(event)

    def _compare(self, state: State) -> None:
        """With what was counted; not while a command is on its way."""
        line = state.bar_line
        if self._horizon is None or line is None or line < 0 or not self.plays:
            return
        tick = line + state.beat * BEAT
        if tick < self._frozen:
            return
        bar = self._walk.at(tick)
        told = (line, state.chart_bar, state.beats, state.semitones, state.slot)
        counted = (bar.tick, bar.number, bar.beats, bar.key, bar.slot)
        self.found.states += 1
        if told != counted or state.soloist not in self._may_solo(bar.slot):
            self.found.wrong.append(f"{told} {state.soloist}, counted {counted}")

    def _may_solo(self, slot: int) -> tuple[str, ...]:
        name = "you" if slot in (0, self._walk.head_out) else SOLOISTS[slot - 1]
        return ("you", "piano") if name == "trade" else (name,)

    def _hear(self) -> None:
        """Whether the piano lets the drums alone."""
        notes = self._musician.ons(1)
        for at, _ in notes[self._heard :]:
            tick = self._tick_at(at)
            if tick is None or tick < 0:
                continue
            bar, near = self._walk.at(tick), (self._walk.at(max(0, tick - _NEAR)), self._walk.at(tick + _NEAR))
            self.found.piano_notes += 1
            alone = [self._may_solo(each.slot) == ("drums",) and not each.taken for each in (bar, *near)]
            self.found.in_drum_solos += all(alone)
        self._heard = len(notes)

    def _tick_at(self, seconds: float) -> int | None:
        if self._clock is None or not self._clock.running:
            return None
        return self._clock.timeline.tick_at(Nanos(round(seconds * 1e9)))

    @property
    def plays(self) -> bool:
        return self._clock is not None and self._clock.running

    @property
    def _tick(self) -> int:
        return self._tick_at(time.monotonic()) or 0

    # -- what is asked for

    def _send(self, name: str, value: Any = None) -> None:
        self._connection.send(encode(Command(name, value)))

    def _asked(self, name: str, value: Any, when: When) -> int:
        """The horizon of a command."""
        self._send("when", when)
        self.listen(0.05)
        self._form_since, self._horizon = False, None
        self._send(name, value)
        self.listen(until=lambda: self._horizon is not None)
        assert self._horizon is not None
        self._frozen = self._horizon
        self.found.commands += 1
        return self._horizon

    def ask(self, name: str, value: Any, when: When) -> None:
        """The command, and the same to the musician who counts."""
        said = str(value) if name == "go to" else value
        if name == "loop":
            said = f"{value}-{value + 1}"
        horizon = self._asked(name, said, when)
        walk, tell = self._walk, {
            "go to": lambda: walk.go_to(value - 1, horizon, when),
            "loop": lambda: walk.loop(value - 1, value + 1, horizon, when),
            "vamp": lambda: walk.vamp(value, horizon, when),
            "transpose": lambda: walk.transpose(value, horizon, when),
            "from the top": lambda: walk.from_the_top(horizon, when),
            "play on": lambda: walk.play_on(horizon),
            "next solo": lambda: walk.next_solo(horizon, when),
            "head out": lambda: walk.head_out_from(horizon, when),
            "chart": lambda: walk.choose(read_chart(value), horizon, when),
        }  # fmt: skip
        tell[name]()

    def begin(self, tune: str, count_in: int) -> None:
        """While nothing plays."""
        self._send("count_in", count_in)
        self._send("chart", tune)
        self.listen(0.5)
        self._walk, self._frozen, self._ends, self._horizon = self._new_walk(tune), 0, None, 0
        self._send("start")
        self.listen(until=lambda: self.plays)

    def lead(self, until_s: float) -> None:
        """One wish after the other."""
        self._send("tempo", BPM)  # a tune may have brought its own
        tune = self._walk.at(self._tick).tune
        for name, value, when in self._of_a_tune(tune):
            self.listen(self._dice.uniform(0.2, 2.5))
            if time.monotonic() > until_s:
                return
            self.ask(name, value, when)

    def _of_a_tune(self, tune: Any) -> Iterator[tuple[str, Any, When]]:
        """Endings and modulations are the virtual evening's."""
        return ((name, *rest) for name, *rest in wishes(tune, self._dice) if name not in ("ending", "modulate"))  # type: ignore[misc]

    def head_out(self, when: When, tag: int) -> None:
        """To the end, and the clock stops."""
        self._send("tag", tag)
        self.ask("play on", None, "bar")  # a loop would last
        self.ask("head out", None, when)
        self.listen(until=lambda: self._walk.at(self._tick + BEAT).slot == self._walk.head_out)
        end = self._walk.end_with_head_out(self._tick + BEAT, tag)
        self.listen(1.0)
        self.found.endings += 1
        if self._ends != end:
            self.found.wrong_endings.append(f"{self._ends}, counted {end}")
        clock = self._clock
        self.listen(until=lambda: not self.plays)
        self.found.tunes_ended += 1
        assert clock is not None
        if self._ends is not None:
            due = clock.timeline.ns_at(self._ends) / 1e9  # type: ignore[arg-type]
            self.found.last_hits_ms.append(round((self._musician.ons(10)[-1][0] - due) * 1e3, 1))


def play(daemon: Daemon, musician: Keyboardist, seconds: float, seed: int = 1) -> Found:
    """An evening of so many seconds, and what it takes to end the last tune."""
    began, dice = time.monotonic(), random.Random(seed)
    wait_until(lambda: len(musician.ons(10)) > 4, 60, lambda: f"for the drums:\n{daemon.said}")
    evening = Evening(daemon, musician, seed)
    evening.listen(until=lambda: evening.plays)
    whens: tuple[When, ...] = ("bar", "now", "section", "beat")
    number = 0
    while True:
        evening.ask("chart", TUNES[number % len(TUNES)], whens[number % len(whens)])
        evening.listen(2.0)
        left = began + seconds - time.monotonic()
        evening.lead(time.monotonic() + min(left, max(seconds / len(TUNES), 40.0)))
        evening.head_out("bar", dice.choice((0, 2)))
        number += 1
        if time.monotonic() - began > seconds:
            return evening.found
        evening.begin(TUNES[number % len(TUNES)], dice.randint(0, 2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    os.environ["JACK_DEFAULT_SERVER"], os.environ["JACK_NO_START_SERVER"] = SERVER, "1"
    server = JackServer()
    with tempfile.TemporaryDirectory() as folder:
        daemon = Daemon(Path(folder), *FLAGS)
        musician = Keyboardist(SERVER)
        musician.plug_in(patience=60)
        try:
            found = play(daemon, musician, args.seconds, args.seed)
        finally:
            musician.leave()
            daemon.stop()
            server.stop()
    told = msgspec.structs.asdict(found)
    told |= {name: len(getattr(found, name)) for name in ("wrong", "wrong_endings")}
    told["examples"] = [*found.wrong, *found.wrong_endings][:6]
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
