"""What the comping player takes from the keyboardist: how much room there is, in time and in height,
and which accents come again.

Only what lies before `scene.heard` is known.
"""

from bisect import bisect_right
from statistics import fmean
from typing import Final, NamedTuple

import numpy as np

from jamd.music.harmony.chords import Chances
from jamd.music.listening.onsets import onsets
from jamd.music.listening.percentile import percentile
from jamd.music.planning.scene import Scene
from jamd.music.styles import STYLES
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from jamd.players.arrays import Array
from jamd.players.steps import STEPS, STEPS_PER_BEAT

THIRD: Final = 3  # semitones: the closest that the band's piano comes from below
_BUSY: Final = (2.0, 5.5)  # onsets a beat, and a second, that leave no room: steady eighths, unless they are slow
_NOW: Final = 2  # beats
_PAUSE: Final = (0.75, 1.5)  # beats without an onset, and as a multiple of the usual gap: the phrase is over
_LITTLE: Final = 52  # a ceiling below that leaves little room:
_SILENT: Final = TICKS_PER_BEAT  # once nothing has sounded for so long, chords may lie where they have played
_ALONE: Final = 0.7  # share of the chords while the keyboardist is silent
_ROOM: Final = 0.95  # while something is played; all of them in a gap
_YIELDING: Final = 1.4  # at `follow` 1: share of the chords that a keyboardist of steady eighths keeps out
_LOW_SHARE: Final = 10  # percentile of the pitches of two bars
_HIGH_SHARE: Final = 90
_BASS: Final = 52  # where nearly all notes lie up to here, they are a bass line
_MIDDLE: Final = 60  # where both hands are heard, the right one plays from this pitch up
_APART: Final = 9  # semitones between the hands, at least
_TOGETHER: Final = 0.15  # share of the notes with another one so far below: both hands are playing
_BESIDE: Final = 0.5  # share of the chords that are left while both hands play
_CLEAR: Final = (0.45, 0.65)  # mean chance of the three likeliest pitch classes: no chord, and every chord


_ACCENT_BARS: Final = 4
_LOUDEST: Final = 80  # percentile of what was heard: from here on it is an accent,
_LOUDER: Final = 4  # if it is that much above the mean
_BORDERS: Final = {  # of the steps 0, 2, 4, 5 and 6 of a beat, however the keyboardist swings
    "swing": (0.15, 0.42, 0.80, 0.92),
    "even": (0.125, 0.375, 0.625, 0.875),
}


class Room(NamedTuple):
    """What the keyboardist leaves."""

    share: float  # of the chords that are meant, 0 to 1
    ceiling: float  # the highest pitch that is free; infinity where nobody plays
    held: frozenset[int]  # keys that are down
    beside: bool  # both hands are playing

    def share_at(self, likely: Chances | None) -> float:
        """Share of the chords where the harmony is heard so clearly: beside two hands, only what is sure to fit."""
        if not self.beside:
            return self.share
        clear = _BESIDE if likely is None else float(np.interp(np.mean(sorted(likely)[-3:]), _CLEAR, (0.0, 1.0)))
        return self.share * clear


def room(scene: Scene) -> Room:
    lately = _since(scene, 2 * scene.meter.beats)
    over = _over_us(lately)
    held = frozenset(note.pitch for note in scene.you if note.start < scene.heard <= note.end)
    return Room(_share(scene, lately), _ceiling(scene, over), held, beside=over is not lately)


def _over_us(lately: list[Note]) -> list[Note]:
    """What the band's piano stays below: all notes, unchanged, but nothing of a bass line. There is no room below a
    left hand, so it shares the register of one: less often, and clear of the keys that are down."""
    right = _right_hand(lately)
    is_bass = bool(right) and percentile([note.pitch for note in right], _HIGH_SHARE) <= _BASS
    return [] if is_bass else right


def _right_hand(lately: list[Note]) -> list[Note]:
    """The right hand's notes if both hands are playing, else all of them, unchanged."""
    right = [note for note in lately if note.pitch >= _MIDDLE]
    return right if right and _over_others(lately) >= _TOGETHER * len(lately) else lately


def _over_others(notes: list[Note]) -> int:
    """How many notes begin while another one sounds so far below that another hand plays it."""
    start, end, pitch = np.array([(note.start, note.end, note.pitch) for note in notes]).T
    sounds = (start <= start[:, None]) & (start[:, None] < end)
    return int((sounds & (pitch <= pitch[:, None] - _APART)).any(1).sum())


def _since(scene: Scene, beats: float) -> list[Note]:
    first = scene.heard - beats * TICKS_PER_BEAT
    return [note for note in scene.you if note.end > first and note.start < scene.heard]


def _share(scene: Scene, lately: list[Note]) -> float:
    if not lately:
        return _ALONE
    if _pauses(scene, lately):
        return 1.0
    now, usual = (_rate(scene, lately, over) for over in (_NOW, 2 * scene.meter.beats))
    busy = min(1.0, max(now, (now + usual) / 2) / max(_BUSY[0], _BUSY[1] * 60 / scene.bpm))
    return _ROOM * (1.0 - min(0.85, _YIELDING * scene.follow * busy * busy))


def _pauses(scene: Scene, lately: list[Note]) -> bool:
    """Whether their phrase is over."""
    beats = 2 * scene.meter.beats
    distance = beats / max(1.0, _rate(scene, lately, beats) * beats)
    return scene.heard - lately[-1].start > max(_PAUSE[0], _PAUSE[1] * distance) * TICKS_PER_BEAT


def _rate(scene: Scene, lately: list[Note], beats: int) -> float:
    """Onsets a beat."""
    first = scene.heard - beats * TICKS_PER_BEAT
    return sum(1 for _ in onsets([note for note in lately if note.start >= first])) / beats


def _ceiling(scene: Scene, lately: list[Note]) -> float:
    """A third below the lowest that was played in the last two beats, and below nearly all of the last two bars. Where
    that leaves little room, chords fall into their rests, below the highest that was played."""
    if not lately:
        return float("inf")
    now = [note.pitch for note in lately if note.end > scene.heard - _NOW * TICKS_PER_BEAT]
    usual = percentile([note.pitch for note in lately], _LOW_SHARE)
    falling = min(0, lately[-1].pitch - max(now)) / 2 if now else 0  # a line that falls goes on
    below = min([usual, *now, lately[-1].pitch + falling]) - THIRD
    silent = scene.heard - max(note.end for note in lately)
    if below < _LITTLE and silent >= _SILENT and _pauses(scene, lately):
        return max(note.pitch for note in lately) - THIRD
    return below


def accents_twice(scene: Scene, before: Tick) -> Array:
    """(STEPS,) of the bar that starts at a tick: 1 where the keyboardist has set an accent in two of the last four bars
    heard before it."""
    end = min(scene.heard, before)
    found = np.zeros(STEPS, np.float32)
    notes = _right_hand([note for note in scene.you if end - _ACCENT_BARS * scene.meter.bar <= note.start < end])
    if len(notes) < 4:
        return found
    velocities = [note.velocity for note in notes]
    loud = max(percentile(velocities, _LOUDEST), fmean(velocities) + _LOUDER)
    bars: dict[int, set[int]] = {}
    for note in notes:
        if note.velocity >= loud:
            bar, step = divmod(_step_of(scene, note.start), scene.meter.beats * STEPS_PER_BEAT)
            bars.setdefault(step, set()).add(bar)
    for step, struck in bars.items():
        found[step] = float(len(struck) >= 2)
    return found


def _step_of(scene: Scene, tick: Tick) -> int:
    beat, inside = divmod(tick, TICKS_PER_BEAT)
    borders = _BORDERS[STYLES[scene.style].feel]
    return beat * STEPS_PER_BEAT + (0, 2, 4, 5, 6)[bisect_right(borders, inside / TICKS_PER_BEAT)]
