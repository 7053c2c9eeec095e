"""Links of iReal Pro, read and written: tunes as the program exports them, one or a playlist.

    irealb://Title=Last First==Medium Swing=C==1r34LbKcu7...=Jazz-Medium Swing=140=3===Next title=...===Name
    irealbook://Title=Last First=Medium Swing=C=n={*AT44C^7 A-7 |D-7 G7 }

The first holds its pages scrambled: fifty characters at a time, some of which change places. The second, older and
documented by its makers, is plain. Both are usually percent-encoded, in an HTML file or pasted.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final
from urllib.parse import quote, unquote

from jamd.errors import ChartError
from jamd.music.charts.ireal.page import LONG_FORMS, read_page
from jamd.music.charts.ireal.pickup import pickup_of
from jamd.music.charts.ireal.writing import ireal_page
from jamd.music.charts.sheet import Sheet, TimeSignature

_LONGEST: Final = 4_000_000  # characters; the largest playlists that people share have about 1.3 million
_SCRAMBLED: Final = "1r34LbKcu7"
_BLOCK: Final = 50
_CHANGE_PLACES: Final = (*range(5), *range(10, 24))  # with the same places counted from the end
_LINK: Final = re.compile(r"(?P<quoted>[\"'])?ireal(?P<kind>book|b)://(?P<rest>[^\r\n]*)", re.I)
_PLAIN_FIELDS: Final = 6  # title, composer, style, key, n, page
_ARTICLE: Final = re.compile(r"^(.*), (The|A|An)$")
_LEADING_ARTICLE: Final = re.compile(r"^(The|A|An) (.*)$")
_COMPOUND: Final = (6, 9, 12)  # eighths
_COMPOUND_BEAT: Final = 1.5  # quarters, that iReal Pro's tempo counts there


def read_ireal(text: str) -> list[Sheet]:
    """The tunes of all links in a text or an HTML file; ChartError, one sentence, where there is none to read."""
    if len(text) > _LONGEST:
        raise ChartError(f"this is too long for a link of iReal Pro (over {_LONGEST // 1_000_000} million characters)")
    tunes = [tune for link in _LINK.finditer(text) for tune in _tunes(link)]
    if not tunes:
        raise ChartError("no iReal Pro tune is in this text; a link starts with irealb:// or irealbook://")
    sheets, faults = list[Sheet](), list[ChartError]()
    for tune in tunes:
        try:
            sheets.append(_sheet(*tune))
        except ChartError as error:
            faults.append(error)
    if not sheets:
        raise faults[0]
    return sheets


def _tunes(link: re.Match[str]) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Title, composer, style, key, page and tempo of each tune."""
    rest = link["rest"]
    if link["quoted"]:
        rest = unescape(rest.partition(link["quoted"])[0])
    elif "=" not in rest:
        rest = rest.split(maxsplit=1)[0] if rest.strip() else ""
    fields = unquote(rest).split("=")
    if link["kind"].lower() == "book":
        for first in range(0, len(fields) - _PLAIN_FIELDS + 1, _PLAIN_FIELDS):
            title, composer, style, key, _, page = fields[first : first + _PLAIN_FIELDS]
            yield title, composer, style, key, page, ""
        return
    for place in range(6, len(fields)):
        if fields[place].startswith(_SCRAMBLED):
            title, composer, _, style, key, _ = fields[place - 6 : place]
            tempo = fields[place + 2] if place + 2 < len(fields) else ""
            yield title, composer, style, key, scrambled(fields[place].removeprefix(_SCRAMBLED)), tempo


def _sheet(title: str, composer: str, style: str, key: str, page: str, tempo: str) -> Sheet:
    title = _ARTICLE.sub(r"\2 \1", title.strip())
    measures = read_page(page)
    if not measures:
        raise ChartError(f"'{title}' has no bars")
    bpm = float(tempo) if tempo.isascii() and tempo.isdigit() and 0 < int(tempo) < 1000 else None
    if bpm is not None and _is_compound(measures[0].time):
        bpm = float(round(bpm * _COMPOUND_BEAT))
    key = key.strip().replace("-", "m")
    measures, pickup = pickup_of(page, measures)
    return Sheet(measures, title, _name_turned(composer), style.strip(), key, bpm, pickup)


def write_ireal(sheet: Sheet) -> str:
    """The irealb:// link of a sheet; ChartError where iReal Pro has no sign for its meter."""
    page = ireal_page(sheet)
    for short, long in reversed(LONG_FORMS):
        page = page.replace(long, short)
    bpm = (
        0.0 if sheet.bpm is None else sheet.bpm / _COMPOUND_BEAT if _is_compound(sheet.measures[0].time) else sheet.bpm
    )
    title, composer, style = (
        text.replace("=", "-")
        for text in (_LEADING_ARTICLE.sub(r"\2, \1", sheet.title), _name_turned(sheet.composer), sheet.style)
    )
    key = sheet.key.replace("m", "-") or "C"
    fields = [title, composer, "", style, key, "", _SCRAMBLED + scrambled(page), "", str(round(bpm)), "0"]
    return f"irealb://{quote('='.join(fields), safe='')}"


def scrambled(page: str) -> str:
    """A page scrambled, or a scrambled one made readable: the same places change either way."""
    blocks = []
    while len(page) > _BLOCK + 1:  # a last block of 50 or 51 characters stays as it is
        block = list(page[:_BLOCK])
        for place in _CHANGE_PLACES:
            block[place], block[-1 - place] = block[-1 - place], block[place]
        blocks.append("".join(block))
        page = page[_BLOCK:]
    return "".join([*blocks, page])


def _name_turned(composer: str) -> str:
    """'Last First' for 'First Last', as iReal Pro sorts them; other names stay."""
    return " ".join(reversed(names)) if len(names := composer.split()) == 2 else composer.strip()


def _is_compound(time: TimeSignature | None) -> bool:
    return time is not None and time.unit == 8 and time.beats in _COMPOUND
