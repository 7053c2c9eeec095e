"""Charts with damage: written in a format, then cut, doubled, swapped and sprinkled with signs."""

from random import Random
from typing import Final

from generated_sheets import generated_sheet

from jamd.errors import ChartError
from jamd.music.charts.formats import FORMATS, read_sheets
from jamd.music.charts.grid_writer import write_sheet
from jamd.music.charts.text_grid import read_sheet
from jamd.music.charts.unfold import remarks, unfold

_SEEDS: Final = 64  # different tunes
_SIGNS: Final = (
    b"|", b"||", b":|", b"|:", b"|1", b":|2", b":|99x", b"%", b"/", b"[A]", b"[", b"]", b"{segno}", b"{3/4}", b"{",
    b"}", b"{D.S. al Coda}", b"{pickup 2}", b"C7", b"Db^7@3.5", b"N.C.", b"\n", b" ", b"#", b"(", b")", b",", b"key: ",
    b"meter: 0/0", b"tempo: 1e9", b"0", b"99999999999999999999", b"-1", b"nan", b"\0", b"\xff", b"\xf0\x9f\x8e\xb7",
    b"irealb://", b"===", b"=", b"%7C", b"%", b"XyQ", b"Kcl", b"LZ", b"*A", b"T44", b"N1", b"<>", b"<", b">", b"&amp;",
    b"<measure>", b"</measure>", b"<repeat direction='backward' times='9999'/>", b"<ending number='1' type='start'/>",
    b"<harmony>", b"<duration>-5</duration>", b"<divisions>0</divisions>", b"<beats>0</beats>", b"<!--", b"<![CDATA[",
)  # fmt: skip


def mutated(name: str, seed: int) -> bytes:
    """A damaged chart in a format of `FORMATS`; the same for the same seed."""
    rng = Random(seed)
    data = FORMATS[name].write(generated_sheet(seed % _SEEDS))
    for _ in range(rng.randint(1, 8)):
        data = _damaged(data, rng)
    return data


def _damaged(data: bytes, rng: Random) -> bytes:
    start = rng.randint(0, len(data))
    end = min(len(data), start + rng.choice((0, 1, 1, 2, 5, 20, 200)))
    kind = rng.choice(("sign", "sign", "delete", "double", "byte", "end", "move"))
    if kind == "sign":
        return data[:start] + rng.choice(_SIGNS) + data[end:]
    if kind == "double":
        return data[:end] + data[start:end] * rng.randint(1, 4) + data[end:]
    if kind == "byte":
        return data[:start] + bytes((rng.randrange(256),)) + data[end:]
    if kind == "move":
        return data[end:] + data[start:end] + data[:start]
    return data[:start] + (b"" if kind == "end" else data[end:])


def read_as_far_as_can_be(name: str, data: bytes) -> str:
    """The sentence that is said of a chart that cannot be read or played; empty where it can. What can be read can be
    written, too. Anything but a ChartError is a bug."""
    try:
        sheets = read_sheets(data, FORMATS[name].suffixes[0])
    except ChartError as fault:
        return str(fault)
    for sheet in sheets:
        assert read_sheet(write_sheet(sheet)).measures == sheet.measures
        try:
            unfold(sheet)
            remarks(sheet)
        except ChartError as fault:
            return str(fault)
    return ""
