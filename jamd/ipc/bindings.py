"""`controls:` in config.yaml: pedals, keys and knobs that give commands, each `{midi: cc 67, does: tap}`."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, Final, NoReturn, get_args

from jamd.commands.binding import Binding
from jamd.commands.choices import During, Gesture, When
from jamd.commands.form_rows import CHART
from jamd.commands.gestures import (
    PRESSES,
    TURNS,
    can_be_held,
    can_be_placed,
    can_be_turned,
    can_toggle,
    pressed_value,
)
from jamd.commands.kinds import Value
from jamd.commands.row import Row
from jamd.commands.table import COMMANDS, command_named
from jamd.errors import ChartError, CommandError
from jamd.music.charts.load import BUILTIN, inline_chart, read_chart

KEYS: Final = ("midi", "channel", "does", "value", "gesture", "toggle", "when", "while", "range", "step")
GESTURES: Final[tuple[Gesture, ...]] = (*PRESSES, *TURNS)
_MIDI: Final = re.compile(r"(?P<numbered>note|cc|program) (?P<number>\d{1,3})|(?P<bend>bend( up| down)?)")


def read_binding(given: Any) -> Binding:
    """One entry of the list. ValueError with a sentence if it is not valid."""
    if not isinstance(given, dict) or not {"midi", "does"} <= given.keys():
        raise ValueError(
            f"{given} is not allowed; use midi and does, with channel and value if needed: {{midi: cc 67, does: tap}}"
        )
    for key in given:
        if key not in KEYS:
            _refuse(str(key), "there is no such key", f"the keys are {', '.join(KEYS)}", key, KEYS)
    kind, number = _message(str(given["midi"]))
    row = _row(str(given["does"]))
    gesture = _one_of("gesture", given.get("gesture", "tap"), GESTURES)
    toggle = given.get("toggle", False)
    if not isinstance(toggle, bool):
        _refuse("toggle", f"{toggle} is not allowed", "use true or false")
    _check_gesture(str(given["midi"]), kind, row, gesture, toggle)
    if is_turned := gesture in TURNS:
        _check_no_value(given.get("value"), gesture)
    return Binding(
        kind,  # type: ignore[arg-type]
        number,
        _channel(given.get("channel")),
        row.name,
        None if is_turned else _value(row, given.get("value"), gesture, toggle),
        gesture,
        toggle,
        _when(row, given.get("when")),
        _range(row, given.get("range"), is_turned),
        _step(row, given.get("step"), gesture),
        _during(given.get("while"), is_turned),
    )


def _refuse(key: str, fault: str, use: str, value: Any = None, words: Sequence[str] = ()) -> NoReturn:
    """ValueError: what is wrong, what is allowed, and what was probably meant."""
    close = get_close_matches(str(value).lower(), words, n=1)
    raise ValueError(f"{key}: {fault}; {use}" + (f" (did you mean {close[0]}?)" if close else ""))


def _one_of(key: str, value: Any, words: Sequence[Any]) -> Any:
    if value not in words:
        _refuse(key, f"{value} is not allowed", f"use {', '.join(words[:-1])} or {words[-1]}", value, words)
    return value


def _message(text: str) -> tuple[str, int]:
    found = _MIDI.fullmatch(" ".join(text.lower().split()))
    if found is None or int(found["number"] or 0) > 127:
        use = "use 'note 36', 'cc 67' or 'program 3', with 0 to 127, or 'bend up', 'bend down' or 'bend'"
        _refuse("midi", f"'{text}' is not allowed", use)
    return found["numbered"] or found["bend"], int(found["number"] or 0)


def _channel(given: Any) -> int | None:
    if given is not None and (isinstance(given, bool) or given not in range(1, 17)):
        _refuse("channel", f"{given} is not allowed", "use 1 to 16, or leave it out")
    return None if given is None else int(given)


def _row(name: str) -> Row[Any, Any]:
    try:
        return command_named(name)
    except CommandError as fault:
        raise ValueError(f"does: {fault}") from None


def _check_gesture(midi: str, kind: str, row: Row[Any, Any], gesture: Gesture, toggle: bool) -> None:
    """Whether this control can be moved so, and whether the command can be given so."""
    if gesture in TURNS and kind not in (("cc", "bend") if gesture == "knob" else ("cc",)):
        _refuse("gesture", f"{gesture} is not allowed with {midi}", f"use one of {', '.join(PRESSES)}")
    if gesture in PRESSES and kind == "bend":
        _refuse("gesture", f"{gesture} is not allowed with {midi}", "use knob, or 'bend up' or 'bend down'")
    if kind == "program" and gesture in ("hold", "while held"):
        _refuse("gesture", f"{gesture} is not allowed with {midi}", "use tap or double tap: it is never released")
    if gesture in TURNS and not can_be_turned(row):
        _refuse("does", f"{row.name} is not allowed with gesture {gesture}", f"use {_names(can_be_turned)}")
    if gesture == "while held" and not can_be_held(row):
        _refuse("does", f"{row.name} is not allowed with gesture while held", f"use {_names(can_be_held)}")
    if toggle and (gesture == "while held" or gesture in TURNS):
        _refuse("toggle", f"true is not allowed with gesture {gesture}", "use tap, double tap or hold")
    if toggle and not can_toggle(row):
        _refuse("toggle", f"true is not allowed with {row.name}", f"use it with {_names(can_toggle)}")


def _names(fits: Any) -> str:
    return f"one of {', '.join(name for name, row in COMMANDS.items() if fits(row))}"


def _check_no_value(given: Any, gesture: Gesture) -> None:
    if given is not None:
        _refuse("value", f"{given} is not allowed with gesture {gesture}", "use range: for its ends")


def _value(row: Row[Any, Any], given: Any, gesture: Gesture, toggle: bool) -> Value:
    if given is None and (toggle or gesture == "while held"):
        given = pressed_value(row, is_held=gesture == "while held")
    try:
        value: Value = row.read(_chart(given) if row is CHART and isinstance(given, str) else given)
    except CommandError as fault:
        raise ValueError(f"{fault} (say it with value:)") from None
    except ChartError as fault:
        raise ValueError(f"chart: {fault}") from None
    return value


def _chart(given: str) -> str:
    """As the band takes it: a file's chart is read here, once, since the band is told no file. ChartError."""
    if given.startswith(BUILTIN) or "|" in given:
        read_chart(given)
        return given
    return inline_chart(given)


def _when(row: Row[Any, Any], given: Any) -> When | None:
    if given is None:
        return None
    if not can_be_placed(row):
        _refuse("when", f"{given} is not allowed with {row.name}", f"use it with {_names(can_be_placed)}")
    when: When = _one_of("when", given, get_args(When))
    return when


def _range(row: Row[Any, Any], given: Any, is_turned: bool) -> tuple[float, float] | None:
    if given is None:
        return None
    if not is_turned:
        _refuse("range", f"{given} is not allowed without a knob", f"use it with gesture: {', '.join(TURNS)}")
    use = f"use two different numbers of {row.kind.span}, such as [{row.kind.low:g}, {row.kind.high:g}]"
    try:
        low, high = (row.kind.read(end) for end in given)
    except (TypeError, ValueError):
        _refuse("range", f"{given} is not allowed with {row.name}", use)
    if low == high or low is None or high is None:
        _refuse("range", f"{given} is not allowed with {row.name}", use)
    return float(low), float(high)


def _step(row: Row[Any, Any], given: Any, gesture: Gesture) -> float | None:
    if given is None:
        return None
    if gesture not in TURNS or gesture == "knob":
        _refuse("step", f"{given} is not allowed with gesture {gesture}", f"use it with {', '.join(TURNS[1:])}")
    widest = row.kind.high - row.kind.low
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given <= widest:
        _refuse("step", f"{given} is not allowed with {row.name}", f"use a number above 0, up to {widest:g}")
    if row.kind.whole and given != int(given):
        _refuse("step", f"{given} is not allowed with {row.name}", f"use a whole number, up to {widest:g}")
    return float(given)


def _during(given: Any, is_turned: bool) -> During | None:
    if given is None:
        return None
    if is_turned:
        _refuse("while", f"{given} is not allowed with a knob", "leave it out")
    during: During = _one_of("while", given, get_args(During))
    return during
