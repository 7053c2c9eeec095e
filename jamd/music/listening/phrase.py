"""When the keyboardist's phrase is over: a rest says so, and says it sooner after a long note."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from jamd.music.listening.onsets import onsets
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick

# Coming in on the next sixteenth after these, a line would break into 4 of 100 phrases of Weimar's soloists, and be
# .69 of a beat behind the end of a phrase (train/LOG.md).
REST: Final = TICKS_PER_BEAT * 64 // 100
REST_AFTER_LONG: Final = TICKS_PER_BEAT * 45 // 100
_LONG: Final = 1.4  # times the usual distance of two onsets
_LATEST: Final = 7  # onsets that say what is usual
_APART: Final = TICKS_PER_BEAT * 8 // 5  # onsets that are further apart are two phrases


def phrase_end(notes: Sequence[Note], released: Tick) -> Tick:
    """Where the phrase of these (sorted) notes is over if no other key goes down; all have been up since `released`."""
    starts = [chord[0].start for chord in onsets(notes[-4 * _LATEST :])][-_LATEST:]  # of chords of four at most
    if not starts:
        return Tick(released + REST)
    distances = [b - a for a, b in pairwise(starts) if b - a < _APART]
    is_long = released - starts[-1] >= _LONG * median(distances or [TICKS_PER_BEAT // 2])
    return Tick(released + (REST_AFTER_LONG if is_long else REST))
