"""The effects of the commands that need more than the jam machine: another chart, another player, an ending."""

import contextlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from jamd.commands.choices import BAND
from jamd.commands.form_rows import CHART
from jamd.commands.part_rows import PLAYER
from jamd.commands.table import command_named
from jamd.errors import JamdError
from jamd.music.charts.load import read_tune
from jamd.music.charts.unfold import unfold
from jamd.music.events import Arrived, Command, Event, Notice
from jamd.music.planning.jam import Jam
from jamd.music.time.notes import BandPart
from jamd.players.registry import make_player

Effect = Callable[[Jam, dict[BandPart, str], Any, Command], list[Event]]
_ready_player: Final = lru_cache(maxsize=8)(make_player)  # players keep nothing that another jam could not use


def obey(jam: Jam, players: dict[BandPart, str], command: Command) -> list[Event]:
    """Carry out a command of the band's, or of the jam machine's. CommandError where it takes another value, ChartError
    and ModelError where it cannot be done."""
    if (effect := EFFECTS.get(command.name)) is None:
        return jam.handle(command)
    return effect(jam, players, command_named(command.name).read(command.value), command)


def arrive(jam: Jam, players: dict[BandPart, str], arrived: Arrived) -> list[Event]:
    """The settings of a tune that the jam machine has not taken up by itself: its players."""
    events: list[Event] = []
    for name, value in arrived.settings.items():
        if name not in EFFECTS:
            continue
        try:
            events += obey(jam, players, Command(name, value, arrived.ns))
        except JamdError as fault:
            events.append(Notice(arrived.ns, str(fault)))
    return events


def _chart(jam: Jam, players: dict[BandPart, str], text: str | None, command: Command) -> list[Event]:
    if text is None:
        return jam.play_chart(None, command.ns, when=command.when)
    tune = read_tune(text)
    for part in BAND:
        if name := command.settings.get(f"{part}.{PLAYER.name}"):
            with contextlib.suppress(JamdError):  # it is said when they are to play
                _ready_player(part, str(name))  # some 0.1 s for a network, which would be too late at the bar line
    events = jam.play_chart(unfold(tune.sheet), command.ns, command.settings, command.when)
    return [*events, *(Notice(command.ns, sentence) for sentence in tune.remarks)]


def _player(part: BandPart) -> Effect:
    def set_player(jam: Jam, players: dict[BandPart, str], name: str, command: Command) -> list[Event]:
        player = _ready_player(part, name)  # what is planned plays on meanwhile
        players[part] = name
        return jam.set_player(player, command.ns)

    return set_player


def _end(jam: Jam, players: dict[BandPart, str], _: None, command: Command) -> list[Event]:
    return jam.end(command.ns, command.when)


def _last_chorus(jam: Jam, players: dict[BandPart, str], _: None, command: Command) -> list[Event]:
    return jam.last_chorus(command.ns)


EFFECTS: Final[dict[str, Effect]] = {
    CHART.name: _chart,
    "ending": _end,
    "last chorus": _last_chorus,
    **{f"{part}.player": _player(part) for part in BAND},
}
