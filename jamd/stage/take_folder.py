"""The folder of takes: list, read, rename and delete them. May block on the disk; any thread may call."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from jamd.errors import Refused
from jamd.files.named_files import NamedFiles
from jamd.files.regular_file import about_regular, read_regular
from jamd.stage.take import write_take
from jamd.stage.take_facts import TakeFacts, facts_of_log, facts_of_midi
from jamd.stage.take_name import LENGTH_OF_TIME, is_given_by_jamd


class TakeError(Refused):
    """Something that cannot be done with a take."""


class TakeFile(msgspec.Struct, frozen=True):
    """`modified` in Unix seconds; `size` and `seconds` are None while it is being recorded. `kept`: it has a name that
    somebody gave it, and is never deleted to make room for newer takes."""

    name: str
    size: int | None = msgspec.field(name="bytes")
    modified: float
    recording: bool
    tune: str
    bpm: float
    seconds: float | None
    kept: bool


class TakeFolder:
    """`recording` is the name of the take that is being recorded, which only its tape may touch."""

    def __init__(self, folder: Path) -> None:
        self._files = NamedFiles(folder, ".mid", "take", TakeError)
        self._known: dict[tuple[Path, int, int], TakeFacts] = {}  # by path, time and size of the file

    def takes(self, recording: str | None) -> list[TakeFile]:
        """Newest first."""
        found = [self._listed(path, about) for path, about in self._files.all()]
        if recording is not None and (about := about_regular(self._log(recording))):
            tune, bpm, _ = facts_of_log(self._log(recording))
            found.append(TakeFile(recording, None, about.st_mtime, True, tune, bpm, None, False))
        return sorted(found, key=lambda take: (take.recording, take.modified), reverse=True)

    def _listed(self, path: Path, about: os.stat_result) -> TakeFile:
        key = path, about.st_mtime_ns, about.st_size
        facts = self._known.get(key) or self._known.setdefault(key, facts_of_midi(path))
        kept = not is_given_by_jamd(path.stem, facts.tune)
        return TakeFile(path.stem, about.st_size, about.st_mtime, False, *facts, kept)

    def make_room(self, keep: int) -> tuple[list[str], dict[str, str]]:
        """Delete all takes but the last `keep` and those that have been renamed. The names of those that are gone, and
        why others could not be deleted, by name."""
        ours = [take for take in self.takes(None) if not take.kept]
        ours.sort(key=lambda take: (take.name[:LENGTH_OF_TIME], take.modified))
        gone, stuck = list[str](), dict[str, str]()
        for take in ours[:-keep]:
            try:
                self.delete(take.name, None)
                gone.append(take.name)
            except TakeError as fault:
                stuck[take.name] = str(fault)
        return gone, stuck

    def midi(self, name: str, recording: str | None) -> bytes:
        """The MIDI file of a take; of the take that is being recorded, what has been played so far."""
        if name == recording:
            return self._so_far(name)
        return read_regular(self._files.existing(name))

    def rename(self, old: str, new: str, recording: str | None) -> None:
        if old == recording:
            raise TakeError(409, f"'{old}' is being recorded; start a new take first")
        path, target = self._files.existing(old), self._files.free(new)
        if os.path.lexists(self._log(new)):
            raise TakeError(409, f"there is already a take called '{new}'")
        self._on_disk(lambda: path.rename(target))
        if (log := self._log(old)).exists():
            self._on_disk(lambda: log.rename(self._log(new)))

    def delete(self, name: str, recording: str | None) -> None:
        if name == recording:
            raise TakeError(409, f"'{name}' is being recorded; start a new take first")
        path = self._files.existing(name)
        self._on_disk(
            lambda: self._log(name).unlink(missing_ok=True)
        )  # first: otherwise a new MIDI file would be made from it
        self._on_disk(path.unlink)

    def _on_disk(self, act: Callable[[], object]) -> None:
        try:
            act()
        except OSError as fault:
            raise TakeError(409, f"{self._files.folder}: {fault.strerror or fault}") from None

    def _log(self, name: str) -> Path:
        return self._files.path(name).with_name(f"{name}.jsonl")

    def _so_far(self, name: str) -> bytes:
        log = read_regular(self._log(name))
        with tempfile.TemporaryDirectory(prefix="jamd-take-") as folder:
            path = Path(folder) / "take.mid"
            if not write_take(log, path):
                raise TakeError(409, "no note has been played in this take yet")
            return path.read_bytes()
