"""When the keyboardist's phrase is over: a rest says so, and says it sooner to who has left the floor before.

Who stops for a while after most phrases is taken at their word as soon as a rest cannot be one inside a phrase. Behind
who only breathes and plays on, the band waits longer.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import log
from statistics import median
from typing import Final

from jamd.music.listening.onsets import onsets
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick

# Coming in on the next sixteenth after these, a line would break into 4 of 100 phrases of Weimar's soloists.
REST: Final = TICKS_PER_BEAT * 64 // 100
REST_AFTER_LONG: Final = TICKS_PER_BEAT * 45 // 100
LONGEST_REST: Final = TICKS_PER_BEAT * 14 // 10
_LONG: Final = 1.4  # times the usual distance of two onsets
_LATEST: Final = 7  # onsets that say what is usual
_APART: Final = TICKS_PER_BEAT * 8 // 5  # onsets that are further apart are two phrases

BREATH: Final = TICKS_PER_BEAT * 7 // 10  # a longer rest lies between two phrases
STOP: Final = 2 * TICKS_PER_BEAT  # one that leaves the floor to others

# How long to wait, fitted on 223 solos of Weimar, as they are and with stops of two to eight bars (train/LOG.md).
_MOST: Final = 2.4  # beats, for who has never stopped
_LESS: Final = 2.8  # beats, where every rest was a stop
_TRUSTED: Final = (1.6, 2)  # stops, of so many rests, that everybody is thought to have made before
_PHRASE: Final = 0.1  # beats less where a phrase is e times as long for the rest before it
_WITHIN: Final = (TICKS_PER_BEAT // 2, 8 * TICKS_PER_BEAT)  # phrases and rests that are told apart


def phrase_end(notes: Sequence[Note], released: Tick) -> Tick:
    """Where the phrase of these (sorted) notes is over if no other key goes down; all have been up since `released`."""
    waits = _patience(notes, released)
    if waits <= REST and _is_long(notes, released):
        return Tick(released + REST_AFTER_LONG)
    return Tick(released + min(LONGEST_REST, max(REST, waits)))


def _is_long(notes: Sequence[Note], released: Tick) -> bool:
    """Whether the last onset lasted longer than the distance of two."""
    starts = [chord[0].start for chord in onsets(notes[-4 * _LATEST :])][-_LATEST:]  # of chords of four at most
    distances = [b - a for a, b in pairwise(starts) if b - a < _APART]
    return bool(starts) and released - starts[-1] >= _LONG * median(distances or [TICKS_PER_BEAT // 2])


def _patience(notes: Sequence[Note], released: Tick) -> int:
    """Ticks to wait: less if their rests were stops, and if this phrase is long for the rest before it."""
    found = rests(notes)
    stops = sum(end - start >= STOP for start, end in found)
    share = (stops + _TRUSTED[0]) / (len(found) + _TRUSTED[1])
    start, began = found[-1] if found else (Tick(0), Tick(STOP))
    phrase = released - (began if found else notes[0].start if notes else released)
    within = [min(max(ticks, _WITHIN[0]), _WITHIN[1]) for ticks in (phrase, began - start)]
    return round(TICKS_PER_BEAT * (_MOST - _LESS * share - _PHRASE * log(within[0] / within[1])))


def rests(notes: Sequence[Note]) -> list[tuple[Tick, Tick]]:
    """Between the phrases of sorted notes: from the end of all that sounds to the next note."""
    found = list[tuple[Tick, Tick]]()
    end = notes[0].end if notes else Tick(0)
    for note in notes:
        if note.start - end > BREATH:
            found.append((end, note.start))
        end = max(end, note.end)
    return found
