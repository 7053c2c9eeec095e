"""Which tune is played: one of the library, or the next of a set list. The only place where a tune becomes commands."""

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from jamd.commands.clock_rows import TEMPO
from jamd.commands.form_rows import CHART
from jamd.commands.kinds import Value
from jamd.files.regular_file import read_regular
from jamd.files.replace_file import replace_file
from jamd.library.entry import LibraryError
from jamd.library.library import Library
from jamd.library.set_list import SetList
from jamd.music.charts.form import Chart
from jamd.music.charts.text_grid import chart_text
from jamd.music.events import Command

_BEFORE_THE_FIRST: Final = -1


class _Place(msgspec.Struct, frozen=True):
    """An open set list, and the tune of it that was chosen last, from 0."""

    name: str
    at: int = _BEFORE_THE_FIRST


class Tunes:
    """Owned by the stage's loop. Faults are LibraryError, ChartError and CommandError. `usual` are the settings of the
    config; the place in a set list is noted in the file `note`, for the next stage."""

    def __init__(self, library: Library, usual: Mapping[str, Value], note: Path) -> None:
        self._library = library
        self._usual = usual
        self._note = note
        self._place = self._noted()

    def choose(self, words: str) -> list[Command]:
        """A chart of the library, by its name or title."""
        name = self._library.find(words)
        return self._play(name, self._library.chart(name), {})

    def open(self, name: str | None, running: bool) -> list[Command]:
        """Open a set list; None: close it. A band that stands takes its first tune."""
        if name is not None:
            self._set_list(name)
        self._move(_Place(name) if name is not None else None)
        return self.go(0) if name is not None and not running else []

    def step(self, by: int) -> list[Command]:
        """The next tune of the set list, or the one before."""
        return self.go(max(_BEFORE_THE_FIRST, self._opened.at + by))

    def go(self, number: int) -> list[Command]:
        """A tune of the set list, counted from 0. One that cannot be played is passed over by the next step."""
        name = self._opened.name
        set_list = self._set_list(name)
        if number < 0:
            raise LibraryError(404, f"this is the first tune of '{set_list.title}'")
        if number >= len(set_list.tunes):
            raise LibraryError(404, f"'{set_list.title}' has no tune {number + 1}: it has {len(set_list.tunes)}")
        self._move(_Place(name, number))
        tune = set_list.tunes[number]
        chart_name = self._library.find(tune.chart)
        chart = tune.arranged(self._library.chart(chart_name))
        settings = self._usual_for(set_list) | tune.settings
        tempo = settings.pop(TEMPO.name, None)
        if TEMPO.name in tune.settings or chart.bpm is None:
            chart = replace(chart, bpm=tempo)  # it comes with the tune, not before
        return self._play(chart_name, chart, settings)

    def _set_list(self, name: str) -> SetList:
        """A fault in it is said with its name."""
        try:
            return self._library.set_lists.set_list(name)
        except LibraryError as fault:
            raise LibraryError(fault.status, f"{name}: {fault}" if fault.status == 422 else str(fault)) from None

    def _usual_for(self, set_list: SetList) -> dict[str, Value]:
        """What some tune of the list sets, as it is where a tune does not."""
        touched = {name for tune in set_list.tunes for name in tune.settings}
        return {name: self._usual[name] for name in sorted(touched & self._usual.keys())}

    def _play(self, name: str, chart: Chart, settings: Mapping[str, Value]) -> list[Command]:
        text = CHART.read(chart_text(chart))
        with contextlib.suppress(LibraryError):  # it is played even where nobody can write it down
            self._library.note_played(name)
        return [Command(CHART.name, text, settings=dict(settings))]

    # -- the set list

    def shown(self) -> dict[str, Any] | None:
        """The open set list for JSON: its tunes as they are written there, and which one was chosen last."""
        if self._place is None:
            return None
        at = None if self._place.at == _BEFORE_THE_FIRST else self._place.at
        try:
            set_list = self._library.set_lists.set_list(self._place.name)
        except LibraryError as fault:
            name = self._place.name
            return {"name": name, "title": name, "tunes": [], "at": at, "sets": None, "fault": str(fault)}
        tunes = [{"chart": tune.chart, "with": tune.words} for tune in set_list.tunes]
        sets = None if at is None or at >= len(tunes) else set_list.tunes[at].settings
        shown = {"title": set_list.title, "tunes": tunes, "at": at, "sets": sets, "fault": ""}
        return {"name": self._place.name, **shown}

    @property
    def _opened(self) -> _Place:
        if self._place is None:
            raise LibraryError(404, "no set list is open")
        return self._place

    def _noted(self) -> _Place | None:
        """Of the stage that was here before."""
        with contextlib.suppress(OSError, msgspec.DecodeError, UnicodeError):
            return msgspec.json.decode(read_regular(self._note), type=_Place | None)
        return None

    def _move(self, place: _Place | None) -> None:
        self._place = place
        with contextlib.suppress(OSError):  # without the note, a crash of the stage closes the set list
            replace_file(self._note, msgspec.json.encode(place))


Choice = Callable[[Tunes, Any, bool], list[Command]]

CHOICES: Final[dict[str, Choice]] = {
    "tune": lambda tunes, words, _: tunes.choose(words),
    "set list": Tunes.open,
    "set list tune": lambda tunes, number, _: tunes.go(number - 1),
    "next tune": lambda tunes, *_: tunes.step(1),
    "previous tune": lambda tunes, *_: tunes.step(-1),
}
"""What the commands that choose a tune ask of the band: by their names, from their values and whether it plays."""
