"""S1: the cost of playing live: the same take live and offline, and how far each is from real musicians.

Live: through the jam machine, which hears each onset when it sounds, freezes what is near and plans again every beat.
Offline: the same player writes bar after bar and knows the whole take. The figure is by how much live is further from
the real trio's onsets (24 places of the bar, Jensen-Shannon divergence) than offline; 0 costs nothing. S1.apart is the
divergence of live from offline itself.
"""

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from jamd.music.charts.load import load_chart
from jamd.music.listening.intensity import intensity_heard
from jamd.music.planning.scene import Player
from jamd.music.time.notes import Note, Tick
from jamd.music.time.swing import swing_ratio
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.bounds import at_most
from train.judge.measures.histograms import divergence
from train.judge.measures.interplay import keyboardist, onsets
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable
from train.judge.measures.pitch import BAR
from train.judge.measures.replay import Take, replay
from train.judge.measures.scenes import MEMORY, Setting, scene

BARS: Final = 24
PLACES: Final = 24  # of the bar
CHART: Final = "builtin:blues-in-f"


def places(ticks: NDArray[np.int64]) -> NDArray[np.float64]:
    """(PLACES,) onsets at each position in the bar."""
    return np.bincount(np.round(ticks % BAR * PLACES / BAR).astype(int) % PLACES, minlength=PLACES).astype(float)


def offline(player: Player, take: Take) -> tuple[Note, ...]:
    """Bar after bar, with the whole take known; intensity as the band would have heard it."""
    played: list[Note] = []
    for bar in range(take.bars):
        start, end = Tick(bar * BAR), Tick((bar + 1) * BAR)
        ratio = swing_ratio("band", take.bpm, take.swing)
        loud = intensity_heard(take.you, end, take.meter.bar)
        setting = Setting(take.bpm, ratio, take.seed, chart=take.chart, intensity=loud)
        told = scene(setting, (), Tick(take.bars * BAR), take.you)
        own = tuple(note for note in played if note.start >= start - MEMORY * BAR)
        played += player.play(msgspec.structs.replace(told, own=own), start, end)
    return tuple(played)


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(trios, 3 x PLACES): live, offline, and the real part's onsets."""
    if not evaluation_set.trios:
        raise Uncomputable("the Jazz Trio Database is not here")
    found = []
    for i, piece in enumerate(evaluation_set.trios):
        piano = onsets(piece, "piano", BARS)
        take = Take(keyboardist(piano.tolist()), BARS, piece.bpm, load_chart(CHART), seed=i)
        ways = [play(competitor.player, take) for play in (replay, offline)]
        live, quiet = (places(np.array([note.start for note in notes], np.int64)) for notes in ways)
        found.append(np.concatenate([live, quiet, places(onsets(piece, competitor.player.part, BARS))]))
    return np.array(found)


def cost(rows: Rows) -> float:
    live, quiet, real = np.split(rows.sum(axis=0), 3)
    return divergence(live, real) / divergence(quiet, real) - 1


def apart(rows: Rows) -> float:
    live, quiet, _ = np.split(rows.sum(axis=0), 3)
    return divergence(live, quiet)


FIGURES: Final = (
    Figure("S1", f"how much further from real trios live onsets are than offline ones, share; {BARS} bars", cost,
           "less", at_most(0.10), at_most(0), "StreamMUSE .51"),
    Figure("S1.apart", "divergence of live from offline onsets, bits", apart, "less"),
)  # fmt: skip
MEASURES = (
    Measure("live drums", "drums", rows, FIGURES, baselines=()),
    Measure("live piano", "piano", rows, FIGURES, baselines=()),
)
