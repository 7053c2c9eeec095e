"""The effects of the commands that the jam machine owns: each changes the jam's settings, and nothing else."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from jamd.commands.choices import BAND
from jamd.commands.table import BASSIST_SETTINGS, JAM_SETTINGS, PART_SETTINGS, PIANIST_SETTINGS, command_named
from jamd.music.settings import JamSettings
from jamd.music.time.notes import BandPart

Change = Callable[[JamSettings, Any], JamSettings]


def changed(settings: JamSettings, name: str, value: object) -> JamSettings:
    """As a command leaves them. CommandError where it takes another value."""
    return EFFECTS[name](settings, command_named(name).read(value))


def _of_jam(field: str) -> Change:
    return lambda settings, value: msgspec.structs.replace(settings, **{field: value})


def _of_part(part: BandPart, field: str) -> Change:
    def change(settings: JamSettings, value: Any) -> JamSettings:
        changed_part = msgspec.structs.replace(settings.parts[part], **{field: value})
        return msgspec.structs.replace(settings, parts={**settings.parts, part: changed_part})

    return change


def _of_musician(who: str, field: str) -> Change:
    return lambda settings, value: msgspec.structs.replace(
        settings, **{who: msgspec.structs.replace(getattr(settings, who), **{field: value})}
    )


EFFECTS: Final[dict[str, Change]] = {
    **{name: _of_jam(name) for name in JAM_SETTINGS},
    **{f"{part}.{name}": _of_part(part, name) for part in BAND for name in PART_SETTINGS},
    **{f"piano.{name}": _of_musician("pianist", name) for name in PIANIST_SETTINGS},
    **{f"bass.{name}": _of_musician("bassist", name) for name in BASSIST_SETTINGS},
}
