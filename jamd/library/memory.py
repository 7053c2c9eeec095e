"""What the library remembers of its charts: the favourites, and when each was played last. A small file beside them."""

import contextlib
from pathlib import Path
from typing import Final

import msgspec

from jamd.files.regular_file import read_regular
from jamd.files.replace_file import replace_file

_FILE: Final = "library.json"
_MOST_PLAYED: Final = 200  # charts; the oldest are forgotten


class _Remembered(msgspec.Struct):
    favourites: set[str] = set()
    played: dict[str, float] = {}  # Unix seconds


class Memory:
    """By the charts' names. Whoever calls holds the library's lock. Changes may raise OSError."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._now = self._read()

    def _read(self) -> _Remembered:
        try:
            return msgspec.json.decode(read_regular(self._path), type=_Remembered)
        except FileNotFoundError:
            return _Remembered()
        except (OSError, msgspec.DecodeError, UnicodeError):
            self._set_aside()
            return _Remembered()

    def _set_aside(self) -> None:
        """What cannot be read is not ours to overwrite."""
        with contextlib.suppress(OSError):
            self._path.rename(self._path.with_name(f"{_FILE}.unreadable"))

    def is_favourite(self, name: str) -> bool:
        return name in self._now.favourites

    def last_played(self, name: str) -> float | None:
        """In Unix seconds."""
        return self._now.played.get(name)

    def set_favourite(self, name: str, on: bool) -> None:
        (self._now.favourites.add if on else self._now.favourites.discard)(name)
        self._write()

    def play(self, name: str, now: float) -> None:
        played = sorted((self._now.played | {name: now}).items(), key=lambda each: each[1])
        self._now.played = dict(played[-_MOST_PLAYED:])
        self._write()

    def rename(self, old: str, new: str | None) -> None:
        """Another name for a chart; None: it is gone."""
        favourite, played = old in self._now.favourites, self._now.played.pop(old, None)
        self._now.favourites.discard(old)
        if new is not None and favourite:
            self._now.favourites.add(new)
        if new is not None and played is not None:
            self._now.played[new] = played
        if favourite or played is not None:
            self._write()

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self._path, msgspec.json.encode(self._now))
