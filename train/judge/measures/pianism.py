"""How the piano plays with a keyboardist, live through the planner: comping, answers, continuing, and solos.

Held-out soloists over their changes are the keyboardists; in a solo nobody else plays. Where the piano continues they
stop every few bars, for one who never does leaves no room for a phrase, and the soloist's own notes there are the real
ones; as they are, who breathes and plays on, they show how often the piano is taken back. The figures are those of
`train.judge.piano`, with what real pianists and soloists have; beside lines stand the held-out solos themselves.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
import numpy as np

from jamd.music.time.notes import Note
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.accompanying import takes_of
from train.judge.measures.drum_targets import RealRange
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable, mean_of
from train.judge.measures.piano_targets import ANSWERS, BREATHS, CARRYING_ON, COMPING, ENTRIES, LINES
from train.judge.measures.pitch import BAR
from train.judge.measures.replay import Take, replay
from train.judge.piano import answers, comping, entries, lines, stops
from train.judge.piano.voices import line_voice, top_voice

TRADE: Final = 4  # bars
MOST: Final = 12  # takes of a mode
Facts = Mapping[str, float]


def behind(take: Take, played: Sequence[Note]) -> Facts:
    return comping.facts(played, take.you, take.chart, take.bpm, take.bars)


def traded(take: Take, played: Sequence[Note]) -> Facts:
    turn = TRADE * BAR
    found = answers.facts(answers.turns(take.you, played, take.bpm, turn, take.bars * BAR), turn)
    return {**found, **line_of(take, played)}


def continued(take: Take, played: Sequence[Note]) -> Facts:
    return {**entries.facts(take.you, played), **stops.facts(take.you, top_voice(played, take.bpm)),
            **line_of(take, played)}  # fmt: skip


def breathing(take: Take, played: Sequence[Note]) -> Facts:
    return entries.facts(take.you, played)


def line_of(take: Take, played: Sequence[Note]) -> Facts:
    return lines.facts(line_voice(played, take.bpm), take.chart)


class _Mode(msgspec.Struct, frozen=True):
    """What the keyboardist and the piano do together, and what is told of it."""

    id: str  # before the ids of its figures
    facts: Callable[[Take, Sequence[Note]], Facts]
    figures: tuple[RealRange, ...]
    controls: Mapping[str, Any]
    is_alone: bool = False
    is_stopped: bool = False

    def rows(self, competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
        """(takes, 2 x figures): the player's, and those of the soloist over whose changes it plays."""
        takes = list(takes_of(evaluation_set.solos))[:MOST]
        if not takes:
            raise Uncomputable("there is no keyboardist's take here")
        return np.array([self._row(competitor, take) for take in takes])

    def _row(self, competitor: Competitor, take: Take) -> Sequence[float]:
        you, left = stops.stopped(take.you) if self.is_stopped else (() if self.is_alone else take.you, take.you)
        told = msgspec.structs.replace(take, you=you, controls=self.controls)
        own = self.facts(told, replay(competitor.player, told))
        real = self.facts(told, left) if self.is_stopped else line_of(take, left)
        return [side.get(figure.id, np.nan) for side in (own, real) for figure in self.figures]

    def told(self) -> Iterator[Figure]:
        width = len(self.figures)
        for i, one in enumerate(self.figures):
            is_known = self.is_stopped or one in LINES
            yield Figure(f"{self.id}.{one.id}", one.says, mean_of(i), "near real", one.must, one.aim,
                         real=mean_of(width + i) if is_known else None)  # fmt: skip


MODES: Final = (
    _Mode("comp", behind, COMPING, {"mode": "accompany"}),
    _Mode("trade", traded, (*ANSWERS, *LINES), {"mode": "trade", "trade_bars": TRADE}),
    _Mode("continue", continued, (*ENTRIES, *CARRYING_ON, *LINES), {"mode": "continue"}, is_stopped=True),
    _Mode("breaths", breathing, (*ENTRIES, *BREATHS), {"mode": "continue"}),
    _Mode("solo", line_of, LINES, {"mode": "solo"}, is_alone=True),
)
MEASURES = tuple(
    Measure(f"piano, {mode.id}", "piano", mode.rows, tuple(mode.told()), baselines=("repeat", "random"))
    for mode in MODES
)
