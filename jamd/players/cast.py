"""Who plays: from the names in config.yaml to players."""

from collections.abc import Callable
from typing import Final

from jamd.errors import ConfigError
from jamd.music.planning.scene import Player
from jamd.music.time.notes import BandPart
from jamd.players.rules.drummer import RulesDrummer
from jamd.players.rules.pianist import RulesPianist
from jamd.players.seed.drummer import SeedDrummer
from jamd.players.seed.pianist import SeedPianist

_PLAYERS: Final[dict[tuple[BandPart, str], Callable[[], Player]]] = {
    ("drums", "seed"): SeedDrummer,
    ("drums", "rules"): RulesDrummer,
    ("piano", "seed"): SeedPianist,
    ("piano", "rules"): RulesPianist,
}


def cast(part: BandPart, name: str) -> Player:
    """A player who is ready to play. ModelError where its network cannot be loaded; ConfigError where nobody is
    called so."""
    make = _PLAYERS.get((part, name))
    if make is None:
        names = ", ".join(known for of, known in _PLAYERS if of == part)
        raise ConfigError(f"parts.{part}.player: nobody is called '{name}'; there are {names}")
    return make()
