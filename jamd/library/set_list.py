"""Set lists: the tunes of an evening, a text file in the folder of charts.

    title: Friday at the Corner
    # a comment
    Blues in F          | key G | tempo 168
    Lamp on the Stairs  | mode trade | trade_bars 8
    Slow Ferry          | tempo 120 | drums rules | bass off

A line is a chart, by its title or its name in the library, and what it is to be played with: `key`, `meter`, and any
setting of the table of commands that belongs to the music. `drums`, `bass` and `piano` name the players, or say that
nobody plays: `off`.
"""

import re
from difflib import get_close_matches
from typing import Any, Final

import msgspec

from jamd.commands.choices import BAND
from jamd.commands.clock_rows import TEMPO
from jamd.commands.kinds import Value
from jamd.commands.library_rows import MOST_TUNES
from jamd.commands.part_rows import ENABLED, PLAYER
from jamd.commands.table import COMMANDS
from jamd.errors import ChartError, CommandError
from jamd.library.entry import LibraryError
from jamd.music.charts.form import Chart
from jamd.music.charts.transpose import steps_to_key, tonic_of, transposed_chart
from jamd.music.time.notes import Meter

_TITLE: Final = re.compile(r"\s*title\s*:\s*(.*?)\s*", re.IGNORECASE)
_COMMENT: Final = re.compile(r"(?:^|\s)#(?:\s.*|$)|^\s*#.*")
_PLAYERS: Final = {part: f"{part}.{PLAYER.name}" for part in BAND}
_ENABLED: Final = {part: f"{part}.{ENABLED.name}" for part in BAND}
_PARTS: Final = {name: part for names in (_PLAYERS, _ENABLED) for part, name in names.items()}
SETTINGS: Final = frozenset(
    {TEMPO.name, *_PLAYERS.values(), *(row.name for row in COMMANDS.values() if row.owner == "jam" and row.sticky)}
)
"""The commands that a tune of a set list may give."""
_WORDS: Final = ("key", "meter", *BAND, *sorted(SETTINGS))
_NAMED_VALUES: Final = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}


class Tune(msgspec.Struct, frozen=True):
    """One tune of a set list; `chart` as it is written there."""

    chart: str
    key: str = ""  # empty: the chart's
    meter: Meter | None = None  # None: the chart's
    settings: dict[str, Value] = {}  # by the names of commands

    @property
    def words(self) -> str:
        """What it is played with, for people: "key G, tempo 168"."""
        arranged = {"key": self.key} if self.key else {}
        arranged |= {"meter": str(self.meter)} if self.meter is not None else {}
        words = [*(f"{name} {value}" for name, value in arranged.items()), *_settings_said(self.settings)]
        return ", ".join(words)

    def arranged(self, chart: Chart) -> Chart:
        """The chart in this tune's key and meter. ChartError."""
        if self.key:
            chart = transposed_chart(chart, steps_to_key(chart, self.key))
        return chart.played_in(self.meter) if self.meter is not None else chart


class SetList(msgspec.Struct, frozen=True):
    """Tunes in the order in which they are played."""

    title: str
    tunes: tuple[Tune, ...]


def read_set_list(text: str, title: str) -> SetList:
    """`title` where the text has none. LibraryError names the line."""
    tunes: list[Tune] = []
    for number, line in enumerate(text.splitlines(), 1):
        if found := _TITLE.fullmatch(line):
            title = found[1] or title
        elif written := _COMMENT.sub("", line).strip():
            try:
                tunes.append(_tune(written))
            except (ChartError, CommandError, ValueError) as fault:
                raise LibraryError(422, f"line {number}: {fault}") from None
    if not 1 <= len(tunes) <= MOST_TUNES:
        raise LibraryError(422, f"a set list has 1 to {MOST_TUNES} tunes, this one has {len(tunes)}")
    return SetList(title, tuple(tunes))


def with_tune(text: str, number: int, tune: Tune) -> str:
    """The text with this tune in the place of one, counted from 0; comments and all other lines stay."""
    lines = text.splitlines(keepends=True)
    written = [at for at, line in enumerate(lines) if not _TITLE.fullmatch(line) and _COMMENT.sub("", line).strip()]
    at = written[number]
    before = _COMMENT.sub("", lines[at]).rstrip()
    lines[at] = _line(tune) + lines[at][len(before) :]
    return "".join(lines)


def _line(tune: Tune) -> str:
    key = [f"key {tune.key}"] if tune.key else []
    meter = [f"meter {tune.meter}"] if tune.meter is not None else []
    return " | ".join([tune.chart, *key, *meter, *_settings_said(tune.settings)])


def _tune(line: str) -> Tune:
    chart, *parts = [part.strip() for part in line.split("|")]
    if not chart:
        raise ValueError("the tune has no name")
    given: dict[str, Any] = dict(_setting(part) for part in parts if part)
    key, meter = given.pop("key", ""), given.pop("meter", None)
    if key:
        tonic_of(key)
    return Tune(chart, key, Meter.parse(meter) if meter is not None else None, given)


def _setting(part: str) -> tuple[str, Any]:
    """`tempo 120` or `tempo: 120`."""
    name, _, value = part.replace(":", " ", 1).partition(" ")
    value = value.strip()
    if not value:
        raise ValueError(f"'{part}' needs a word and a value, as in 'tempo 120'")
    if name in ("key", "meter"):
        return name, value
    given = _value(value)
    if name in BAND:
        name = (_ENABLED if isinstance(given, bool) else _PLAYERS)[name]
    if name not in SETTINGS:
        near = get_close_matches(name, _WORDS, 1)
        hint = f"did you mean '{near[0]}'?" if near else "there are key, tempo, meter, style, mode, bass, drums, ..."
        raise ValueError(f"a tune has no '{name}'; {hint}")
    return name, COMMANDS[name].read(given)


def _settings_said(settings: dict[str, Value]) -> list[str]:
    """As they are written in a line."""
    return [f"{_PARTS.get(name, name)} {_said(value)}" for name, value in settings.items()]


def _said(value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if value is None:
        return "null"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _value(text: str) -> Value:
    if text.lower() in _NAMED_VALUES:
        return _NAMED_VALUES[text.lower()]
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return None if text == "null" else text
