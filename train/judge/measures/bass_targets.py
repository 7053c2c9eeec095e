"""What real bassists do: for each figure of `train.judge.bass` its must and its aim.

Musts are about the 10th and the 90th percentile of real takes, aims the 25th and the 75th: trios whose bass was played
on keys, which are not part of any set here. The two sets that are here know less: Weimar's basses are estimated, a
pitch to the beat; the Jazz Trio Database has onsets alone.
"""

from typing import Final

from train.judge.measures.bounds import Bounds
from train.judge.measures.drum_targets import RealRange

_End = float | None
_Row = tuple[str, str, tuple[_End, _End], tuple[_End, _End]]


def _ranges(*rows: _Row) -> tuple[RealRange, ...]:
    return tuple(RealRange(figure, says, Bounds(*must), Bounds(*aim)) for figure, says, must, aim in rows)


RHYTHM: Final = _ranges(
    ("notes_bar", "notes a bar", (4.0, 6.1), (4.3, 5.5)),
    ("walking", "share of bars that are walked: a note on every beat", (0.43, 1), (0.46, 0.9)),
    ("skips", "share of a walked bar's notes that are off the beat", (0.08, 0.37), (0.15, 0.34)),
    ("vel_sd", "spread of velocity", (6, 19), (10, 16)),
    ("t_sd_ms", "spread in time on the beats, ms", (3, 25), (5, 20)),
    ("behind_ride_ms", "behind the cymbal, ms", (-20, 10), (-16, 5)),
)
PITCHES: Final = _ranges(
    ("iv_repeat", "share of repeated notes", (None, 0.11), (0.02, 0.1)),
    ("iv_half", "share of half steps", (0.2, 0.35), (0.23, 0.31)),
    ("iv_whole", "share of whole steps", (0.08, 0.3), (0.1, 0.25)),
    ("iv_fourth", "share of fourths and fifths", (0.12, 0.28), (0.16, 0.25)),
    ("iv_leap", "share of wider leaps", (0.05, 0.27), (0.1, 0.24)),
    ("iv_entropy", "bits of the intervals", (3.6, 4.3), (3.9, 4.2)),
    ("reg", "mean pitch", (37.5, 43.5), (39, 42.5)),
    ("run", "intervals in one direction", (1.6, 2.3), (1.8, 2.2)),
    ("shape_distinct", "share of different shapes in 32 walked bars", (0.85, None), (0.89, 0.98)),
    ("root_on_change", "share of new chords that begin on their root", (0.6, 0.95), (0.7, 0.9)),
    ("tone_strong", "share of chord tones on 1 and 3", (0.7, 0.97), (0.75, 0.92)),
    ("lead_half", "share of half steps into a new chord", (0.2, 0.5), (0.27, 0.42)),
    ("lead_step", "share of half and whole steps into a new chord", (0.4, 0.75), (0.45, 0.65)),
)
BASS: Final = (*RHYTHM, *PITCHES)
