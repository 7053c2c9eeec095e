"""H: does the band find the harmony without a chart?

The band hears a keyboardist and is told no changes. H1: a held-out trio's pianist plays with both hands; the share of
the band's notes that the left hand or the bass plays in that bar, too (or in the next one, where a note anticipates
it). H2: a held-out soloist plays a line alone, and the solo's chart says what fits. Chance is the share of the same
notes in all other bars.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.charts.form import Chart
from jamd.music.time.notes import TICKS_PER_BEAT, Note
from train.corpora.charts import chart_of
from train.corpora.hands import believed, left_hand, pitch_classes
from train.corpora.piece import Piece, line_of
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.bounds import Bounds, at_least
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable, mean_of
from train.judge.measures.pitch import BAR
from train.judge.measures.replay import Take, between, replay

LONGEST: Final = 64  # bars of a take
SHORTEST: Final = 24
TAKES: Final = 24
_EARLY: Final = TICKS_PER_BEAT // 2  # what is struck so much before a bar line may belong to either bar
_FEWEST: Final = 3  # pitch classes of a bar whose harmony can be told
_ENOUGH: Final = 10  # notes of the band

Bars = NDArray[np.bool_]  # (bars, 12)


def of_left_hand(piece: Piece) -> Bars:
    """What the left hand and the bass play in each bar; a bar with too little is empty."""
    found = pitch_classes(left_hand(believed(piece.piano)), piece.bar_count, BAR)[: piece.bar_count] > 0
    enough: Bars = found & (found.sum(axis=1) >= _FEWEST)[:, None]
    return enough


def of_chart(chart: Chart) -> Bars:
    """Chord tones and tensions of each bar's chords."""
    found = np.zeros((len(chart.bars), 12), bool)
    for bar, changes in enumerate(chart.bars):
        for change in changes:
            found[bar, list(change.chord.chord_tones | change.chord.tensions)] = True
    return found


def shares(played: Sequence[Note], harmony: Bars) -> tuple[float, float]:
    """Of notes in the harmony of their bar, and of any other bar. NaN where there are too few notes."""
    notes = [note for note in played if harmony[_bars(note, len(harmony))].any()]
    if len(notes) < _ENOUGH:
        return float("nan"), float("nan")
    told = np.flatnonzero(harmony.any(axis=1))
    here = [harmony[_bars(note, len(harmony)), note.pitch % 12].any() for note in notes]
    elsewhere = [_elsewhere(note, harmony, told) for note in notes]
    return float(np.mean(here)), float(np.mean(elsewhere))


def _elsewhere(note: Note, harmony: Bars, told: NDArray[np.int64]) -> float:
    """The same note as many bars later or earlier as there are others."""
    moves = told - note.start // BAR
    places = [_bars(note, len(harmony), int(move)) for move in moves if abs(move) > 1]
    return float(np.mean([harmony[place, note.pitch % 12].any() for place in places])) if places else float("nan")


def _bars(note: Note, count: int, moved: int = 0) -> list[int]:
    """The bars that a note may belong to, both moved by some bars."""
    bar, place = divmod(note.start, BAR)
    bars = (bar, bar + 1) if place >= BAR - _EARLY else (bar,)
    return [(each + moved) % count for each in bars]


def pianists(evaluation_set: EvaluationSet) -> Iterator[tuple[Take, Bars]]:
    for i, piece in enumerate(_long(evaluation_set.pianists)):
        yield _take(believed(piece.piano), piece, i), of_left_hand(piece)[:LONGEST]


def soloists(evaluation_set: EvaluationSet) -> Iterator[tuple[Take, Bars]]:
    for i, piece in enumerate(_long(evaluation_set.solos)):
        chart = chart_of(piece)
        if chart is not None:
            yield _take(line_of(piece), piece, i), of_chart(chart)[:LONGEST]


def _long(pieces: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.bar_count >= SHORTEST][:TAKES]


def _take(notes: Sequence[Note], piece: Piece, seed: int) -> Take:
    bars = min(piece.bar_count, LONGEST)
    return Take(tuple(between(notes, 0, bars * BAR)), bars, piece.bpm, seed=seed)


def _rows(competitor: Competitor, takes: Iterator[tuple[Take, Bars]], where: str) -> Rows:
    """(takes, 2): shares of notes in the harmony, and by chance."""
    found = [shares(replay(competitor.player, take), harmony) for take, harmony in takes]
    if not found:
        raise Uncomputable(f"{where} is not here")
    return np.array(found)


def rows_of_pianists(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    return _rows(competitor, pianists(evaluation_set), "two-hand piano of trios")


def rows_of_soloists(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    return _rows(competitor, soloists(evaluation_set), "a soloist with a chart")


def _two_hands(must: Bounds | None) -> tuple[Figure, ...]:
    return (
        Figure("H1", "no chart, behind held-out trio pianists: notes that left hand or bass play in that bar",
               mean_of(0), "more", must, known="chord below a split: .52"),
        Figure("H1.chance", "the same notes in other bars, share", mean_of(1), "near real"),
    )  # fmt: skip


_LINE: Final = (
    Figure("H2", "no chart, behind held-out soloists: chord tones or tensions of the bar's chords, share", mean_of(0),
           "more"),
    Figure("H2.chance", "the same notes in other bars, share", mean_of(1), "near real"),
)  # fmt: skip
MEASURES = (
    Measure("no chart, two hands", "piano", rows_of_pianists, _two_hands(at_least(0.70)), baselines=()),
    Measure("no chart, a line alone", "piano", rows_of_soloists, _LINE, baselines=()),
    # A bass walks through notes outside the chord, so only chance says what is good.
    Measure("bass, no chart, two hands", "bass", rows_of_pianists, _two_hands(None), baselines=("fifths",)),
    Measure("bass, no chart, a line alone", "bass", rows_of_soloists, _LINE, baselines=("fifths",)),
)
