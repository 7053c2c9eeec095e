"""Styles: is each style that is asked for recognised by a classifier that has learned it from Groove?

The classifier is told nothing but strokes (`train.judge.drumming.style_classifier`). Its own accuracy is that of five
folds by take; so few drummers play bossa or samba that folds by drummer are impossible. Renders: through the jam
machine, nobody else playing, two seeds at two tempi for each style.
"""

import functools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np

from jamd.music.time.notes import Meter
from train.corpora.piece import Piece
from train.grids.drum_grid import hits_of
from train.judge.drumming.strokes import Strokes, strokes_of
from train.judge.drumming.style_classifier import STYLES, Classifier, cross_validated, learned, style_of
from train.judge.drumming.talk import strokes_of_piece
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.bounds import at_least
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable
from train.judge.measures.replay import Take, replay

BARS: Final = 16
SEEDS: Final = (1, 2)
TEMPOS: Final = {
    "swing": (140.0, 220.0), "waltz": (130.0, 180.0), "bossa": (110.0, 145.0), "samba": (90.0, 115.0),
    "funk": (90.0, 115.0), "shuffle": (95.0, 130.0),
}  # fmt: skip
_FEWEST: Final = 2  # takes of each style
_SHORTEST: Final = 4  # bars of a take


@functools.lru_cache(maxsize=4)
def _judged(evaluation_set: EvaluationSet) -> tuple[Classifier, list[tuple[str, str]]]:
    """A classifier that has learned from the training side, and how it does on takes that it has not heard."""
    known, unknown = _labelled(evaluation_set.known), _labelled(evaluation_set.unknown)
    counts = Counter(style for _, style in known)
    if any(counts[style] < _FEWEST for style in STYLES):
        raise Uncomputable("too few takes of some style to learn from")
    return learned(known), list(cross_validated([*known, *unknown]))


def _labelled(pieces: Sequence[Piece]) -> list[tuple[Strokes, str]]:
    named = ((piece, style_of(piece)) for piece in pieces if piece.bar_count >= _SHORTEST)
    return [(strokes_of_piece(piece), style) for piece, style in named if style is not None]


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(takes, 4): style and whether it is recognised, of a render and of a real take; NaN where there is none."""
    classifier, real = _judged(evaluation_set)
    found = [(style, classifier.style(strokes)) for style, strokes in _renders(competitor)]
    both = np.full((max(len(found), len(real)), 4), np.nan)
    for side, told in ((0, found), (2, real)):
        both[: len(told), side : side + 2] = [(STYLES.index(style), style == taken) for style, taken in told]
    return both


def _renders(competitor: Competitor) -> Iterator[tuple[str, Strokes]]:
    for style, tempos in TEMPOS.items():
        beats = 3 if style == "waltz" else 4
        for bpm in tempos:
            for seed in SEEDS:
                take = Take((), BARS, bpm, meter=Meter(beats), seed=seed, controls={"style": style})
                yield style, strokes_of(hits_of(replay(competitor.player, take)), bpm, beats)


def recognised(side: int) -> Callable[[Rows], float]:
    """Mean over styles of the share that is recognised."""
    return lambda rows: float(np.nanmean([_share(rows, side, i) for i in range(len(STYLES))]))


def of_style(style: str, side: int) -> Callable[[Rows], float]:
    return lambda rows: _share(rows, side, STYLES.index(style))


def _share(rows: Rows, side: int, style: int) -> float:
    chosen = rows[rows[:, side] == style, side + 1]
    return float(chosen.mean()) if len(chosen) else float("nan")


MEASURES = (
    Measure(
        "styles",
        "drums",
        rows,
        (
            Figure("style", "renders of a style that are recognised, mean over styles (real: takes of Groove, five "
                   "folds)", recognised(0), "more", at_least(0.8), real=recognised(2)),
            *(
                Figure(f"style.{style}", f"renders of {style} that are recognised, share", of_style(style, 0), "more",
                       real=of_style(style, 2))
                for style in STYLES
            ),
        ),
        baselines=(),
    ),
)  # fmt: skip
