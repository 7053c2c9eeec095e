"""D8 with real trios: do drum onsets coincide with the pianist's more often than by chance? In real trios they do.

The pianist of a real trio (onsets only) is the keyboardist; the drummer plays along through the jam machine and knows
each onset only once it has sounded. The share of drum onsets off the beat with a piano onset within a 24th of a bar,
less the same share with the pianist's bars shuffled, so that chance and metrical habits cancel out.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from train.corpora.piece import Piece
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.bounds import at_least
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable, mean_of
from train.judge.measures.pitch import BAR
from train.judge.measures.replay import Take, replay

MOST: Final = 128  # bars of a take; the first bars of a take meet more than the rest, so whole takes count
SHUFFLES: Final = 20
_NEAR: Final = TICKS_PER_BEAT // 12  # half a 24th of the bar
_ON_BEAT: Final = TICKS_PER_BEAT // 9  # onsets on the beat coincide anyway
_PITCH, _VELOCITY, _LENGTH = 67, 70, 200  # the trios have onsets only


def onsets(piece: Piece, instrument: str, bars: int) -> NDArray[np.int64]:
    return np.array(sorted({o.tick for o in piece.onsets if o.instrument == instrument and 0 <= o.tick < bars * BAR}))


def meeting(drums: NDArray[np.int64], piano: NDArray[np.int64], bars: int) -> float:
    """Share of drum onsets off the beat that a piano onset meets, above shuffled bars."""
    inside = drums % TICKS_PER_BEAT
    drums = drums[(inside > _ON_BEAT) & (inside < TICKS_PER_BEAT - _ON_BEAT)]
    if not len(drums) or not len(piano):
        return float("nan")
    rng = np.random.default_rng(1)
    by_bar = [piano[piano // BAR == bar] - bar * BAR for bar in range(bars)]
    chance = []
    for _ in range(SHUFFLES):
        order = rng.permutation(bars)
        chance.append(_met(drums, np.concatenate([by_bar[b] + i * BAR for i, b in enumerate(order)])))
    return _met(drums, piano) - float(np.mean(chance))


def _met(drums: NDArray[np.int64], piano: NDArray[np.int64]) -> float:
    known = np.sort(piano)
    i = np.searchsorted(known, drums)
    below, above = known[np.clip(i - 1, 0, len(known) - 1)], known[np.clip(i, 0, len(known) - 1)]
    return float((np.minimum(np.abs(drums - below), np.abs(above - drums)) <= _NEAR).mean())


def keyboardist(piano: Sequence[int]) -> tuple[Note, ...]:
    """Onsets as notes, all alike: nothing more is known of them."""
    return tuple(Note(Tick(tick), _PITCH, Tick(tick + _LENGTH), _VELOCITY) for tick in piano)


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(trios, 2): the player's meeting and the real drummer's."""
    if not evaluation_set.trios:
        raise Uncomputable("the Jazz Trio Database is not here")
    found = []
    for i, piece in enumerate(evaluation_set.trios):
        bars = min(piece.bar_count, MOST)
        piano = onsets(piece, "piano", bars)
        take = Take(keyboardist(piano.tolist()), bars, piece.bpm, seed=i)
        played = np.array(sorted({note.start for note in replay(competitor.player, take)}))
        found.append((meeting(played, piano, bars), meeting(onsets(piece, "drums", bars), piano, bars)))
    return np.array(found)


MEASURES = (
    Measure(
        "interplay",
        "drums",
        rows,
        (
            Figure("D8.trios", f"off-beat drum onsets that meet a real pianist's, above shuffled bars; up to {MOST} "
                   "bars of trios", mean_of(0), "more", at_least(0.012), at_least(0.03),
                   known="376 real trios .019 (.014 - .025)", real=mean_of(1)),
        ),
        baselines=(),
    ),
)  # fmt: skip
