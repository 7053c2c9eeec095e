"""What people command, from the page, with a pedal or with OSC: each command is checked here and carried out by its
owner. What it sets is saved for the next wire, and told to the next band.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from jamd.commands.binding import Binding
from jamd.commands.row import Owner, Row
from jamd.commands.table import command_named
from jamd.errors import CommandError
from jamd.ipc.record import Record
from jamd.ipc.settings import WireSettings
from jamd.music.control_events import Acted, Bindings
from jamd.music.events import Arrived, Command, Controls, Event, Form, Notice, State
from jamd.music.time.notes import Nanos
from jamd.wire.exchange import Exchange
from jamd.wire.pedals import Pedals
from jamd.wire.present_values import PresentValues
from jamd.wire.saved_settings import SavedSettings
from jamd.wire.transport import Transport

_PROCESS_OF: Final[dict[Owner, str]] = {"jam": "band", "band": "band", "stage": "stage"}
_TOO_LONG: Final = (
    "what is set from now on is lost if jamd's MIDI restarts: it is too long; use shorter charts in controls"
)


class Commands:
    """Owned by wire's loop. `effects` are those of wire's own commands."""

    def __init__(
        self,
        record: Record,
        saved: SavedSettings,
        transport: Transport,
        exchange: Exchange,
        effects: Mapping[str, Callable[[Command], None]],
    ) -> None:
        self._record, self._saved = record, saved
        self._transport, self._exchange, self._effects = transport, exchange, effects
        self.settings = saved.settings  # the clock's and the latencies are the transport's
        self._band_commands = dict(saved.band_commands)
        self._is_safe = True  # what is set is saved
        self._owed = saved.owed  # of the pedals that were held when an earlier wire died
        self._present = PresentValues(transport, self._current, self._band_commands, self.settings.usual)
        self.pedals = Pedals(self.settings.bindings, self._present)

    def for_band(self) -> list[Event]:
        """What a new band is told."""
        return self._saved.for_band()

    def obey(self, commands: Iterable[Command]) -> None:
        """Carry out what can be; what cannot is a notice."""
        for command in commands:
            try:
                row = command_named(command.name)
                command = msgspec.structs.replace(command, value=row.read(command.value))
            except CommandError as fault:
                self._exchange.publish(Notice(command.ns, str(fault)))
                continue
            self._carry_out(row, command)
            for other in row.also:
                self._exchange.send_to(other, command)
            self.save()

    def _carry_out(self, row: Row[Any, Any], command: Command) -> None:
        if row.owner == "clock":
            self._transport.command(command)
        elif row.owner == "wire":
            self._effects[row.name](command)
        else:
            if row.sticky and row.owner != "stage":
                alone = msgspec.structs.replace(command, when=None, settings={})  # the form keeps the rest
                self._band_commands[row.name] = alone
            self._exchange.send_to(_PROCESS_OF[row.owner], command)

    def arrived(self, arrived: Arrived, now: Nanos) -> None:
        """A tune has begun, with its settings."""
        self._band_commands |= {name: Command(name, value, now) for name, value in arrived.settings.items()}
        self.save()

    def obey_controls(self, commands: Iterable[Command]) -> None:
        """What controls give; those who show it are told."""
        self.obey(self._told(commands))

    def _told(self, commands: Iterable[Command]) -> Iterator[Command]:
        for command in commands:
            self._exchange.publish(Acted(command.ns, command.name))
            yield command

    def bind(self, bindings: tuple[Binding, ...], now: Nanos) -> None:
        """Other controls from now on. What is held is let go."""
        self.obey(self.pedals.release_all(now))
        self.settings = msgspec.structs.replace(self.settings, bindings=bindings)
        self.pedals.bind(bindings)
        self.save()
        self._exchange.publish(self.bindings())

    def bindings(self) -> Bindings:
        """All controls."""
        return Bindings(self.settings.bindings)

    def hear(self, event: State | Controls, now: Nanos) -> None:
        """News of the band. With the first a new band has come, to be told what pedals owe it."""
        if isinstance(event, State):
            self._present.intensity = event.intensity
        elif self._owed:
            owed, self._owed = self._owed, ()
            self.obey(msgspec.structs.replace(command, ns=now) for command in owed)

    def save(self, form: Form | None = None) -> None:
        """For the next wire, and the next band; `form`: where this one now goes."""
        owed, form = (*self._owed, *self.pedals.owed), form or self._saved.form
        if form is not None and not self._transport.running:
            form = msgspec.structs.replace(form, requests=b"")  # they were for the run that is over
        now = SavedSettings(self._current(), dict(self._band_commands), form, owed)
        if now != self._saved:
            self._saved = now
            was_safe, self._is_safe = self._is_safe, now.save(self._record)
            if was_safe and not self._is_safe:
                self._exchange.publish(Notice(Nanos(time.monotonic_ns()), _TOO_LONG))

    def _current(self) -> WireSettings:
        return self._transport.current(self.settings)
