"""P3 and P4: does a line, or comping, fit its chords, and does a line reflect the form?

P3: share of notes that are tones of the chord, or of its scale (`jamd.music.harmony.chords`), where they start. P4:
how much more alike in chroma bars are that lie 32 bars apart than any two bars of the line (a chorus, of many tunes).
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.charts.form import Chart
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from train.judge.measures.pitch import chroma

COLUMNS: Final = ("chord tones", "scale tones", "chroma rise at lag 32")
_FEWEST: Final = 4  # pairs of bars at a lag


def tone_shares(notes: Sequence[Note], chart: Chart | None) -> tuple[float, float]:
    """Shares of chord tones and of scale tones."""
    under = [(note.pitch % 12, chart.chord_at(note.start)) for note in notes] if chart else []
    known = [(pitch, chord) for pitch, chord in under if chord is not None]
    if not known:
        return float("nan"), float("nan")
    in_chord = np.mean([pitch in chord.chord_tones for pitch, chord in known])
    return float(in_chord), float(np.mean([pitch in chord.scale_tones for pitch, chord in known]))


def chroma_rise(counts: NDArray[np.float64], lag: int) -> float:
    """Mean cosine of bars a lag apart, less that of all pairs of bars; empty bars are left out."""
    lengths = np.linalg.norm(counts, axis=1)
    full = lengths > 0
    unit = counts / np.where(full, lengths, 1)[:, None]
    cosines = unit @ unit.T
    both = full[:, None] & full[None, :]
    apart = [cosines[i, i + lag] for i in range(len(counts) - lag) if both[i, i + lag]]
    above = np.triu(both, 1)
    if len(apart) < _FEWEST or not above.any():
        return float("nan")
    return float(np.mean(apart) - cosines[above].mean())


def facts(notes: Sequence[Note], chart: Chart | None, bars: int) -> NDArray[np.float64]:
    lasting = chroma(notes, bars, by_length=True)
    return np.array([*tone_shares(notes, chart), chroma_rise(lasting, 32)])


def harmonic_share(notes: Sequence[Note], chart: Chart | None) -> float:
    """Notes that are chord tones or tensions of the chord; a chord struck up to an eighth ahead belongs to the next."""
    if chart is None:
        return float("nan")
    fits = []
    for note in notes:
        here, ahead = (chart.chord_at(Tick(note.start + early)) for early in (0, TICKS_PER_BEAT // 2 + 40))
        fits.append(any(c is not None and note.pitch % 12 in c.chord_tones | c.tensions for c in (here, ahead)))
    return float(np.mean(fits)) if fits else float("nan")
