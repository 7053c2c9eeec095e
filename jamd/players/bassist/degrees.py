"""The pitch of each stroke of a bar: the line where it walks, degrees of the chord in a groove."""

from collections.abc import Sequence
from typing import Final

from jamd.music.harmony.chords import Chord
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import TICKS_PER_BEAT
from jamd.players.bassist.strokes import Kind, Stroke, dice_of, drawn
from jamd.players.bassist.walking import chord_on, walk
from jamd.players.bassist.weights import HIGH, LOW

_HIGHEST_ROOT: Final = 47
_STRINGS: Final = (43, 38, 33, 28)
_LEADS: Final = ((-1, 5.0), (1, 3.0), (-2, 3.0), (2, 3.0))  # semitones from where it leads to, and how often
_INSIDE: Final = 0.3  # times as often where it is not in the scale


def root_near(pitch_class: int, pitch: int) -> int:
    """The nearest such pitch, the lower of two, that leaves room for an octave."""
    return min(
        (each for each in range(LOW, _HIGHEST_ROOT + 1) if each % 12 == pitch_class), key=lambda each: abs(each - pitch)
    )


def pitches(scene: Scene, bar: int, struck: Sequence[Stroke], one: int, following: int | None) -> list[int]:
    """Of the strokes of a bar whose first one is `one`; `following`: the pitch on the next bar's 1."""
    beats = [stroke.place // TICKS_PER_BEAT for stroke in struck if stroke.kind == "walked"]
    walked = walk(scene, bar, one, following, beats) if beats else []
    line: list[int] = []
    for stroke, before in zip(struck, [None, *struck], strict=False):
        if stroke.kind == "walked":
            line.append(walked.pop(0))
        elif stroke.kind in ("skip", "drop", "rake"):
            line.append(_below(stroke.kind, line[-1]))
        elif stroke.kind == "answer":
            ahead = walked[0] if walked else following
            line.append(_answer(scene, bar, stroke, before, line[-1], ahead) if line else one)
        elif stroke.kind in ("next", "lead") and following is not None:
            line.append(following if stroke.kind == "next" else _lead(scene, bar, stroke.place, following))
        else:
            line.append(_degree(scene, bar, stroke, before, one))
    return line


def _below(kind: Kind, before: int) -> int:
    """A skip is the same note again; without an octave or a fifth below it, a drop is, too."""
    if kind == "rake":
        return next((string for string in _STRINGS if string < before), before)
    falls = (12, 7) if kind == "drop" else ()
    return next((before - fall for fall in falls if before - fall >= LOW), before)


def _lead(scene: Scene, bar: int, place: int, following: int) -> int:
    """A half step or a step from where it leads to, rather in the scale."""
    chord, beat = chord_on(scene, bar, place // TICKS_PER_BEAT), place // TICKS_PER_BEAT
    steps = [(step, weight) for step, weight in _LEADS if LOW <= following + step <= HIGH]
    inside = frozenset(range(12)) if chord is None else chord.scale_tones
    weights = [weight * (1 if (following + step) % 12 in inside else _INSIDE) for step, weight in steps]
    return following + steps[drawn(weights, dice_of(scene, bar)[3 + beat % 4], scene.temperature)][0]


def _answer(scene: Scene, bar: int, stroke: Stroke, before: Stroke | None, last: int, ahead: int | None) -> int:
    """On the way from the last note to the one ahead."""
    root = _degree(scene, bar, stroke._replace(kind="root"), before, last)
    fifth = _degree(scene, bar, stroke._replace(kind="fifth"), before, last)
    pitch = root if fifth % 12 == last % 12 else fifth
    octaves = (pitch - 12, pitch, pitch + 12)
    goal = last if ahead is None else ahead
    return min(
        (each for each in octaves if LOW <= each <= HIGH and each != last),
        key=lambda each: abs(each - last) + abs(each - goal),
    )


def _degree(scene: Scene, bar: int, stroke: Stroke, before: Stroke | None, one: int) -> int:
    """A chord that has not been heard yet begins with its root."""
    chord = chord_on(scene, bar, stroke.place // TICKS_PER_BEAT)
    if chord is None or stroke.place == 0 or stroke.kind == "pedal":
        return one
    begins = before is None or chord != chord_on(scene, bar, before.place // TICKS_PER_BEAT)
    root = one if chord.bass == one % 12 else root_near(chord.bass, one)
    if begins or stroke.kind not in ("third", "fifth", "below", "octave"):
        return root
    if stroke.kind == "octave":
        return root + 12 if root + 12 <= HIGH else root - 12
    if chord.bass != chord.root:
        return root
    return _tone(chord, stroke.kind, root)


def _tone(chord: Chord, kind: Kind, root: int) -> int:
    """The third or the fifth, as the chord has it; the root where it has none."""
    usual = (4, 3, 5, 2) if kind == "third" else (7, 6, 8)
    step = next((step for step in usual if (chord.root + step) % 12 in chord.chord_tones), 0)
    if kind == "below" and root + step - 12 >= LOW and step:
        return root + step - 12
    return root + step if root + step <= HIGH else root + step - 12
