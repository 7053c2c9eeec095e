"""The bars that a network wrote last: who plans a bar again, from the same music, need not write it again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

REMEMBERED: Final = 64  # bars

Bar = TypeVar("Bar")


class WrittenBars(Generic[Bar]):
    """Of one player, called by the band process alone."""

    def __init__(self) -> None:
        self._bars: OrderedDict[Hashable, Bar] = OrderedDict()

    def get(self, key: Hashable, write: Callable[[], Bar]) -> Bar:
        """A bar, written unless it is known. `key`: all that it depends on. It is shared: whoever changes it copies it
        first."""
        if key not in self._bars:
            self._bars[key] = write()
            if len(self._bars) > REMEMBERED:
                self._bars.popitem(last=False)
        self._bars.move_to_end(key)
        return self._bars[key]
