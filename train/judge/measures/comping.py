"""P5 and P3 of comping: chords behind a soloist: notes a chord, chords a bar, register, silence, and harmony.

The keyboardist plays a held-out solo over its changes; the player comps, given at each bar what was played before it.
No set here has human comping with pitches, so P5 uses what is known of jazz pianists (`_KINDS`): the worst of four
distances from the middle of the usual range, 1 at its edge. The real column is that of a program, the MMA renderings.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.charts.form import Chart
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from train.corpora.charts import chart_of
from train.corpora.piece import line_of
from train.grids.feel import swing_of
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable, mean_of
from train.judge.measures.pitch import BAR
from train.judge.measures.scenes import Setting, scene

BARS: Final = 32
_TOGETHER: Final = TICKS_PER_BEAT // 12
_FACTS: Final = 5  # notes an onset, onsets a bar, mean pitch, share of silent bars, share of tones and tensions


def facts(notes: Sequence[Note], chart: Chart | None, bars: int) -> NDArray[np.float64]:
    """(_FACTS,); pitch and thickness are NaN where nothing is played."""
    starts: list[int] = []
    for note in notes:
        if not starts or note.start - starts[-1] > _TOGETHER:
            starts.append(note.start)
    silent = 1 - len({note.start // BAR for note in notes}) / bars
    if not notes:
        return np.array([np.nan, 0.0, np.nan, 1.0, np.nan])
    pitch = float(np.mean([note.pitch for note in notes]))
    return np.array([len(notes) / len(starts), len(starts) / bars, pitch, silent, harmonic_share(notes, chart)])


def harmonic_share(notes: Sequence[Note], chart: Chart | None) -> float:
    """Notes that are chord tones or tensions of the chord; a chord struck up to an eighth ahead belongs to the next."""
    if chart is None:
        return float("nan")
    fits = []
    for note in notes:
        here, ahead = (chart.chord_at(Tick(note.start + early)) for early in (0, TICKS_PER_BEAT // 2 + 40))
        fits.append(any(c is not None and note.pitch % 12 in c.chord_tones | c.tensions for c in (here, ahead)))
    return float(np.mean(fits)) if fits else float("nan")


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(solos, 2 x _FACTS): the player's facts, and the renderings' means (the same in every row)."""
    rendered = [facts(piece.piano, chart_of(piece), piece.bar_count) for piece in evaluation_set.comping]
    means = np.nanmean(rendered, axis=0) if rendered else np.full(_FACTS, np.nan)
    found = []
    for i, piece in enumerate(evaluation_set.held_out):
        bars, chart = min(piece.bar_count, BARS), chart_of(piece)
        if chart is not None:
            setting = Setting(piece.bpm, swing_of(piece), i, chart=chart)
            played = _behind(competitor, setting, line_of(piece), bars)
            found.append(np.concatenate([facts(played, chart, bars), means]))
    if not found:
        raise Uncomputable("no held-out piece has chords")
    return np.array(found)


def _behind(competitor: Competitor, setting: Setting, solo: Sequence[Note], bars: int) -> list[Note]:
    played: list[Note] = []
    for bar in range(bars):
        start = Tick(bar * BAR)
        told = scene(setting, played, start, [note for note in solo if note.start < start])
        played += competitor.player.play(told, start, Tick(start + BAR))
    return played


_KINDS: Final = (
    ("P5.notes", "notes an onset of comping", 1.5, 3.5),
    ("P5.onsets", "onsets a bar of comping", 1.0, 3.0),
    ("P5.register", "mean pitch of comping", 50.0, 69.0),
    ("P5.silent", "silent bars of comping, share", 0.10, 0.25),
)
"""What is usual, from and to: 1 to 3 chords a bar, a tenth to a quarter of the bars silent, the middle of the keyboard,
and about the 2.5 notes a chord of real trios."""


def worst(rows: Rows) -> float:
    """The largest of the four distances from the middle of what is usual, in half widths."""
    means = [mean_of(column)(rows) for column in range(len(_KINDS))]
    usual = [(low, high) for _, _, low, high in _KINDS]
    return max(abs(2 * mean - low - high) / (high - low) for mean, (low, high) in zip(means, usual, strict=True))


def _reference(column: int) -> Callable[[Rows], float]:
    return mean_of(_FACTS + column)


MEASURES = (
    Measure(
        "comping",
        "piano",
        rows,
        (
            Figure("P3.comping", "chord tones or tensions of comping, share", mean_of(4), "more", ".90",
                   real=_reference(4)),
            Figure("P5", "comping: worst of four distances from what is usual, 1 at its edge", worst, "less", "1",
                   real=lambda rows: worst(rows[:, _FACTS:])),
            *(
                Figure(id, says, mean_of(i), "near real", known=f"{low:g} - {high:g}", real=_reference(i))
                for i, (id, says, low, high) in enumerate(_KINDS)
            ),
        ),
        baselines=("repeat", "random"),
    ),
)  # fmt: skip
