"""The MIDI ports that are ours while we play.

Strategy: on every system with virtual ports we offer `jamd in` and `jamd out`; a real keyboard is opened beside our own
input, a real or named output instead of our own one (`survey.py` chooses). An unplugged device is silent, so names are
polled.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from jamd.ipc.settings import CLIENT, IN_NAME, OUT_NAME, PortSettings
from jamd.music.time.notes import Nanos
from jamd.wire.driver import (
    CALLBACK_S,
    QUEUE,
    OnMessage,
    System,
    close_port,
    new_port,
    open_by_name,
    open_system,
    stamped,
)
from jamd.wire.survey import PortSurvey, held, nothing, surveyed


def _nowhere(data: bytes) -> None:
    """No output is open."""


class Rig:
    """The open ports. Called from wire's loop alone, but for `send`; the driver calls `on_message` on its thread."""

    def __init__(self, settings: PortSettings, on_message: OnMessage, on_parting: Callable[[], None]) -> None:
        """`on_parting` is called while an output that is about to be closed is still open."""
        self._settings = settings
        self._on_message = on_message
        self._on_parting = on_parting
        self._out: Any = None
        self.outputs = 0  # opened so far
        self.broken = False  # it has refused a message
        self._out_name = ""
        self._own_in: Any = None
        self._keys: Any = None
        self._keys_name = ""
        self._system: System | None = None
        self.survey = nothing(settings, "")

    def wish(self, settings: PortSettings) -> None:
        """Other ports from the next `open` on."""
        self._settings = settings

    def open(self) -> PortSurvey:
        """Open what the settings ask for and the machine has; what is missing is said in the survey.

        Ports that are open already and still chosen stay open, with all their cables.
        """
        survey = self._look()
        if survey.backend != self.survey.backend:
            self._close_ports()
        self.survey = survey
        if survey.backend != "none":
            faults = [*self._open_output(survey), *self._open_inputs(survey)]
            self.survey = msgspec.structs.replace(survey, missing=(*survey.missing, *faults))
        return self.survey

    def _look(self) -> PortSurvey:
        system = self._system = self._system or open_system(self._settings.backend)
        if system.name == "none":
            self._system = None  # one may come later
            return nothing(self._settings, system.why)
        return surveyed(self._settings, system.name, system.inputs.get_ports(), system.outputs.get_ports())

    def _open_output(self, survey: PortSurvey) -> list[str]:
        """The chosen output, or our own; a sentence where it cannot be opened."""
        if self._out is not None and self._out_name == survey.output:
            return []
        self._close_output()
        if not survey.output and not survey.virtual:
            return []
        self._out, self._out_name = new_port(survey.backend, "MidiOut", CLIENT), survey.output
        if not survey.output:
            self._out.open_virtual_port(OUT_NAME)
        elif not open_by_name(self._out, survey.output, OUT_NAME):
            self._drop_output()
            return [held(survey.output)]
        self.outputs += 1
        return []

    def _open_inputs(self, survey: PortSurvey) -> list[str]:
        """Our own input, and the chosen keyboard beside it; a sentence where that cannot be opened."""
        if survey.virtual and self._own_in is None:
            self._own_in = self._listen(new_port(survey.backend, "MidiIn", CLIENT, QUEUE))
            self._own_in.open_virtual_port(IN_NAME)
        if self._keys is not None and self._keys_name == survey.input:
            return []
        close_port(self._keys)
        self._keys, self._keys_name = None, survey.input
        if not survey.input:
            return []
        self._keys = self._listen(new_port(survey.backend, "MidiIn", CLIENT, QUEUE))
        if not open_by_name(self._keys, survey.input, "jamd keys"):
            close_port(self._keys)
            self._keys = None
            return [held(survey.input)]
        return []

    def _listen(self, midi_in: Any) -> Any:
        midi_in.ignore_types(timing=False)  # the driver would keep every clock from us
        midi_in.set_callback(stamped(self._on_message))
        return midi_in

    def changed(self) -> bool:
        """Has a device of ours gone, or has one come that we would choose? Names only."""
        now = self._look()
        then = self.survey
        refused = (now.input and self._keys is None) or (now.output and self._out is None)
        if self.broken:
            self._drop_output()
            self.broken = False
            return True
        return bool(refused) or (now.backend, now.input, now.output) != (then.backend, then.input, then.output)

    def send(self, batch: Sequence[bytes]) -> list[Nanos]:
        """Hand messages to the driver, one right after the other; the instants at which each was. With no output they
        are lost, on purpose. From any thread: the driver is called under the interpreter's lock."""
        out = self._out
        send, now, stamps = _nowhere if out is None else out.send_message, time.monotonic_ns, []
        try:
            for data in batch:
                stamps.append(Nanos(now()))
                send(data)
        except Exception:  # rtmidi's own kinds: unplugged in mid-song; the poll of the names opens it again
            self.broken = True
        return stamps + [Nanos(now())] * (len(batch) - len(stamps))

    def close(self) -> None:
        """Let go of everything, the MIDI system too."""
        self._close_ports()
        if self._system is not None:
            close_port(self._system.inputs)
            close_port(self._system.outputs)
        self._system = None
        self.survey = nothing(self._settings, "")

    def _close_ports(self) -> None:
        self._close_output()
        close_port(self._own_in)
        close_port(self._keys)
        self._own_in = self._keys = None

    def _close_output(self) -> None:
        if self._out is not None:
            self._on_parting()
            self._drop_output()

    def _drop_output(self) -> None:
        """Out of reach first, and a moment for thru that has just reached for it on the driver's thread: what is sent
        to a port that is gone ends the process."""
        out, self._out = self._out, None
        if out is not None:
            time.sleep(CALLBACK_S)
            close_port(out)


def survey(settings: PortSettings) -> PortSurvey:
    """What `jamd ports` shows; opens nothing."""
    rig = Rig(settings, lambda ns, data: None, lambda: None)
    try:
        return rig._look()
    finally:
        rig.close()
