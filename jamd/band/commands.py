"""Wishes of a person that need more than the jam machine: another chart, another player."""

from collections.abc import Callable
from typing import Final

import msgspec

from jamd.music.charts.load import BUILTIN, Chart, load_chart, read_grid
from jamd.music.events import Command, Event
from jamd.music.planning.jam import Jam
from jamd.music.time.notes import BAND, BandPart
from jamd.players.registry import make_player

Wish = Callable[[Jam, dict[BandPart, str], Command], list[Event]]


def _chart(jam: Jam, players: dict[BandPart, str], wish: Command) -> list[Event]:
    """`builtin:NAME`, the text of a grid, or None."""
    text = msgspec.convert(wish.value, str | None)
    return jam.play_chart(None if text is None else _read(text), wish.ns)


def _read(text: str) -> Chart:
    return load_chart(text) if text.startswith(BUILTIN) else read_grid(text)


def _player(part: BandPart) -> Wish:
    def engage(jam: Jam, players: dict[BandPart, str], wish: Command) -> list[Event]:
        name = msgspec.convert(wish.value, str)
        player = make_player(part, name)  # some 0.1 s for a network; what is planned plays on meanwhile
        players[part] = name
        return jam.engage(player, wish.ns)

    return engage


def _end(jam: Jam, players: dict[BandPart, str], wish: Command) -> list[Event]:
    return jam.end(wish.ns)


WISHES: Final[dict[str, Wish]] = {"chart": _chart, "ending": _end, **{f"{part}.player": _player(part) for part in BAND}}
