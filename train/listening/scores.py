"""From filled sheets to means with intervals; only here is it looked up who played which clip.

Intervals are drawn over listeners, because the answers of one listener depend on each other. With a single listener
they are drawn over tunes: that is one person's opinion, and the answer says so.
"""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from jamd.errors import FileError
from train.listening.sheet import QUESTIONS

_DRAWS = 2000


class Secret(msgspec.Struct, frozen=True):
    """Who plays one clip."""

    part: str
    tune: str
    player: str


class Key(msgspec.Struct, frozen=True):
    """Who plays the clips of a pack; kept apart from it."""

    pack: str
    seed: int
    clips: dict[str, Secret]


class Sheet(msgspec.Struct, frozen=True):
    pack: str
    listener: str
    answers: dict[str, float]  # clip/question -> 1 to 5
    years: float = 0.0


def read_sheets(key: Key, paths: Sequence[Path]) -> list[Sheet]:
    """Reads sheets. FileError if one is not a sheet, belongs to another pack or has an invalid answer."""
    sheets = []
    for path in paths:
        try:
            sheet = msgspec.json.decode(path.read_bytes(), type=Sheet)
        except (OSError, msgspec.DecodeError) as fault:
            raise FileError(f"{path}: this is not a filled sheet ({fault})") from None
        if sheet.pack != key.pack:
            raise FileError(f"{path}: this sheet belongs to another pack")
        for question, value in sheet.answers.items():
            clip, _, id = question.partition("/")
            if clip not in key.clips or id not in QUESTIONS or not 1 <= value <= 5:
                raise FileError(f"{path}: '{question}: {value}' is not a valid answer in this pack")
        sheets.append(sheet)
    return sheets


def means(key: Key, sheets: Sequence[Sheet]) -> dict[str, Any]:
    """part -> player -> question -> mean, interval and number of answers."""
    given: dict[tuple[str, str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    alone = len(sheets) == 1
    for sheet in sheets:
        for question, value in sheet.answers.items():
            clip, _, id = question.partition("/")
            secret = key.clips[clip]
            given[secret.part, secret.player, id][secret.tune if alone else sheet.listener].append(value)
    found: dict[str, Any] = {"listeners": len(sheets), "over": "tunes" if alone else "listeners", "parts": {}}
    for (part, player, id), answers in sorted(given.items()):
        its = found["parts"].setdefault(part, {}).setdefault(player, {})
        its[id] = _mean([float(np.mean(values)) for values in answers.values()], sum(map(len, answers.values())))
    return found


def _mean(values: list[float], count: int) -> dict[str, Any]:
    drawn = np.random.default_rng(1).choice(values, (_DRAWS, len(values))).mean(axis=1)
    ci = None if len(values) < 2 else [round(float(end), 3) for end in np.percentile(drawn, (2.5, 97.5))]
    return {"mean": round(float(np.mean(values)), 3), "ci": ci, "answers": count}
