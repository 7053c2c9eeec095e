"""The user's files of one kind in a folder, by their names without the suffix. Others may write to the folder: links,
FIFOs and the like are none of them. May block on the disk; any thread may call.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from jamd.errors import Refused
from jamd.files.names import NAME_RULE, is_a_name
from jamd.files.regular_file import about_regular


class NamedFiles:
    """`what` one of them is called, and the kind of `Refused` to raise."""

    def __init__(self, folder: Path, suffix: str, what: str, refused: type[Refused]) -> None:
        self.folder = folder.resolve()
        self._suffix = suffix
        self._what = what
        self._refused = refused

    def all(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Those that are there, in any order."""
        for path in self.folder.glob(f"*{self._suffix}"):
            if is_a_name(path.stem) and (about := about_regular(path)):
                yield path, about

    def path(self, name: str) -> Path:
        """Where one of this name is, or would be. `refused` (422) for what is no name."""
        if not is_a_name(name):
            raise self._refused(422, NAME_RULE)
        return self.folder / f"{name}{self._suffix}"

    def existing(self, name: str) -> Path:
        """The same; `refused` (404) if it is not there."""
        path = self.path(name)
        if about_regular(path) is None:
            raise self._refused(404, f"there is no {self._what} called '{name}'")
        return path

    def free(self, name: str) -> Path:
        """The path of a new one; `refused` (409) if anything has this name."""
        path = self.path(name)
        if os.path.lexists(path):
            raise self._refused(409, f"there is already a {self._what} called '{name}'")
        return path
