"""How a bassist plays, live through the planner: alone with the band, and behind held-out soloists over their changes.

The band's other parts are played by rules, whose cymbal the bass is measured against. Beside the figures stand the real
basses that are here, with what they can tell: pitches from Weimar's (estimated, a pitch to the beat), rhythm and place
from the Jazz Trio Database's onsets, whose drums have no voices: any stroke counts as the cymbal. MMA's renderings are
a baseline. Copying: `train.judge.bass.copying`.
"""

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np

from jamd.errors import JamdError
from jamd.music.charts.form import Chart
from jamd.music.charts.load import load_chart
from jamd.music.drum_kit import BELL, RIDE
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import TICKS_PER_BEAT, BandPart, Note, Tick
from train.corpora.charts import chart_of
from train.corpora.piece import Hit, Piece
from train.grids.drum_grid import hits_of
from train.judge.bass.bass_line import BassLine, bass_line
from train.judge.bass.copying import copied, known_runs
from train.judge.bass.facts import facts
from train.judge.drumming.strokes import Floats
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.accompanying import takes_of
from train.judge.measures.bass_targets import BASS, PITCHES, RHYTHM
from train.judge.measures.bounds import Bounds, at_most
from train.judge.measures.drum_targets import RealRange
from train.judge.measures.free_playing import BARS, CHARTS, SEEDS, TEMPOS
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable, mean_of
from train.judge.measures.replay import Take, perform

_COPIES: Final = len(BASS)  # where the columns of copying begin
WIDTH: Final = _COPIES + 2  # columns of one side; the player's first, then the real bassists'
_PITCH: Final = 40  # of trios' onsets, which have none
Row = Sequence[float]


class Rendered:
    """A program whose renderings are here (`EvaluationSet.rendered`), and not the program."""

    part: BandPart = "bass"

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        raise JamdError("its renderings are here, not the program")


def alone() -> Iterator[Take]:
    for bpm in TEMPOS:
        for chart in CHARTS:
            yield from (Take((), BARS, bpm, load_chart(chart), seed=seed) for seed in SEEDS)


def rows_alone(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(takes, 2 x WIDTH): the player's, and row by row one of the real takes, or NaN."""
    known = _known(evaluation_set)
    if isinstance(competitor.player, Rendered):
        mine = [_recorded(piece, known, BASS) for piece in evaluation_set.rendered]
        if not mine:
            raise Uncomputable("there is no rendering here")
    else:
        mine = [_played(competitor, take, known) for take in alone()]
    real = [_recorded(piece, known, PITCHES) for piece in evaluation_set.held_out]
    real += [_of_onsets(piece) for piece in evaluation_set.trios]
    both = np.full((max(len(mine), len(real)), 2 * WIDTH), np.nan)
    both[: len(mine), :WIDTH] = mine
    if real:
        both[: len(real), WIDTH:] = real
    return both


def rows_behind(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(takes, WIDTH): the player's."""
    takes = list(takes_of(evaluation_set.solos))
    if not takes:
        raise Uncomputable("there is no keyboardist's take here")
    known = _known(evaluation_set)
    return np.array([_played(competitor, take, known) for take in takes])


@functools.lru_cache(maxsize=8)
def _known(evaluation_set: EvaluationSet) -> bytes:
    return known_runs(bass_line(piece.bass, piece.bpm) for piece in evaluation_set.training)


def _played(competitor: Competitor, take: Take, known: bytes) -> Row:
    band = perform(competitor.player, take).notes
    return _row(bass_line(band["bass"], take.bpm), take.chart, ride_of(hits_of(band["drums"])), known, BASS)


def _recorded(piece: Piece, known: bytes, told: Sequence[RealRange]) -> Row:
    return _row(bass_line(piece.bass, piece.bpm), chart_of(piece), ride_of(piece.drums), known, told)


def _of_onsets(piece: Piece) -> Row:
    notes = [Note(Tick(o.tick), _PITCH, Tick(o.tick + 1), 64) for o in piece.onsets if o.instrument == "bass"]
    strokes = np.array([o.tick for o in piece.onsets if o.instrument == "drums"]) / TICKS_PER_BEAT
    told = [one for one in RHYTHM if one.id != "vel_sd"]
    return [*_row(bass_line(notes, piece.bpm), None, strokes, b"", told)[:_COPIES], np.nan, np.nan]


def ride_of(hits: Sequence[Hit]) -> Floats:
    """In beats."""
    return np.array([hit.tick for hit in hits if hit.voice in (RIDE, BELL)]) / TICKS_PER_BEAT


def _row(line: BassLine, chart: Chart | None, ride: Floats, known: bytes, told: Sequence[RealRange]) -> Row:
    """(WIDTH,): the figures that the take can tell, and what is copied."""
    found = facts(line, chart, ride)
    return [*(found.get(one.id, np.nan) if one in told else np.nan for one in BASS), *copied(line, known)]


def not_above_people(column: int) -> Callable[[Rows], Bounds]:
    """Up to the upper end of the held-out people's own interval."""
    people = mean_of(WIDTH + column)

    def bounds(rows: Rows) -> Bounds:
        rng = np.random.default_rng(1)
        drawn = [people(rows[rng.integers(0, len(rows), len(rows))]) for _ in range(1000)]
        return at_most(float(np.nanpercentile(drawn, 97.5)))

    return bounds


def _figures(where: str, with_real: bool) -> Iterator[Figure]:
    for i, one in enumerate(BASS):
        yield Figure(f"{where}.{one.id}", one.says, mean_of(i), "near real", one.must, one.aim,
                     real=mean_of(WIDTH + i) if with_real else None)  # fmt: skip


def _copying() -> Iterator[Figure]:
    for i, (name, says) in enumerate((
        ("longest", "notes of the longest run that a training bass plays, too"),
        ("runs", "runs of two bars that training basses play, share"),
    )):  # fmt: skip
        column = _COPIES + i
        yield Figure(f"copied.{name}", says, mean_of(column), "less", not_above_people(column),
                     real=mean_of(WIDTH + column))  # fmt: skip


MEASURES = (
    Measure("bass alone", "bass", rows_alone, (*_figures("alone", with_real=True), *_copying())),
    Measure("bass behind", "bass", rows_behind, tuple(_figures("behind", with_real=False)), baselines=("fifths",)),
)
