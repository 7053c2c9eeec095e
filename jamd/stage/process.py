"""Stage: shows and records. Nothing that it does, and nothing that happens to it, can be heard.

The tape depends on nothing else here: terminal, page and old takes have threads of their own, and what they have to say
comes back in queues. After a crash the stage continues its take (`recorder.py`), and wire sends again what happened
since a second before the end of the log. Events that are already recorded are skipped.
"""

import queue
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from jamd.commands.choices import When
from jamd.errors import DeviceError, JamdError
from jamd.ipc.bus import OVERLAP_NS, Connection, Waitable, connect_when_up, encode, wait_readable, watch_parent
from jamd.ipc.settings import StageSettings
from jamd.ipc.tape_marks import TapeMarks
from jamd.library.library import Library
from jamd.music.events import Clock, Command, Event, Lasting, Notice
from jamd.music.time.notes import Nanos
from jamd.stage.mailbox import Mailbox
from jamd.stage.recorder import Recorder
from jamd.stage.screen import standard_output
from jamd.stage.tape_shown import TapeShown
from jamd.stage.terminal import Terminal
from jamd.stage.tunes import CHOICES, Choice, Tunes

if TYPE_CHECKING:
    from jamd.stage.osc.osc import Osc
    from jamd.stage.page import Page

_MOST_TYPED: Final = 100  # pieces of what is typed, that wait
_IDLE_S: Final = 0.25  # how often, at least, the tape is tended and the status drawn


class Stage:
    """One thread; may block on the disk."""

    def __init__(self, settings: StageSettings, folder: Path, marks: TapeMarks) -> None:
        self._settings = settings
        self._folder = folder
        self._marks = marks
        self._terminal = Terminal(standard_output())
        self._told: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()  # on any thread: what to say and draw
        self._recent: deque[Lasting] = deque()  # taped in the last second
        self._taped: frozenset[Event] = frozenset()  # what wire sends again when it is called again
        self._known_until = Nanos(0)
        self._clock: Clock | None = None
        self._page: Page | None = None
        self._osc: Osc | None = None
        self._library = Library(Path(settings.library))
        Thread(target=self._library.entries, name="library", daemon=True).start()  # a playlist takes a second to read
        self._tunes = Tunes(self._library, settings.usual, folder / "set list")
        self._commands: list[Command] = []  # for wire
        self._recorder: Recorder | None = None
        if (tape := settings.tape) is not None:
            self._recorder = Recorder(tape, folder / "tape", self._tell, self._show_takes)
            self._remember(self._recorder.resumed)
        self._page = self._open_page()
        self._osc = self._open_osc()
        if settings.set_list is not None and self._tunes.shown() is None:
            self._choose(Tunes.open, settings.set_list)
        self._typed: Mailbox[bytes] = Mailbox(_MOST_TYPED)
        self._parent_watch = watch_parent(self._typed.put)
        self._leaving = False

    def run(self) -> None:
        """Until standard input ends and wire has sent everything; then the take is written as a MIDI file."""
        while not self._leaving and (connection := self._connect()) is not None:
            self._forget_outgoing()
            while connection.open:
                self._turn(connection)
                if self._leaving and not self._more_to_come(connection):
                    break
        self._finish()

    def _connect(self) -> Connection | None:
        self._taped = frozenset(self._recent)
        after = Nanos(max(0, self._known_until - OVERLAP_NS))
        return connect_when_up(self._folder, "stage", self._parent_watch, after)

    def _turn(self, connection: Connection) -> None:
        sources: list[Waitable] = [
            connection,
            self._typed,
            *self._outsiders,
            *([] if self._leaving else [self._parent_watch]),
        ]
        readers = wait_readable(sources, [connection], _IDLE_S)
        self._leaving = self._leaving or self._parent_watch in readers
        events = [event for event in connection.receive() if not self._knows(event)]
        self._remember(events)
        if self._recorder is not None:
            self._recorder.record(events)
            self._marks.record(self._known_until)
        for event in events:
            if isinstance(event, Command) and event.name in EFFECTS:  # of a pedal
                EFFECTS[event.name](self, event)
            self._terminal.show(event)
            self._clock = event if isinstance(event, Clock) else self._clock
        self._say_told()
        for typed in self._typed.take():
            for wanted in self._terminal.hear(typed):
                self._pass_on(wanted, connection)
        self._terminal.draw()
        for outsider in self._outsiders:
            outsider.show(events)
            for said in outsider.outgoing():
                self._pass_on(said, connection)
        for command in self._commands:
            connection.send(encode(command))
        self._commands = []

    def _pass_on(self, event: Event, connection: Connection) -> None:
        """Carry out or pass on what came from the page, by OSC or from the terminal's keys."""
        if isinstance(event, Notice):
            self._terminal.say(event.text)
        elif isinstance(event, Command) and event.name in EFFECTS:
            EFFECTS[event.name](self, event)
        else:
            connection.send(encode(event))

    def _forget_outgoing(self) -> None:
        """Keys and commands from before wire's restart would come too late."""
        for outsider in self._outsiders:
            outsider.outgoing()

    def _more_to_come(self, connection: Connection) -> bool:
        """Whether wire may still be sending after we were asked to leave."""
        return connection.open and bool(wait_readable([connection], [], _IDLE_S))

    def _next_take(self) -> None:
        """End this take and begin another."""
        if self._recorder is not None:
            self._recorder.new_take()

    def _choose(self, choice: Choice, value: Any, when: When | None = None) -> None:
        """Choose a tune, or a set list. What that asks of the others goes to wire with this turn."""
        try:
            commands = choice(self._tunes, value, self._clock is not None and self._clock.running)
        except JamdError as fault:
            self._terminal.say(str(fault))
            if self._page is not None:
                self._page.show([Notice(Nanos(0), str(fault))])
        else:
            self._commands += [replace(command, when=when) for command in commands]
            if self._recorder is not None:
                self._recorder.chosen(commands)
        if self._page is not None:
            self._page.show_set_list(self._tunes.shown())

    def _show_takes(self) -> None:
        """The page is told which take is recorded now, and that there are others. Any thread."""
        if self._page is not None:
            self._page.record(self._tape_shown)

    @property
    def _tape_shown(self) -> TapeShown:
        if self._recorder is None:
            return TapeShown()
        return TapeShown(self._recorder.recording, self._recorder.little_room, self._recorder.keep)

    def _tell(self, sentence: str, drawing: str = "") -> None:
        """Have it said. Any thread."""
        self._told.put((sentence, drawing))

    def _say_told(self) -> None:
        """What the tapes and the page had to say."""
        while not self._told.empty():
            self._terminal.say(*self._told.get())

    def _open_page(self) -> "Page | None":
        """None if it is switched off, or if its port is not available: the band plays without it."""
        if self._settings.web is None:
            return None
        takes = Path(self._settings.tape.folder) if self._settings.tape is not None else None
        try:
            from jamd.stage.my_settings import MySettings
            from jamd.stage.page import Page  # here, so that a damaged installation cannot stop the recording

            run = self._folder.name[-8:]
            channels = self._settings.channels
            mine = MySettings.of(self._settings, self._folder, self._library)
            page = Page(self._settings.web, channels, takes, self._tape_shown, run, self._library, mine)
        except (DeviceError, ImportError) as fault:
            self._terminal.say(
                str(fault) if isinstance(fault, DeviceError) else f"no page: {fault}; the band still plays"
            )
            return None
        page.show_set_list(self._tunes.shown())
        page.open()
        page.say_where(self._terminal.draws, self._tell)
        return page

    def _open_osc(self) -> "Osc | None":
        """None if it is switched off, or cannot be had."""
        if self._settings.osc is None:
            return None
        try:
            from jamd.stage.osc.osc import Osc  # here, as the page

            osc = Osc(self._settings.osc)
        except (DeviceError, ImportError) as fault:
            self._terminal.say(str(fault) if isinstance(fault, DeviceError) else f"no OSC: {fault}")
            return None
        osc.open()
        self._terminal.say(f"OSC: {osc.addresses}")
        return osc

    @property
    def _outsiders(self) -> "list[Page | Osc]":
        """They have threads of their own, and pass on what people ask for."""
        return [outsider for outsider in (self._page, self._osc) if outsider is not None]

    def _remember(self, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, Lasting):
                self._known_until = max(self._known_until, event.ns)
                self._recent.append(event)
        while self._recent and self._recent[0].ns <= self._known_until - OVERLAP_NS:
            self._recent.popleft()

    def _knows(self, event: Event) -> bool:
        return isinstance(event, Lasting) and event in self._taped

    def _finish(self) -> None:
        if self._recorder is not None:
            self._recorder.finish()
        self._say_told()
        for outsider in self._outsiders:
            outsider.close()
        self._terminal.end()


def _choosing(choice: Choice) -> Callable[[Stage, Command], None]:
    return lambda stage, command: stage._choose(choice, command.value, command.when)


EFFECTS: Final[dict[str, Callable[[Stage, Command], None]]] = {
    "new take": lambda stage, _: stage._next_take(),
    **{name: _choosing(choice) for name, choice in CHOICES.items()},
}
"""The commands that the stage owns."""
