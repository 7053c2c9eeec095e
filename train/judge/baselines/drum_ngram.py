"""The n-gram drummer: the set of drums at a step, given those of the last steps and the position in the bar.

Symbols and steps are those of the seed's drum codec (sets of nine voices, 16 steps a bar, swing taken out), so its
bits are on the same grid as the seed network's. The nearest context is the position in the bar, then the steps before.
"""

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from jamd.music.drum_kit import PITCH_OF_VOICE
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import BandPart, Note, Tick
from jamd.players.seed import codec_drums as codec
from jamd.players.seed.grid import STEPS_PER_BEAT, place_of
from train.corpora.piece import Piece
from train.grids.drum_grid import RING, STRAIGHT, Bars, drum_bars, drum_symbols, hits_of, symbol_bars
from train.judge.baselines.forecasts import KIT_OF_VOICE
from train.judge.baselines.ngram import Ngram

_BITS = 1 << np.arange(len(codec.VOICES))


class DrumNgram:
    """A player and a predictor."""

    part: BandPart = "drums"
    grid = STRAIGHT.description

    def __init__(self, order: int, pieces: Sequence[Piece], velocities: NDArray[np.float64]) -> None:
        runs = [drum_symbols(piece).tolist() for piece in pieces]
        floor = np.bincount([symbol for run in runs for symbol in run], minlength=codec.CLASSES) + 1.0 / codec.CLASSES
        self._ngram = Ngram(order + 1, floor / floor.sum())  # the position is one more symbol of context
        self._velocities = velocities
        for run in runs:
            for step, symbol in enumerate(run):
                self._ngram.learn(self._context(run, step, 16), symbol)

    def _context(self, past: Sequence[int], step: int, bar: int) -> list[Hashable]:
        since = max(0, step - (self._ngram.order - 2))
        return [*past[since:step], f"at {step % bar}"]

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        bar = scene.meter.beats * STEPS_PER_BEAT
        first, last = (tick // scene.meter.bar * bar for tick in (start, end + scene.meter.bar - 1))
        known = [note for note in scene.own if note.start < start // scene.meter.bar * scene.meter.bar]
        begun = max(0, first - 2 * bar)
        hits = [hit for hit in hits_of(known) if hit.tick >= begun * 240 - 120]
        moved = [type(hit)(hit.tick - begun * 240, hit.voice, hit.velocity) for hit in hits]
        cells = drum_bars(moved, (first - begun) // bar, scene.swing, scene.meter.beats)
        past: list[int] = [int(symbol) for symbol in (cells @ _BITS).ravel()]
        notes: list[Note] = []
        for step in range(first, last):
            odds = self._ngram.odds(self._context(past, len(past), bar))
            past.append(int(rng_at(scene.seed, "drums", step).choice(len(odds), p=odds / odds.sum())))
            notes += self._struck(past[-1], step, scene)
        return tuple(sorted(note for note in notes if start <= note.start < end))

    def _struck(self, symbol: int, step: int, scene: Scene) -> list[Note]:
        place = place_of(step, scene.swing)
        kits = [KIT_OF_VOICE[voice] for voice in codec.voices_of(symbol)]
        return [
            Note(place, PITCH_OF_VOICE[kit], Tick(place + RING), max(1, round(self._velocities[kit]))) for kit in kits
        ]

    def bits(self, piece: Piece) -> NDArray[np.float64]:
        """(bars, 1) bits of each bar."""
        run = drum_symbols(piece).tolist()
        found = [-np.log2(self._ngram.odds(self._context(run, i, 16))[symbol]) for i, symbol in enumerate(run)]
        bars: NDArray[np.float64] = np.array(found).reshape(-1, 16).sum(axis=1)[:, None]
        return bars

    def cells(self, piece: Piece) -> Bars:
        return symbol_bars(piece)
