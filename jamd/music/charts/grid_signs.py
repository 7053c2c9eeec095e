"""The signs of a grid that stand in braces, {segno} or {D.S. al Coda}, as fields of a measure."""

import re
from typing import Any, Final, get_args

from jamd.errors import ChartError
from jamd.music.charts.grid_cells import beat_of
from jamd.music.charts.grid_headings import read_meter
from jamd.music.charts.sheet import Jump, Measure, TimeSignature
from jamd.music.time.notes import Tick

_START: Final = {"segno": "segno", "coda": "coda"}
_END: Final = {"to coda": "to_coda", "tocoda": "to_coda", "fine": "fine"}
_PICKUP: Final = re.compile(r"pickup(?: (?P<beats>\d{1,2}(?:\.\d{1,6})?))?")


def _plain(words: str) -> str:
    """'dc al coda': without the points."""
    return " ".join(words.lower().replace(".", " ").split()).replace("d c", "dc").replace("d s", "ds")


_JUMPS: Final[dict[str, str]] = {_plain(jump): jump for jump in get_args(Jump)}


def read_start_sign(words: str) -> dict[str, Any] | None:
    """What a sign says of the measure that starts; 'pickup' is in beats, 1 where it does not say. None: another sign.
    ChartError: a meter that is none."""
    name = _plain(words)
    if name in _START:
        return {_START[name]: True}
    pickup = _PICKUP.fullmatch(words.strip().lower())
    if pickup is not None:
        return {"pickup": float(pickup["beats"] or 1)}
    return {"time": read_meter(words.strip())} if "/" in words else None


def read_end_sign(words: str) -> dict[str, Any]:
    """What a sign says of the measure that ends. ChartError: there is no such sign."""
    name = _plain(words)
    if name in _END:
        return {_END[name]: True}
    if name in _JUMPS:
        return {"jump": _JUMPS[name]}
    known = ", ".join([*_START, "to coda", "fine", *get_args(Jump), "pickup 1"])
    raise ChartError(f"no such sign as {{{words}}}; there are {known}, and a meter such as 3/4")


def start_signs(measure: Measure, *, first: bool, pickup: Tick, time: TimeSignature) -> list[str]:
    """The signs in braces at the start of a measure; the first one's meter is in the headings."""
    said = [name for name in _START if getattr(measure, name)]
    if measure.time is not None and not first:
        said.append(str(measure.time))
    if first and pickup:
        said.append(f"pickup {pickup / beat_of(time):.4f}".rstrip("0").rstrip("."))
    return [f"{{{sign}}}" for sign in said]


def end_signs(measure: Measure) -> list[str]:
    """The signs in braces at the end of a measure."""
    said = ["to coda"] * measure.to_coda + ["fine"] * measure.fine + ([measure.jump] if measure.jump else [])
    return [f"{{{sign}}}" for sign in said]
