"""`controls:` in config.yaml: pedals, keys and knobs that give commands, each `{midi: cc 67, does: tap}`."""

import re
from typing import Any, Final

from jamd.commands.form_rows import CHART
from jamd.commands.table import command_named
from jamd.errors import ChartError, CommandError
from jamd.ipc.settings import Binding
from jamd.music.charts.load import BUILTIN, inline_chart, read_chart

_KEYS: Final = ("midi", "channel", "does", "value")
_MIDI: Final = re.compile(r"(note|cc|program) (\d{1,3})")


def read_binding(given: Any) -> Binding:
    """One entry of the list. ValueError with a sentence if it is not valid."""
    if not isinstance(given, dict) or not {"midi", "does"} <= given.keys() <= set(_KEYS):
        raise ValueError(
            f"{given} is not allowed; use midi and does, with channel and value if needed: {{midi: cc 67, does: tap}}"
        )
    kind, number = _message(str(given["midi"]))
    channel = given.get("channel")
    if channel is not None and (isinstance(channel, bool) or channel not in range(1, 17)):
        raise ValueError(f"channel: {channel} is not allowed; use 1 to 16, or leave it out")
    name, value = _command(str(given["does"]), given.get("value"))
    return Binding(kind, number, channel, name, value)  # type: ignore[arg-type]


def _message(text: str) -> tuple[str, int]:
    found = _MIDI.fullmatch(text.strip().lower())
    if found is None or int(found[2]) > 127:
        raise ValueError(f"midi: '{text}' is not allowed; use 'note 36', 'cc 67' or 'program 3', with 0 to 127")
    return found[1], int(found[2])


def _command(name: str, given: Any) -> tuple[str, Any]:
    try:
        row = command_named(name)
    except CommandError as fault:
        raise ValueError(f"does: {fault}") from None
    try:
        return name, row.read(_chart(given) if row is CHART and isinstance(given, str) else given)
    except CommandError as fault:
        raise ValueError(f"{fault} (say it with value:)") from None
    except ChartError as fault:
        raise ValueError(f"chart: {fault}") from None


def _chart(given: str) -> str:
    """As the band takes it: a file's chart is read here, once, since the band is told no file. ChartError."""
    if given.startswith(BUILTIN) or "|" in given:
        read_chart(given)
        return given
    return inline_chart(given)
