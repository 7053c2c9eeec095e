"""The channel messages of MIDI as bytes: made, and told apart."""

from typing import Final, NamedTuple

NOTE_OFF: Final = 0x80
NOTE_ON: Final = 0x90
KEY_PRESSURE: Final = 0xA0
CONTROL: Final = 0xB0
PROGRAM_CHANGE: Final = 0xC0
CHANNEL_PRESSURE: Final = 0xD0
PITCH_BEND: Final = 0xE0
MODULATION: Final = 1  # the wheel's controller
SUSTAIN: Final = 64  # the damper pedal's controller
SOSTENUTO: Final = 66  # the pedal that holds only the keys that are down already
PEDALS: Final = range(64, 70)  # the controllers that are switches: sustain, sostenuto, soft and their like
PEDAL_DOWN: Final = 64  # a controller's value from which a pedal is down
ALL_SOUND_OFF: Final = 120  # controllers, too
RESET_CONTROLLERS: Final = 121
ALL_NOTES_OFF: Final = 123  # and all above, which change the mode of a synth
PERCUSSION: Final = 10  # the channel, from 1, whose keys are drums
PROGRAMS: Final = 128  # sounds of General MIDI, counted from 1
GRAND_PIANO: Final = 1  # what every channel but that of the drums plays until it is told
ACOUSTIC_BASS: Final = 33
_CENTRE: Final = b"\x00\x40"  # of a pitch bend, its fine byte first
_LENGTHS: Final = {0x80: 3, 0x90: 3, 0xA0: 3, 0xB0: 3, 0xC0: 2, 0xD0: 2, 0xE0: 3}  # bytes of a channel message


def note_on(channel: int, pitch: int, velocity: int) -> bytes:
    """`channel` counts from 1."""
    return bytes((NOTE_ON | channel - 1, pitch, velocity))


def note_off(channel: int, pitch: int) -> bytes:
    """`channel` counts from 1."""
    return bytes((NOTE_OFF | channel - 1, pitch, 0))


def program_change(channel: int, program: int) -> bytes:
    """Both count from 1."""
    return bytes((PROGRAM_CHANGE | channel - 1, program - 1))


class NoteMessage(NamedTuple):
    """A note-on or note-off, decoded."""

    pitch: int
    velocity: int  # 0: note-off

    @property
    def is_on(self) -> bool:
        return self.velocity > 0


def note_message(data: bytes) -> NoteMessage | None:
    """The note that a channel message strikes or releases; None if it is another kind of message."""
    kind = data[0] & 0xF0 if len(data) == 3 else 0
    if kind not in (NOTE_ON, NOTE_OFF):
        return None
    return NoteMessage(data[1], data[2] if kind == NOTE_ON else 0)


def is_note_on(data: bytes) -> bool:
    return len(data) == 3 and data[0] & 0xF0 == NOTE_ON and data[2] > 0


def is_note_off(data: bytes) -> bool:
    """A note-off, or the note-on of velocity 0 that means one."""
    return len(data) == 3 and (data[0] & 0xF0 == NOTE_OFF or (data[0] & 0xF0 == NOTE_ON and data[2] == 0))


def is_channel_message(data: bytes) -> bool:
    """Exactly one complete message."""
    return bool(data) and _LENGTHS.get(data[0] & 0xF0) == len(data) and data[1:].isascii()


def is_percussion(data: bytes) -> bool:
    return data[0] & 0x0F == PERCUSSION - 1


def lifts_all_keys(data: bytes) -> bool:
    """All Sound Off, All Notes Off, or a change of mode, which is one too."""
    return data[0] & 0xF0 == CONTROL and (data[1] == ALL_SOUND_OFF or data[1] >= ALL_NOTES_OFF)


def lifts_pedals(data: bytes) -> bool:
    """All Sound Off or Reset All Controllers: what the pedals hold ends."""
    return data[0] & 0xF0 == CONTROL and data[1] in (ALL_SOUND_OFF, RESET_CONTROLLERS)


def is_resting(data: bytes) -> bool:
    """A pedal that is up, a wheel that is back, a key that is pressed no more: what springs back when it is let go."""
    kind = data[0] & 0xF0
    if kind == CONTROL:
        return data[2] < PEDAL_DOWN if data[1] in PEDALS else data[1:] == bytes((MODULATION, 0))
    if kind == PITCH_BEND:
        return data[1:] == _CENTRE
    return kind in (KEY_PRESSURE, CHANNEL_PRESSURE) and data[-1] == 0
