"""Every figure of a take: means over its windows of 32 bars, so that takes of any length compare."""

from collections.abc import Callable, Mapping
from typing import Final

from train.judge.drumming import patterns, phrases, touch
from train.judge.drumming.strokes import Strokes, Window, mean, windows

_FEWEST: Final = 100  # strokes
_OF_WINDOWS: Final[tuple[Callable[[Window], Mapping[str, float]], ...]] = (
    phrases.density, patterns.cymbals, patterns.comments, patterns.feet, touch.loudness, phrases.likeness,
    phrases.fills,
)  # fmt: skip


def facts(strokes: Strokes) -> dict[str, float]:
    """{figure: value}; empty where the take is too short to tell anything."""
    found = [window_facts(window) for window in windows(strokes)] if len(strokes.beat) >= _FEWEST else []
    if not found:
        return {}
    of_windows = {name: mean([one[name] for one in found]) for name in found[0]}
    return {**of_windows, **touch.hand(strokes), "chorus_vel_sd": phrases.chorus_loudness(strokes)}


def window_facts(window: Window) -> dict[str, float]:
    return {name: value for figures in _OF_WINDOWS for name, value in figures(window).items()}
