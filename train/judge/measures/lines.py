"""P2, P3, P7: a player's own lines over the changes of held-out solos, compared with those solos.

Each line is as long as its solo, 64 bars at most, at its tempo and swing, from silence, with nobody else playing, in
the role of the line. Where a piece has no chords, the built-in blues in F is played, and P3 has no real side.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.charts.form import Chart
from jamd.music.charts.load import load_chart
from jamd.music.time.notes import Note
from train.corpora.charts import chart_of
from train.corpora.piece import line_of
from train.grids.feel import swing_of
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures import copying, harmony, pitch
from train.judge.measures.bounds import at_most
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable, around, distance_of, mean_of
from train.judge.measures.scenes import Setting, open_loop

MOST: Final = 64  # bars
_PITCH, _HARMONY, _COPY = 0, 2, 4
_WIDTH: Final = 6  # columns of one side; the player's first, then the human's


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(solos, 2 x _WIDTH): the player's facts, then the human's."""
    known = copying.known_runs(evaluation_set)
    found = []
    for i, piece in enumerate(evaluation_set.held_out):
        bars, chart = min(piece.bar_count, MOST), chart_of(piece)
        setting = Setting(piece.bpm, swing_of(piece), i, chart=chart or _blues(), role="line")
        human = [note for note in line_of(piece) if note.start < bars * setting.meter.bar]
        played = open_loop(competitor.player, setting, bars)
        found.append(np.concatenate([_facts(played, setting.chart, bars, known), _facts(human, chart, bars, known)]))
    if np.nansum([row[_COPY + 1] for row in found]) == 0:
        raise Uncomputable("it plays no line here")
    return np.array(found)


def _facts(
    notes: Sequence[Note], chart: Chart | None, bars: int, known: frozenset[tuple[int, ...]]
) -> NDArray[np.float64]:
    sides = [module.facts(notes, chart, bars) for module in (pitch, harmony)]
    return np.concatenate([*sides, copying.copied(notes, known)])


@functools.cache
def _blues() -> Chart:
    return load_chart("builtin:blues-in-f")


def _human(column: int) -> Callable[[Rows], float]:
    return mean_of(_WIDTH + column)


def _off(column: int) -> Callable[[Rows], float]:
    return distance_of(column, _WIDTH + column)


def copied_share(rows: Rows, side: int = 0) -> float:
    at = side * _WIDTH + _COPY
    found, every = float(rows[:, at].sum()), float(rows[:, at + 1].sum())
    return found / every if every else float("nan")


def copied_like_humans(rows: Rows) -> float:
    """In units of the humans' own share; no value where they share nothing."""
    human = copied_share(rows, 1)
    return copied_share(rows) / human if human else float("nan")


MEASURES = (
    Measure(
        "lines",
        "piano",
        rows,
        (
            Figure("P2", "pitch-class entropy over 1 bar, bits away from the solos", _off(0), "less", at_most(0.15),
                   at_most(0.08), real=lambda rows: 0.0),
            Figure("P2.entropy", "pitch-class entropy over 1 bar, bits", mean_of(0), "near real", known="1.94",
                   real=_human(0)),
            Figure("P2.four", "pitch-class entropy over 4 bars, bits away from the solos", _off(1), "less",
                   at_most(0.15), at_most(0.08), real=lambda rows: 0.0),
            Figure("P2.four_entropy", "pitch-class entropy over 4 bars, bits", mean_of(1), "near real", known="2.88",
                   real=_human(1)),
            Figure("P3", "chord tones of lines, share", mean_of(_HARMONY), "near real",
                   around(_WIDTH + _HARMONY, 0.03), known=".492", real=_human(_HARMONY)),
            Figure("P3.scale", "scale tones of lines, share", mean_of(_HARMONY + 1), "near real",
                   around(_WIDTH + _HARMONY + 1, 0.03), known=".722", real=_human(_HARMONY + 1)),
            Figure("P7", "runs of 8 notes copied from training, in units of the held-out solos'",
                   copied_like_humans, "less", at_most(1.5), at_most(1), real=lambda rows: 1.0),
            Figure("P7.share", "runs of 8 notes copied from training, share", copied_share, "less",
                   real=lambda rows: copied_share(rows, 1)),
        ),
    ),
)  # fmt: skip
