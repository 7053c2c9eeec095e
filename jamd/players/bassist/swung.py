"""The rhythm of a bar in two or in four: which beats have a note of the line, and the skips between them.

How often an off-beat is struck falls with the tempo. In the bars of played trios that have all four beats (Jazz
Trio Database, onsets of the bass) it is .26 of the beats below 130 bpm, .23 to 170, .12 to 220, .08 to 260, then .04,
and half as often again before the 1; transcribed solos have more. What is used lies between.
"""

from typing import Final

import numpy as np

from jamd.music.planning.scene import Scene
from jamd.music.time.notes import TICKS_PER_BEAT
from jamd.players.bassist.strokes import Kind, Stroke, dice_of, drawn, ending_with, freedom
from jamd.players.bassist.walking import chord_on

_OFF_BEAT: Final = TICKS_PER_BEAT // 2
_TRIPLET: Final = TICKS_PER_BEAT // 4  # on the straight grid; swing makes it the second of three

# Beats of a bar in two (in three: in one), how often, and how often at the end of four bars.
_IN_TWO: Final[dict[int, tuple[tuple[tuple[float, ...], float, float], ...]]] = {
    3: (((0,), 7, 2), ((0, 2), 6, 6), ((0, 1.5), 4, 3), ((0, 1), 1, 1), ((0, 1, 2), 2, 6)),
    4: (((0, 2), 10, 4), ((0, 2, 3), 3.5, 5), ((0, 3), 2, 1), ((0, 1, 2), 0.7, 0.5), ((0, 1, 2, 3), 0.7, 4)),
    5: (((0, 3), 10, 3), ((0, 3, 4), 4, 6), ((0, 2, 3), 3, 3), ((0, 1, 2, 3, 4), 0.5, 4)),
}
_SKIPS: Final = ((110.0, 140.0, 180.0, 220.0, 260.0, 320.0), (0.34, 0.31, 0.26, 0.20, 0.13, 0.05))  # bpm, of a beat
_BEFORE_ONE: Final = 1.4  # times as many
_ELSEWHERE: Final = 0.87
_SHUFFLED: Final = 1.6
_LEADING: Final = 0.3  # of the notes in two that do not stand on the last beat
_SKIP_LENGTH: Final = 0.55
_GHOST: Final = -15.0
_DROPS: Final = 0.35  # of the skips at intensity 1
_RAKES: Final = 0.2  # of the bars at intensity 1
_RAKES_FROM: Final = 0.6  # intensity
_RAKES_TO: Final = 230  # bpm
_HELD: Final = 0.05  # of the bars, in which one beat is held over
_LENGTHS: Final = ((120.0, 280.0), (0.93, 0.86))  # bpm, of a beat
_BACKBEAT: Final = 2.0  # louder on 2 and 4


def in_two(scene: Scene, bar: int) -> list[Stroke]:
    """What is struck between the first beat and the last answers with the fifth, more often than it leads on."""
    rows, dice = _IN_TWO[scene.meter.beats], dice_of(scene, bar)
    ends, fewest = ending_with(scene, bar) != "other", len(rows[0][0])
    weights = [scene.busy ** (len(row[0]) - fewest) * (row[2] if ends else row[1]) for row in rows]
    changes = _changes(scene, bar)
    beats = {
        beat for beat in rows[drawn(weights, dice[0], scene.temperature)][0] if beat + 0.5 not in changes
    } | changes
    walked = len(beats) == scene.meter.beats
    struck = []
    for beat in sorted(beats):
        answers = 0 < beat < scene.meter.beats - 1 and not walked and dice[15 + int(beat)] > _LEADING * freedom(scene)
        kind: Kind = "answer" if answers else "walked"
        struck.append(Stroke(int(beat * TICKS_PER_BEAT), kind, 0.95))
    return _with_skips(scene, bar, dice, struck)


def in_four(scene: Scene, bar: int) -> list[Stroke]:
    """All beats, but now and then one that is held over."""
    dice, beats = dice_of(scene, bar), list(range(scene.meter.beats))
    held = 1 + int(dice[13] * (len(beats) - 2))
    if dice[12] < _HELD * max(0.0, 2 - scene.busy) * freedom(scene) and held not in _changes(scene, bar):
        beats.remove(held)
    length = float(np.interp(scene.bpm, *_LENGTHS))
    walked = [Stroke(beat * TICKS_PER_BEAT, "walked", length, _BACKBEAT * (beat % 2)) for beat in beats]
    return _with_skips(scene, bar, dice, walked)


def _changes(scene: Scene, bar: int) -> set[int]:
    """The beats, but the first, that have a chord of their own."""
    return {
        beat for beat in range(1, scene.meter.beats) if chord_on(scene, bar, beat) != chord_on(scene, bar, beat - 1)
    }


def _with_skips(scene: Scene, bar: int, dice: list[float], walked: list[Stroke]) -> list[Stroke]:
    raked = _raked(scene, dice)
    struck: list[Stroke] = []
    for stroke, following in zip(walked, [*walked[1:], None], strict=True):
        struck.append(stroke)
        behind = scene.meter.bar if following is None else following.place
        if behind % TICKS_PER_BEAT:
            continue
        beat = behind // TICKS_PER_BEAT - 1
        if beat == raked:
            struck += [Stroke(behind - after, "rake", 0.6, _GHOST) for after in (3 * _TRIPLET, 2 * _TRIPLET)]
        elif dice[1 + beat] < _skips(scene, is_last=following is None):
            kind: Kind = "drop" if dice[6 + beat] < _DROPS * scene.intensity else "skip"
            struck.append(Stroke(behind - _OFF_BEAT, kind, _SKIP_LENGTH, _GHOST))
    return struck


def _skips(scene: Scene, is_last: bool) -> float:
    """How likely an off-beat is struck."""
    share = float(np.interp(scene.bpm, *_SKIPS)) * (_BEFORE_ONE if is_last else _ELSEWHERE)
    shuffled = _SHUFFLED if scene.style == "shuffle" else 1.0
    return share * shuffled * scene.busy * freedom(scene) * (0.6 + 0.8 * scene.intensity)


def _raked(scene: Scene, dice: list[float]) -> int | None:
    """The beat that is raked across the strings, down to the next one; as a rule none."""
    much = _RAKES * max(0.0, scene.intensity - _RAKES_FROM) * scene.busy * freedom(scene)
    is_swing = scene.style in ("swing", "shuffle") and scene.meter.beats == 4 and scene.bpm <= _RAKES_TO
    return (1 if dice[14] < 0.5 else 3) if is_swing and dice[11] < much else None
