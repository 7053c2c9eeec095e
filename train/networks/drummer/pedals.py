"""What an electronic kit adds to a performance, taken out again before anything is learned from it.

Counted over Groove's 379 learnable takes (LOG.md has the tables):

- A pad sounds twice for one stroke. A kick's bounce comes 40 to 140 ms behind it with a third of its velocity: more
  than a quarter of drummer5's kicks, and a few of everybody's. A real second kick has .8 of the first or more, and
  nobody's foot kicks twice within 60 ms. Some takes have all their notes doubled, a few ms apart.
- The pedals report early: the hi-hat's foot by 28 ms, the kick by 14 (medians of the takes' medians). On this grid a
  foot that early is read as the step before its beat: every fifth one under even eighths, more in fast swing.

Snare, toms and hats stay as they are: two hands play flams and drags on them.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from jamd.music.drum_kit import BELL, KICK, PEDAL_HAT, RIDE
from jamd.music.styles import Feel
from jamd.music.time.notes import TICKS_PER_BEAT
from train.corpora.piece import Hit

ONE_LIMB: Final = (KICK, PEDAL_HAT, RIDE, BELL)
PEDALS: Final = (KICK, PEDAL_HAT)
ONE_STROKE_MS: Final = 60  # closer strokes of one limb are one stroke
BOUNCE_MS: Final = 140  # so long may the beater bounce
BOUNCE: Final = 0.45  # of the velocity of the stroke before it: a softer kick bounced
ENOUGH: Final = 8  # strokes that tell how early a pedal is


def without_doubles(hits: Iterable[Hit], ms_per_tick: float) -> tuple[Hit, ...]:
    """The strokes that were played; the louder of two that are one, sorted."""
    kept: list[Hit] = []
    last: dict[int, int] = {}  # by voice, its place among those kept
    for hit in sorted(hits):
        at = last.get(hit.voice)
        if at is not None and hit.voice in ONE_LIMB:
            before, ms = kept[at], (hit.tick - kept[at].tick) * ms_per_tick
            if ms < ONE_STROKE_MS and hit.velocity > before.velocity:
                kept[at] = hit
            if ms < ONE_STROKE_MS or _bounces(hit, before, ms):
                continue
        last[hit.voice] = len(kept)
        kept.append(hit)
    return tuple(sorted(kept))


def _bounces(hit: Hit, before: Hit, ms: float) -> bool:
    return hit.voice == KICK and ms < BOUNCE_MS and hit.velocity < BOUNCE * before.velocity


def lateness(hits: Sequence[Hit], feel: Feel) -> dict[int, int]:
    """Ticks that each pedal usually lies behind the nearest beat (swing) or eighth; below 0: it is early."""
    return {voice: _median([hit.tick for hit in hits if hit.voice == voice], feel) for voice in PEDALS}


def _median(ticks: list[int], feel: Feel) -> int:
    """0 where too few strokes tell."""
    unit = TICKS_PER_BEAT if feel == "swing" else TICKS_PER_BEAT // 2
    late = (np.array(ticks, int) + unit // 2) % unit - unit // 2
    near = late[np.abs(late) < unit // 4]
    return round(float(np.median(near))) if len(near) >= ENOUGH else 0
