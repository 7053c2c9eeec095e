"""A soloist who stops, as people do who let the piano carry on: up to four bars of phrases, then two to eight of rest.

And what the piano has of the phrase before each stop. Both are known of the soloist, too: what was left out.
"""

from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import Final

import numpy as np

from jamd.music.time.notes import TICKS_PER_BEAT, Note
from train.judge.drumming.strokes import mean
from train.judge.piano.answers import FEWEST, SIDES, Turn, gain, height
from train.judge.piano.entries import silences
from train.judge.piano.voices import APART, REST

PLAYED: Final = (3, 2, 4, 3, 2)  # bars
RESTED: Final = (4, 2, 8, 3, 6, 2)  # bars
COMPARED: Final = 4  # bars of what follows a call, at most
_BAR: Final = 4 * TICKS_PER_BEAT
_STOP: Final = 6.0  # beats of a rest that is one of theirs, for the rest before the next phrase may be shorter


def stopped(you: Sequence[Note]) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """Sorted notes -> those that are played, and those that are left out."""
    played, left = list[Note](), list[Note]()
    bars, rests = cycle(PLAYED), cycle(RESTED)
    again = last_start = end = rest = 0
    for phrase in phrases(you):
        start = phrase[0].start
        if start >= again:
            length, rest = next(bars) * _BAR, next(rests) * _BAR
            last_start, end = start + length - _BAR, start + length + _BAR // 2
        for note in phrase:
            (played if start < last_start and note.start < end else left).append(note)
        if start < last_start:
            again = played[-1].end + rest
    return tuple(played), tuple(left)


def phrases(you: Sequence[Note]) -> list[list[Note]]:
    """Sorted notes between rests of more than REST beats."""
    found: list[list[Note]] = []
    for note in you:
        last = found[-1] if found else []
        rest = (note.start - max((each.end for each in last), default=0)) / TICKS_PER_BEAT
        if last and rest <= REST and note.start - last[-1].start <= APART * TICKS_PER_BEAT:
            last.append(note)
        else:
            found.append([note])
    return found


def facts(you: Sequence[Note], piano: Sequence[Note]) -> Mapping[str, float]:
    """{figure: value} of how what follows goes on from each call; empty where fewer than two are followed."""
    every = [each for each in turns(you, piano) if len(each.call) >= FEWEST and len(each.answer) >= FEWEST]
    if len(every) < 2:
        return {}
    return {
        "join": mean([float(abs(each.answer[0].pitch - each.call[-1].pitch)) for each in every]),
        "register": mean([height(each.answer) - height(each.call) for each in every]),
        "louder": mean([_force(each.answer) - _force(each.call) for each in every]),
        **{f"gain_{name}": gain(every, sides) for name, sides in SIDES.items()},
    }


def turns(you: Sequence[Note], piano: Sequence[Note]) -> list[Turn]:
    """Each call, and what follows it in the bars behind its end."""
    found, begins = list[Turn](), 0.0
    for end, again in silences(you):
        if again - end < _STOP:
            continue
        first, last = end * TICKS_PER_BEAT, min(again * TICKS_PER_BEAT, end * TICKS_PER_BEAT + COMPARED * _BAR)
        call = [note for note in you if begins <= note.start < first]
        found.append(Turn(call, [note for note in piano if first <= note.start < last], round(first)))
        begins = first
    return found


def _force(notes: Sequence[Note]) -> float:
    return float(np.mean([note.velocity for note in notes]))
