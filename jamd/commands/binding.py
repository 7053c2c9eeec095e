"""A control that gives a command: what `controls:` of config.yaml says, read and checked (`ipc/bindings.py`)."""

from typing import Literal

import msgspec

from jamd.commands.choices import During, Gesture, When
from jamd.commands.kinds import Value

Control = Literal["note", "cc", "program", "bend", "bend up", "bend down"]


class Binding(msgspec.Struct, frozen=True):
    """A pedal, key or knob that gives a command: the MIDI message, how it is moved, and the command. It is not heard as
    music."""

    kind: Control
    number: int  # 0 for a pitch bend
    channel: int | None  # from 1; None: any
    name: str  # of a command
    value: Value = None
    gesture: Gesture = "tap"
    toggle: bool = False  # pressed again, it takes the command back
    when: When | None = None  # None: as `jam.when` says
    range: tuple[float, float] | None = None  # of a knob; None: all that the command takes
    step: float | None = None  # of a relative knob; None: `wire/knob.py`
    during: During | None = None  # only while the band plays, or stands; None: always
