"""The set lists in the user's folder of charts. May block on the disk; any thread may call."""

from pathlib import Path
from typing import Any, Final

from jamd.files.named_files import NamedFiles
from jamd.files.names import as_a_name
from jamd.files.regular_file import about_regular, read_regular
from jamd.files.replace_file import replace_file
from jamd.library.entry import LibraryError, changing
from jamd.library.set_list import SetList, read_set_list

_SUFFIX: Final = ".setlist"


class SetListFolder:
    """Set lists by the names of their files, without the suffix. LibraryError where something cannot be done."""

    def __init__(self, folder: Path) -> None:
        self._files = NamedFiles(folder, _SUFFIX, "set list", LibraryError)

    def described(self) -> list[dict[str, Any]]:
        """For JSON, by name: each with its tunes, or with what is wrong with it."""
        return [self._description(path.stem) for path, _ in sorted(self._files.all())]

    def _description(self, name: str) -> dict[str, Any]:
        try:
            found = self.set_list(name)
        except LibraryError as fault:
            return {"name": name, "title": name, "tunes": [], "fault": str(fault)}
        return {"name": name, "title": found.title, "tunes": [tune.chart for tune in found.tunes], "fault": ""}

    def set_list(self, name: str) -> SetList:
        return read_set_list(self.text(name), name)

    def text(self, name: str) -> str:
        with changing(self._files.folder):
            return read_regular(self._files.existing(name)).decode("utf-8-sig", "replace")

    def save(self, title: str, text: str, *, replace: bool = False, instead_of: str = "") -> str:
        """Save a set list; `replace` one of that name, `instead_of` another one, which goes. A title inside the text
        stays. The name of the set list."""
        name = as_a_name(" ".join(title.split()), "")
        path = self._files.path(name)
        read_set_list(text, name)
        old = self._files.existing(instead_of) if instead_of else None
        if path != old and not (replace and about_regular(path)):
            self._files.free(name)
        with changing(self._files.folder):
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, text.encode())
            if old is not None and old != path:
                old.unlink()
        return name

    def delete(self, name: str) -> None:
        with changing(self._files.folder):
            self._files.existing(name).unlink()
