"""The effects of the commands that need more than the jam machine: another chart, another player, an ending."""

from collections.abc import Callable
from typing import Any, Final

from jamd.commands.choices import BAND
from jamd.commands.table import command_named
from jamd.music.charts.load import read_tune
from jamd.music.charts.unfold import unfold
from jamd.music.events import Command, Event, Notice
from jamd.music.planning.jam import Jam
from jamd.music.time.notes import BandPart, Nanos
from jamd.players.registry import make_player

Effect = Callable[[Jam, dict[BandPart, str], Any, Nanos], list[Event]]


def obey(jam: Jam, players: dict[BandPart, str], command: Command) -> list[Event]:
    """Carry out a command of the band's, or of the jam machine's. CommandError where it takes another value, ChartError
    and ModelError where it cannot be done."""
    if (effect := EFFECTS.get(command.name)) is None:
        return jam.handle(command)
    return effect(jam, players, command_named(command.name).read(command.value), command.ns)


def _chart(jam: Jam, players: dict[BandPart, str], text: str | None, now: Nanos) -> list[Event]:
    if text is None:
        return jam.play_chart(None, now)
    tune = read_tune(text)
    return [*jam.play_chart(unfold(tune.sheet), now), *(Notice(now, sentence) for sentence in tune.remarks)]


def _player(part: BandPart) -> Effect:
    def set_player(jam: Jam, players: dict[BandPart, str], name: str, now: Nanos) -> list[Event]:
        player = make_player(part, name)  # some 0.1 s for a network; what is planned plays on meanwhile
        players[part] = name
        return jam.set_player(player, now)

    return set_player


def _end(jam: Jam, players: dict[BandPart, str], _: None, now: Nanos) -> list[Event]:
    return jam.end(now)


def _last_chorus(jam: Jam, players: dict[BandPart, str], _: None, now: Nanos) -> list[Event]:
    return jam.last_chorus(now)


EFFECTS: Final[dict[str, Effect]] = {
    "chart": _chart,
    "ending": _end,
    "last chorus": _last_chorus,
    **{f"{part}.player": _player(part) for part in BAND},
}
