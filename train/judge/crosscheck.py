"""Checks the judge: figures that others have published or measured, computed by this code on similar music.

Weimar: pitch-class entropies and groove consistency; MusPy's own functions where its definition is the same (only if
MusPy is installed). Groove: the drum baselines over all jazz takes, five folds, on the PLAIN grid.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jamd.music.time.notes import TICKS_PER_BEAT
from train.corpora.piece import Piece, line_of
from train.grids.drum_grid import PLAIN, Bars, drum_bars, f1, jaccard
from train.judge.baselines import forecasts as f
from train.judge.drumming.phrases import LAGS
from train.judge.evaluation_sets.choose import FOLDS
from train.judge.measures.drum_odds import marginal
from train.judge.measures.pitch import chroma, window_entropy


class Check(NamedTuple):
    what: str
    published: str
    here: str


def of_solos(solos: Sequence[Piece]) -> Iterator[Check]:
    """Weimar in 4/4, all of it."""
    counts = [chroma(line_of(piece), piece.bar_count, by_length=False) for piece in solos]
    for width, published in ((1, "1.94"), (4, "2.87")):
        mean = np.mean([window_entropy(bars, width) for bars in counts])
        yield Check(f"pitch-class entropy over {width} bars, {len(solos)} Weimar solos", published, f"{mean:.3f}")
    for steps, published in ((16, ".59"), (64, ".83")):
        mean = np.mean([groove_consistency(piece, steps) for piece in solos])
        yield Check(f"groove consistency of Weimar solos, {steps} steps a bar", published, f"{mean:.3f}")


def groove_consistency(piece: Piece, steps: int) -> float:
    """One less the mean share of steps at which neighbouring bars differ in having an onset (as MusPy has it)."""
    bars = np.zeros((piece.bar_count, steps), bool)
    for note in line_of(piece):
        step = note.start * steps // (4 * TICKS_PER_BEAT)
        if 0 <= step < bars.size:
            bars.flat[step] = True
    return 1 - float((bars[1:] != bars[:-1]).mean())


def of_muspy(solos: Sequence[Piece]) -> Iterator[Check]:
    """The whole solo's pitch-class entropy and groove consistency, ours against MusPy's."""
    try:
        import muspy
    except ImportError:
        yield Check("MusPy", "-", "not installed: pip install muspy")
        return
    apart: list[tuple[float, float]] = []
    for piece in solos:
        notes = [muspy.Note(n.start, n.pitch, n.end - n.start, n.velocity) for n in line_of(piece) if n.start >= 0]
        music = muspy.Music(resolution=TICKS_PER_BEAT, tracks=[muspy.Track(notes=notes)])
        counts = chroma([n for n in line_of(piece) if n.start >= 0], piece.bar_count, by_length=False)
        entropy = abs(muspy.pitch_class_entropy(music) - window_entropy(counts, piece.bar_count))
        groove = abs(
            muspy.groove_consistency(music, 4 * TICKS_PER_BEAT) - groove_consistency(piece, 4 * TICKS_PER_BEAT)
        )
        apart.append((entropy, groove))
    worst = np.max(apart, axis=0)
    yield Check(
        f"pitch-class entropy of {len(solos)} whole solos: largest distance from MusPy's", "0", f"{worst[0]:.2g}"
    )
    yield Check("groove consistency at 3840 a bar: largest distance from MusPy's", "0", f"{worst[1]:.2g}")


def of_drums(takes: Sequence[Piece]) -> Iterator[Check]:
    """Every jazz take in 4/4; means over takes (likelihood: over bars)."""
    bars = [drum_bars(piece.drums, piece.bar_count, 1.0, grid=PLAIN) for piece in takes]
    folds = np.random.default_rng(1).permutation(len(takes)) % FOLDS
    scores: dict[str, list[tuple[float, float]]] = {"most common": [], "repeat last bar": [], "mean of 8": []}
    bits: list[tuple[float, float]] = []
    for take, fold in zip(bars, folds, strict=True):
        rest = np.concatenate([other for other, its in zip(bars, folds, strict=True) if its != fold])
        odds, common = marginal(rest), f.most_common(rest)
        ways = (f.always(common), f.repeat(common), f.mean_of_8(common))
        for name, forecast in zip(scores, ways, strict=True):
            scores[name].append(_ahead(take, forecast))
        bits += zip(_bits(take, f.adaptive(odds)), _bits(take, f.always(odds)), strict=True)
    for (name, found), published in zip(scores.items(), (".353 / .224", ".598 / .461", ".639 / .500"), strict=True):
        mean = np.mean(found, axis=0)
        yield Check(f"next bar, {name}: F1 / Jaccard", published, f"{mean[0]:.3f} / {mean[1]:.3f}")
    for name, published, value in zip(("adaptive", "marginal"), ("37.7", "55.8"), np.mean(bits, axis=0), strict=True):
        yield Check(f"bits a bar, {name}", published, f"{value:.1f}")
    lags = np.mean([profile(take) for take in bars if len(take) >= 2 * LAGS[-1]], axis=0)
    said = " ".join(f"{value:.3f}" for value in lags)
    yield Check("likeness of bars 1, 2, 4, 8, 16 apart, takes of 32 bars", ".445 .45 .43 .40 .37", said)


def profile(bars: Bars) -> NDArray[np.float64]:
    """(lags,) mean Jaccard of bars that lie a lag apart."""
    return np.array([np.nanmean([jaccard(a, b) for a, b in zip(bars[lag:], bars, strict=False)]) for lag in LAGS])


def _ahead(bars: Bars, forecast: f.Forecast) -> tuple[float, float]:
    guesses = [forecast(bars[:i]) >= 0.5 for i in range(1, len(bars))]
    pairs = list(zip(guesses, bars[1:], strict=True))
    both = np.nanmean([(f1(guess, bar), jaccard(guess, bar)) for guess, bar in pairs], axis=0)
    return float(both[0]), float(both[1])


def _bits(bars: Bars, forecast: f.Forecast) -> list[float]:
    odds = [forecast(bars[:i]) for i in range(len(bars))]
    return [float(-np.log2(np.where(bar, of, 1 - of)).sum()) for bar, of in zip(bars, odds, strict=True)]
