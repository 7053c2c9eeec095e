"""Who can play: a row for each player, by part and by the name that config.yaml, the page and the judge use.

A new player is a folder beside this file and a row in this table; a network of its own is a module in `train/networks`
with the network's name. Classes are named as text, so that the settings can list the choices without loading numpy or
onnxruntime.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from jamd.errors import ConfigError
from jamd.music.time.notes import BandPart

if TYPE_CHECKING:
    from jamd.music.planning.scene import Player


class PlayerRow(NamedTuple):
    part: BandPart
    name: str
    summary: str  # in config.yaml, behind the name
    module: str
    class_name: str  # made without arguments
    networks: tuple[str, ...] = ()  # their cards are models/<network>.json
    continues_drawings: bool = False  # plays on from notes that were drawn, without a chart


PLAYERS: Final = (
    PlayerRow("drums", "seed", "the small network", "jamd.players.seed.drummer", "SeedDrummer", ("seed_drums",), True),
    PlayerRow("drums", "rules", "written by hand", "jamd.players.rules.drummer", "RulesDrummer"),
    PlayerRow("piano", "seed", "the small network", "jamd.players.seed.pianist", "SeedPianist", ("seed_piano",), True),
    PlayerRow("piano", "rules", "written by hand", "jamd.players.rules.pianist", "RulesPianist"),
)

FALLBACK: Final = "rules"  # plays a plan where the chosen player fails; needs no network


def rows(part: BandPart) -> tuple[PlayerRow, ...]:
    return tuple(row for row in PLAYERS if row.part == part)


def names(part: BandPart) -> tuple[str, ...]:
    """The players of a part, in the order in which they are offered."""
    return tuple(row.name for row in rows(part))


def summary(part: BandPart) -> str:
    """What the names of a part mean, in one line."""
    return "; ".join(f"{row.name}: {row.summary}" for row in rows(part))


def continuing(part: BandPart, chosen: str) -> str:
    """Who continues a drawing: the chosen player if it can, else the first that can."""
    able = [row.name for row in rows(part) if row.continues_drawings]
    return chosen if chosen in able else able[0]


def make_player(part: BandPart, name: str) -> "Player":
    """A player who is ready to play. ModelError where its network cannot be loaded; ConfigError for an unknown name."""
    for row in rows(part):
        if row.name == name:
            return cast("Player", getattr(import_module(row.module), row.class_name)())
    raise ConfigError(f"parts.{part}.player: there is no player '{name}'; use {', '.join(names(part))}")
