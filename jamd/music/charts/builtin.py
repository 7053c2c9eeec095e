"""The built-in tunes: our own, in the forms that jazz musicians practise on. Each is a text grid in `tunes/`."""

from functools import cache
from pathlib import Path
from typing import Final

_TUNES: Final = Path(__file__).parent / "tunes"


@cache
def builtin_names() -> tuple[str, ...]:
    """In alphabetical order."""
    return tuple(sorted(path.stem for path in _TUNES.glob("*.txt")))


@cache
def builtin_text(name: str) -> str:
    """The grid of one of `builtin_names`."""
    return (_TUNES / f"{name}.txt").read_text(encoding="utf-8")
