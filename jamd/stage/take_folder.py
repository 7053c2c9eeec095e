"""The folder of takes: list, read, rename and delete them. May block on the disk; any thread may call.

Others may write to the folder: links, FIFOs and the like are no takes.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from jamd.errors import Refused
from jamd.files.names import NAME_RULE, is_a_name
from jamd.files.regular_file import about_regular, read_regular
from jamd.stage.take import write_take


class TakeError(Refused):
    """Something that cannot be done with a take."""


class TakeFile(msgspec.Struct, frozen=True):
    """`modified` in Unix seconds; `size` is None while it is being recorded."""

    name: str
    size: int | None = msgspec.field(name="bytes")
    modified: float
    recording: bool


class TakeFolder:
    """`recording` is the name of the take that is being recorded, which only its tape may touch."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def takes(self, recording: str | None) -> list[TakeFile]:
        """Newest first."""
        found = []
        for path in self._folder.glob("*.mid"):
            if is_a_name(path.stem) and (about := about_regular(path)):
                found.append(TakeFile(path.stem, about.st_size, about.st_mtime, False))
        if recording is not None and (about := about_regular(self._log(recording))):
            found.append(TakeFile(recording, None, about.st_mtime, True))
        return sorted(found, key=lambda take: (take.recording, take.modified), reverse=True)

    def midi(self, name: str, recording: str | None) -> bytes:
        """The MIDI file of a take; of the take that is being recorded, what has been played so far."""
        if name == recording:
            return self._so_far(name)
        return read_regular(self._existing(name))

    def rename(self, old: str, new: str, recording: str | None) -> None:
        if old == recording:
            raise TakeError(409, f"'{old}' is being recorded; start a new take first")
        path, target = self._existing(old), self._path(new)
        if os.path.lexists(target) or os.path.lexists(self._log(new)):
            raise TakeError(409, f"there is already a take called '{new}'")
        self._on_disk(lambda: path.rename(target))
        if (log := self._log(old)).exists():
            self._on_disk(lambda: log.rename(self._log(new)))

    def delete(self, name: str, recording: str | None) -> None:
        if name == recording:
            raise TakeError(409, f"'{name}' is being recorded; start a new take first")
        path = self._existing(name)
        self._on_disk(
            lambda: self._log(name).unlink(missing_ok=True)
        )  # first: otherwise a new MIDI file would be made from it
        self._on_disk(path.unlink)

    def _on_disk(self, act: Callable[[], object]) -> None:
        try:
            act()
        except OSError as fault:
            raise TakeError(409, f"{self._folder}: {fault.strerror or fault}") from None

    def _path(self, name: str) -> Path:
        if not is_a_name(name):
            raise TakeError(422, NAME_RULE)
        return self._folder / f"{name}.mid"

    def _existing(self, name: str) -> Path:
        path = self._path(name)
        if about_regular(path) is None:
            raise TakeError(404, f"there is no take called '{name}'")
        return path

    def _log(self, name: str) -> Path:
        return self._path(name).with_name(f"{name}.jsonl")

    def _so_far(self, name: str) -> bytes:
        log = read_regular(self._log(name))
        with tempfile.TemporaryDirectory(prefix="jamd-take-") as folder:
            path = Path(folder) / "take.mid"
            if not write_take(log, path):
                raise TakeError(409, "no note has been played in this take yet")
            return path.read_bytes()
