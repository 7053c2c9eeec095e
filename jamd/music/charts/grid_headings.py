"""The lines above a grid: `title: Autumn Walk`, `key: Bb`, `tempo: 140`, each read and written here."""

import re
from difflib import get_close_matches
from typing import Final, get_args

import msgspec

from jamd.commands.choices import Style
from jamd.commands.kinds import Choice
from jamd.errors import ChartError
from jamd.music.charts.sheet import Sheet, TimeSignature
from jamd.music.charts.style_hints import style_of_hint

HEADINGS: Final = ("title", "composer", "key", "tempo", "meter", "style")
_ALSO: Final = {"bpm": "tempo", "time": "meter"}
_STYLES: Final = Choice(get_args(Style)).takes
_KEY: Final = re.compile(r"(?P<tonic>[A-Ga-g][b#]?) ?(?P<mode>m|-|min|minor|maj|major)?")
_METER: Final = re.compile(r"(\d{1,2}) ?/ ?(\d{1,2})")
_NAMED_METERS: Final = {"C": "4/4", "c": "4/4", "C|": "2/2", "cut": "2/2"}
SLOWEST, FASTEST = 10.0, 1000.0  # quarter notes a minute


class Headings(msgspec.Struct):
    """What the headings of a sheet say."""

    title: str = ""
    composer: str = ""
    key: str = ""
    tempo: float | None = None
    meter: TimeSignature = TimeSignature()
    style: str = ""

    def read(self, heading: str, value: str) -> None:
        """One line; `heading` in lower case. ChartError, without the line's number."""
        name = _ALSO.get(heading, heading)
        if name == "key":
            self.key = read_key(value)
        elif name == "tempo":
            self.tempo = _read_tempo(value)
        elif name == "meter":
            self.meter = read_meter(value)
        elif name == "style":
            self.style = _read_style(value)
        elif name in HEADINGS:
            setattr(self, name, value)
        else:
            near = close_heading(heading)
            known = ", ".join(f"'{each}'" for each in HEADINGS[:-1])
            hint = f", did you mean '{near}'?" if near else f": a chart has {known} and '{HEADINGS[-1]}'"
            raise ChartError(f"no such heading as '{heading}'{hint}")


def is_heading(word: str) -> bool:
    """Whether a word, in lower case, is a heading."""
    return word in HEADINGS or word in _ALSO


def close_heading(word: str) -> str | None:
    """The heading that somebody may have misspelt."""
    near = get_close_matches(word, HEADINGS, 1)
    return near[0] if near else None


def read_key(text: str) -> str:
    """'Bb major' or 'g minor' as 'Bb' and 'Gm'; empty stays empty. ChartError."""
    found = _KEY.fullmatch(text.replace("♭", "b").replace("♯", "#"))
    if text and found is None:
        raise ChartError(f"key must be a note, with m for minor, as in Bb or F#m, not {text}")
    if found is None:
        return ""
    return found["tonic"][0].upper() + found["tonic"][1:] + "m" * (found["mode"] in ("m", "-", "min", "minor"))


def read_meter(text: str) -> TimeSignature:
    """'6/8' as a time signature. ChartError."""
    found = _METER.fullmatch(_NAMED_METERS.get(text, text))
    if found is None:
        raise ChartError(f"meter must be one such as 4/4, 3/4 or 6/8, not {text}")
    return TimeSignature(int(found[1]), int(found[2]))


def _read_tempo(text: str) -> float | None:
    if not text:
        return None
    try:
        tempo = float(text.lower().removesuffix("bpm"))
    except ValueError:
        tempo = 0.0
    if not SLOWEST <= tempo <= FASTEST:
        raise ChartError(f"tempo must be {SLOWEST:g} to {FASTEST:g} quarter notes a minute, not {text}")
    return tempo


def _read_style(text: str) -> str:
    """A style, or anything in quotation marks: that says something to people alone."""
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1]
    if text and style_of_hint(text) is None:
        raise ChartError(f'style must be {_STYLES}, not {text}; or write "{text}" for people to read')
    return text


def headings_of(sheet: Sheet) -> list[str]:
    """The lines that say what a sheet says; the meter always."""
    style = sheet.style
    if style and (style_of_hint(style) is None or '"' in style):
        style = f'"{style}"'
    tempo = sheet.bpm if sheet.bpm is not None and SLOWEST <= sheet.bpm <= FASTEST else None
    values = {
        "title": sheet.title,
        "composer": sheet.composer,
        "key": sheet.key,
        "tempo": "" if tempo is None else f"{tempo!r}".removesuffix(".0"),
        "meter": str(sheet.measures[0].time),
        "style": style,
    }
    return [f"{name}: {' '.join(value.split())}" for name, value in values.items() if value]
