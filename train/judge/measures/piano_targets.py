"""What real pianists and soloists do: for each figure of `train.judge.piano` its must and its aim.

Musts are about the 10th and the 90th percentile of real takes, aims the 25th and the 75th: the Weimar Jazz Database for
lines, trios and bands with a played piano for comping, people who trade for answers. How much of a call may be copied
is what four bars of Weimar's soloists have of their own four bars before: .063 in the median of 302 solos, .105 and
.151 in the 75th and the 90th percentile.
"""

from typing import Final

from train.judge.measures.bounds import Bounds
from train.judge.measures.drum_targets import RealRange

_End = float | None
_Row = tuple[str, str, tuple[_End, _End], tuple[_End, _End]]


def _ranges(*rows: _Row) -> tuple[RealRange, ...]:
    return tuple(RealRange(figure, says, Bounds(*must), Bounds(*aim)) for figure, says, must, aim in rows)


LINES: Final = _ranges(
    ("notes_bar", "notes a bar", (4.6, 7.7), (5.1, 6.9)),
    ("phrase_notes", "notes a phrase", (6, 22.5), (8, 17)),
    ("eighths", "share of plain eighths", (0.15, 0.57), (0.23, 0.47)),
    ("faster", "share of faster notes", (0.12, 0.65), (0.17, 0.5)),
    ("longer", "share of slower notes", (0.08, 0.35), (0.12, 0.28)),
    ("ioi_entropy", "bits of the distances between notes", (1.56, 2.15), (1.7, 2)),
    ("offbeat", "place of the off-beat in the beat", (0.53, 0.715), (0.57, 0.68)),
    ("start_on_1", "share of phrases that start on 1", (None, 0.4), (None, 0.25)),
    ("vel_sd", "spread of velocity", (4.5, 18.5), (8, 17.5)),
    ("vel_pitch", "correlation of velocity and pitch", (0.02, 0.6), (0.1, 0.45)),
    ("iv_unison", "share of repeated notes", (0.005, 0.115), (0.02, 0.09)),
    ("iv_half", "share of half steps", (0.15, 0.38), (0.2, 0.33)),
    ("iv_whole", "share of whole steps", (0.18, 0.36), (0.2, 0.32)),
    ("iv_third", "share of thirds", (0.195, 0.375), (0.22, 0.33)),
    ("iv_fourth", "share of fourths and fifths", (0.046, 0.146), (0.07, 0.12)),
    ("iv_leap", "share of wider leaps", (0.003, 0.1), (0.013, 0.07)),
    ("iv_entropy", "bits of the intervals", (3.1, 3.83), (3.3, 3.7)),
    ("turns", "share of moves that turn round", (0.36, 0.56), (0.39, 0.51)),
    ("range", "semitones between the 5th and the 95th percentile of pitch", (14, 31), (16, 29)),
    ("tone", "share of chord tones", (0.41, 0.58), (0.465, 0.54)),
    ("tone_strong", "share of chord tones on 1 and 3", (0.41, 0.67), (0.47, 0.6)),
    ("tone_off", "share of chord tones off the beat", (0.36, 0.6), (0.43, 0.54)),
    (
        "chromatic_approach",
        "share of chord tones on a beat led to by a half step from outside",
        (0.14, 0.46),
        (0.2, 0.4),
    ),
    ("enclosure", "share of them that are led to from both sides", (0.02, 0.2), (0.04, 0.14)),
    ("change_tone", "share of chord tones where the chord changes", (0.385, 0.69), (0.455, 0.6)),
    ("change_step", "share of steps where the chord changes", (0.48, 0.76), (0.55, 0.71)),
    ("wrong_long", "share of long notes that are foreign to the chord", (None, 0.028), (None, 0.019)),
    (
        "motif_all",
        "share of groups of four notes played in the eight bars before",
        (0.008, 0.12),
        (0.012, 0.06),
    ),
)
COMPING: Final = _ranges(
    ("on", "chords a bar", (1.35, 3.35), (1.7, 2.7)),
    ("on_sd", "spread of the chords a bar", (0.8, 1.8), (1, 1.5)),
    ("silent", "share of empty bars", (0.01, 0.37), (0.03, 0.18)),
    ("off", "share of chords off the beat", (0.2, 0.7), (0.29, 0.56)),
    ("on_1", "share of bars with a chord on 1", (0.06, 0.68), (0.15, 0.5)),
    ("ant_4and", "share of bars with one on 4&", (0.05, 0.48), (0.12, 0.36)),
    ("rh_entropy", "bits of the bars' rhythms", (3.2, 4.75), (3.6, 4.5)),
    ("rh_top", "share of the most frequent one", (None, 0.37), (0.09, 0.24)),
    ("rh_lag1", "similarity (Jaccard) of neighbouring bars", (0.07, 0.45), (0.11, 0.32)),
    ("thick", "notes a chord", (2.5, 5.2), (2.8, 4.7)),
    ("thick_sd", "spread of the notes a chord", (0.62, 1.6), (0.7, 1.4)),
    ("span", "semitones of a chord", (6.5, 23.5), (7.6, 20)),
    ("reg", "mean pitch", (50, 66.3), (54, 65.2)),
    ("shapes", "bits of the chords' shapes", (3.8, None), (4.1, 5.4)),
    ("distinct", "share of different ones in 32 chords", (0.6, 0.95), (0.68, 0.9)),
    ("move", "semitones a voice moves", (None, 4.5), (1.4, 3.5)),
    ("common", "share of common tones", (0.14, 0.5), (0.22, 0.45)),
    ("top_move", "semitones that the top moves", (1.5, 7), (2.1, 4.6)),
    ("plane", "share of moves in parallel", (None, 0.1), (None, 0.06)),
    ("repeat", "share of chords struck again", (None, 0.23), (0.02, 0.15)),
    ("len", "beats that a chord lasts", (0.19, 0.76), (0.27, 0.6)),
    ("vel_sd", "spread of velocity", (7, 15.5), (9, 12.5)),
    ("vel_off_on", "velocity off the beat above that on it", (-1, 10.5), (1, 8)),
    ("t_beat_sd_ms", "spread in time on the beats, ms", (6, 38), (10, 28)),
    ("swing_err", "distance of the off-beat from that of trios at the tempo", (None, 0.06), (None, 0.045)),
    ("fits", "share of notes in the chord, or in the next", (0.9, None), (0.95, None)),
    ("clash", "share of chords that rub against a key held", (None, 0.15), (None, 0.05)),
)
ANSWERS: Final = _ranges(
    ("answered", "share of calls that are answered", (0.95, None), (0.99, None)),
    ("lead_in_beats", "beats until the answer begins", (0, 1.4), (0, 0.7)),
    ("over_the_end", "share of answers that ring into the next turn", (None, 0.05), (None, 0)),
    ("density_ratio", "notes in units of the call's", (0.7, 1.5), (0.9, 1.4)),
    ("register_diff", "semitones above the call", (-3, 3), (-1.5, 1.5)),
    ("gain_rhythm", "rhythms of the call, share above those of other calls", (0.03, None), (0.06, None)),
    ("gain_interval", "the same for intervals", (0.01, None), (0.03, None)),
    ("gain_contour", "the same for contour", (0, None), (0.03, None)),
    ("copied", "share of notes in runs of five whose intervals are the call's", (None, 0.15), (None, 0.105)),
)
ENTRIES: Final = _ranges(
    ("lead_in_beats", "beats until the piano comes in where the keyboardist leaves an opening", (0, 1.4), (0, 0.7)),
    ("missed", "share of openings of two beats that it misses", (None, 0.05), (None, 0)),
    ("breaks_in", "how often it comes in inside a phrase, a phrase", (None, 0.05), (None, 0.02)),
)
CARRYING_ON: Final = _ranges(
    ("join", "semitones from the keyboardist's last note to the piano's first", (2.2, 7), (3, 5.7)),
    ("register", "semitones above the keyboardist's bars", (-2.4, 2.4), (-1.4, 1.1)),
    ("louder", "velocities above them", (-5, 5), (-2, 1.3)),
    ("gain_rhythm", "rhythms of these bars, share above those of their other bars", (-0.08, None), (0.013, None)),
    ("gain_interval", "the same for intervals", (-0.033, None), (0.015, None)),
    ("gain_contour", "the same for contour", (-0.1, None), (0.004, None)),
)
"""What 223 soloists have who go on by themselves, with wider bounds for loudness. They share so little with their own
last bars that the aim is their mean."""
BREATHS: Final = _ranges(
    (
        "taken_back",
        "share of breaths of under two beats in which it comes in, and is taken back",
        (None, 0.8),
        (None, 0.5),
    ),
)
"""No player knows whether somebody will play on: these bounds are a wish."""
