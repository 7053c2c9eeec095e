"""The names that takes have until somebody gives them others: the time of the beginning, and the tune."""

import re
from datetime import datetime
from typing import Final

from jamd.files.names import as_a_name

LOGS: Final = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]_[0-9][0-9]-[0-9][0-9]-[0-9][0-9]*.jsonl"
LENGTH_OF_TIME: Final = 19  # characters
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d")
_LONGEST_TUNE: Final = 40  # characters: a name of any letters, and a number behind it, is short enough then


def take_name(started_at: str, tune: str) -> str:
    """'2026-11-22_13-50-26_Blues_in_Bb', by the local time; without a tune the time alone."""
    return _with_tune(datetime.fromisoformat(started_at).strftime("%Y-%m-%d_%H-%M-%S"), tune)


def is_given_by_jamd(name: str, tune: str) -> bool:
    """Whether a take of this tune has a name of ours: nobody has renamed it."""
    time = name[:LENGTH_OF_TIME]
    ours = re.escape(_with_tune(time, tune))
    return _TIME.fullmatch(time) is not None and re.fullmatch(rf"{ours}(_\d+)?", name) is not None


def _with_tune(time: str, tune: str) -> str:
    words = tune[:_LONGEST_TUNE].split()
    return as_a_name("_".join((time, *words)), time)
