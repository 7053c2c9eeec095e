"""Time and comments: what the cymbals, the feet and the comping hands play in a window of bars."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from train.judge.drumming.strokes import CRASH, FOOT, HAT, KICK, OPEN, SNARE, STICK, TIME, TOM, Window, mean


def entropy(things: Iterable[Hashable]) -> float:
    """Bits of how often each thing occurs."""
    counts = np.array(list(Counter(things).values()), float)
    shares = counts / counts.sum()
    return float(-(shares * np.log2(shares)).sum())


def feathered(window: Window) -> set[int]:
    """Bars in which the kick plays (nearly) every beat: it keeps time there, and says nothing."""
    s = window.strokes
    beats = window.sets(s.of(KICK) & (s.step % 4 == 0))
    return {bar for bar, found in enumerate(beats) if len(found) >= s.beats - 1}


def comping(window: Window) -> NDArray[np.bool_]:
    """The strokes that comment: snare, stick, toms, and the kick where it does not keep time."""
    s = window.strokes
    timekeeping = (s.step % 4 == 0) & np.isin(s.bar, list(feathered(window)))
    chosen: NDArray[np.bool_] = s.of(SNARE, STICK, TOM) | (s.of(KICK) & ~timekeeping)
    return chosen


def cymbals(window: Window) -> Mapping[str, float]:
    """The ride, or the hats where the drummer keeps time on them."""
    bars = [frozenset(step for step, _ in found) for found in window.sets(window.strokes.of(*TIME), by_voice=False)]
    return {
        "ride_entropy": entropy(bars),
        "ride_top": Counter(bars).most_common(1)[0][1] / window.bars,
        "ride_odd": mean([len([step for step in bar if step % 2]) for bar in bars]),
        "ride_skip13": mean([((2 in bar) + (10 in bar)) / 2 for bar in bars]),
    }


def feet(window: Window) -> Mapping[str, float]:
    s = window.strokes
    places = (4, 12) if s.beats == 4 else (4,)
    bars = [{step for step, _ in found} for found in window.sets(s.of(FOOT, HAT, OPEN), by_voice=False)]
    return {"hat_on_2_4": mean([float(all(place in bar for place in places)) for bar in bars])}


def comments(window: Window) -> Mapping[str, float]:
    s, chosen = window.strokes, comping(window)
    bars = window.sets(chosen)
    return {
        "comp_hits": mean([len(bar) for bar in bars]),
        "comp_off": float((s.step[chosen] % 4 != 0).mean()) if chosen.any() else float("nan"),
        "comp_entropy": entropy(bars),
        "comp_empty": mean([float(not bar) for bar in bars]),
        "kick_comp": mean([len([1 for _, voice in bar if voice == KICK]) for bar in bars]),
        "crash_32": float(s.of(CRASH).sum() * 32 / window.bars),
    }
