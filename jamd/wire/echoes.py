"""Our own notes coming back. If a DAW echoes them, or input and output are the same port, the band would listen to
itself.

A message that we sent in the last 30 ms is ignored, with one exception: the band and the keyboardist often let go
of the same key at the same time, so a note-off is an echo only if its note-on was one.
"""

from typing import Final

from jamd.music.events import is_note_off, is_note_on
from jamd.music.time.notes import Nanos

_ECHO_NS: Final = 30_000_000  # longer than any loop through a DAW, shorter than a hand repeats a key


class Echoes:
    """Remembers what was sent in the last 30 ms. Owned by `Output`, called under its lock."""

    def __init__(self) -> None:
        self._sent: dict[bytes, tuple[bytes, Nanos]] = {}
        self._came_back: set[tuple[int, int]] = set()  # (channel, pitch) of note-ons that did
        self.caught = 0  # note-ons

    def sent(self, data: bytes, now: Nanos) -> None:
        if len(self._sent) > 256:
            self._sent = {source: known for source, known in self._sent.items() if now - known[1] <= _ECHO_NS}
        self._sent[_source(data)] = data, now

    def is_echo(self, data: bytes, ns: Nanos) -> bool:
        """Whether a message that arrived at `ns` is one of ours. Each one comes back once."""
        source = _source(data)
        known, sent_ns = self._sent.get(source, (b"", ns))
        if known != data or not 0 <= ns - sent_ns <= _ECHO_NS:
            return False
        key = (data[0] & 0x0F, data[1])
        if is_note_off(data) and key not in self._came_back:
            return False
        self._came_back.discard(key)
        if is_note_on(data):
            self._came_back.add(key)
            self.caught += 1
        self._sent.pop(source, None)
        return True


def _source(data: bytes) -> bytes:
    """The key that a message is remembered by: a note by itself, a controller without its value."""
    return data if data[0] < 0xA0 else data[:2] if data[0] < 0xC0 else data[:1]
