"""The drum kit: twelve voices, and the General MIDI drum map. No other module writes a drum's MIDI note.

A voice is a small integer, an index into `VOICES`; networks, codecs and players all count in it. The pedal hi-hat is
a voice of its own (one jazz hit in seven), and so are the side stick and the bell of the ride. Incoming notes are
General MIDI with the extra notes of Roland's TD series (22 and 26 are the hi-hat's edge, 40 the snare's rim, 58 the
floor tom's) and of GM brush kits (39 is the slap). Hand percussion (shaker, conga, tambourine, cowbell ...) is no part
of a jazz kit and has no voice.
"""

from typing import Final

VOICES: Final = (
    "kick",
    "snare",
    "sidestick",
    "closed hat",
    "pedal hat",
    "open hat",
    "low tom",
    "mid tom",
    "high tom",
    "crash",
    "ride",
    "ride bell",
)

KICK, SNARE, SIDESTICK, CLOSED_HAT, PEDAL_HAT, OPEN_HAT = range(6)
LOW_TOM, MID_TOM, HIGH_TOM, CRASH, RIDE, BELL = range(6, 12)

PITCH_OF_VOICE: Final = (36, 38, 37, 42, 44, 46, 43, 47, 50, 49, 51, 53)
"""The General MIDI note that sounds a voice."""

VOICE_OF_PITCH: Final = {
    35: KICK, 36: KICK,
    38: SNARE, 39: SNARE, 40: SNARE,
    37: SIDESTICK,
    22: CLOSED_HAT, 42: CLOSED_HAT,
    44: PEDAL_HAT,
    26: OPEN_HAT, 46: OPEN_HAT,
    41: LOW_TOM, 43: LOW_TOM, 58: LOW_TOM,
    45: MID_TOM, 47: MID_TOM,
    48: HIGH_TOM, 50: HIGH_TOM,
    49: CRASH, 52: CRASH, 55: CRASH, 57: CRASH,
    51: RIDE, 59: RIDE,
    53: BELL,
}  # fmt: skip
"""The voice that a note of an electronic kit or a General MIDI file means; notes that are missing have none."""
