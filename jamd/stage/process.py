"""Stage: shows and records. Nothing that it does, and nothing that happens to it, is heard.

A stage that died goes on with its take when it comes back: the path of the log waits in the runtime folder, and
wire tells again what happened since a second before the log's end; what is on the tape already is passed over.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

from jamd.bus import Line, keep_calling, lifeline, ready
from jamd.music.events import Event, Lasting
from jamd.music.notes import Nanos
from jamd.settings import StageSettings
from jamd.stage.log import Header, events_of
from jamd.stage.take import recover
from jamd.stage.tape import Tape
from jamd.stage.terminal import Terminal

_DOUBT_NS: Final = 1_000_000_000  # events reach the tape in nearly the order of their instants, not quite
_IDLE_S: Final = 0.25  # the tape is tended and the status line drawn so often


class Stage:
    """One thread; may block on the disk and the terminal."""

    def __init__(self, settings: StageSettings, folder: Path) -> None:
        self._folder = folder
        self._terminal = Terminal(settings.meter)
        self._taped: frozenset[Event] = frozenset()  # by a former life, in its last second
        self._known_until = Nanos(0)
        self._tape = self._open_tape(settings)
        self._lifeline = lifeline()
        self._leaving = False

    def run(self) -> None:
        """Until standard input ends and wire has said its last word; then the take becomes a MIDI file."""
        while not self._leaving and (line := self._call()) is not None:
            while line.open:
                self._turn(line)
                if self._leaving and not self._more_to_come(line):
                    break
        self._finish()

    def _call(self) -> Line | None:
        return keep_calling(self._folder, "stage", self._lifeline, self._known_until)

    def _turn(self, line: Line) -> None:
        readers = ready([line] if self._leaving else [line, self._lifeline], [], _IDLE_S)
        self._leaving = self._leaving or self._lifeline in readers
        events = [event for event in line.receive() if not self._knows(event)]
        self._known_until = max([self._known_until, *(event.ns for event in events if isinstance(event, Lasting))])
        if self._tape is not None:
            self._tape.write(events) if events else self._tape.tend()
        for event in events:
            self._terminal.show(event)
        self._terminal.draw()

    def _more_to_come(self, line: Line) -> bool:
        """We are to leave, but the other end may still be speaking."""
        return line.open and bool(ready([line], [], _IDLE_S))

    def _open_tape(self, settings: StageSettings) -> Tape | None:
        if settings.tape_folder is None:
            return None
        takes = Path(settings.tape_folder)
        note = self._folder / "tape"
        resume = Path(note.read_text()) if note.exists() else None
        if resume is not None and resume.exists():
            self._remember(list(events_of(resume.read_bytes())))
        else:
            for take in recover(takes, self._terminal.say):
                self._terminal.say(f"a take whose end was violent is saved as {take}")
        started = datetime.now().astimezone().isoformat(timespec="seconds")
        tape = Tape(takes, Header(started, settings.meter, settings.bpm, settings.title), self._terminal.say, resume)
        note.write_text(str(tape.log))
        return tape

    def _remember(self, events: list[Event]) -> None:
        lasting = [event for event in events if isinstance(event, Lasting)]
        self._known_until = Nanos(max((event.ns for event in lasting), default=0) - _DOUBT_NS)
        self._taped = frozenset(event for event in lasting if event.ns > self._known_until)

    def _knows(self, event: Event) -> bool:
        return isinstance(event, Lasting) and event in self._taped

    def _finish(self) -> None:
        self._terminal.end()
        if self._tape is not None and (take := self._tape.finish()) is not None:
            self._terminal.say(f"the take is {take}")
