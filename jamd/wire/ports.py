"""The MIDI ports of the machine: the only file that touches the driver (python-rtmidi).

Strategy: on every system with virtual ports we offer `jamd in` and `jamd out`; a real keyboard is opened beside our own input, a real
or named output instead of our own one. Devices are known by the beginning of their name, since systems append numbers that change.
An unplugged device is silent, so names are polled with one long-lived client; more clients leak on ALSA and crash on macOS.
"""

import contextlib
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec

from jamd.settings import IN_NAME, OUT_NAME, PortSettings
from jamd.wire.desk import silence_all

_CLIENT: Final = "jamd"
_FINDER: Final = "jamd finder"  # lists names and has no ports
_QUEUE: Final = 4096  # messages that the driver may hold
_FLUSH_S: Final = 0.05  # the driver's own queue: JACK sends in its next period

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
# Ports that are no instrument: loopbacks, system timers, JACK's own clients that are not hardware.
_NO_DEVICE: Final = re.compile(r"midi through|announce|timer|jamd|\bthrough\b", re.IGNORECASE)
_JACK_HARDWARE: Final = re.compile(r"^(system:|a2j:|alsa_midi:|.*\(capture\)|.*\(playback\))", re.IGNORECASE)

OnMessage = Callable[[int, bytes], None]  # (monotonic ns, message); runs on the driver's thread


class PortSurvey(msgspec.Struct, frozen=True):
    """What the machine has and what jamd chooses, and why."""

    backend: str  # none where there is no MIDI system
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    input: str  # a name, or empty: only our own port
    input_why: str
    output: str
    output_why: str
    virtual: bool  # can this system make ports of our own
    missing: tuple[str, ...] = ()  # one sentence for each named port that is not there
    notes: tuple[str, ...] = ()


def _nothing(settings: PortSettings, why: str) -> PortSurvey:
    """No MIDI system at all; a port that was named is then missing."""
    missing = tuple(
        f"{what} '{wanted}' is not there: no MIDI system ({why})"
        for what, wanted, own in (("input", settings.input, IN_NAME), ("output", settings.output, OUT_NAME))
        if wanted not in ("auto", own)
    )
    return PortSurvey("none", (), (), "", why, "", why, False, missing, (f"no MIDI system: {why}",))


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """The drivers' C libraries print to standard error where a server is missing; people should not have to read that."""
    sys.stderr.flush()
    kept = os.dup(2)
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


def _open_backend(wanted: str) -> tuple[str, Any, Any, str]:
    """(backend, MidiIn, MidiOut, why not) of the first system that answers; ("none", None, None, reason) where none does."""
    if wanted == "none":
        return "none", None, None, "the config asks for no MIDI"
    names = _BACKENDS.get(sys.platform, ("jack", "alsa")) if wanted == "auto" else (wanted,)
    os.environ.setdefault("JACK_NO_START_SERVER", "1")
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
            with _quiet():
                return name, rtmidi.MidiIn(api, _FINDER, _QUEUE), rtmidi.MidiOut(api, _FINDER), ""
        except Exception as fault:  # rtmidi raises its own and RuntimeErrors
            reasons.append(f"{name} does not answer ({_first_line(fault)})")
    return "none", None, None, "; ".join(reasons)


def _first_line(fault: Exception) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0].strip().rstrip(".")


def find(wanted: str, names: list[str]) -> str | None:
    """The port that a person means: its name, its beginning, or the beginning of what stands behind the client's name."""
    fold = wanted.casefold()

    def likeness(name: str) -> int:
        full = name.casefold()
        return 3 if full == fold else 2 if full.startswith(fold) else full.partition(":")[2].startswith(fold)

    best = max(names, key=likeness, default=None)
    return best if best is not None and likeness(best) else None


def _hardware(names: list[str], backend: str) -> list[str]:
    """Ports that are probably an instrument on a cable."""
    devices = [name for name in names if not _NO_DEVICE.search(name)]
    return [name for name in devices if _JACK_HARDWARE.match(name)] if backend == "jack" else devices


def _choose(settings: PortSettings, what: str, names: list[str], backend: str) -> tuple[str, str, str]:
    """(name or empty for our own port, why, the fault if there is one) for the 'input' or the 'output'."""
    wanted, own = (settings.input, IN_NAME) if what == "input" else (settings.output, OUT_NAME)
    others = [name for name in names if _CLIENT not in name.partition(":")[0].casefold()]
    if wanted == own and backend != "winmm":
        return "", f"our own port, '{own}': connect to it", ""
    if wanted in ("auto", own):
        devices = _hardware(others, backend)
        return (
            (devices[0], "the first device found", "") if devices else ("", f"no device found: connect to '{own}'", "")
        )
    found = find(wanted, others)
    if found is not None:
        return found, f"its name begins with '{wanted}'", ""
    listed = ", ".join(f"'{name}'" for name in others)
    there = f"this machine's {what}s are {listed}" if others else f"this machine has no other {what}s"
    return "", f"'{wanted}' is not there", f"{what} '{wanted}' is not there; {there}; see `jamd ports`"


def _open_by_name(port: Any, name: str, own_name: str) -> None:
    """Numbers move as soon as anybody opens a port, we too: look the number up at the last moment."""
    with contextlib.suppress(ValueError):  # gone in this instant; the next poll sees it
        port.open_port(port.get_ports().index(name), own_name)


class Rig:
    """The open ports. Called from wire's loop alone (but `on_message`, which the driver calls on its own thread)."""

    def __init__(self, settings: PortSettings, on_message: OnMessage) -> None:
        self._settings = settings
        self._on_message = on_message
        self._open_ins: list[Any] = []  # kept: a collected input falls silent
        self._out: Any = None
        self._finder: tuple[str, Any, Any, str] | None = None  # see _open_backend
        self.survey = _nothing(settings, "")

    def wish(self, settings: PortSettings) -> None:
        """Other ports from the next `open` on."""
        self._settings = settings

    def open(self) -> PortSurvey:
        """Open what the settings ask for and the machine has; what is missing is said in the survey."""
        self.close()
        self.survey = self._look()
        if self.survey.backend != "none":
            self._connect()
        return self.survey

    def _look(self) -> PortSurvey:
        if self._finder is None:
            self._finder = _open_backend(self._settings.backend)
        backend, finder_in, finder_out, why = self._finder
        if backend == "none":
            self._finder = None  # a system may come later
            return _nothing(self._settings, why)
        inputs, outputs = finder_in.get_ports(), finder_out.get_ports()
        input_name, input_why, no_input = _choose(self._settings, "input", inputs, backend)
        output_name, output_why, no_output = _choose(self._settings, "output", outputs, backend)
        virtual = backend != "winmm"
        return PortSurvey(
            backend,
            tuple(inputs),
            tuple(outputs),
            input_name,
            input_why,
            output_name,
            output_why,
            virtual,
            tuple(fault for fault in (no_input, no_output) if fault),
            () if virtual else ("Windows has no ports of our own: install loopMIDI and name its port in config.yaml",),
        )

    def _connect(self) -> None:
        """Open the chosen ports, and our own ones where the system can make them."""
        import rtmidi

        survey = self.survey
        api = getattr(rtmidi, _RTMIDI_API[survey.backend])
        with _quiet():
            if survey.output:
                self._out = rtmidi.MidiOut(api, _CLIENT)
                _open_by_name(self._out, survey.output, OUT_NAME)
            elif survey.virtual:
                self._out = rtmidi.MidiOut(api, _CLIENT)
                self._out.open_virtual_port(OUT_NAME)
            if survey.virtual:
                self._listen(rtmidi.MidiIn(api, _CLIENT, _QUEUE)).open_virtual_port(IN_NAME)
            if survey.input:
                _open_by_name(self._listen(rtmidi.MidiIn(api, _CLIENT, _QUEUE)), survey.input, "jamd keys")

    def _listen(self, midi_in: Any) -> Any:
        on_message = self._on_message

        def stamp(event: tuple[list[int], float], _: object) -> None:
            ns = time.monotonic_ns()  # first of all
            on_message(ns, bytes(event[0]))

        midi_in.set_callback(stamp)
        self._open_ins.append(midi_in)
        return midi_in

    def changed(self) -> bool:
        """Has a device of ours gone, or has one come that we would choose? Names only."""
        now = self._look()
        then = self.survey
        return (now.backend, now.input, now.output) != (then.backend, then.input, then.output)

    def send(self, data: bytes) -> None:
        """Hand one message to the driver; with no output it is lost, on purpose."""
        if self._out is not None:
            self._out.send_message(data)

    @property
    def has_output(self) -> bool:
        return self._out is not None

    def close(self) -> None:
        """Callbacks first, so that none runs on a closed port."""
        for midi_in in self._open_ins:
            midi_in.cancel_callback()
        finders = self._finder[1:3] if self._finder else ()
        for port in (*self._open_ins, self._out, *finders):
            if port is not None:
                port.close_port()
                port.delete()
        self._open_ins, self._out, self._finder = [], None, None


def panic_everywhere(settings: PortSettings) -> list[str]:
    """Silence every output of the machine, whoever plays there: pedal up, every note off, on every channel; the names."""
    backend, _, finder, _ = _open_backend(settings.backend)
    if backend == "none":
        return []
    names: list[str] = list(finder.get_ports())
    import rtmidi

    for name in names:
        with _quiet():
            port = rtmidi.MidiOut(getattr(rtmidi, _RTMIDI_API[backend]), "jamd panic")
            _open_by_name(port, name, "panic")
        for data in silence_all():
            port.send_message(data)
        time.sleep(_FLUSH_S)
        port.close_port()
        port.delete()
    return names


def survey(settings: PortSettings) -> PortSurvey:
    """What `jamd ports` shows; opens nothing."""
    rig = Rig(settings, lambda ns, data: None)
    try:
        return rig._look()
    finally:
        rig.close()
