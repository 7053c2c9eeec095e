"""When the keyboardist's phrase is over: a rest says so, and says it sooner to who has left the floor before.

Who stops for a while after most phrases is taken at their word as soon as a rest cannot be one inside a phrase. Behind
who only breathes and plays on, the band waits longer.
"""

from collections import deque
from itertools import pairwise
from math import log
from statistics import median
from typing import Final

from jamd.music.listening.onsets import ONE_ONSET
from jamd.music.time.notes import TICKS_PER_BEAT, Tick

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


class Phrases:
    """Owned by the listener; strokes come in order. Keeps the rests within memory and the latest onsets."""

    def __init__(self, memory: Tick) -> None:
        self._memory = memory
        self._onsets: deque[Tick] = deque(maxlen=_LATEST)
        self._began = Tick(0)  # this phrase
        self.rests: deque[tuple[Tick, Tick]] = deque()  # between phrases: from the end of all that sounds to a stroke

    def strike(self, tick: Tick, silent_at: Tick | None) -> None:
        """A key goes down; what was played before sounds until `silent_at` (None: nothing was)."""
        if silent_at is None:
            self._began = tick
        elif tick - silent_at > BREATH:
            self.rests.append((silent_at, tick))
            self._began = tick
        if not self._onsets or tick - self._onsets[-1] > ONE_ONSET:
            self._onsets.append(tick)
        while self.rests and self.rests[0][0] <= tick - self._memory:
            self.rests.popleft()

    def end(self, silent_at: Tick) -> Tick:
        """Where this phrase is over if no other key goes down; nothing sounds from `silent_at` on."""
        waits = self._patience(silent_at)
        if waits <= REST and self._is_long(silent_at):
            return Tick(silent_at + REST_AFTER_LONG)
        return Tick(silent_at + min(LONGEST_REST, max(REST, waits)))

    def _is_long(self, silent_at: Tick) -> bool:
        """Whether the last onset lasted longer than the distance of two."""
        distances = [b - a for a, b in pairwise(self._onsets) if b - a < _APART]
        usual = median(distances or [TICKS_PER_BEAT // 2])
        return bool(self._onsets) and silent_at - self._onsets[-1] >= _LONG * usual

    def _patience(self, silent_at: Tick) -> int:
        """Ticks to wait: less if their rests were stops, and if this phrase is long for the rest before it."""
        rests = [end - start for start, end in self.rests if start > silent_at - self._memory]
        share = (sum(rest >= STOP for rest in rests) + _TRUSTED[0]) / (len(rests) + _TRUSTED[1])
        rest = rests[-1] if rests else STOP
        within = [min(max(ticks, _WITHIN[0]), _WITHIN[1]) for ticks in (silent_at - self._began, rest)]
        return round(TICKS_PER_BEAT * (_MOST - _LESS * share - _PHRASE * log(within[0] / within[1])))
