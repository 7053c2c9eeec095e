"""The set lists in the user's folder of charts. May block on the disk; any thread may call."""

import os
from pathlib import Path
from typing import Any, Final

from jamd.files.names import NAME_RULE, as_a_name, is_a_name
from jamd.files.regular_file import about_regular, read_regular
from jamd.files.replace_file import replace_file
from jamd.library.entry import LibraryError, changing
from jamd.library.set_list import SetList, read_set_list

_SUFFIX: Final = ".setlist"


class SetListFolder:
    """Set lists by the names of their files, without the suffix. LibraryError where something cannot be done."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def described(self) -> list[dict[str, Any]]:
        """For JSON, by name: each with its tunes, or with what is wrong with it."""
        paths = [path for path in self._folder.glob(f"*{_SUFFIX}") if is_a_name(path.stem) and about_regular(path)]
        return [self._description(path.stem) for path in sorted(paths)]

    def _description(self, name: str) -> dict[str, Any]:
        try:
            found = self.set_list(name)
        except LibraryError as fault:
            return {"name": name, "title": name, "tunes": [], "fault": str(fault)}
        return {"name": name, "title": found.title, "tunes": [tune.chart for tune in found.tunes], "fault": ""}

    def set_list(self, name: str) -> SetList:
        return read_set_list(self.text(name), name)

    def text(self, name: str) -> str:
        with changing(self._folder):
            return read_regular(self._existing(name)).decode("utf-8-sig", "replace")

    def save(self, title: str, text: str, *, replace: bool = False, instead_of: str = "") -> str:
        """Save a set list; `replace` one of that name, `instead_of` another one, which goes. A title inside the text
        stays. The name of the set list."""
        name = as_a_name(" ".join(title.split()), "")
        path = self._path(name)
        read_set_list(text, name)
        old = self._existing(instead_of) if instead_of else None
        if os.path.lexists(path) and path != old and not (replace and about_regular(path)):
            raise LibraryError(409, f"there is already a set list called '{name}'")
        with changing(self._folder):
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, text.encode())
            if old is not None and old != path:
                old.unlink()
        return name

    def delete(self, name: str) -> None:
        with changing(self._folder):
            self._existing(name).unlink()

    def _existing(self, name: str) -> Path:
        path = self._path(name)
        if about_regular(path) is None:
            raise LibraryError(404, f"there is no set list called '{name}'")
        return path

    def _path(self, name: str) -> Path:
        if not is_a_name(name):
            raise LibraryError(422, NAME_RULE)
        return self._folder / f"{name}{_SUFFIX}"
