"""Saves what people have set in config.yaml. What the tune of a set list has brought is not theirs, and what was given
for one run, on the command line, is saved only once it was changed.

YAML and the schema are loaded by a program of their own, which is started for each time (`python -m jamd.config`).
"""

import asyncio
import contextlib
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from jamd.commands.binding import Binding
from jamd.commands.clock_rows import TEMPO
from jamd.commands.form_rows import CHART
from jamd.commands.kinds import Value
from jamd.commands.library_rows import SET_LIST
from jamd.errors import Refused
from jamd.files.regular_file import read_regular
from jamd.files.replace_file import replace_file
from jamd.ipc.saving import Saved, ToSave
from jamd.ipc.settings import StageSettings
from jamd.library.entry import LibraryError
from jamd.library.library import Library
from jamd.library.set_list import SETTINGS, Tune, with_tune
from jamd.music.charts.load import BUILTIN
from jamd.music.charts.text_grid import read_grid

_PATIENCE_S: Final = 30.0
_ANOTHER_TUNE: Final = "nothing is kept: '{}' is the tune of the set list, and it is not being played now"
_NO_CHART: Final = "the tune is not saved: '{}' is not in the library, so save it there first"


class Now(msgspec.Struct, frozen=True):
    """How things are: `settings` by the names of commands; the tune by its `title`; None: no chart."""

    settings: dict[str, Value]
    title: str | None = None
    set_list: str | None = None
    of_the_tune: dict[str, Value] | None = None  # set by the tune of the set list that was chosen last; None: by none
    controls: tuple[Binding, ...] = ()
    tune: int | None = None  # of the set list, from 0: chosen last, though it may still wait, or another may be played
    key: str = ""  # that it is played in, where that is not as it was chosen


class MySettings:
    """Owned by the page's event loop. `note`: a file for the next stage, with what was saved last."""

    def __init__(self, file: str, begun: Now, library: Library, folder: str, note: Path) -> None:
        self._file, self._library, self._folder, self._note = file, library, folder, note
        self._usual = begun.settings
        self._last = self._noted() or begun
        self._turn = asyncio.Lock()

    @classmethod
    def of(cls, settings: StageSettings, folder: Path, library: Library) -> "MySettings":
        """Of this run, whose runtime folder is `folder`."""
        text = settings.web.chart if settings.web else ""
        usual = settings.usual | ({TEMPO.name: settings.web.bpm} if settings.web else {})
        title = read_grid(text).title if text else None
        begun = Now(usual, title, settings.set_list, controls=settings.controls)
        return cls(settings.config_file, begun, library, settings.library, folder / "saved settings")

    async def save(self, now: Now) -> Saved:
        """Refused: nothing was saved, and why."""
        async with self._turn:
            changed, remarks = await asyncio.to_thread(self._changed, now)
            saved = await _ask(ToSave(self._file, changed, self._controls_of(now), self._last.controls))
            self._remember(now)
            return msgspec.structs.replace(saved, remarks=(*saved.remarks, *remarks))

    async def save_controls(self, now: Now) -> Saved:
        """These alone. Refused."""
        async with self._turn:
            saved = await _ask(ToSave(self._file, {}, self._controls_of(now), self._last.controls))
            self._remember(msgspec.structs.replace(self._last, controls=now.controls))
            return saved

    async def save_tune(self, now: Now) -> Saved:
        """In the open set list, for the tune that is played. Refused."""
        if now.set_list is None or now.tune is None:
            raise Refused(409, "no tune of a set list is being played; open a set list in the library")
        return await asyncio.to_thread(self._save_tune, now, now.set_list, now.tune)

    def _save_tune(self, now: Now, name: str, number: int) -> Saved:
        set_lists = self._library.set_lists
        tune = set_lists.set_list(name).tunes[number]
        chart = self._library.chart(self._library.find(tune.chart))
        if chart.title != now.title:
            raise Refused(409, _ANOTHER_TUNE.format(chart.title))
        own = chart.bpm or self._usual.get(TEMPO.name)
        given = {
            each: value
            for each, value in now.settings.items()
            if each in SETTINGS and (each in tune.settings or value != self._usual.get(each, value))
        }
        if now.settings.get(TEMPO.name) not in (own, None):
            given[TEMPO.name] = now.settings[TEMPO.name]
        else:
            given.pop(TEMPO.name, None)
        kept = msgspec.structs.replace(tune, key=now.key or tune.key, settings=given)
        set_lists.save(name, with_tune(set_lists.text(name), number, kept), replace=True)
        return Saved(f"the set list {name}", changes=(f"{kept.chart} ({kept.words or 'as it is written'})",))

    @property
    def saved_controls(self) -> tuple[Binding, ...]:
        return self._last.controls

    def _controls_of(self, now: Now) -> tuple[Binding, ...] | None:
        """None: they are as they were."""
        return None if now.controls == self._last.controls else now.controls

    def _remember(self, saved: Now) -> None:
        self._last = saved
        with contextlib.suppress(OSError):  # without it, a crash of the stage makes all count as changed again
            replace_file(self._note, msgspec.json.encode(saved))

    def _changed(self, now: Now) -> tuple[dict[str, Value], list[str]]:
        """What is to be saved, and what cannot be."""
        sounding = self._sounding(now)
        of_the_tune: Mapping[str, Value] = (sounding.settings if sounding else now.of_the_tune) or {}
        changed = {
            name: value
            for name, value in now.settings.items()
            if value != self._last.settings.get(name, value) and of_the_tune.get(name, _NOT_SET) != value
        }
        if now.set_list != self._last.set_list:
            changed[SET_LIST.name] = now.set_list
        if sounding is not None:
            changed.pop(TEMPO.name, None)
        elif now.title != self._last.title:
            try:
                changed[CHART.name] = None if now.title is None else self._chart(now.title)
            except LibraryError:
                return changed, [_NO_CHART.format(now.title)]
        return changed, []

    def _sounding(self, now: Now) -> Tune | None:
        """The tune of the set list that is played: the one that was chosen last or, as long as that waits for its turn,
        another. None: the tune is of no set list."""
        if now.set_list is None or now.tune is None or now.title is None:
            return None
        try:
            tunes = self._library.set_lists.set_list(now.set_list).tunes
        except LibraryError:
            return None
        in_turn = (*tunes[now.tune : now.tune + 1], *tunes)
        return next((tune for tune in in_turn if self._title_of(tune) == now.title), None)

    def _title_of(self, tune: Tune) -> str | None:
        try:
            return self._library.chart(self._library.find(tune.chart)).title
        except LibraryError:
            return None

    def _chart(self, title: str) -> str:
        """As config.yaml names it. LibraryError."""
        name = self._library.find(title)
        return name if name.startswith(BUILTIN) else str(Path(self._folder) / name)

    def _noted(self) -> Now | None:
        with contextlib.suppress(OSError, msgspec.MsgspecError, UnicodeError):
            return msgspec.json.decode(read_regular(self._note), type=Now)
        return None


_NOT_SET: Final[Any] = object()


async def _ask(wanted: ToSave) -> Saved:
    """The program that saves."""
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "jamd.config", stdin=PIPE, stdout=PIPE, stderr=DEVNULL
        )
        try:
            answer, _ = await asyncio.wait_for(process.communicate(msgspec.json.encode(wanted)), _PATIENCE_S)
        finally:
            if process.returncode is None:
                process.kill()
        saved = msgspec.json.decode(answer, type=Saved)
    except (OSError, TimeoutError, msgspec.DecodeError) as fault:
        raise Refused(503, f"the settings could not be saved ({type(fault).__name__}); try again") from None
    if saved.fault:
        raise Refused(409, saved.fault)
    return saved
