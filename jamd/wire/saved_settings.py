"""What people have set while the band plays, saved for the next wire: its settings as they are now, and the commands
that a new band must be told."""

import contextlib
from pathlib import Path

import msgspec

from jamd.ipc.memory import SETTINGS, SETTINGS_SIZE, open_memory
from jamd.ipc.record import Record
from jamd.ipc.settings import WireSettings
from jamd.music.events import Command, Event, Form


class SavedSettings(msgspec.Struct, frozen=True):
    """`band_commands`: the last command of each name that the band should know; `form`: where it was going; `owed`:
    what takes back what pedals that are held have done."""

    settings: WireSettings
    band_commands: dict[str, Command]
    form: Form | None = None
    owed: tuple[Command, ...] = ()

    def for_band(self) -> list[Event]:
        """What a new band is told."""
        return [*self.band_commands.values(), *([] if self.form is None else [self.form])]

    def save(self, record: Record) -> bool:
        """Replace what was saved before. A form that does not fit (a route through the longest charts) is left out;
        False if what remains does not fit either, and what was saved before stays."""
        without_form = msgspec.structs.replace(self, form=None)
        return any(record.write(msgspec.msgpack.encode(saved)) for saved in (self, without_form))


def settings_record(memory: Path) -> Record:
    """Where they are saved. OSError."""
    return Record(open_memory(memory), SETTINGS, SETTINGS_SIZE)


def saved_settings(record: Record, settings: WireSettings) -> SavedSettings:
    """What an earlier wire has saved; `settings` and no commands if there is nothing."""
    with contextlib.suppress(msgspec.MsgspecError):
        if (value := record.read()) is not None:
            return msgspec.msgpack.decode(value, type=SavedSettings)
    return SavedSettings(settings, {})
