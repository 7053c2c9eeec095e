"""A small terminal for tests: what a program writes goes in, what a person sees comes out."""

import re

from jamd.stage.screen import Screen

_ONE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|.", re.DOTALL)


class Glass:
    """Understands line ends, and the cursor movements and erasures that jamd uses; styles are not shown."""

    def __init__(self, columns: int = 80, lines: int = 24) -> None:
        self.columns, self.lines = columns, lines
        self._rows = [""]
        self._row = self._column = 0

    def take(self, text: str) -> None:
        for found in _ONE.finditer(text):
            if found[2] == "A":
                top = max(0, len(self._rows) - self.lines)  # what has scrolled away cannot be reached
                self._row = max(top, self._row - int(found[1] or 1))
            elif found[2] in ("J", "K"):
                self._rows[self._row] = self._rows[self._row][: self._column]
                del self._rows[self._row + 1 if found[2] == "J" else len(self._rows) :]
            elif found[0] == "\r":
                self._column = 0
            elif found[0] == "\n":
                self._begin_row()
            elif found[2] is None:
                self._put(found[0])

    def _begin_row(self) -> None:
        self._row, self._column = self._row + 1, 0
        if self._row == len(self._rows):
            self._rows.append("")

    def _put(self, letter: str) -> None:
        if self._column == self.columns:
            self._begin_row()
        row = self._rows[self._row].ljust(self._column)
        self._rows[self._row] = row[: self._column] + letter + row[self._column + 1 :]
        self._column += 1

    @property
    def seen(self) -> list[str]:
        """The rows, with those that have scrolled away, without spaces at their ends."""
        return [row.rstrip() for row in self._rows]


class Paper(Screen):
    """Takes everything at once."""

    def __init__(self, redraws: bool = False, size: tuple[int, int] = (80, 24)) -> None:
        self.redraws = redraws
        self.text = ""
        self.glass = Glass(*size)

    @property
    def is_behind(self) -> bool:
        return False

    @property
    def size(self) -> tuple[int, int]:
        return self.glass.columns, self.glass.lines

    def remember_mode(self) -> None: ...

    def write(self, text: str) -> None:
        self.text += text
        self.glass.take(text)

    def close(self) -> None: ...
