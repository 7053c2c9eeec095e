"""Names that people give to files: valid on every system, and never a path out of a folder."""

import os
import re
from typing import Final

_NAME: Final = re.compile(r"[^\W_][\w ,.'()-]{0,79}")  # letters of every language
_NO_PART: Final = re.compile(r"[^\w ,.'()-]+")
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # reserved on Windows
_LONGEST: Final = 80  # characters
_MOST_BYTES: Final = 200

NAME_RULE: Final = "a name is 1 to 80 letters, digits, spaces and _ - , . ' ( ), and starts with a letter or a digit"


def is_a_name(name: str) -> bool:
    """Whether a file may be called so, apart from its suffix."""
    whole = _NAME.fullmatch(name) and not _RESERVED.fullmatch(name) and not name.endswith((" ", "."))
    return bool(whole) and len(os.fsencode(name)) <= _MOST_BYTES


def as_a_name(title: str, otherwise: str) -> str:
    """The name that comes closest to a title: "What now?" becomes "What now". `otherwise` where nothing is left."""
    name = re.sub(r"^[\W_]+", "", _NO_PART.sub("-", title))[:_LONGEST]
    while len(os.fsencode(name)) > _MOST_BYTES:
        name = name[:-1]
    name = name.rstrip(" .-")
    return name if is_a_name(name) else otherwise
