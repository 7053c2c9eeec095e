"""Rates figures as good, fair or poor. Good is the goal of this project; fair cannot be heard: people notice a delay of
20 ms, and 3 ms of jitter around 10 ms (Jack 2018)."""

from typing import Final, Literal

from jamd.bench.report import Realtime

Rating = Literal["good", "fair", "poor"]

# p99 of at most: good, fair.
_AT_MOST: Final[dict[str, tuple[float, float]]] = {
    "lateness_us fifo": (100, 3_000),
    "lateness_us normal": (1_000, 3_000),
    "thru_us": (200, 3_000),
    "clock_phase_us": (1_000, 3_000),
    "plan_ms": (20, 200),  # fair: a beat at 300
    "round_trip_us": (10_000, 20_000),
}
_AT_LEAST: Final[dict[str, tuple[float, float]]] = {"ready_ratio": (0.9995, 0.99), "max_bpm": (300, 220)}


def rating(what: str, value: float, realtime: Realtime = "fifo") -> Rating:
    """Of a p99, a share or a tempo, by its name in the report."""
    what = f"{what} {realtime}" if what == "lateness_us" else what
    if what in _AT_LEAST:
        good, fair = _AT_LEAST[what]
        return "good" if value >= good else "fair" if value >= fair else "poor"
    good, fair = _AT_MOST[what]
    return "good" if value <= good else "fair" if value <= fair else "poor"
