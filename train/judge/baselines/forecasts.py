"""Drummers that only count: the probability of a hit in each cell of the next bar.

A forecast is a function of the bars before (STRAIGHT grid) and of counts from training. `Forecaster` makes a player of
it: hits are drawn with those probabilities, or all cells over one half are played.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.drum_kit import PITCH_OF_VOICE, VOICE_OF_PITCH
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import BandPart, Note, Tick
from jamd.players.seed.codec_drums import VOICE_OF_KIT
from jamd.players.seed.grid import STEPS_PER_BEAT, place_of
from train.corpora.piece import Piece
from train.grids.drum_grid import RING, STRAIGHT, Bars, drum_bars, hits_of
from train.grids.feel import swing_of
from train.judge.measures import drum_odds
from train.judge.measures.drum_odds import Odds, adaptive_odds

Forecast = Callable[[Bars], Odds]

KIT_OF_VOICE: Final = {VOICE_OF_KIT[voice]: voice for voice in reversed(range(len(PITCH_OF_VOICE)))}


def training_bars(pieces: Sequence[Piece]) -> Bars:
    """Every bar of some takes, (bars, steps, voices)."""
    return np.concatenate([drum_bars(piece.drums, piece.bar_count, swing_of(piece)) for piece in pieces])


def most_common(bars: Bars) -> Odds:
    """The most frequent bar, as odds of 0 and 1; empty bars do not count."""
    met, counts = np.unique(bars[bars.any(axis=(1, 2))].reshape(-1, bars[0].size), axis=0, return_counts=True)
    odds: Odds = met[counts.argmax()].reshape(bars[0].shape).astype(float)
    return odds


def always(odds: Odds) -> Forecast:
    return lambda past: odds


def repeat(first: Odds) -> Forecast:
    return lambda past: past[-1].astype(float) if len(past) else first


def mean_of_8(first: Odds) -> Forecast:
    return lambda past: past[-8:].mean(axis=0) if len(past) else first


def adaptive(prior: Odds) -> Forecast:
    return lambda past: adaptive_odds(past, prior)


class Forecaster:
    """A player and a predictor."""

    part: BandPart = "drums"
    grid = STRAIGHT.description

    def __init__(self, forecast: Forecast, drawn: bool, velocities: NDArray[np.float64]) -> None:
        self._forecast, self._drawn, self._velocities = forecast, drawn, velocities

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        """Plays every bar that [start, end) touches, from the bars before it."""
        size = scene.meter.bar
        known = [note for note in scene.own if note.start < start // size * size]
        notes: list[Note] = []
        for bar in range(start // size, -(-end // size)):
            notes += self._bar(scene, [*known, *notes], bar)
        return tuple(note for note in notes if start <= note.start < end)

    def _bar(self, scene: Scene, own: list[Note], bar: int) -> list[Note]:
        past = _bars_before(scene, own, bar)
        odds = self._forecast(past)
        rng = rng_at(scene.seed, "drums", bar)
        struck = rng.random(odds.shape) < odds if self._drawn else odds >= 0.5
        first = bar * scene.meter.beats * STEPS_PER_BEAT
        notes = []
        for step, voice in np.argwhere(struck).tolist():
            place, kit = place_of(first + step, scene.swing), KIT_OF_VOICE[voice]
            notes.append(Note(place, PITCH_OF_VOICE[kit], Tick(place + RING), max(1, round(self._velocities[kit]))))
        return sorted(notes)

    def bits(self, piece: Piece) -> NDArray[np.float64]:
        """(bars, 1) bits of each bar from the bars before it."""
        bars = self.cells(piece)
        found = [drum_odds.bits(bar, self._forecast(bars[:i])) for i, bar in enumerate(bars)]
        return np.array(found)[:, None]

    def cells(self, piece: Piece) -> Bars:
        return drum_bars(piece.drums, piece.bar_count, swing_of(piece))


def _bars_before(scene: Scene, own: list[Note], bar: int) -> Bars:
    """The player's own bars before one, from the first in which it played."""
    begun = max(0, own[0].start // scene.meter.bar) if own else bar
    shift = begun * scene.meter.bar
    hits = [type(hit)(hit.tick - shift, hit.voice, hit.velocity) for hit in hits_of(own)]
    return drum_bars(hits, max(0, bar - begun), scene.swing, scene.meter.beats)


def mean_velocities(pieces: Sequence[Piece]) -> NDArray[np.float64]:
    """(voices of the kit,) as played in training; 64 where a voice was never played."""
    met: list[list[int]] = [[] for _ in PITCH_OF_VOICE]
    for piece in pieces:
        for hit in piece.drums:
            met[hit.voice].append(hit.velocity)
    return np.array([np.mean(of) if of else 64.0 for of in met])


assert set(KIT_OF_VOICE.values()) <= set(VOICE_OF_PITCH.values())
