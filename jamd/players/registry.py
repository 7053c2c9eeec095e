"""Makes the players that `jamd.commands.player_table` lists."""

from importlib import import_module
from typing import cast

from jamd.commands.player_table import names, rows
from jamd.errors import ConfigError
from jamd.music.planning.scene import Player
from jamd.music.time.notes import BandPart


def make_player(part: BandPart, name: str) -> Player:
    """A player who is ready to play. ModelError where its network cannot be loaded; ConfigError for an unknown name."""
    for row in rows(part):
        if row.name == name:
            return cast(Player, getattr(import_module(row.module), row.class_name)())
    raise ConfigError(f"parts.{part}.player: there is no player '{name}'; use {', '.join(names(part))}")
