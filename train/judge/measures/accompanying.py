"""D3 to D9 behind a keyboardist, live through the planner: sixteen held-out soloists over their changes.

The same figures as alone, with the hits that real drummers play behind a pianist, and how the drums go with the
keyboardist (`train.judge.drumming.listening`). The piano comps by rule, so that the two swings can be compared. No set
here has both a drummer's voices and a pianist, so there is no real column but for copying.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from train.corpora.charts import chart_of
from train.corpora.piece import Piece, line_of
from train.grids.drum_grid import hits_of
from train.judge.drumming.listening import facts, onsets_of
from train.judge.drumming.strokes import strokes_of
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.drum_targets import LISTENING
from train.judge.measures.free_playing import BARS, WIDTH, all_figures, known_talk, real_rows, row_of, side_by_side
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable, mean_of
from train.judge.measures.pitch import BAR
from train.judge.measures.replay import Take, between, perform

TAKES: Final = 16
SHORTEST: Final = 32  # bars of a solo
TEMPOS: Final = (100.0, 270.0)


def takes_of(solos: tuple[Piece, ...]) -> Iterator[Take]:
    """At most 64 bars of each solo."""
    chosen = [piece for piece in solos if piece.bar_count >= SHORTEST and TEMPOS[0] <= piece.bpm <= TEMPOS[1]]
    for i, piece in enumerate(chosen[:TAKES]):
        bars = min(piece.bar_count, BARS)
        yield Take(tuple(between(line_of(piece), 0, bars * BAR)), bars, piece.bpm, chart_of(piece), seed=i)


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(takes, 2 x WIDTH + listening)."""
    takes = list(takes_of(evaluation_set.solos))
    if not takes:
        raise Uncomputable("there is no keyboardist's take here")
    known = known_talk(evaluation_set)
    mine, heard = [], []
    for take in takes:
        band = perform(competitor.player, take)
        drums = strokes_of(hits_of(band.notes["drums"]), take.bpm)
        mine.append(row_of(drums, known, band.restored / take.bars))
        found = facts(drums, onsets_of(take.you, take.bpm), band.notes["piano"])
        heard.append([found[figure.id] for figure in LISTENING])
    both = side_by_side(mine, real_rows(evaluation_set))
    listening = np.full((len(both), len(LISTENING)), np.nan)
    listening[: len(heard)] = heard
    return np.concatenate([both, listening], axis=1)


def _listening() -> Iterator[Figure]:
    prefixes = {"apart_ms": "D6", "hits_in_gaps": "D7", "talk_in_gaps": "D7"}
    for i, one in enumerate(LISTENING):
        yield Figure(f"{prefixes.get(one.id, 'D8')}.{one.id}", one.says, mean_of(2 * WIDTH + i), "near real", one.must,
                     one.aim)  # fmt: skip


MEASURES = (
    Measure("drums behind", "drums", rows, (*all_figures("behind", with_real=False), *_listening()),
            baselines=()),
)  # fmt: skip
