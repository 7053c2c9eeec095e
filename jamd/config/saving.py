"""Saves settings in config.yaml: values are changed in place, its comments and its order stay. A key that has its
default, and that the file does not name, is not added. If there is no file yet, one with all keys and comments is made.

The text is read again before it is written: it must say what was asked for, and of everything else what it said before.
"""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from msgspec.structs import asdict

from jamd.commands.binding import Binding
from jamd.commands.clock_rows import TEMPO
from jamd.commands.table import COMMANDS
from jamd.config.chart_title import with_chart_found
from jamd.config.load import config_of
from jamd.config.process_settings import configured, in_config, key_of, tempo
from jamd.config.schema import Config, config_text
from jamd.config.yaml_edit import put, rounded, written
from jamd.config.yaml_file import parsed
from jamd.config.yaml_lists import append, remove
from jamd.errors import ConfigError
from jamd.files.replace_file import replace_file
from jamd.ipc.control_entry import entry_of
from jamd.ipc.saving import Saved, ToSave

_PATTERN: Final = config_text()
_BOM: Final = "\ufeff"
_CONTROLS: Final = "controls"
_TEMPO_STAYS: Final = "the tempo is not saved: at {:g} bpm, which is jamd's default, this tune's own tempo comes first"
_SAME_BPM: Final = 0.05


def save(wanted: ToSave) -> Saved:
    """ConfigError, ChartError: nothing was changed, and why."""
    path = Path(wanted.file)
    is_new = not path.exists()
    before = _PATTERN if is_new else _text(path)
    bom = _BOM if before.startswith(_BOM) else ""
    draft = _Draft(before.removeprefix(_BOM), path)
    draft.set(wanted.settings)
    if wanted.controls is not None:
        draft.set_controls(wanted.controls, wanted.controls_before)
    if draft.changes or is_new:
        draft.check()
        _write(path, bom + draft.text)
    return Saved(str(path), is_new, tuple(draft.changes), tuple(draft.remarks))


def _text(path: Path) -> str:
    """As it is written, its line ends too."""
    try:
        if not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(path, os.W_OK):
            raise ConfigError(f"{path} is not saved: it is read-only")
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is not saved: it is not a text file in UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror})") from None


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path.resolve(), text.encode())  # a link to a file elsewhere stays one
    except OSError as error:
        raise ConfigError(f"{path} is not saved: {error.strerror}") from None


class _Draft:
    """A file's text on its way, and what it must say in the end."""

    def __init__(self, text: str, path: Path) -> None:
        self._path = path
        self.text = text
        self._config = self._read()
        self._expected = self._config.model_dump()
        self._controls = list(self._config.controls)
        self.changes: list[str] = []
        self.remarks: list[str] = []

    def _read(self) -> Config:
        try:
            return config_of(parsed(self.text, str(self._path)))
        except ConfigError as fault:
            raise ConfigError(f"nothing is saved, since the file has a fault: {fault}") from None

    def check(self) -> None:
        """Whether the text says what it must."""
        try:
            found = self._read().model_dump()
        except ConfigError as fault:
            raise self._beyond("it", str(fault)) from None
        if found != self._expected:
            raise self._beyond("it", "an alias takes its value from somewhere else")

    def set(self, settings: dict[str, Any]) -> None:
        """By the names of commands. The tempo comes last: it may be that of the chart."""
        for name, exact in settings.items():
            row, value = COMMANDS[name], rounded(exact)
            if name != TEMPO.name and configured(row, self._config) != value:
                self._put(key_of(row), in_config(row, value))
        bpm = settings.get(TEMPO.name)
        if bpm is None or abs(tempo(with_chart_found(self._read())) - bpm) < _SAME_BPM:
            return
        if bpm == TEMPO.default:
            self.remarks.append(_TEMPO_STAYS.format(bpm))
        else:
            self._put(TEMPO.config, rounded(bpm))

    def _put(self, key: str, value: Any) -> None:
        *sections, last = path = key.split(".")
        self._edit(key, put, path, value, _PATTERN)
        section = self._expected
        for name in sections:
            section = section[name]
        section[last] = value
        self.changes.append(f"{key}: {written(value)}")

    def set_controls(self, wanted: tuple[Binding, ...], before: tuple[Binding, ...]) -> None:
        """Only what differs from `before` is changed. Those that stay are left as they are written; another command for
        the same control takes its place."""
        after, known, here = ([*map(_rounded, each)] for each in (wanted, before, self._controls))
        new = [binding for binding in after if binding not in known and binding not in here]
        for number, old in reversed(list(enumerate(here))):
            if old in known and old not in after:
                same = next((each for each in new if _moved(each) == _moved(old)), None)
                if same is None:
                    self._remove_control(number)
                else:
                    new.remove(same)
                    self._change_control(number, same)
        for binding in new:
            self._add_control(binding)
        self._expected[_CONTROLS] = tuple(self._controls)

    def _remove_control(self, number: int) -> None:
        self._edit(_CONTROLS, remove, [_CONTROLS, number])
        self.changes.append(f"without {written(entry_of(self._controls.pop(number)))}")

    def _change_control(self, number: int, binding: Binding) -> None:
        old, new = entry_of(self._controls[number]), entry_of(binding)
        for key in old.keys() - new:
            self._edit(_CONTROLS, remove, [_CONTROLS, number, key])
        for key, value in new.items():
            self._edit(_CONTROLS, put, [_CONTROLS, number, key], value, _PATTERN)
        self._controls[number] = binding
        self.changes.append(f"with {written(new)}")

    def _add_control(self, binding: Binding) -> None:
        entry = entry_of(binding)
        self._edit(_CONTROLS, append, [_CONTROLS], entry, _PATTERN)
        self._controls.append(binding)
        self.changes.append(f"with {written(entry)}")

    def _edit(self, key: str, edit: Callable[..., str], *words: Any) -> None:
        try:
            self.text = edit(self.text, *words)
        except ConfigError as why:
            raise self._beyond(key, str(why)) from None

    def _beyond(self, key: str, why: str) -> ConfigError:
        return ConfigError(f"{self._path} is not saved; change {key} there by hand ({why})")


def _rounded(binding: Binding) -> Binding:
    return Binding(**{name: rounded(value) for name, value in asdict(binding).items()})


def _moved(binding: Binding) -> tuple[str, int, int | None]:
    """The control that is moved."""
    return binding.kind, binding.number, binding.channel
