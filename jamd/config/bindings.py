"""`controls:` of config.yaml: pedals, keys and knobs that steer, each `{midi: cc 67, does: tap}`."""

import re
from difflib import get_close_matches
from typing import Any, Final

import msgspec

from jamd.commands import WISHES
from jamd.ipc.settings import Binding

_KEYS: Final = ("midi", "channel", "does", "value")
_MIDI: Final = re.compile(r"(note|cc|program) (\d{1,3})")


def read_binding(given: Any) -> Binding:
    """One entry of the list; ValueError with a sentence where it is none."""
    if not isinstance(given, dict) or not {"midi", "does"} <= given.keys() <= set(_KEYS):
        raise ValueError("each takes midi and does (and perhaps channel and value): {midi: cc 67, does: tap}")
    kind, number = _message(str(given["midi"]))
    channel = given.get("channel")
    if channel is not None and (isinstance(channel, bool) or channel not in range(1, 17)):
        raise ValueError(f"channel {channel} is not allowed; use 1 to 16, or leave it out")
    name = str(given["does"])
    if name not in WISHES:
        close = get_close_matches(name, WISHES, n=1)
        raise ValueError(f"does: nobody knows what '{name}' is" + (f" (did you mean {close[0]}?)" if close else ""))
    try:
        value = msgspec.convert(given.get("value"), WISHES[name].kind)
    except msgspec.ValidationError:
        raise ValueError(f"{name} takes {WISHES[name].takes} (say it with value:)") from None
    return Binding(kind, number, channel, name, value)  # type: ignore[arg-type]


def _message(text: str) -> tuple[str, int]:
    found = _MIDI.fullmatch(text.strip().lower())
    if found is None or int(found[2]) > 127:
        raise ValueError(f"midi: '{text}' is not allowed; use 'note 36', 'cc 67' or 'program 3', with 0 to 127")
    return found[1], int(found[2])
