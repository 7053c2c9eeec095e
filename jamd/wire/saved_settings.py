"""What people have set while the band plays, saved for the next wire: its settings as they are now, and the commands
that a new band must be told."""

import contextlib
import os
from pathlib import Path
from typing import Final

import msgspec

from jamd.ipc.settings import WireSettings
from jamd.music.events import Command

_FILE: Final = "saved_settings"


class SavedSettings(msgspec.Struct, frozen=True):
    """`band_commands`: the last command of each name that the band should know."""

    settings: WireSettings
    band_commands: dict[str, Command]

    def save(self, folder: Path) -> None:
        """Replace what was saved before, which survives a kill in the middle. OSError."""
        draft = folder / f"{_FILE}.draft"
        draft.write_bytes(msgspec.msgpack.encode(self))
        os.replace(draft, folder / _FILE)


def saved_settings(folder: Path, settings: WireSettings) -> SavedSettings:
    """What an earlier wire has saved; `settings` and no commands if there is nothing."""
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        return msgspec.msgpack.decode((folder / _FILE).read_bytes(), type=SavedSettings)
    return SavedSettings(settings, {})
