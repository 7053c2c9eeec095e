"""D3 to D6: a drummer plays alone, live through the planner; its takes are compared with those of real drummers.

D3: structure, D4: density, D5: touch, D6: swing; D9: copying. Sixteen takes of 64 bars: four tempi, two charts, two
seeds. D3 itself is told take by take: a player whose takes are half loops and half noise has a fine mean profile.
Real: Groove's jazz takes of 32 bars and more that swing; their drummers play alone, too.
"""

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.charts.load import load_chart
from train.grids.drum_grid import hits_of
from train.judge.drumming import talk
from train.judge.drumming.facts import facts
from train.judge.drumming.phrases import LAGS
from train.judge.drumming.strokes import FAMILIES, Strokes, strokes_of
from train.judge.drumming.touch import swings
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.bounds import Bounds, at_most
from train.judge.measures.drum_targets import DENSITY, HITS, RESTORED, STRUCTURE, SWING, TOUCH, RealRange
from train.judge.measures.histograms import divergence
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable, mean_of
from train.judge.measures.replay import Take, played, settings

BARS: Final = 64
TEMPOS: Final = (120.0, 160.0, 200.0, 260.0)
CHARTS: Final = ("builtin:blues-in-f", "builtin:rhythm-changes")
SEEDS: Final = (1, 2)

NAMES: Final = tuple(
    dict.fromkeys(
        [f"lag{lag}" for lag in LAGS] + [r.id for r in (*STRUCTURE, *DENSITY, *TOUCH, *SWING)] + ["hits", "restored"]
    )
)
_SHARES: Final = len(NAMES)  # where the columns of the voices' shares begin
_COPIES: Final = _SHARES + len(FAMILIES)
WIDTH: Final = _COPIES + len(talk.COLUMNS)  # columns of one side; the player's first, then the real drummers'


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(takes, 2 x WIDTH): row by row one of the player's takes and one of the real takes, or NaN."""
    if not evaluation_set.reference:
        raise Uncomputable("there is no real take to compare with")
    known = known_talk(evaluation_set)
    mine = [row_of(strokes, known, restored) for strokes, restored in _renders(competitor)]
    return side_by_side(mine, real_rows(evaluation_set))


def _renders(competitor: Competitor) -> Iterator[tuple[Strokes, float]]:
    for bpm in TEMPOS:
        for chart in CHARTS:
            for seed in SEEDS:
                take = Take((), BARS, bpm, load_chart(chart), seed=seed)
                found = played(competitor.player, take, settings(competitor.player, take))
                yield strokes_of(hits_of(found.notes["drums"]), bpm), found.restored / BARS


def row_of(strokes: Strokes, known: talk.Known, restored: float = 0.0) -> NDArray[np.float64]:
    """(WIDTH,): the figures, the families' shares, and what is copied."""
    found = {**facts(strokes), "restored": restored}
    shares = np.bincount(strokes.voice, minlength=len(FAMILIES)) / max(1, len(strokes.voice))
    return np.array([*(found.get(name, np.nan) for name in NAMES), *shares, *talk.copied(strokes, known)])


@functools.lru_cache(maxsize=8)
def known_talk(evaluation_set: EvaluationSet) -> talk.Known:
    return talk.known_of(evaluation_set.known or evaluation_set.training)


@functools.lru_cache(maxsize=8)
def real_rows(evaluation_set: EvaluationSet) -> Rows:
    """Figures and shares of the reference takes that swing; what is copied of the held-out ones, swung or not, for the
    others are what it is copied from."""
    known, held_out = known_talk(evaluation_set), set(evaluation_set.held_out)
    reference = set(evaluation_set.reference)
    found = []
    for piece in dict.fromkeys((*evaluation_set.reference, *evaluation_set.held_out)):
        strokes = talk.strokes_of_piece(piece)
        row = row_of(strokes, known)
        if not (piece in reference and swings(strokes)):
            row[:_COPIES] = np.nan
        if piece not in held_out:
            row[_COPIES:] = np.nan
        found.append(row)
    return np.array(found)


def side_by_side(mine: Sequence[NDArray[np.float64]], real: Rows) -> Rows:
    """Filled up with NaN to the length of the longer one."""
    both = np.full((max(len(mine), len(real)), 2 * WIDTH), np.nan)
    both[: len(mine), :WIDTH] = mine
    both[: len(real), WIDTH:] = real
    return both


def profile_distance(rows: Rows, side: int = 0) -> float:
    """Mean over takes and lags of how far a take's lag profile is from the mean of the real ones."""
    real = np.nanmean(rows[:, WIDTH : WIDTH + len(LAGS)], axis=0)
    own = rows[:, side * WIDTH : side * WIDTH + len(LAGS)]
    return float(np.nanmean(np.abs(own - real)))


def voices_apart(rows: Rows) -> float:
    shares = [np.nanmean(rows[:, at : at + len(FAMILIES)], axis=0) for at in (_SHARES, WIDTH + _SHARES)]
    return divergence(*shares)


def copied_share(column: int, side: int = 0) -> Callable[[Rows], float]:
    at = side * WIDTH + _COPIES + column

    def share(rows: Rows) -> float:
        found, every = np.nansum(rows[:, at]), np.nansum(rows[:, at + 1])
        return float(found / every) if every else float("nan")

    return share


def not_above_people(column: int) -> Callable[[Rows], Bounds]:
    """Up to the upper end of the held-out people's own interval."""
    people = copied_share(column, 1)

    def bounds(rows: Rows) -> Bounds:
        rng = np.random.default_rng(1)
        real = rows[~np.isnan(rows[:, WIDTH + _COPIES])]
        drawn = [people(real[rng.integers(0, len(real), len(real))]) for _ in range(1000)] if len(real) else [0.0]
        return at_most(float(np.nanpercentile(drawn, 97.5)))

    return bounds


def figures_of(prefix: str, where: str, ranges: Sequence[RealRange], with_real: bool = True) -> Iterator[Figure]:
    for one in ranges:
        column = NAMES.index(one.id)
        yield Figure(f"{prefix}.{where}.{one.id}", one.says, mean_of(column), "near real", one.must, one.aim,
                     real=mean_of(WIDTH + column) if with_real else None)  # fmt: skip


def copying_figures(where: str) -> Iterator[Figure]:
    for name, column, says in (
        ("runs", 0, "runs of two bars of talk that are in the training data, share"),
        ("bars", 2, "busy bars of talk that are in the training data, share"),
    ):
        yield Figure(f"D9.{where}.{name}", says, copied_share(column), "less", not_above_people(column),
                     real=copied_share(column, 1))  # fmt: skip


def all_figures(where: str, with_real: bool) -> Iterator[Figure]:
    yield from figures_of("D3", where, (RESTORED, *STRUCTURE), with_real)
    yield from figures_of("D4", where, (HITS[where], *DENSITY), with_real)
    yield from figures_of("D5", where, TOUCH, with_real)
    yield from figures_of("D6", where, SWING, with_real)
    yield from copying_figures(where)


MEASURES = (
    Measure(
        "drums alone",
        "drums",
        rows,
        (
            Figure("D3", "distance of the takes' lag profiles from the real mean, take by take", profile_distance,
                   "less", at_most(0.12), at_most(0.10), real=lambda rows: profile_distance(rows, 1)),
            Figure("D4.voices", "divergence of the voices' shares, bits", voices_apart, "less", at_most(0.07),
                   real=lambda rows: 0.0),
            *all_figures("alone", with_real=True),
        ),
        baselines=("adaptive", "repeat"),
    ),
)  # fmt: skip
