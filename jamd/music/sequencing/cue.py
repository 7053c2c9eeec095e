"""What is to be sent, and when: the one value between those who make messages and the output."""

import msgspec

from jamd.music.time.notes import BandPart, Nanos, Tick


class Cue(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One message whose time has come: it is to leave at `due_ns`."""

    tick: Tick
    part: BandPart | None  # None: a message of the MIDI clock
    data: bytes | None  # None: a note-on of the band that came too late to be sent
    due_ns: Nanos
