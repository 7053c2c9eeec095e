"""The takes on the disk: listed, read, named anew, removed. May block on the disk; any thread may ask."""

import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from jamd.errors import JamdError
from jamd.stage.take import write_take

_NAME: Final = re.compile(r"[^\W_][\w ,.'()-]{0,79}")  # no path can be made of these; letters of every language
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # Windows keeps them for itself


class ShelfError(JamdError):
    """What cannot be done with a take; `status` as HTTP says it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class TakeFile(msgspec.Struct, frozen=True):
    """`modified` in Unix seconds; `size` None while it is recorded."""

    name: str
    size: int | None = msgspec.field(name="bytes")
    modified: float
    recording: bool


class Shelf:
    """The folder of takes. `recording`: the name of the take that is being recorded, which only its tape may touch."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def takes(self, recording: str | None) -> list[TakeFile]:
        """The newest first."""
        found = []
        for path in self._folder.glob("*.mid"):
            if is_a_name(path.stem) and path.is_file():
                about = path.stat()
                found.append(TakeFile(path.stem, about.st_size, about.st_mtime, False))
        if recording is not None and (log := self._log(recording)).exists():
            found.append(TakeFile(recording, None, log.stat().st_mtime, True))
        return sorted(found, key=lambda take: (take.recording, take.modified), reverse=True)

    def midi(self, name: str, recording: str | None) -> bytes:
        """The file of a take; of the one that is being recorded: up to now."""
        if name == recording:
            return self._up_to_now(name)
        return self._existing(name).read_bytes()

    def rename(self, old: str, new: str, recording: str | None) -> None:
        if old == recording:
            raise ShelfError(409, f"'{old}' is being recorded; end the take first")
        path, target = self._existing(old), self._path(new)
        if target.exists() or self._log(new).exists():
            raise ShelfError(409, f"there is a take called '{new}' already")
        self._on_disk(lambda: path.rename(target))
        if (log := self._log(old)).exists():
            self._on_disk(lambda: log.rename(self._log(new)))

    def delete(self, name: str, recording: str | None) -> None:
        if name == recording:
            raise ShelfError(409, f"'{name}' is being recorded; end the take first")
        path = self._existing(name)
        self._on_disk(
            lambda: self._log(name).unlink(missing_ok=True)
        )  # first: else a new MIDI file would be made of it
        self._on_disk(path.unlink)

    def _on_disk(self, act: Callable[[], object]) -> None:
        try:
            act()
        except OSError as fault:
            raise ShelfError(409, f"{self._folder}: {fault.strerror or fault}") from None

    def _path(self, name: str) -> Path:
        if not is_a_name(name):
            raise ShelfError(
                422, "a name has 1 to 80 letters, digits, spaces and _ - , . ' ( ), and begins with a letter or a digit"
            )
        return self._folder / f"{name}.mid"

    def _existing(self, name: str) -> Path:
        path = self._path(name)
        if not path.is_file():
            raise ShelfError(404, f"there is no take called '{name}'")
        return path

    def _log(self, name: str) -> Path:
        return self._path(name).with_name(f"{name}.jsonl")

    def _up_to_now(self, name: str) -> bytes:
        log = self._log(name).read_bytes()
        with tempfile.TemporaryDirectory(prefix="jamd-take-") as folder:
            path = Path(folder) / "take.mid"
            if not write_take(log, path):
                raise ShelfError(409, "nobody has played a note in this take yet")
            return path.read_bytes()


def is_a_name(name: str) -> bool:
    """Whether a take may be called so: on every system, and nowhere but in its folder."""
    whole = _NAME.fullmatch(name) and not _RESERVED.fullmatch(name) and not name.endswith((" ", "."))
    return bool(whole) and len(os.fsencode(name)) <= 200
