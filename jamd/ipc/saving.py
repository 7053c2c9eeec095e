"""What the stage asks to be saved in config.yaml, and what came of it. Its keys and values are those of commands; the
program that saves (`python -m jamd.config`) knows how the file says them."""

import msgspec

from jamd.commands.binding import Binding
from jamd.commands.kinds import Value


class ToSave(msgspec.Struct, frozen=True):
    """`settings` by the names of commands; `controls` all of them (None: they stay as the file has them), and what they
    were when the file was read or saved last: what it has got since stays."""

    file: str
    settings: dict[str, Value] = {}
    controls: tuple[Binding, ...] | None = None
    controls_before: tuple[Binding, ...] = ()


class Saved(msgspec.Struct, frozen=True):
    """`fault`: nothing was saved, and why. `changes`: what the file now says that it did not before, in its words."""

    file: str
    is_new: bool = False  # there was no such file
    changes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()  # a sentence for each thing that could not be saved
    fault: str = ""
