"""The words and marks of a score that say in which order it is played."""

import re
from typing import Final
from xml.etree.ElementTree import Element

from jamd.music.charts.sheet import Jump

_DA_CAPO: Final = re.compile(r"\bd\.? ?c\b|\bda capo\b")
_DAL_SEGNO: Final = re.compile(r"\bd\.? ?s\b|\bdal segno\b")
_AL_FINE: Final = re.compile(r"\bal ?fine\b")
_AL_CODA: Final = re.compile(r"\b(?:al|to|e poi la) ?coda\b")
_TO_CODA: Final = re.compile(r"\bto (?:the )?coda\b|\bal coda\b")
_FINE: Final = re.compile(r"\bfine\b")
_CODA: Final = re.compile(r"\W*coda\W*")
_NO_CHORD: Final = re.compile(r"\W*n\.? ?c\.?\W*|no chord")
_PART_OF_A_TUNE: Final = re.compile(
    r"(?:intro(?:duction)?|verses?|(?:pre-?)?chorus|refrain|bridge|interlude|head|solos?|vamp|tag|outro|ending)"
    r"(?: \d)?:?"
)
_PLAYED: Final = re.compile(r"\d+")
_MOST_ENDINGS: Final = 32


def jump_in(words: str) -> Jump | None:
    """The jump that words ask for: "D.S. al Coda" in any spelling."""
    plain = _plain(words)
    if _DA_CAPO.search(plain):
        if _AL_FINE.search(plain):
            return "D.C. al Fine"
        return "D.C. al Coda" if _AL_CODA.search(plain) else "D.C."
    if _DAL_SEGNO.search(plain):
        if _AL_FINE.search(plain):
            return "D.S. al Fine"
        return "D.S. al Coda" if _AL_CODA.search(plain) else "D.S."
    return None


def jump_of(sound: Element, ends: bool, leaves: bool) -> Jump | None:
    """The jump that the player of a notation program makes, where no words say it: on to where the score `ends` (a
    Fine) or `leaves` (a To Coda)."""
    if sound.get("dacapo") == "yes":
        return "D.C. al Fine" if ends else "D.C. al Coda" if leaves else "D.C."
    if sound.get("dalsegno"):
        return "D.S. al Fine" if ends else "D.S. al Coda" if leaves else "D.S."
    return None


def is_fine(words: str) -> bool:
    """Whether words mark the end of the piece, and are no jump to it."""
    return bool(_FINE.search(_plain(words))) and jump_in(words) is None


def is_to_coda(words: str) -> bool:
    return bool(_TO_CODA.search(_plain(words))) and jump_in(words) is None


def is_coda(words: str) -> bool:
    return bool(_CODA.fullmatch(_plain(words)))


def is_no_chord(words: str) -> bool:
    return bool(_NO_CHORD.fullmatch(_plain(words)))


def section_in(words: str) -> str | None:
    """The part of the tune that words name: "Verse" for "VERSE:"."""
    name = words.strip().rstrip(":")
    return name.capitalize() if _PART_OF_A_TUNE.fullmatch(_plain(words)) else None


def endings_in(number: str) -> tuple[int, ...]:
    """The endings that a bracket is for: "1, 2", "1-3" and "1.,2." in order."""
    endings: set[int] = set()
    for part in number.split(","):
        ends = [min(int(each), _MOST_ENDINGS) for each in _PLAYED.findall(part[:20])]
        if ends:
            endings |= set(range(max(1, ends[0]), ends[-1] + 1))
    return tuple(sorted(endings))


def _plain(words: str) -> str:
    return " ".join(words[:80].lower().split())
