"""The key of a form, from what its chords do: a II and a V speak for the key that they lead to.

How much each degree and family speaks for a major and a minor key is a judgement; a tune mostly begins on its tonic, or
ends there.
"""

from collections.abc import Mapping
from typing import Final

from jamd.music.charts.form import Chart
from jamd.music.harmony.keys import transposed_key
from jamd.music.listening.chord_families import Family, Function, function_of
from jamd.music.time.notes import Tick

_Degrees = Mapping[tuple[int, Family], float]

# Semitones above the tonic and family -> what a bar of it speaks for the key.
_MAJOR: Final[_Degrees] = {
    (0, "major"): 3.0, (0, "dominant"): 2.0, (0, "sus"): 1.0, (0, "diminished"): 0.6, (1, "dominant"): 0.6,
    (1, "diminished"): 0.8, (2, "minor"): 2.0, (2, "dominant"): 1.2, (2, "half diminished"): 0.8,
    (3, "diminished"): 0.8, (3, "minor"): 0.4, (3, "dominant"): 0.3, (3, "major"): 0.3, (4, "minor"): 1.2,
    (4, "dominant"): 0.9, (4, "half diminished"): 0.8, (5, "major"): 1.6, (5, "dominant"): 1.4, (5, "minor"): 0.8,
    (6, "diminished"): 0.6, (6, "half diminished"): 0.5, (7, "dominant"): 2.4, (7, "sus"): 2.0, (7, "major"): 1.0,
    (7, "minor"): 0.6, (8, "dominant"): 0.6, (8, "major"): 0.3, (9, "minor"): 1.4, (9, "dominant"): 1.3,
    (10, "dominant"): 0.6, (10, "major"): 0.5, (11, "half diminished"): 0.8, (11, "dominant"): 0.5,
}  # fmt: skip
_MINOR: Final[_Degrees] = {
    (0, "minor"): 3.2, (0, "dominant"): 0.6, (0, "sus"): 0.6, (0, "half diminished"): 0.4, (1, "dominant"): 0.6,
    (1, "major"): 0.6, (2, "half diminished"): 2.2, (2, "dominant"): 0.7, (2, "diminished"): 0.6, (2, "minor"): 0.4,
    (3, "major"): 1.4, (5, "minor"): 1.9, (5, "dominant"): 0.6, (7, "dominant"): 2.3, (7, "sus"): 1.6,
    (7, "minor"): 0.9, (7, "half diminished"): 0.5, (8, "major"): 1.3, (8, "dominant"): 1.2,
    (9, "half diminished"): 0.8, (10, "dominant"): 1.1, (10, "major"): 0.8, (10, "minor"): 0.3,
    (11, "diminished"): 0.9,
}  # fmt: skip
_FRAME: Final = 0.25  # of a form's bars: how much a tonic speaks that it begins on, or ends on,
_MOST_FRAME: Final = 4.0  # at most
_LONGEST: Final = 2.0  # bars of one chord that count


def key_of(chart: Chart) -> str:
    """ "F" or "Dm"; empty where there is no chord."""
    bar, end = chart.meter.bar, Tick(chart.bars_in_form * chart.meter.bar)
    heard = [(tick, function_of(chord)) for tick, chord in chart.changes(Tick(0), end) if chord is not None]
    ends = [*(tick for tick, _ in heard[1:]), end]
    lasting = [
        (function, min((until - tick) / bar, _LONGEST))
        for (tick, function), until in zip(heard, ends, strict=False)
        if function is not None
    ]
    if not lasting:
        return ""
    frame = min(_FRAME * chart.bars_in_form, _MOST_FRAME)
    speaks = {
        (tonic, key): _speaks_for(tonic, degrees, lasting, frame)
        for key, degrees in (("C", _MAJOR), ("Cm", _MINOR))
        for tonic in range(12)
    }
    tonic, key = max(speaks, key=lambda each: speaks[each])
    return transposed_key(key, tonic)


def _speaks_for(tonic: int, degrees: _Degrees, lasting: list[tuple[Function, float]], frame: float) -> float:
    said = sum(degrees.get(((function.root - tonic) % 12, function.family), 0.0) * bars for function, bars in lasting)
    return said + frame * ((lasting[0][0].root == tonic) + (lasting[-1][0].root == tonic))
