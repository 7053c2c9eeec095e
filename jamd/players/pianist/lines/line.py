"""A line as the pianist thinks of it, and the way from played notes to it and back."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np

from jamd.music.planning.scene import Scene
from jamd.music.time.notes import Note, Tick
from jamd.players.steps import STEPS_PER_BEAT, place_of, step_of
from jamd.players.touch import PIANIST, struck_at, velocity

LEFT_HAND: Final = 60  # its highest note, under a line of the right hand
LEVEL: Final = 66.0  # velocity at a middling intensity
SPREAD: Final = 8.0  # velocity of a standard deviation of loudness; the hand's own strays come on top
RISE: Final = 0.4  # velocity of a semitone above MIDDLE: higher is a little louder
MIDDLE: Final = 71
_SHORTEST: Final = 60  # ticks
_LATEST: Final = 16  # of the keyboardist's notes, that say how loud a line is
_HEARD: Final = 120  # notes, chords among them, that are listened to
_LEAST_SPREAD: Final = 5.0  # velocity, of a keyboardist


class LineNote(NamedTuple):
    step: int  # six to the beat, from tick 0
    pitch: int
    length: float  # steps
    loud: float  # standard deviations


def heard_line(scene: Scene, before: Tick, planned: Sequence[Note] = ()) -> list[LineNote]:
    """What was played before a tick: the keyboardist's top line, and where the keyboardist rested this part's own, with
    what is planned."""
    yours = [note for note in your_line(scene) if note.step < line_step(before, scene.swing)]
    lines = [note for note in right_hand(scene) if note.start < before]
    own = list(_where_rested(_top_line(scene, [*lines[-_HEARD:], *planned]), yours))
    merged = sorted([*_in_deviations(yours, None), *_in_deviations(own, _level(scene))])
    return _one_voice(merged)


def _where_rested(line: Iterable[LineNote], yours: Sequence[LineNote]) -> Iterator[LineNote]:
    """The notes of a line that begin where none of the keyboardist's (sorted) sounds."""
    starts = [note.step for note in yours]
    ends = [float("-inf"), *accumulate((note.step + max(note.length, 1) for note in yours), max)]
    return (note for note in line if ends[bisect_right(starts, note.step)] <= note.step)


def line_step(tick: Tick, swing: float) -> int:
    return step_of(tick, "swing", swing)


def your_line(scene: Scene) -> list[LineNote]:
    """The keyboardist's top line, as far as it is their turn; velocity stands for loudness."""
    return _top_line(scene, _their_turn(scene)[-_HEARD:])


def _their_turn(scene: Scene) -> Sequence[Note]:
    return scene.you if scene.role != "answer" or scene.turn is None else earlier(scene.you, scene.turn[0])


def earlier(notes: Sequence[Note], tick: Tick) -> Sequence[Note]:
    """Of sorted notes those that begin before a tick."""
    return notes[: bisect_left(notes, tick, key=lambda note: note.start)]


def right_hand(scene: Scene) -> list[Note]:
    """The lines that this part has played where it did not accompany: the notes above LEFT_HAND and, but in a solo,
    low ones that are no chord."""
    own = [note for note in scene.own if any(first <= note.start < last for first, last in scene.apart)]
    low = Counter(note.start for note in own if note.pitch <= LEFT_HAND)
    return [n for n in own if n.pitch > LEFT_HAND or (scene.role != "solo" and low[n.start] == 1)]


def _top_line(scene: Scene, notes: Iterable[Note]) -> list[LineNote]:
    """Of notes on one step the highest; what begins under a higher note that sounds on is left out. Velocity stands
    for loudness."""
    line: list[LineNote] = []
    for note in sorted(notes, key=lambda n: (line_step(n.start, scene.swing), -n.pitch)):
        step, end = line_step(note.start, scene.swing), line_step(note.end, scene.swing)
        under = bool(line) and step < line[-1].step + line[-1].length and note.pitch < line[-1].pitch - 4
        if not under and not (line and step == line[-1].step):
            line.append(LineNote(step, note.pitch, max(end - step, 0.5), note.velocity))
    return line


def _in_deviations(line: Sequence[LineNote], level: float | None) -> list[LineNote]:
    """With loudness for velocity, around a level, or around the mean of the line itself."""
    if not line:
        return []
    forces = np.array([note.loud if level is None else note.loud - _rise(note.pitch) for note in line])
    middle = float(forces.mean()) if level is None else level
    spread = max(float(forces.std()), _LEAST_SPREAD) if level is None else SPREAD
    return [note._replace(loud=(force - middle) / spread) for note, force in zip(line, forces.tolist(), strict=True)]


def _one_voice(line: Sequence[LineNote]) -> list[LineNote]:
    """Each note ends where the next one begins, at the latest."""
    ends = [*(note.step for note in line[1:]), 10**9][: len(line)]
    return [note._replace(length=min(note.length, end - note.step)) for note, end in zip(line, ends, strict=True)]


def played(scene: Scene, note: LineNote) -> Note:
    """As it is struck."""
    place = place_of(note.step, "swing", 1.0)  # on the straight grid
    start = struck_at(scene, PIANIST, place)
    whole, rest = divmod(note.step + note.length, 1.0)
    a, b = (place_of(int(whole) + n, "swing", scene.swing) for n in (0, 1))
    end = max(start + _SHORTEST, round(a + rest * (b - a)) - 10)
    force = velocity(scene, PIANIST, place, _level(scene) + SPREAD * note.loud) + _rise(note.pitch)
    return Note(start, note.pitch, Tick(end), min(127, max(1, force)))


def _rise(pitch: int) -> int:
    """Velocity that a pitch adds; whole, so that a line that is heard again is the same in every key."""
    return round(RISE * (pitch - MIDDLE))


def _level(scene: Scene) -> float:
    """Velocity around which a line lies: a solo's, or that of the keyboardist's last notes, as far as `follow` says."""
    usual = LEVEL + 30 * (scene.intensity - 0.45)
    last = () if scene.role == "solo" else _their_turn(scene)[-_LATEST:]
    if not last:
        return usual
    return usual + min(1.0, 2 * scene.follow) * (sum(note.velocity for note in last) / len(last) - usual)


def place_in_beat(scene: Scene) -> float:
    """Of the off-beat, 0.5 where it is straight."""
    return scene.swing / (1 + scene.swing)


def steps_in_bar(scene: Scene) -> int:
    return scene.meter.beats * STEPS_PER_BEAT
