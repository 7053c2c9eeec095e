"""Pedals in virtual time: messages come, time passes, commands are given and take effect."""

from collections.abc import Iterable
from typing import Final

from wire.fakes import FakeValues

from jamd.commands.binding import Binding
from jamd.commands.kinds import Value
from jamd.music.events import Command
from jamd.music.time.notes import Nanos
from jamd.wire.pedals import Pedals

MS: Final = 1_000_000
DOWN, UP = 127, 0


class PedalBoard:
    """`given`: all commands so far, with the instants (ns) at which they were given."""

    def __init__(self, *bindings: Binding, values: dict[str, Value] | None = None) -> None:
        self.values = FakeValues(dict(values or {}))
        self.pedals = Pedals(bindings, self.values)
        self.given: list[Command] = []

    def message(self, data: bytes, ms: float) -> None:
        """At an instant, in ms; what falls due before it, is done before."""
        self.wait_until(ms)
        self._obey(self.pedals.commands(data, Nanos(round(ms * MS))))

    def cc(self, number: int, *moves: tuple[float, int]) -> "PedalBoard":
        """(ms, value) of a controller."""
        for ms, value in moves:
            self.message(bytes((0xB0, number, value)), ms)
        return self

    def wait_until(self, ms: float) -> "PedalBoard":
        while (wake := self.pedals.wake_ns) is not None and wake <= ms * MS:
            self._obey(self.pedals.advance(wake))
            assert self.pedals.wake_ns is None or self.pedals.wake_ns > wake
        return self

    def _obey(self, commands: Iterable[Command]) -> None:
        for command in commands:
            self.given.append(command)
            self.values.obey(command)

    @property
    def said(self) -> list[tuple[float, str, Value]]:
        """What was given, and when (ms)."""
        return [(command.ns / MS, command.name, command.value) for command in self.given]

    @property
    def names(self) -> list[tuple[float, str]]:
        return [(ms, name) for ms, name, _ in self.said]
