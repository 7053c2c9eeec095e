"""S2 and S3: are bars written in time?

S3: milliseconds to write one bar that was never asked for before, p99 (the median beside it), on this machine as busy
as it happens to be. S2: the jam machine's own planning, both parts by players of one name, at 120, 220 and 300 bpm:
the share of plans that would have arrived before their horizon. It is simulated: virtual time, measured computing, no
ports and no core kept busy on purpose, so it is an upper bound of what a live rig shows.
"""

import time
from collections.abc import Callable
from typing import Final

import msgspec
import numpy as np

from jamd.music.charts.load import load_chart
from jamd.music.events import Clock
from jamd.music.planning.horizon import MIN_COMMIT_NS
from jamd.music.planning.jam import Jam
from jamd.music.planning.scene import Player
from jamd.music.time.notes import TICKS_PER_BEAT, BandPart, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.players.registry import make_player
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.bounds import at_least, at_most
from train.judge.measures.live import CHART
from train.judge.measures.measure import Competitor, Figure, Measure, Rows
from train.judge.measures.replay import Take, settings
from train.judge.measures.scenes import Setting, one_bar

TEMPOS: Final = (120.0, 220.0, 300.0)
BARS: Final = 64
PLANS: Final = 128


def bar_times(player: Player, bars: int = BARS) -> list[float]:
    """Milliseconds of each bar."""
    setting = Setting(220.0, 1.7, seed=1, chart=load_chart(CHART))
    played, times = one_bar(player, setting, (), 0), []
    for bar in range(1, bars + 1):
        began = time.perf_counter()
        notes = one_bar(player, setting, played, bar)
        times.append((time.perf_counter() - began) * 1e3)
        played += notes
    return times


def plan_times(players: dict[BandPart, Player], bpm: float) -> list[tuple[float, float]]:
    """(milliseconds it took, milliseconds there were) for each plan at a beat."""
    take = Take((), BARS, bpm, load_chart(CHART))
    both = settings(players["drums"], take)
    jam = Jam(msgspec.structs.replace(both, mode="accompany"), take.chart, players, players)
    timeline = Timeline.at_bpm(bpm, Nanos(0), Tick(0))
    jam.handle(Clock(Nanos(0), True, timeline, take.meter))
    room = max(both.commit * timeline.ns_per_beat / TICKS_PER_BEAT, MIN_COMMIT_NS) / 1e6
    found = []
    for _ in range(PLANS):
        wake = jam.wake_ns
        assert wake is not None  # the clock runs
        began = time.perf_counter()
        jam.advance(wake)
        found.append(((time.perf_counter() - began) * 1e3, room))
    return found


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(tempos x plans, 3): in time or not, milliseconds of a plan of both parts, milliseconds of a bar of this part."""
    part = competitor.player.part
    other: BandPart = "piano" if part == "drums" else "drums"
    players: dict[BandPart, Player] = {part: competitor.player, other: make_player(other, competitor.name)}
    plans = [plan for bpm in TEMPOS for plan in plan_times(players, bpm)]
    bars = bar_times(competitor.player, BARS)
    found = np.full((len(plans), 3), np.nan)
    found[:, 0] = [took <= room for took, room in plans]
    found[:, 1] = [took for took, _ in plans]
    found[: len(bars), 2] = bars
    return found


def _percentile(column: int, share: float) -> Callable[[Rows], float]:
    return lambda rows: float(np.nanpercentile(rows[:, column], share))


FIGURES: Final = (
    Figure("S2", "share of plans of both parts in time at 120, 220 and 300 bpm; simulated, no core kept busy",
           lambda rows: float(np.nanmean(rows[:, 0])), "more", at_least(0.9995), at_least(1), "StreamMUSE .9952"),
    Figure("S3", "milliseconds to write a bar of this part, p99", _percentile(2, 99), "less",
           known="Magenta 210 - 270"),
    Figure("S3.median", "milliseconds to write a bar of this part, median", _percentile(2, 50), "less"),
    Figure("S3.both", "milliseconds to plan both parts at a beat (one to two bars), p99", _percentile(1, 99), "less",
           at_most(8)),
)  # fmt: skip
MEASURES = (
    Measure("pace drums", "drums", rows, FIGURES, baselines=(), alone=True),
    Measure("pace piano", "piano", rows, FIGURES, baselines=(), alone=True),
)
