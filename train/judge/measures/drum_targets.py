"""What real drummers do: for each figure of `train.judge.drumming` its must and its aim.

Musts are about the 10th and the 90th percentile of real takes, aims the 25th and the 75th: Groove's jazz takes, whose
drummers play alone, and 56 trios played by people, which are not part of any set here.
"""

from typing import Final, NamedTuple

from train.judge.measures.bounds import Bounds, at_least, at_most


class RealRange(NamedTuple):
    id: str  # behind the id of its measure
    says: str
    must: Bounds
    aim: Bounds


def _within(figure: str, says: str, must: tuple[float, float], aim: tuple[float, float]) -> RealRange:
    return RealRange(figure, says, Bounds(*must), Bounds(*aim))


STRUCTURE: Final = (
    _within("lag1", "similarity (Jaccard) of bars 1 apart", (0.29, 0.56), (0.36, 0.50)),
    _within("lag8", "similarity of bars 8 apart", (0.28, 0.54), (0.34, 0.48)),
    _within("lag16", "similarity of bars 16 apart", (0.26, 0.52), (0.32, 0.46)),
    _within("fill4", "how much busier every fourth bar's end is, in sd above chance", (-0.03, 0.62), (0.05, 0.42)),
    _within("fill8", "the same for every eighth bar", (-0.02, 0.70), (0.08, 0.45)),
    _within("land8", "how much oftener every eighth bar is landed on, in sd above chance", (0, 0.65), (0.08, 0.45)),
    _within("ride_entropy", "bits of the ride's bars", (1.9, 4.6), (2.6, 4.3)),
    _within("ride_top", "share of the ride's most frequent bar", (0.09, 0.65), (0.13, 0.45)),
    _within("comp_entropy", "bits of the bars of comments", (3.2, 4.85), (3.8, 4.7)),
    _within("comp_empty", "share of bars without a comment", (0, 0.36), (0.04, 0.22)),
    _within("arc_range", "range of the density of four bars, in units of the mean", (0.26, 0.65), (0.32, 0.56)),
    _within("arc_vel_sd", "spread of velocity over groups of four bars", (2.7, 7.4), (3.1, 5.8)),
    _within("chorus_vel_sd", "spread of velocity over groups of eight bars", (2.4, 7.5), (3.1, 5.5)),
)
RESTORED: Final = RealRange(
    "restored", "share of bars in which jamd put back a time that was lost", at_most(0.02), at_most(0)
)
DENSITY: Final = (
    _within("hits_sd", "spread of the hits a bar", (1.4, 3.6), (1.8, 3.0)),
    _within("ride_odd", "strokes of the ride on odd sixteenths a bar", (0, 0.5), (0.03, 0.4)),
    _within("ride_skip13", "share of beats 1 and 3 on which the ride skips", (0.02, 0.40), (0.07, 0.31)),
    _within("comp_hits", "comments a bar", (1.4, 5.0), (2.0, 3.8)),
    _within("comp_off", "share of comments off the beat", (0.45, 0.78), (0.55, 0.71)),
    _within("kick_comp", "comments of the kick a bar", (0.4, 2.3), (0.7, 1.7)),
    RealRange("hat_on_2_4", "share of bars with the hi-hat on 2 and 4", at_least(0.45), Bounds(0.6, 0.97)),
    _within("crash_32", "crashes in 32 bars", (0.7, 10), (1.6, 5.4)),
)
TOUCH: Final = (
    _within("vel_sd_voice", "spread of velocity within a voice", (10.5, 28), (12, 22)),
    _within("vel_place", "share of the ride's velocity that follows from its place", (0, 0.5), (0.07, 0.35)),
    _within("skip_to_beat", "loudness of the ride's skip note in units of its beat's", (0.75, 1.05), (0.82, 0.96)),
    _within("t_scatter_ms", "scatter of the ride's timing about its drift, ms", (3, 20), (5, 16)),
    _within("t_auto", "correlation of the lateness of neighbouring strokes", (0.2, 0.7), (0.3, 0.6)),
)
SWING: Final = (
    RealRange("swing_err", "distance of the off-beat from that of trios at the tempo", at_most(0.035), at_most(0.02)),
)
HITS: Final = {
    "alone": _within("hits", "hits a bar", (7.5, 14.0), (12.0, 14.0)),
    "behind": _within("hits", "hits a bar", (8.3, 11.3), (8.6, 10.0)),
}
"""Drummers who play alone strike more. Alone the must is wide enough for one who plays as behind somebody."""

LISTENING: Final = (
    _within("apart_ms", "the cymbals' off-beat behind the piano's, ms", (-20, 20), (-14, 10)),
    _within("meet", "off-beat comments that meet the keyboardist, above shuffled bars", (0.012, 0.25), (0.03, 0.15)),
    _within("accent_caught", "off-beat accents of the keyboardist that are caught, above chance", (0.012, 0.15),
            (0.03, 0.08)),
    _within("drum_slow_den", "correlation of density with the keyboardist's over eight bars", (0, 0.7), (0.08, 0.45)),
    _within("hits_in_gaps", "hits where the keyboardist rests, in units of elsewhere", (0.55, 0.95), (0.72, 0.92)),
    _within("talk_in_gaps", "comments where the keyboardist rests, likewise", (0.4, 1.0), (0.55, 0.92)),
)  # fmt: skip
