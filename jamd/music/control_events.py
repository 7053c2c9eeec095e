"""Messages about the controls that give commands: pedals, pads, knobs and keys."""

from jamd.commands.binding import Binding
from jamd.music.event import Event
from jamd.music.time.notes import Nanos


class Bindings(Event, frozen=True):
    """All of them: from the stage to wire where people change them, and back where they are new."""

    bindings: tuple[Binding, ...]


class Learning(Event, frozen=True):
    """Until this instant somebody moves controls to show them: none is heard as music. In the past: no more."""

    until: Nanos


class Shown(Event, frozen=True):
    """A channel message of a control that was moved to show it."""

    ns: Nanos
    data: bytes


class Acted(Event, frozen=True):
    """A control has given this command."""

    ns: Nanos
    name: str
