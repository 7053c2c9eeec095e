"""QR codes, for a page and for a terminal. The only home of segno."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

_QUIET: Final = 4  # modules around a code, which its readers need
_BLACK_ON_WHITE: Final = "\x1b[30;107m"  # whatever the terminal's own colours are
_AS_BEFORE: Final = "\x1b[0m"
_BLOCKS: Final = {"00": " ", "10": "▀", "01": "▄", "11": "█"}  # two rows in a line, the upper one first


def qr_code(text: str) -> list[str]:
    """Rows of 0 and 1, without a margin; 1 is dark."""
    import segno  # not before a code is asked for

    return ["".join("01"[bit] for bit in row) for row in segno.make(text, micro=False).matrix]


def in_terminal(code: Sequence[str]) -> str:
    """Lines to write, with the margin."""
    width = len(code[0]) + 2 * _QUIET
    margin = ["0" * width] * _QUIET
    rows = [*margin, *(f"{'0' * _QUIET}{row}{'0' * _QUIET}" for row in code), *margin]
    lines = (
        "".join(_BLOCKS[upper + lower] for upper, lower in zip(*pair, strict=True))
        for pair in zip_longest(rows[::2], rows[1::2], fillvalue="0" * width)
    )
    return "".join(f"{_BLACK_ON_WHITE}{line}{_AS_BEFORE}\n" for line in lines)
