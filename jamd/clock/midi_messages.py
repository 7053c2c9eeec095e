"""The messages of MIDI clock: 24 clocks to the quarter, Start, Continue, Stop; Song Position counts sixteenths."""

from typing import Final

from jamd.music.time.notes import TICKS_PER_BEAT, Tick

CLOCK: Final = b"\xf8"
START: Final = b"\xfa"
CONTINUE: Final = b"\xfb"
STOP: Final = b"\xfc"
SONG_POSITION: Final = b"\xf2"

CLOCKS_PER_BEAT: Final = 24
TICKS_PER_CLOCK: Final = TICKS_PER_BEAT // CLOCKS_PER_BEAT
TICKS_PER_POSITION: Final = TICKS_PER_BEAT // 4
_MOST: Final = 2**14  # positions: they wrap after 1024 bars of four


def song_position(tick: Tick) -> bytes:
    """The message for a tick that lies on a sixteenth."""
    position = tick // TICKS_PER_POSITION % _MOST
    return SONG_POSITION + bytes((position & 0x7F, position >> 7))


def tick_of_position(data: bytes) -> Tick | None:
    """The tick of a Song Position message; None if it is truncated."""
    if len(data) != 3:
        return None
    return Tick((data[1] & 0x7F | (data[2] & 0x7F) << 7) * TICKS_PER_POSITION)
