"""Wire that stood still: somebody stopped it, or the laptop slept. What the keyboardist played meanwhile nobody has, a
note-off neither; and what wire sends in the first moment JACK may lose, since it counts a stopped client as late.
"""

from collections.abc import Callable
from typing import Final

from jamd.music.events import Keyed
from jamd.wire.output import Output

_STANDS_STILL_S: Final = 0.2  # a busy machine hardly makes us wait so long; a keyboardist misses two notes or so
_REPEATS: Final = 5  # turns of the loop, a tenth of a second each while music plays


class StandStill:
    """Called by wire's loop alone. `hear` takes a key as if it had come from outside, `tell` a sentence."""

    def __init__(self, output: Output, hear: Callable[[Keyed], None], tell: Callable[[str], None]) -> None:
        self._output = output
        self._hear = hear
        self._tell = tell
        self._repeats = 0  # of the note-offs, that are still to come

    def waited(self, overslept_s: float) -> None:
        """So long after the instant at which it meant to."""
        if overslept_s > _STANDS_STILL_S:
            self._tell(f"wire stood still for {overslept_s:.1f} s: what you played meanwhile is lost")
            for off in self._output.held_by_you():
                self._hear(Keyed(off))
            self._repeats = _REPEATS
        elif self._repeats:
            self._repeats -= 1
            self._output.catch_up()
