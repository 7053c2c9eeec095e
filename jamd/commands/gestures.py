"""What pedals, keys and knobs can do with a command: which ones can be switched back and forth, given while a pedal is
held, turned, and placed in the form."""

from typing import Any, Final, get_args

from jamd.commands.choices import Gesture, Press, Turn
from jamd.commands.form_rows import CHART, LOOP, PLAY_ON, VAMP, WHEN
from jamd.commands.jam_rows import BACK_IN, BREAK, SOLO_OF
from jamd.commands.kinds import Number, Switch, Value
from jamd.commands.row import Row

PRESSES: Final[tuple[Press, ...]] = get_args(Press)
TURNS: Final[tuple[Turn, ...]] = get_args(Turn)
OPPOSITES: Final = {"start": "stop", "stop": "start"}
HELD: Final = "held"
UNTIL_BACK_IN: Final = (BREAK.name, *(row.name for row in SOLO_OF.values()))
_ENDS: Final[dict[str, tuple[str, Value]]] = {
    **dict.fromkeys(UNTIL_BACK_IN, (BACK_IN.name, None)),
    LOOP.name: (LOOP.name, None),
    VAMP.name: (PLAY_ON.name, None),
}
_PLACED: Final = (CHART.name, "ending", "tune", "set list tune", "next tune", "previous tune")  # beside the jam's own


def can_toggle(row: Row[Any, Any]) -> bool:
    """Whether pressing again can take it back: a setting, or start and stop."""
    return row.sticky or row.name in OPPOSITES


def can_be_held(row: Row[Any, Any]) -> bool:
    """Whether letting go can take it back: a setting, or something that lasts."""
    return row.sticky or row.name in _ENDS


def can_be_turned(row: Row[Any, Any]) -> bool:
    """Whether a knob can set it: a setting with a range."""
    return row.sticky and isinstance(row.kind, Number)


def can_be_placed(row: Row[Any, Any]) -> bool:
    """Whether it can wait for a place in the form, such as the next section."""
    return (row.owner == "jam" and row is not WHEN) or row.name in _PLACED


def gestures_for(row: Row[Any, Any]) -> tuple[Gesture, ...]:
    """All that can give it."""
    presses = PRESSES if can_be_held(row) else PRESSES[:-1]
    return (*presses, *TURNS) if can_be_turned(row) else presses


def pressed_value(row: Row[Any, Any], is_held: bool) -> Value:
    """What a toggle, or a pedal that is held, gives where no value is named."""
    if isinstance(row.kind, Switch):
        return True
    return HELD if is_held and row.name in UNTIL_BACK_IN else None


def undone(name: str, before: Value) -> tuple[str, Value]:
    """The command, and its value, that takes a command back; `before`: the value that a setting had."""
    return _ENDS.get(name, (name, before))
