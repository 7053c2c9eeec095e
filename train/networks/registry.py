"""Every network by name: whose it is, which module trains it, where its card lies. Read from the table of players."""

from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple, cast

from jamd.commands.player_table import PLAYERS
from jamd.music.time.notes import BandPart
from jamd.players.onnx_model import MODELS
from train.learning.network import NetworkModule


class NetworkRow(NamedTuple):
    name: str
    part: BandPart
    player: str

    @property
    def module(self) -> str:
        return f"train.networks.{self.name}"

    @property
    def card(self) -> Path:
        return MODELS / f"{self.name}.json"


NETWORKS: Final = {name: NetworkRow(name, row.part, row.name) for row in PLAYERS for name in row.networks}

TOGETHER: Final = {row.name: row.networks for row in PLAYERS if len(row.networks) > 1}
"""Players that need several networks: their name stands for all of them, in the order in which they are trained."""


def load_module(name: str) -> NetworkModule:
    """The module that describes a network of this name."""
    return cast(NetworkModule, import_module(NETWORKS[name].module))
