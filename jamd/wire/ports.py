"""The MIDI ports of the machine: the only file that touches the driver (python-rtmidi).

Strategy: on every system with virtual ports we offer `jamd in` and `jamd out`; a real keyboard is opened beside our own
input, a real or named output instead of our own one (`survey.py` chooses). An unplugged device is silent, so names are
polled with one long-lived client; more clients leak on ALSA and crash on macOS.
"""

import functools
import gc
import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec

from jamd.errors import DeviceError
from jamd.music.notes import Nanos
from jamd.settings import CLIENT, IN_NAME, OUT_NAME, PortSettings
from jamd.wire.desk import silence_all
from jamd.wire.survey import PortSurvey, find, nothing, surveyed

_FINDER: Final = "jamd finder"  # lists names and has no ports
_VISITOR: Final = "jamd bench"
_QUEUE: Final = 4096  # messages that the driver may hold
_FLUSH_S: Final = 0.05  # the driver's own queue: JACK sends in its next period

_CALLBACK_S: Final = 0.01  # a callback of ours takes microseconds, once it has Python's lock

# What each system offers, best first.
_BACKENDS: Final[dict[str, tuple[str, ...]]] = {
    "linux": ("jack", "alsa"),
    "darwin": ("coremidi",),
    "win32": ("winmm",),
}
_RTMIDI_API: Final = {
    "jack": "API_UNIX_JACK",
    "alsa": "API_LINUX_ALSA",
    "coremidi": "API_MACOSX_CORE",
    "winmm": "API_WINDOWS_MM",
}
_WHY_NOT: Final = {
    "jack": "no JACK server is running",
    "alsa": "ALSA has no sequencer here",
    "coremidi": "CoreMIDI does not answer",
    "winmm": "Windows MIDI does not answer",
}
OnMessage = Callable[[int, bytes], None]  # (monotonic ns, message); runs on the driver's thread


@functools.cache
def _hush_drivers() -> None:
    """The drivers' C libraries print to standard error where a server is missing or goes; people should not have to
    read that. Ours goes on through a copy."""
    sys.stderr.flush()
    copy = os.dup(2)
    void = os.open(os.devnull, os.O_WRONLY)
    os.dup2(void, 2)
    os.close(void)
    sys.stderr = os.fdopen(copy, "w", buffering=1)


def _open_backend(wanted: str) -> tuple[str, Any, Any, str]:
    """(backend, MidiIn, MidiOut, why not) of the first system that answers; ("none", None, None, reason) where none
    does."""
    if wanted == "none":
        return "none", None, None, "the config asks for no MIDI"
    names = _BACKENDS.get(sys.platform, ("jack", "alsa")) if wanted == "auto" else (wanted,)
    os.environ.setdefault("JACK_NO_START_SERVER", "1")
    _hush_drivers()
    reasons = []
    try:
        import rtmidi
    except ImportError as fault:  # libasound2 is missing, say
        return "none", None, None, f"python-rtmidi cannot be loaded ({fault})"
    for name in names:
        api = getattr(rtmidi, _RTMIDI_API[name])
        if api not in rtmidi.get_compiled_api():
            reasons.append(f"{name} is not of this system")
            continue
        try:
            return name, rtmidi.MidiIn(api, _FINDER, _QUEUE), rtmidi.MidiOut(api, _FINDER), ""
        except (rtmidi.RtMidiError, RuntimeError):  # its words are about its own insides
            reasons.append(_WHY_NOT[name])
    return "none", None, None, ", ".join(reasons)


def _open_by_name(port: Any, name: str, own_name: str) -> bool:
    """Numbers move as soon as anybody opens a port, we too: look the number up at the last moment. False where the
    system refuses, or the port is gone."""
    import rtmidi

    try:
        port.open_port(port.get_ports().index(name), own_name)
    except (ValueError, rtmidi.RtMidiError):
        return False
    return True


def _stamped(on_message: OnMessage) -> Callable[[tuple[list[int], float], object], None]:
    """What the driver calls on its own thread."""

    def stamp(event: tuple[list[int], float], _: object) -> None:
        ns = time.monotonic_ns()  # first of all
        on_message(ns, bytes(event[0]))

    return stamp


def _held(name: str) -> str:
    return f"'{name}' cannot be opened: another program may hold it"


def _close(port: Any) -> None:
    """The callback first, so that none runs on a closed port.

    One that has begun on the driver's thread waits for Python's lock, which we hold: what it was given must live on
    until it had its turn, and JACK must not kill its thread before, or the lock would be lost with it.
    """
    if port is not None:
        if hasattr(port, "cancel_callback"):
            given = gc.get_referents(port)
            port.cancel_callback()
            time.sleep(_CALLBACK_S)
            del given
        port.close_port()
        port.delete()


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
        self._finder: tuple[str, Any, Any, str] | None = None  # see _open_backend
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
        if self._finder is None:
            self._finder = _open_backend(self._settings.backend)
        backend, finder_in, finder_out, why = self._finder
        if backend == "none":
            self._finder = None  # a system may come later
            return nothing(self._settings, why)
        return surveyed(self._settings, backend, finder_in.get_ports(), finder_out.get_ports())

    def _open_output(self, survey: PortSurvey) -> list[str]:
        """The chosen output, or our own; a sentence where it cannot be opened."""
        if self._out is not None and self._out_name == survey.output:
            return []
        self._close_output()
        if not survey.output and not survey.virtual:
            return []
        self._out, self._out_name = self._client(survey, "MidiOut", CLIENT), survey.output
        if not survey.output:
            self._out.open_virtual_port(OUT_NAME)
        elif not _open_by_name(self._out, survey.output, OUT_NAME):
            self._drop_output()
            return [_held(survey.output)]
        self.outputs += 1
        return []

    def _open_inputs(self, survey: PortSurvey) -> list[str]:
        """Our own input, and the chosen keyboard beside it; a sentence where that cannot be opened."""
        if survey.virtual and self._own_in is None:
            self._own_in = self._listen(self._client(survey, "MidiIn", CLIENT, _QUEUE))
            self._own_in.open_virtual_port(IN_NAME)
        if self._keys is not None and self._keys_name == survey.input:
            return []
        _close(self._keys)
        self._keys, self._keys_name = None, survey.input
        if not survey.input:
            return []
        self._keys = self._listen(self._client(survey, "MidiIn", CLIENT, _QUEUE))
        if not _open_by_name(self._keys, survey.input, "jamd keys"):
            _close(self._keys)
            self._keys = None
            return [_held(survey.input)]
        return []

    def _client(self, survey: PortSurvey, kind: str, *arguments: object) -> Any:
        import rtmidi

        return getattr(rtmidi, kind)(getattr(rtmidi, _RTMIDI_API[survey.backend]), *arguments)

    def _listen(self, midi_in: Any) -> Any:
        midi_in.ignore_types(timing=False)  # the driver would keep every clock from us
        midi_in.set_callback(_stamped(self._on_message))
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
        for finder in self._finder[1:3] if self._finder else ():
            _close(finder)
        self._finder = None
        self.survey = nothing(self._settings, "")

    def _close_ports(self) -> None:
        self._close_output()
        _close(self._own_in)
        _close(self._keys)
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
            time.sleep(_CALLBACK_S)
            _close(out)


def panic_everywhere(settings: PortSettings) -> list[str]:
    """Silence every output of the machine, whoever plays there: pedal up, every note off, on every channel; the
    names."""
    backend, _, finder, _ = _open_backend(settings.backend)
    if backend == "none":
        return []
    names: list[str] = list(finder.get_ports())
    import rtmidi

    for name in names:
        port = rtmidi.MidiOut(getattr(rtmidi, _RTMIDI_API[backend]), "jamd panic")
        _open_by_name(port, name, "panic")
        for data in silence_all():
            port.send_message(data)
        time.sleep(_FLUSH_S)
        _close(port)
    return names


def survey(settings: PortSettings) -> PortSurvey:
    """What `jamd ports` shows; opens nothing."""
    rig = Rig(settings, lambda ns, data: None, lambda: None)
    try:
        return rig._look()
    finally:
        rig.close()


class Visitor:
    """A program beside jamd with ports of its own, as a keyboard or a synth has them: `jamd bench` looks from there.

    Each port is a client, so that JACK sees no circle between them. Called from one thread; what is heard is stamped
    and handed over on the driver's.
    """

    def __init__(self, backend: str) -> None:
        """DeviceError where the MIDI system does not answer."""
        self.backend, self._finder_in, self._finder_out, why = _open_backend(backend)
        if self.backend == "none":
            raise DeviceError(f"no MIDI system: {why}")
        self._ports: list[Any] = []

    def offer(self, name: str, on_message: OnMessage) -> None:
        """An input of our own, which others see under its name."""
        self._input(on_message).open_virtual_port(name)

    def listen(self, name: str, on_message: OnMessage) -> None:
        """Hear what leaves at a port of this name, or one that begins so. DeviceError."""
        names = self._finder_in.get_ports()
        if (full := find(name, names)) is None or not _open_by_name(self._input(on_message), full, "ears"):
            raise DeviceError(_held(name))

    def speak(self, name: str) -> Callable[[bytes], None]:
        """The way into a port of this name, or one that begins so. DeviceError."""
        port = self._client("MidiOut")
        if (full := find(name, self._finder_out.get_ports())) is None or not _open_by_name(port, full, "voice"):
            raise DeviceError(_held(name))
        return lambda data: port.send_message(data)

    def _input(self, on_message: OnMessage) -> Any:
        port = self._client("MidiIn", _QUEUE)
        port.ignore_types(sysex=False, timing=False)
        port.set_callback(_stamped(on_message))
        return port

    def _client(self, kind: str, *arguments: object) -> Any:
        import rtmidi

        port = getattr(rtmidi, kind)(getattr(rtmidi, _RTMIDI_API[self.backend]), _VISITOR, *arguments)
        self._ports.append(port)
        return port

    def close(self) -> None:
        for port in (*self._ports, self._finder_in, self._finder_out):
            _close(port)
        self._ports = []
