"""Controls: each is turned, and what it is for must move step by step while the rest stays.

The same keyboardist, the same seeds, through the jam machine; only the control differs. Figures: how far the mean over
takes moves from the lowest setting to the highest, and the smallest step between neighbouring ones. A control that this
version of jamd does not have, or a player without one, shows it.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

import numpy as np

from jamd.music.settings import JamSettings
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from jamd.music.time.swing import swing_ratio, swung
from train.corpora.charts import chart_of
from train.corpora.piece import line_of
from train.grids.drum_grid import hits_of
from train.judge.drumming.listening import NEAR_MS, met
from train.judge.drumming.strokes import TALK, strokes_of
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.bounds import Bounds, at_least
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable, mean_of
from train.judge.measures.pitch import BAR
from train.judge.measures.replay import Take, between, replay

BARS: Final = 16
TAKES: Final = 4
FACTS: Final = ("hits", "talk", "velocity", "offbeat", "caught")
Fact = Literal["hits", "talk", "velocity", "offbeat", "caught"]
SAYS: Final[dict[Fact, str]] = {
    "hits": "hits a bar",
    "talk": "comments a bar",
    "velocity": "mean velocity",
    "offbeat": "place of the off-beat in the beat",
    "caught": "share of repeated accents that comments meet",
}
SOFT, ACCENT = 60, 100  # velocities of the keyboardist who repeats a rhythm
GROUP: Final = 8  # bars for which a rhythm is repeated


class Knob(NamedTuple):
    """A control, its settings from low to high, how far each figure must move, and which must stay within what."""

    name: str
    levels: tuple[float, ...]
    moves: dict[Fact, float]
    stays: dict[Fact, float]


KNOBS: Final = (
    Knob("intensity", (0.2, 0.45, 0.7, 0.95), {"hits": 2.0, "velocity": 8.0}, {"offbeat": 0.02}),
    Knob("busy", (0.0, 0.5, 1.0, 1.5, 2.0), {"hits": 2.0, "talk": 2.0}, {"velocity": 4.0, "offbeat": 0.02}),
    Knob("swing", (0.0, 0.5, 1.0, 1.5), {"offbeat": 0.1}, {"hits": 1.0, "velocity": 3.0}),
    Knob("follow", (0.0, 0.5, 1.0), {"caught": 0.05}, {"hits": 2.0, "velocity": 4.0}),
)


def rhythms(bpm: float, seed: int) -> tuple[Note, ...]:
    """A keyboardist who accents the same two off-beats in every bar of a group, among softer notes."""
    rng = np.random.default_rng(seed)
    ratio = swing_ratio("band", bpm)
    notes = []
    for bar in range(BARS):
        if bar % GROUP == 0:
            accented = set(rng.choice(4, 2, replace=False).tolist())
        for beat in range(4):
            start = Tick(bar * BAR + beat * TICKS_PER_BEAT)
            if rng.random() < 0.5:
                notes.append(Note(start, 70, Tick(start + 300), SOFT))
            if beat in accented:
                off = swung(Tick(start + TICKS_PER_BEAT // 2), ratio)
                notes.append(Note(off, 74, Tick(off + 300), ACCENT))
    return tuple(notes)


def takes_of(knob: Knob, evaluation_set: EvaluationSet) -> Iterator[Take]:
    if "caught" in knob.moves:
        for i in range(TAKES):
            yield Take(rhythms(130.0 + 15 * i, i), BARS, 130.0 + 15 * i, seed=i)
        return
    solos = [piece for piece in evaluation_set.solos if 110 <= piece.bpm <= 200]
    for i, piece in enumerate(solos[:TAKES]):
        yield Take(tuple(between(line_of(piece), 0, BARS * BAR)), BARS, piece.bpm, chart_of(piece), seed=i)


def facts(take: Take, played: Sequence[Note]) -> list[float]:
    """As FACTS says."""
    strokes = strokes_of(hits_of(played), take.bpm)
    talk = strokes.beat[strokes.of(*TALK)]
    accents = np.array([n.start for n in take.you if n.velocity == ACCENT and n.start >= 2 * BAR]) / TICKS_PER_BEAT
    caught = met(accents, talk, NEAR_MS / strokes.ms) if min(len(accents), len(talk)) else 0.0
    loud = float(strokes.velocity.mean()) if len(strokes.velocity) else 0.0
    return [len(strokes.beat) / take.bars, len(talk) / take.bars, loud, strokes.offbeat, caught]


def rows_of(knob: Knob) -> Callable[[Competitor, EvaluationSet], Rows]:
    def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
        """(takes, levels x FACTS)."""
        if knob.name not in JamSettings.__struct_fields__:
            raise Uncomputable("jamd has no such control")
        takes = list(takes_of(knob, evaluation_set))
        if not takes:
            raise Uncomputable("there is no keyboardist's take here")
        return np.array([_turned(competitor, knob, take) for take in takes])

    return rows


def _turned(competitor: Competitor, knob: Knob, take: Take) -> list[float]:
    found: list[float] = []
    for level in knob.levels:
        turned = Take(take.you, take.bars, take.bpm, take.chart, take.swing, take.meter, take.seed, {knob.name: level})
        found += facts(turned, replay(competitor.player, turned))
    return found


def _means(rows: Rows, knob: Knob, fact: Fact) -> list[float]:
    at = FACTS.index(fact)
    return [mean_of(level * len(FACTS) + at)(rows) for level in range(len(knob.levels))]


def moved(knob: Knob, fact: Fact) -> Callable[[Rows], float]:
    return lambda rows: _means(rows, knob, fact)[-1] - _means(rows, knob, fact)[0]


def smallest_step(knob: Knob, fact: Fact) -> Callable[[Rows], float]:
    return lambda rows: float(min(np.diff(_means(rows, knob, fact))))


def figures_of(knob: Knob) -> Iterator[Figure]:
    span = f"from {knob.levels[0]:g} to {knob.levels[-1]:g}"
    for fact, least in knob.moves.items():
        id = f"control.{knob.name}.{fact}"
        yield Figure(id, f"{SAYS[fact]}: more {span}", moved(knob, fact), "more", at_least(least))
        yield Figure(f"{id}_step", "the same, the smallest of its steps", smallest_step(knob, fact), "more",
                     at_least(0.0))  # fmt: skip
    for fact, most in knob.stays.items():
        yield Figure(f"control.{knob.name}.{fact}", f"{SAYS[fact]}: stays {span}", moved(knob, fact), "near real",
                     Bounds(-most, most))  # fmt: skip


MEASURES = tuple(
    Measure(f"control {knob.name}", "drums", rows_of(knob), tuple(figures_of(knob)), baselines=()) for knob in KNOBS
)
