"""How hard the band strikes what leaves it, so that its parts balance on a General MIDI synth.

The players strike as the people whom they learned from: a pianist at a grand, a drummer at an electronic kit whose
module evens out its drums and cymbals. In General MIDI loudness goes with the square of velocity, and a crash is struck
from a louder sample than the ride. Sent as they are, the piano is 4 LU above the drums, the bass 2 LU, and a crash 16
dB above the ride; with these factors piano and drums are about as loud and the bass 2 LU below them (docs/page.md has
figures), nearly every crash is within 8 dB, and the relations of the strokes of a part stay what they were
(`tests/test_loudness.py` measures it through FluidR3 GM). Only what leaves is scaled: the players remember what they
played.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from jamd.commands.choices import Style
from jamd.music.drum_kit import CRASH, PITCH_OF_VOICE
from jamd.music.planning.score import Notes
from jamd.music.time.notes import BandPart, Note

_LEVEL: Final[dict[BandPart, float]] = {"drums": 1.15, "bass": 0.77, "piano": 0.88}
_BRUSHES: Final = 1.14  # of the drums in a ballad: soft strokes on the snare, softer still on a synth
_CRASH: Final = 0.52  # of the drums' level


def as_sent(part: BandPart, notes: Iterable[Note], style: Style, volume: float) -> Notes:
    """A part's notes as loud as it is set; none at volume 0. Velocities stay between 1 and 127."""
    level = volume * _LEVEL.get(part, 1.0) * (_BRUSHES if part == "drums" and style == "ballad" else 1.0)
    return tuple(_struck(note, level * _crash(part, note)) for note in notes if volume > 0)


def _crash(part: BandPart, note: Note) -> float:
    return _CRASH if part == "drums" and note.pitch == PITCH_OF_VOICE[CRASH] else 1.0


def _struck(note: Note, level: float) -> Note:
    return msgspec.structs.replace(note, velocity=min(127, max(1, round(note.velocity * level))))
