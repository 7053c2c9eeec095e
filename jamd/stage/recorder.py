"""The recorder: one take after another. Every start of the band begins a take, named after its tune.

After a crash of the stage the take that was running goes on: a note in the runtime folder names its log, and the one
before, since what wire sends again may belong to that one.
"""

import contextlib
import os
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from jamd.errors import ChartError
from jamd.files.regular_file import read_regular
from jamd.files.replace_file import replace_file
from jamd.files.room import little_room, room
from jamd.ipc.settings import TapeSettings
from jamd.music.charts.text_grid import read_grid
from jamd.music.events import Clock, Command, Controls, Event, Lasting, Ports, State
from jamd.music.time.notes import Nanos
from jamd.stage.cuts import Cuts
from jamd.stage.log import Header, read_log
from jamd.stage.old_takes import OldTakes
from jamd.stage.tape import Tape

_TAIL: Final = 8_000_000  # bytes of a log that hold its last second, even at 10,000 notes a second
_OLD_TAKES_S: Final = 1.0  # to finish them when we leave; the next start finishes what is left
_LOOK_S: Final = 20.0  # how often the room on the disk is looked at


class Recorder:
    """Called by the stage's loop; may block on the disk. `note` is a file in the runtime folder. `tell` gets sentences,
    and `changed` is called when there are other takes, both on any thread.
    """

    def __init__(
        self, settings: TapeSettings, note: Path, tell: Callable[[str], None], changed: Callable[[], None]
    ) -> None:
        self.keep = settings.keep
        self._settings = settings
        self._folder = Path(settings.folder)
        self._note = note
        self._tell = tell
        self._changed = changed
        self._tune = settings.tune
        self._clock: Clock | None = None
        self._old_takes = OldTakes(self._folder, settings.keep, tell, changed)
        self.resumed: list[Event] = []  # the end of the take that goes on, and of the one before
        self.little_room = ""  # a sentence while there is little
        self._look_at = time.monotonic()
        self._tape = self._resume()
        self._old_takes.recover()  # now that this one's log is locked

    @property
    def recording(self) -> str:
        """The name of the take."""
        return self._tape.log.stem

    def record(self, events: Sequence[Event]) -> None:
        """Put events on tape, each on that of its take. To be called about once a second even without any."""
        for event in events:
            self._note_tune(event)
            if isinstance(event, Clock):
                self._clock = event
        this, *others = self._cuts.split([event for event in events if isinstance(event, Lasting | Ports | State)])
        if this:
            self._tape.write(this)
        else:
            self._tape.tend()
        for other in others:
            self._begin(other)
        if self._cuts.is_over(Nanos(time.monotonic_ns())):
            self._begin(self._cuts.setting(Nanos(time.monotonic_ns())), tune="")
        self._watch_room()

    def new_take(self) -> None:
        """End this take and begin another, in the middle of the music."""
        clock = [self._clock] if self._clock is not None else []
        self._begin([*self._cuts.setting(Nanos(time.monotonic_ns())), *clock])

    def chosen(self, commands: Sequence[Command]) -> None:
        """What the choice of a tune asks of the band, which will say so only later."""
        for command in commands:
            if command.name == "chart":
                self._tune = _title(str(command.value or ""))

    def finish(self) -> None:
        """The end of the last take; what is left to do for the others gets a second."""
        if (take := self._tape.finish()) is not None:
            self._tell(f"the take is {take}")
        self._old_takes.close(_OLD_TAKES_S)

    def _note_tune(self, event: Event) -> None:
        if isinstance(event, Controls):
            self._tune = _title(event.chart)

    def _resume(self) -> Tape:
        """The tape that the stage before was writing, or a new one."""
        resume, self._cuts = None, Cuts()
        with contextlib.suppress(OSError):
            *before, resume = (Path(os.fsdecode(name)) for name in self._note.read_bytes().split(b"\0"))
            tail = _tail(resume)
            self._cuts = Cuts(ran=True)
            list(self._cuts.split(tail))
            for log in before:
                with contextlib.suppress(OSError):
                    self.resumed += _tail(log)
            self.resumed += tail
        tape = self._open("", resume if self.resumed else None)
        self._write_note([tape.log])
        return tape

    def _open(self, tune: str, resume: Path | None = None) -> Tape:
        settings, clock = self._settings, self._clock
        started = datetime.now().astimezone().isoformat(timespec="seconds")
        meter, bpm = (clock.meter, clock.timeline.bpm) if clock is not None else (settings.meter, settings.bpm)
        header = Header(
            started,
            meter,
            bpm,
            settings.title,
            tune=tune,
            count_in=settings.count_in,
            programs=settings.programs,
        )
        return Tape(self._folder, header, self._tell, resume)

    def _begin(self, events: Sequence[Event], tune: str | None = None) -> None:
        """Another take; events first, since a crash must find in its log up to where it goes."""
        over, self._tape = self._tape, self._open(self._tune if tune is None else tune)
        self._tape.write(events)
        self._write_note([over.log, self._tape.log])
        self._old_takes.finish(over)

    def _write_note(self, logs: Sequence[Path]) -> None:
        with contextlib.suppress(OSError):  # without the note, a crash would only begin another take
            replace_file(self._note, b"\0".join(os.fsencode(log) for log in logs))

    def _watch_room(self) -> None:
        if (now := time.monotonic()) < self._look_at:
            return
        self._look_at = now + _LOOK_S
        before = self.little_room
        with contextlib.suppress(OSError):
            self.little_room = little_room(self._folder, room(self._folder))
        if self.little_room and not before:
            self._tell(self.little_room)
        if bool(self.little_room) != bool(before):
            self._changed()


def _tail(log: Path) -> list[Event]:
    """OSError."""
    return read_log(read_regular(log, last=_TAIL)).events


def _title(grid: str) -> str:
    """Of a chart's text; empty without one."""
    with contextlib.suppress(ChartError):
        return read_grid(grid).title if grid else ""
    return ""
