"""The report of `jamd bench`, as in its JSON: times in the unit of their name, null if it could not be measured."""

import math
from collections.abc import Iterable
from typing import Literal

import msgspec

from jamd.music.time.notes import BandPart

Realtime = Literal["fifo", "normal"]  # the scheduling that wire was granted


class Figures(msgspec.Struct, frozen=True):
    """The distribution of measured values; each figure is a value that occurred."""

    p50: float
    p99: float
    max: float
    n: int


def figures(values: Iterable[float]) -> Figures | None:
    """None if nothing was measured."""
    ordered = sorted(values)
    if not ordered:
        return None

    def rank(share: float) -> float:
        return round(ordered[math.ceil(share * len(ordered)) - 1], 3)

    return Figures(rank(0.5), rank(0.99), round(ordered[-1], 3), len(ordered))


def subtract(whole: Figures, known: Figures) -> Figures:
    """Each figure of the whole minus the same figure of a known part. Chance can make it negative."""
    return Figures(
        round(whole.p50 - known.p50, 3),
        round(whole.p99 - known.p99, 3),
        round(whole.max - known.max, 3),
        min(whole.n, known.n),
    )


class Thru(msgspec.Struct, frozen=True):
    """What thru adds, and what it is computed from: a message's way through jamd, and through the same ports
    without jamd."""

    p50: float
    p99: float
    max: float
    n: int
    through: Figures  # port, jamd, port
    relay: Figures  # port, a program that only forwards, port
    bare: Figures  # one port
    less_bare: Figures  # through minus bare
    inside: Figures | None  # from the arrival stamp to the driver, as reported by wire
    lost: int  # messages that never came back


class PlanTimes(msgspec.Struct, frozen=True):
    """Times to plan one new bar, in ms: of each part, and of all together."""

    piano: Figures | None
    bass: Figures | None
    drums: Figures | None
    band: Figures | None
    both: Figures | None  # the band, by the name that programs know from when it was two


class TempoResult(msgspec.Struct, frozen=True):
    """How the band held one tempo, live."""

    bpm: int
    bars: int
    bars_vamped: int
    dropped: int
    lateness_us: Figures | None
    plan_ms: Figures | None  # everything that the band plans at a beat, as it reports it

    @property
    def ready_ratio(self) -> float | None:
        return round(1 - self.bars_vamped / self.bars, 5) if self.bars else None

    @property
    def holds(self) -> bool:
        """Nothing was late, and a plan takes less than a beat."""
        in_time = self.plan_ms is not None and self.plan_ms.p99 <= 60_000 / self.bpm
        return self.bars > 0 and not self.bars_vamped and not self.dropped and in_time


class BenchReport(msgspec.Struct, frozen=True):
    """`notes` says why a figure is null, `advice` what to change on this machine."""

    lateness_us: Figures | None
    thru_us: Thru | None
    plan_ms: PlanTimes
    ready_ratio: float | None
    clock_phase_us: Figures | None
    clock_phase_jittered_us: Figures | None
    round_trip_us: Figures | None
    max_bpm: int | None
    tempos: tuple[TempoResult, ...]
    realtime: Realtime
    backend: str
    load: bool
    players: dict[BandPart, str]
    seconds: float
    notes: tuple[str, ...]
    advice: tuple[str, ...]
