"""Keys and pedals that are down: what has to be let go where a recording ends."""

from typing import Final

from jamd.music.channel_messages import (
    CONTROL,
    PEDAL_DOWN,
    RESET_CONTROLLERS,
    SOSTENUTO,
    SUSTAIN,
    lifts_all_keys,
    note_message,
    note_off,
)

_PEDALS: Final = (SUSTAIN, SOSTENUTO, 67, 69)  # 67: the soft pedal, 69: the second damper


class Held:
    """Channel messages go in, in order; `releases` are those that let go of everything."""

    def __init__(self) -> None:
        self._keys: set[tuple[int, int]] = set()  # channel from 0, pitch
        self._pedals: set[tuple[int, int]] = set()  # channel from 0, controller

    def hear(self, data: bytes) -> None:
        channel = data[0] & 0x0F
        if (note := note_message(data)) is not None:
            (self._keys.add if note.is_on else self._keys.discard)((channel, note.pitch))
        elif lifts_all_keys(data):
            self._keys = {key for key in self._keys if key[0] != channel}
        elif data[0] & 0xF0 == CONTROL and data[1] in _PEDALS:
            (self._pedals.add if data[2] >= PEDAL_DOWN else self._pedals.discard)((channel, data[1]))
        elif data[0] & 0xF0 == CONTROL and data[1] == RESET_CONTROLLERS:
            self._pedals = {pedal for pedal in self._pedals if pedal[0] != channel}

    def releases(self) -> list[bytes]:
        keys = [note_off(channel + 1, pitch) for channel, pitch in sorted(self._keys)]
        return keys + [bytes((CONTROL | channel, pedal, 0)) for channel, pedal in sorted(self._pedals)]

    def let_go(self) -> list[bytes]:
        """The releases; nothing is held any more."""
        releases = self.releases()
        self._keys.clear()
        self._pedals.clear()
        return releases
