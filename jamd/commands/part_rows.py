"""What each part of the band has: `drums.enabled` and so on, at keys like `parts.drums.enabled`."""

from typing import Any, Final

import msgspec

from jamd.commands.choices import BAND, BandPart
from jamd.commands.kinds import Choice, Switch
from jamd.commands.player_table import DEFAULT_PLAYERS, names
from jamd.commands.row import MS, SEMITONES, UP_TO_ONE, UP_TO_TWO, Row

ENABLED: Final = Row("enabled", Switch(), "jam", "plays", sticky=True, default=True, config="enabled")
MUTE: Final = Row("mute", Switch(), "jam", "mute", sticky=True, default=False)
SOLO: Final = Row("solo", Switch(), "jam", "solo", sticky=True, default=False)
VOLUME: Final = Row("volume", UP_TO_TWO, "jam", "volume", sticky=True, default=1.0, config="volume")
TEMPERATURE: Final = Row("temperature", UP_TO_TWO, "jam", "freedom", sticky=True, default=1.0, config="temperature")
PLAYER: Final[Row[Choice, str]] = Row("player", Choice(()), "band", "player", sticky=True, config="player")
PART_LATENCY: Final = Row("latency", MS, "wire", "send earlier", sticky=True, default=0.0, config="latency_ms")
PART_BUSY: Final = Row("busy", UP_TO_TWO, "jam", "busy", sticky=True, default=1.0, config="busy")
PART_FOLLOW: Final = Row("follow", UP_TO_ONE, "jam", "answers you", sticky=True, default=0.5, config="follow")
REGISTER: Final = Row("register", SEMITONES, "jam", "register", sticky=True, default=0.0, config="register_semitones")
RESTLESS: Final = Row("restless", UP_TO_ONE, "jam", "restless", sticky=True, default=0.5, config="restless")
OUTSIDE: Final = Row("outside", UP_TO_TWO, "jam", "outside", sticky=True, default=1.0, config="outside")

PART_ROWS: Final[tuple[Row[Any, Any], ...]] = (ENABLED, MUTE, SOLO, VOLUME, TEMPERATURE, PLAYER, PART_LATENCY)
PIANIST_ROWS: Final[tuple[Row[Any, Any], ...]] = (PART_BUSY, PART_FOLLOW, REGISTER, RESTLESS, OUTSIDE)
BASSIST_ROWS: Final[tuple[Row[Any, Any], ...]] = (PART_BUSY, PART_FOLLOW)


def _of_part(row: Row[Any, Any], part: BandPart) -> Row[Any, Any]:
    name, label = f"{part}.{row.name}", f"{part.capitalize()}: {row.label}"
    config = row.config and f"parts.{part}.{row.config}"
    if row is PLAYER:
        row = msgspec.structs.replace(PLAYER, kind=Choice(names(part)), default=DEFAULT_PLAYERS[part])
    return msgspec.structs.replace(row, name=name, label=label, config=config)


ROWS: Final[tuple[Row[Any, Any], ...]] = (
    *(_of_part(row, part) for part in BAND for row in PART_ROWS),
    *(_of_part(row, "piano") for row in PIANIST_ROWS),
    *(_of_part(row, "bass") for row in BASSIST_ROWS),
)
