"""What the machine has, what jamd chooses of it, and why. Names only: no driver is touched here.

Devices are known by the beginning of their name, since systems append numbers that change.
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from jamd.ipc.settings import CLIENT, IN_NAME, OUT_NAME, PortSettings

# Ports that are no instrument: loopbacks, system timers, JACK's own clients that are not hardware.
_NO_DEVICE: Final = re.compile(r"midi through|announce|timer|jamd|\bthrough\b", re.IGNORECASE)
_JACK_HARDWARE: Final = re.compile(r"^(system:|a2j:|alsa_midi:|.*\(capture\)|.*\(playback\))", re.IGNORECASE)


class PortChoice(msgspec.Struct, frozen=True):
    """What the machine has, what jamd chooses of it, and why."""

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


def choose_ports(settings: PortSettings, backend: str, inputs: Sequence[str], outputs: Sequence[str]) -> PortChoice:
    """Choose among the names that a MIDI system lists."""
    input_name, input_why, no_input = _choose(settings, "input", inputs, backend)
    output_name, output_why, no_output = _choose(settings, "output", outputs, backend)
    virtual = backend != "winmm"
    return PortChoice(
        backend,
        tuple(inputs),
        tuple(outputs),
        input_name,
        input_why,
        output_name,
        output_why,
        virtual,
        tuple(fault for fault in (no_input, no_output) if fault),
        ()
        if virtual
        else ("programs cannot create MIDI ports on Windows: install loopMIDI and name its port in config.yaml",),
    )


def no_midi_system(settings: PortSettings, why: str) -> PortChoice:
    """The choice where there is no MIDI system; a port that was named is then missing."""
    missing = tuple(
        f"{what} '{wanted}' was not found: no MIDI system ({why})"
        for what, wanted, own in (("input", settings.input, IN_NAME), ("output", settings.output, OUT_NAME))
        if wanted not in ("auto", own)
    )
    return PortChoice("none", (), (), "", why, "", why, False, missing, (f"no MIDI system: {why}",))


def find_port(wanted: str, names: Sequence[str]) -> str | None:
    """The port that a person means: its name, its beginning, or the beginning of what stands behind the client's
    name."""
    fold = wanted.casefold()

    def likeness(name: str) -> int:
        full = name.casefold()
        return 3 if full == fold else 2 if full.startswith(fold) else full.partition(":")[2].startswith(fold)

    best = max(names, key=likeness, default=None)
    return best if best is not None and likeness(best) else None


def cannot_open(name: str) -> str:
    """What to say if the system refuses to open a port."""
    return f"'{name}' cannot be opened: another program may be using it"


def _hardware(names: Sequence[str], backend: str) -> list[str]:
    """Ports that are probably an instrument."""
    devices = [name for name in names if not _NO_DEVICE.search(name)]
    return [name for name in devices if _JACK_HARDWARE.match(name)] if backend == "jack" else devices


def _choose(settings: PortSettings, what: str, names: Sequence[str], backend: str) -> tuple[str, str, str]:
    """(name or empty for our own port, why, the fault if there is one) for the 'input' or the 'output'."""
    wanted, own = (settings.input, IN_NAME) if what == "input" else (settings.output, OUT_NAME)
    ours = settings.own.input if what == "input" else settings.own.output
    others = names if backend == "winmm" else [name for name in names if not _is_ours(name)]
    if wanted == own and backend != "winmm":
        return "", f"our own port, '{ours}': connect to it", ""
    found = find_port(wanted, others)
    if found is not None:
        return found, f"its name starts with '{wanted}'", ""
    if wanted in ("auto", own):
        devices = _hardware(others, backend)
        return (
            (devices[0], "the first device found", "") if devices else ("", f"no device found: connect to '{ours}'", "")
        )
    listed = ", ".join(f"'{name}'" for name in others)
    there = f"this machine's {what}s are {listed}" if others else f"this machine has no other {what}s"
    return "", f"'{wanted}' was not found", f"{what} '{wanted}' was not found; {there}; see `jamd ports`"


def _is_ours(name: str) -> bool:
    """Whether jamd itself has made this port; on Windows it can make none."""
    return name.partition(":")[0].casefold().startswith(CLIENT)
