"""Our own notes coming back: a DAW that echoes, or the same port as input and output, would make the band listen to itself."""

from typing import Final

from jamd.music.notes import Nanos

_ECHO_NS: Final = 30_000_000  # longer than any loop through a DAW, shorter than a hand repeats a key


class Echoes:
    """Remembers what was sent in the last 30 ms. Wire's loop alone."""

    def __init__(self) -> None:
        self._sent: dict[bytes, Nanos] = {}
        self.caught = 0

    def sent(self, data: bytes, now: Nanos) -> None:
        if len(self._sent) > 256:
            self._sent = {known: ns for known, ns in self._sent.items() if now - ns <= _ECHO_NS}
        self._sent[data] = now

    def is_echo(self, data: bytes, ns: Nanos) -> bool:
        """Is a message that arrived at `ns` one of ours? Each one comes back once."""
        sent_ns = self._sent.get(data)
        if sent_ns is None or not 0 <= ns - sent_ns <= _ECHO_NS:
            return False
        del self._sent[data]
        self.caught += 1
        return True
