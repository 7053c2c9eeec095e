"""The MIDI ports that are ours while we play.

Strategy: on every system with virtual ports we offer `jamd in` and `jamd out`; a real keyboard is opened beside our own
input, a real or named output instead of our own output (`port_choice.py` chooses). An unplugged device goes silently,
so the names are polled: by the patchbay, since RtMidi takes 50 ms for a thousand of them, and nothing sounds meanwhile.
They are listed here only when a MIDI system is opened.
"""

import threading
import time
from collections.abc import Callable
from typing import Any, Final

import msgspec

from jamd.ipc.settings import PortSettings
from jamd.music.events import Listing
from jamd.music.time.notes import Nanos
from jamd.wire.clients import Clients
from jamd.wire.driver import OnMessage, System, close_port, open_by_name, open_system, stamped
from jamd.wire.port_choice import PortChoice, cannot_open, choose_ports, no_midi_system

_FLUSH_S: Final = 0.04  # the driver's own queue: JACK sends in its next period
Listed = tuple[str, ...]
Names = tuple[Listed, Listed]  # inputs, outputs


class MidiPorts:
    """The open ports. Called from wire's loop alone, but for `send`; the driver calls back on its own threads.

    `lock` is held while messages are handed to the driver and while the output is changed.
    """

    def __init__(self, settings: PortSettings) -> None:
        self._settings = settings
        self._on_message: OnMessage = lambda ns, data: None
        self._before_close: Callable[[], None] = lambda: None
        self.lock = threading.RLock()
        self._out: Any = None
        self.outputs = 0  # opened so far
        self.broken = False  # it has refused a message
        self._out_name = ""
        self._own_in: Any = None
        self._keys: Any = None
        self._keys_name = ""
        self._names: Names | None = None  # of that system, as of the last listing
        self._system: System | None = None
        self._clients: Clients | None = None  # of that system
        self._looked_at: tuple[PortSettings, str, Listed, Listed] | None = None
        self.choice = self._found = no_midi_system(settings, "")

    def connect(self, on_message: OnMessage, before_close: Callable[[], None]) -> None:
        """Before `open`: `on_message` gets what comes in, on the driver's threads; `before_close` is called while an
        output that is about to be closed is still open, twice."""
        self._on_message, self._before_close = on_message, before_close

    def choose(self, settings: PortSettings) -> None:
        """Other ports from the next `open` on."""
        self._settings = settings

    @property
    def asked(self) -> tuple[str, str]:
        """The input and the output of the settings."""
        return self._settings.input, self._settings.output

    @property
    def own_names(self) -> tuple[str, str]:
        """Of our own input and output, as others see them."""
        return self._settings.own[1:]

    def told(self, listing: Listing) -> bool:
        """What the patchbay has listed; whether that is news."""
        names = listing.inputs, listing.outputs
        if self._system is None or self._system.name != listing.backend or names == self._names:
            return False
        self._names = names
        return True

    def open(self) -> PortChoice:
        """Open what the settings ask for and the machine has; the answer says what is missing.

        Ports that are open already and still chosen stay open, with all their cables.
        """
        choice = self._look()
        if choice.backend != self.choice.backend:
            self._close_ports()
        self.choice = choice
        if choice.backend != "none":
            faults = [*self._open_output(choice), *self._open_inputs(choice)]
            self.choice = msgspec.structs.replace(choice, missing=(*choice.missing, *faults))
        return self.choice

    def _look(self) -> PortChoice:
        system = self._system or open_system(self._settings.backend, self._settings.own.client)
        if system.name == "none":  # one may come later
            return no_midi_system(self._settings, system.why)
        if self._system is None:
            self._system, self._clients = system, Clients(system, self._settings.own.client)
        if self._names is None:
            self._names = tuple(system.inputs.get_ports()), tuple(system.outputs.get_ports())
        looked_at = (self._settings, system.name, *self._names)
        if looked_at != self._looked_at:  # to choose among a thousand takes a while, too
            self._looked_at, self._found = looked_at, choose_ports(*looked_at)
        return self._found

    def _open_output(self, choice: PortChoice) -> list[str]:
        """The chosen output, or our own; a sentence if it cannot be opened."""
        if self._out is not None and self._out_name == choice.output:
            return []
        self._close_output()
        if not choice.output and not choice.virtual:
            return []
        assert self._clients is not None
        out = self._clients.take_output()
        if not choice.output:
            out.open_virtual_port(self._settings.own.output)
        elif not open_by_name(out, choice.output, self._settings.own.output):
            self._clients.give_back(out, virtual=False)
            return [cannot_open(choice.output)]
        self._out, self._out_name = out, choice.output
        self.outputs += 1
        return []

    def _open_inputs(self, choice: PortChoice) -> list[str]:
        """Our own input, and the chosen keyboard beside it; a sentence if that cannot be opened."""
        assert self._clients is not None
        if choice.virtual and self._own_in is None:
            self._own_in = self._listen(self._clients.take_input())
            self._own_in.open_virtual_port(self._settings.own.input)
        if self._keys is not None and self._keys_name == choice.input:
            return []
        self._let_go(self._keys)
        self._keys, self._keys_name = None, choice.input
        if not choice.input:
            return []
        self._keys = self._listen(self._clients.take_input())
        if not open_by_name(self._keys, choice.input, "jamd keys"):
            self._let_go(self._keys)
            self._keys = None
            return [cannot_open(choice.input)]
        return []

    def _listen(self, midi_in: Any) -> Any:
        assert self._system is not None
        # The driver would keep every clock from us, and on JACK what it took for a part of a message that was cut off.
        midi_in.ignore_types(sysex=self._system.name != "jack", timing=False)
        midi_in.set_callback(stamped(self._on_message))
        return midi_in

    def changed(self) -> bool:
        """Whether a device of ours has gone, or one has come that we would choose, as far as we have been told. Opens
        nothing."""
        now = self._look()
        then = self.choice
        refused = (now.input and self._keys is None) or (now.output and self._out is None)
        if self.broken:
            self._let_go(self._detach_output(), virtual=not self._out_name)
            self.broken = False
            return True
        changed = bool(refused) or (now.backend, now.input, now.output) != (then.backend, then.input, then.output)
        if not changed:
            self.choice = msgspec.structs.replace(then, inputs=now.inputs, outputs=now.outputs)
            if self._clients is not None:
                self._clients.tidy()
        return changed

    def send(self, data: bytes) -> Nanos:
        """Hand one message to the driver; the instant at which it was. With no output it is lost, on purpose."""
        with self.lock:
            ns = Nanos(time.monotonic_ns())
            if self._out is not None:
                try:
                    self._out.send_message(data)
                except Exception:  # rtmidi's own kinds: unplugged while we play; the poll of the names opens it again
                    self.broken = True
            return ns

    def close(self) -> None:
        """Let go of everything, the MIDI system too."""
        self._close_ports()
        if self._clients is not None:
            self._clients.close()
        self._system = self._clients = self._names = self._looked_at = None
        self.choice = no_midi_system(self._settings, "")

    def _close_ports(self) -> None:
        self._close_output()
        self._let_go(self._own_in, virtual=True)
        self._let_go(self._keys)
        self._own_in = self._keys = None

    def _let_go(self, client: Any, virtual: bool = False) -> None:
        if self._clients is None:
            close_port(client)
        else:
            self._clients.give_back(client, virtual)

    def _close_output(self) -> None:
        """Nobody can send between the last words and the end: thru would leave a note sounding there. They are said
        twice, since a JACK server that does not wait for late clients may lose one message."""
        if self._out is not None:
            self._before_close()
            time.sleep(_FLUSH_S)
        with self.lock:
            if self._out is not None:
                self._before_close()
            out = self._detach_output()
        if out is not None:
            time.sleep(_FLUSH_S)
            self._let_go(out, virtual=not self._out_name)

    def _detach_output(self) -> Any:
        """Out of reach, before it is closed: a message that is sent to a closed port ends the process."""
        with self.lock:
            out, self._out = self._out, None
            return out


def available_ports(settings: PortSettings) -> PortChoice:
    """What `jamd ports` shows; opens nothing."""
    ports = MidiPorts(settings)
    try:
        return ports._look()
    finally:
        ports.close()
