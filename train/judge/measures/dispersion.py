"""D4 and D5: how much a drummer plays, on which voices, and with how much variation.

D4: hits a bar, and the shares of the eleven voices (Jensen-Shannon divergence, bits). D5: the spread of velocity
(within each voice) and of the place in time (distance from the nearest sixteenth of the take's own swing grid), in
units of the real take's spread. Thirty-two bars from silence against the real take.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from jamd.music.drum_kit import VOICES
from jamd.music.time.notes import TICKS_PER_BEAT, Tick
from jamd.music.time.swing import straightened
from jamd.players.seed.grid import STEPS_PER_BEAT
from train.corpora.piece import Hit, Piece
from train.grids.drum_grid import hits_of
from train.grids.feel import swing_of
from train.judge.evaluation_sets.evaluation_set import ENOUGH, EvaluationSet
from train.judge.measures.histograms import divergence
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable, ratio_of
from train.judge.measures.scenes import Setting, open_loop

_STEP = TICKS_PER_BEAT // STEPS_PER_BEAT
_FACTS = 3 + len(VOICES)


def facts(hits: tuple[Hit, ...], bars: int, swing: float) -> NDArray[np.float64]:
    """(_FACTS,): hits a bar, sd of velocity within voices, sd of offset in beats, hits of each voice a bar."""
    counts = np.bincount([hit.voice for hit in hits], minlength=len(VOICES)) / bars
    return np.array([len(hits) / bars, _velocity_sd(hits), _offset_sd(hits, swing), *counts])


def _velocity_sd(hits: tuple[Hit, ...]) -> float:
    by_voice = [[hit.velocity for hit in hits if hit.voice == voice] for voice in range(len(VOICES))]
    apart = [velocity - np.mean(of) for of in by_voice for velocity in of]
    return float(np.std(apart)) if len(apart) > 1 else float("nan")


def _offset_sd(hits: tuple[Hit, ...], swing: float) -> float:
    straight = [straightened(Tick(hit.tick), swing) for hit in hits]
    apart = [((tick + _STEP // 2) % _STEP - _STEP // 2) / TICKS_PER_BEAT for tick in straight]
    return float(np.std(apart)) if len(apart) > 1 else float("nan")


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(takes, 2 x _FACTS): the player's facts, then the real ones."""
    if not evaluation_set.reference:
        raise Uncomputable("there is no real take to compare with")
    return np.array([_take(competitor, piece, i) for i, piece in enumerate(evaluation_set.reference)])


def _take(competitor: Competitor, piece: Piece, seed: int) -> NDArray[np.float64]:
    setting = Setting(piece.bpm, swing_of(piece), seed)
    played = hits_of(open_loop(competitor.player, setting, ENOUGH))
    mine = facts(played, ENOUGH, setting.swing)
    return np.concatenate([mine, facts(piece.drums, piece.bar_count, setting.swing)])


def voices_apart(rows: Rows) -> float:
    means = rows.mean(axis=0)
    return divergence(means[3:_FACTS], means[_FACTS + 3 :])


def _real(column: int) -> Callable[[Rows], float]:
    return lambda rows: float(np.nanmean(rows[:, _FACTS + column]))


MEASURES = (
    Measure(
        "dispersion",
        "drums",
        rows,
        (
            Figure("D4", "hits a bar, in units of the real takes'", ratio_of(0, _FACTS), "near one", ".9 - 1.1",
                   real=lambda rows: 1.0),
            Figure("D4.hits", "hits a bar", lambda rows: float(rows[:, 0].mean()), "near real", known="14.8",
                   real=_real(0)),
            Figure("D4.voices", "divergence of the voices' shares, bits", voices_apart, "less", ".02",
                   real=lambda rows: 0.0),
            Figure("D5", "spread of velocity within a voice, in units of the real takes'", ratio_of(1, _FACTS + 1),
                   "near one", ".9 - 1.1", known=".7 - .9", real=lambda rows: 1.0),
            Figure("D5.offset", "spread of micro-timing, in units of the real takes'", ratio_of(2, _FACTS + 2),
                   "near one", ".9 - 1.1", known=".3 - .5", real=lambda rows: 1.0),
        ),
    ),
)  # fmt: skip
