"""The driver: the only way to the MIDI library. Which MIDI systems there are, and how their ports are opened, listened
to and closed; which ports, and whose, is decided elsewhere.

The library is python-rtmidi where it has a wheel (Python 3.11 and 3.12), and supriya-midi for later Pythons.
"""

import contextlib
import ctypes
import functools
import gc
import os
import sys
import time
from collections.abc import Callable
from typing import Any, Final, NamedTuple

FINDER: Final = "jamd finder"  # lists names and has no ports
QUEUE: Final = 4096  # messages that the driver may hold
FLUSH_S: Final = 0.05  # the driver's own queue: JACK sends in its next period

CALLBACK_S: Final = 0.01  # a callback of ours takes microseconds, once it has Python's lock

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
    "alsa": "there is no ALSA sequencer",
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


@functools.cache
def load_library() -> Any:
    """python-rtmidi, or the module with its interface. ImportError where neither is there or libasound is missing.

    The wheels contain a libjack of their own, and a JACK server of another version refuses it, as PipeWire does. So the
    machine's own libjack is loaded first, where the linker finds its functions before those of the wheel.
    """
    os.environ.setdefault("JACK_NO_START_SERVER", "1")
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # no JACK on this machine
            ctypes.CDLL("libjack.so.0", ctypes.RTLD_GLOBAL)
    try:
        import rtmidi
    except ModuleNotFoundError:
        from jamd.wire import supriya_driver as rtmidi
    return rtmidi


class System(NamedTuple):
    """A MIDI system that answers, and one long-lived client that lists its names each way; more clients leak on ALSA
    and crash on macOS. `name` is none where none answers, and `why` says why."""

    name: str
    inputs: Any
    outputs: Any
    why: str


def open_system(wanted: str, client: str = FINDER) -> System:
    """The first that answers of those that this machine may have, or the one that is named. On JACK its clients have
    the name that is given, and may have a port, too."""
    if wanted == "none":
        return System("none", None, None, "ports.backend is none")
    names = _BACKENDS.get(sys.platform, ("jack", "alsa")) if wanted == "auto" else (wanted,)
    _hush_drivers()
    reasons = []
    try:
        rtmidi = load_library()
    except ImportError as fault:  # libasound2 is missing, say
        return System("none", None, None, f"the MIDI library cannot be loaded ({fault})")
    for name in names:
        api = getattr(rtmidi, _RTMIDI_API[name])
        if api not in rtmidi.get_compiled_api():
            reasons.append(f"{name} does not exist on this system")
            continue
        try:
            outputs = rtmidi.MidiOut(api, client if name == "jack" else FINDER)
            return System(name, rtmidi.MidiIn(api, client if name == "jack" else FINDER, QUEUE), outputs, "")
        except (rtmidi.RtMidiError, RuntimeError):  # its words are about its own insides
            reasons.append(_WHY_NOT[name])
    return System("none", None, None, ", ".join(reasons))


def open_by_name(port: Any, name: str, own_name: str) -> bool:
    """Numbers move as soon as anybody opens a port, we too: look the number up at the last moment. False where the
    system refuses, or the port is gone."""
    try:
        port.open_port(port.get_ports().index(name), own_name)
    except (ValueError, load_library().RtMidiError):
        return False
    return True


def stamped(on_message: OnMessage) -> Callable[[tuple[list[int], float], object], None]:
    """What the driver calls on its own thread."""

    def stamp(event: tuple[list[int], float], _: object) -> None:
        ns = time.monotonic_ns()  # first of all
        on_message(ns, bytes(event[0]))

    return stamp


def close_port(port: Any, keep_client: bool = False) -> None:
    """The callback first, so that none runs on a closed port. The client can then take another port, if it is kept.

    One that has begun on the driver's thread waits for Python's lock, which we hold: what it was given must live on
    until it had its turn, and JACK must not kill its thread before, or the lock would be lost with it.
    """
    if port is not None:
        if hasattr(port, "cancel_callback"):
            given = gc.get_referents(port)
            port.cancel_callback()
            time.sleep(CALLBACK_S)
            del given
        port.close_port()
        if not keep_client:
            port.delete()


def new_port(system: str, kind: str, *arguments: object) -> Any:
    """A `MidiIn` or `MidiOut` of a system, not opened yet."""
    rtmidi = load_library()
    return getattr(rtmidi, kind)(getattr(rtmidi, _RTMIDI_API[system]), *arguments)
