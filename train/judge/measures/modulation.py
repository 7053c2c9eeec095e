"""P9: how many bars does the piano take to follow when the keyboardist modulates?

No chart: the band follows the left hand, which holds a ii-V-I of four bars, below the split, twice; then the same four
bars move to another key, while a right hand plays chord tones. Through the jam machine. Each bar's share of notes that
are chord tones or tensions of what the hand holds is compared with the mean before the change: the figure is the bars
that pass before two bars together come within a tenth of it, and over three in four (any pitch at all is in the harmony
more than half of the time). A bar with no notes cannot show that it is back.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from jamd.music.charts.form import Change, Chart
from jamd.music.harmony.chords import Chord, parse_chord
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.bounds import at_most
from train.judge.measures.harmony import harmonic_share
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, mean_of
from train.judge.measures.pitch import BAR
from train.judge.measures.replay import Take, between, replay

BEFORE: Final = 8  # bars in the first key
AFTER: Final = 8  # bars in the other
NEVER: Final = float(AFTER)  # counted where it does not come back
MOVES: Final = (1, 3, 4, 6, 8, 11)  # semitones
KEYS: Final = (0, 5, 10)
_FALL: Final = 0.1
_SURE: Final = 0.75
_HOLD: Final = {"Dm7": (38, 45, 48, 53), "G7": (43, 47, 50, 53), "Cmaj7": (36, 43, 47, 52)}  # D2 A2 C3 F3 ...
_BARS: Final = ("Dm7", "G7", "Cmaj7", "Cmaj7")


def keyboardist(key: int, move: int) -> tuple[tuple[Note, ...], Chart]:
    """Both hands, and the chords of the left one."""
    notes: list[Note] = []
    chords: list[Chord] = []
    for bar in range(BEFORE + AFTER):
        name = _BARS[bar % len(_BARS)]
        up = (key + (move if bar >= BEFORE else 0)) % 12
        chords.append(_moved(parse_chord(name), up))
        start = bar * BAR
        low = [_below_split(pitch + up) for pitch in _HOLD[name]]
        notes += [Note(Tick(start), pitch, Tick(start + BAR - 20), 64) for pitch in low]
        notes += _right_hand(sorted(chords[-1].chord_tones), start)
    return tuple(sorted(notes)), Chart("", Meter(4), tuple((Change(0, chord),) for chord in chords))


def _below_split(pitch: int) -> int:
    return pitch - 12 if pitch >= 54 else pitch


def _moved(chord: Chord, up: int) -> Chord:
    names = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
    return parse_chord(names[(chord.root + up) % 12] + chord.symbol[1:])


def _right_hand(tones: Sequence[int], start: int) -> Iterator[Note]:
    for i, beat in enumerate((0, 1, 2.5)):
        tick = start + round(beat * TICKS_PER_BEAT)
        yield Note(Tick(tick), 72 + tones[i % len(tones)], Tick(tick + 400), 70)


def recovery(played: Sequence[Note], said: Chart) -> tuple[float, float]:
    """Bars until back, and the share before the change; NaN where nothing was played before it."""
    before = harmonic_share(between(played, BAR, BEFORE * BAR), said)
    for bar in range(AFTER - 1):
        start = (BEFORE + bar) * BAR
        if not between(played, start, start + BAR):
            continue
        if harmonic_share(between(played, start, start + 2 * BAR), said) >= max(before - _FALL, _SURE):
            return float(bar), before
    return (NEVER if before == before else float("nan")), before


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(keys x moves, 2): bars until back, share of notes in the harmony before."""
    found = []
    for key in KEYS:
        for move in MOVES:
            you, said = keyboardist(key, move)
            take = Take(you, BEFORE + AFTER, 140.0, seed=key * 12 + move)
            found.append(recovery(replay(competitor.player, take), said))
    return np.array(found)


MEASURES = (
    Measure(
        "modulation",
        "piano",
        rows,
        (
            Figure("P9", f"bars until back in the harmony after the keyboardist modulates ({AFTER}: never)", mean_of(0),
                   "less", at_most(2), at_most(1)),
            Figure("P9.before", "chord tones or tensions before the change, share", mean_of(1), "more"),
        ),
        baselines=("repeat", "random"),
    ),
)  # fmt: skip
