"""P3: does a line fit its chords? Share of notes that are tones of the chord, or of its scale
(`jamd.music.harmony.chords`), where they start."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.charts.form import Chart
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick

COLUMNS: Final = ("chord tones", "scale tones")


def tone_shares(notes: Sequence[Note], chart: Chart | None) -> tuple[float, float]:
    """Shares of chord tones and of scale tones."""
    under = [(note.pitch % 12, chart.chord_at(note.start)) for note in notes] if chart else []
    known = [(pitch, chord) for pitch, chord in under if chord is not None]
    if not known:
        return float("nan"), float("nan")
    in_chord = np.mean([pitch in chord.chord_tones for pitch, chord in known])
    return float(in_chord), float(np.mean([pitch in chord.scale_tones for pitch, chord in known]))


def facts(notes: Sequence[Note], chart: Chart | None, bars: int) -> NDArray[np.float64]:
    return np.array(tone_shares(notes, chart))


def harmonic_share(notes: Sequence[Note], chart: Chart | None) -> float:
    """Notes that are chord tones or tensions of the chord; a chord struck up to an eighth ahead belongs to the next."""
    if chart is None:
        return float("nan")
    fits = []
    for note in notes:
        here, ahead = (chart.chord_at(Tick(note.start + early)) for early in (0, TICKS_PER_BEAT // 2 + 40))
        fits.append(any(c is not None and note.pitch % 12 in c.chord_tones | c.tensions for c in (here, ahead)))
    return float(np.mean(fits)) if fits else float("nan")
