"""A wire between a MIDI system and other processes that are not there: what comes in at a port, what leaves at
another, and who is told."""

import socket
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from wire.fakes import SETTINGS, FakeConnection, FakeListener, FakeMidi, FakePort

from jamd.commands.binding import Binding
from jamd.ipc.settings import IN_NAME, OUT_NAME, PortSettings
from jamd.music.channel_messages import note_off, note_on
from jamd.music.events import Hello, Message
from jamd.wire.loop import Wire
from jamd.wire.ports import MidiPorts
from jamd.wire.realtime import Grants
from jamd.wire.saved_settings import settings_record
from jamd.wire.shared_state import SharedState

ON, OFF = note_on(1, 60, 80), note_off(1, 60)
TAP = Binding("cc", 67, None, "tap")
PATIENCE_S = 5.0


class Studio:
    """A wire, and everything around it."""

    def __init__(self, folder: Path, midi: FakeMidi) -> None:
        self.folder, self.midi = folder, midi
        self.settings = msgspec.structs.replace(SETTINGS, ports=PortSettings(), thru=True, bindings=(TAP,))

    def begin(self, **settings: object) -> None:
        """A wire begins to play, as the first one or after another one was killed."""
        self.settings = msgspec.structs.replace(self.settings, **settings)
        self.bus = FakeListener()
        watched, self.parent = socket.socketpair()
        ports = MidiPorts(self.settings.ports)
        memory = self.folder / "memory"
        record, state = settings_record(memory), SharedState(memory)
        grants = Grants("normal", False)
        self.wire = Wire(self.settings, record, state, grants, ports, self.bus, watched)
        self.wire.begin()

    def connect(self, name: str, *messages: Message) -> FakeConnection:
        connection = self.bus.connect(Hello(name), *messages)
        self.turn_until(lambda: bool(connection.everything))
        return connection

    def turn_until(self, condition: Callable[[], bool]) -> None:
        give_up = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < give_up
            self.wire.turn()

    def play(self, data: bytes) -> None:
        """A message of the keyboardist arrives, and wire's loop turns."""
        self.midi.port(IN_NAME).receives(data)
        self.wire.turn()

    def parent_leaves(self) -> None:
        self.parent.close()

    @property
    def out(self) -> FakePort:
        return self.midi.port(OUT_NAME)
