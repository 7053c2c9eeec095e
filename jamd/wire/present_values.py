"""The settings as they are now, by the names of their commands: what toggles turn round, and where knobs pick up."""

from collections.abc import Callable, Mapping
from typing import Final, cast

from jamd.commands.clock_rows import OFFSET, SOURCE, TEMPO
from jamd.commands.gestures import OPPOSITES
from jamd.commands.jam_rows import INTENSITY
from jamd.commands.kinds import Number, Value
from jamd.commands.part_rows import PART_LATENCY
from jamd.commands.rig_rows import CLOCK_LATENCY, INPUT, LATENCY, OUTPUT, SEND
from jamd.commands.table import command_named
from jamd.ipc.settings import WireSettings
from jamd.music.events import Command
from jamd.music.time.notes import BAND
from jamd.wire.transport import Transport

_MIDDLE: Final = 0.5


def _latency(whose: str) -> Callable[[WireSettings], Value]:
    return lambda settings: settings.latency_ns.get(whose, 0) / 1e6


_OWN: Final[dict[str, Callable[[WireSettings], Value]]] = {
    TEMPO.name: lambda settings: settings.clock.bpm,
    SOURCE.name: lambda settings: settings.clock.source,
    OFFSET.name: lambda settings: settings.clock.offset_ns / 1e6,
    SEND.name: lambda settings: settings.send,
    INPUT.name: lambda settings: settings.ports.input,
    OUTPUT.name: lambda settings: settings.ports.output,
    LATENCY.name: _latency("all"),
    CLOCK_LATENCY.name: _latency("clock"),
    **{f"{part}.{PART_LATENCY.name}": _latency(part) for part in BAND},
}
"""Of wire and its clock."""


class PresentValues:
    """Owned by wire's loop. `own` gives wire's settings as they are; `commanded` are those of the band that people have
    set, `usual` those of the config."""

    def __init__(
        self,
        transport: Transport,
        own: Callable[[], WireSettings],
        commanded: Mapping[str, Command],
        usual: Mapping[str, Value],
    ) -> None:
        self._transport, self._own, self._commanded, self._usual = transport, own, commanded, usual
        self.intensity = _MIDDLE  # at which the band plays

    def value(self, name: str) -> Value:
        """Of start and stop, whether the music plays; None where it has none."""
        if name in OPPOSITES:
            return self._transport.running
        if (own := _OWN.get(name)) is not None:
            return own(self._own())
        if (command := self._commanded.get(name)) is not None:
            return command.value
        row = command_named(name)
        return self._usual.get(name, row.default) if row.sticky else None

    def number(self, name: str) -> float:
        """Of a setting with a range. Where it follows the keyboardist, what that comes to; where nobody has set it, the
        middle of its range."""
        if (value := self.value(name)) is not None:
            return cast(float, value)
        if name == INTENSITY.name:
            return self.intensity
        return cast(Number, command_named(name).kind).middle
