"""Makes the players that `jamd.commands.player_table` lists."""

from importlib import import_module
from pathlib import Path
from typing import cast

from jamd.commands.player_table import names, rows
from jamd.errors import ConfigError
from jamd.music.planning.scene import Player
from jamd.music.time.notes import BandPart
from jamd.players.onnx_model import MODELS


def make_player(part: BandPart, name: str, models: Path = MODELS) -> Player:
    """A player who is ready to play, its networks from `models`.

    ModelError where a network cannot be loaded; ConfigError for an unknown name.
    """
    for row in rows(part):
        if row.name == name:
            player_class = getattr(import_module(row.module), row.class_name)
            return cast(Player, player_class(models) if row.networks else player_class())
    raise ConfigError(f"parts.{part}.player: there is no player '{name}'; use {', '.join(names(part))}")
