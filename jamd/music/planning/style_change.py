"""Which style holds where: another one begins at a bar line, for the whole band."""

from collections.abc import Iterator

from jamd.commands.choices import Style
from jamd.music.time.notes import Tick


class StyleChange:
    """Owned by the jam machine."""

    def __init__(self) -> None:
        self._now: Style | None = None  # None: nothing was played yet
        self._since = Tick(0)
        self._before: tuple[Style, Tick] | None = None

    def forget(self) -> None:
        """What was played belongs to another run of the clock."""
        self._now = None

    def ask(self, style: Style, start: Tick, line: Tick) -> None:
        """From a bar line on, the next one as seen from the start of a plan or of a passage."""
        if self._now is None:
            self._now, self._since, self._before = style, Tick(0), None
        if style == self._now:
            return
        if self._before is None or self._since <= start:  # else the last change has not come yet
            self._before = (self._now, self._since)
            self._since = Tick(max(0, line))
        self._now = style
        if self._before[0] == style:
            self._since, self._before = self._before[1], None

    def pieces(self, start: Tick, end: Tick) -> Iterator[tuple[Tick, Tick, Style, Tick]]:
        """[start, end) cut where the style changes, with each style and the bar line from which it holds."""
        assert self._now is not None, "no style was asked for yet"
        if self._before is not None and start < self._since:
            style, since = self._before
            yield start, min(end, self._since), style, since
            start = self._since
        if start < end:
            yield start, end, self._now, self._since
