"""What people have set while the band plays, for wire's next life: its settings as they are now, and what it was asked
to pass on to the band."""

import contextlib
import os
from pathlib import Path
from typing import Final

import msgspec

from jamd.ipc.settings import WireSettings
from jamd.music.events import Command

_FILE: Final = "recall"


class Recall(msgspec.Struct, frozen=True):
    """`wishes`: the last one of each name that the band should know."""

    settings: WireSettings
    wishes: dict[str, Command]

    def keep(self, folder: Path) -> None:
        """In place of what was kept before, which a kill in the middle leaves as it was. OSError."""
        draft = folder / f"{_FILE}.draft"
        draft.write_bytes(msgspec.msgpack.encode(self))
        os.replace(draft, folder / _FILE)


def recall(folder: Path, settings: WireSettings) -> Recall:
    """What a former life has kept; `settings` and no wish where there was none."""
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        return msgspec.msgpack.decode((folder / _FILE).read_bytes(), type=Recall)
    return Recall(settings, {})
