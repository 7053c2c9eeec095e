"""The page of a tune in iReal Pro's own notation, read as measures.

One character or a few are a sign: `|` `[` `]` `{` `}` `Z` bar lines, `*A` a section, `T34` a meter, `N1` an ending, `S`
segno, `Q` coda, `U` the end of the last chorus, `<D.C. al Coda>` text, `x` and `r` the bar or the two bars before once
more, `n` no chord, `p` a slash, `W/C` another bass. A chord or a space is a cell (see `beats.py`), and a sign belongs
to the cell after it. Sizes (`s`, `l`), room (`Y`), fermatas and chords to choose instead (`(A7)`) are read past.
Chords are spelt as jamd spells them, since iReal Pro's `h7` and `^7` are not what its users see.
"""

import re
from typing import Final

from jamd.errors import ChartError
from jamd.music.charts.ireal.beats import Cell, starts
from jamd.music.charts.ireal.form_signs import Bar, Signs, written_out
from jamd.music.charts.sheet import MOST_MEASURES, Measure, TimeSignature, WrittenChord
from jamd.music.harmony.chords import Chord, read_chord
from jamd.music.harmony.writing import respelled
from jamd.music.time.notes import Tick

LONG_FORMS: Final = (("XyQ", "   "), ("Kcl", "| x"), ("LZ", " |"))
_TOKEN: Final = re.compile(
    r"<(?P<text>[^<>]{0,200})>"
    r"|(?P<instead>\([^()]{0,100}\))"
    r"|\*(?P<section>[A-Za-z])"
    r"|T(?P<time>\d\d)"
    r"|N(?P<ending>\d)"
    r"|(?P<root>[A-G][b#]?)(?P<shape>(?:sus|alt|add|6/9|[-+^hoø\d#b])*)(?:\*(?P<own>[^*]{0,40})\*)?(?P<bass>/[A-G][b#]?)?"
    r"|W(?P<other_bass>/[A-G][b#]?)?"
    r"|(?P<sign>.)",
    re.DOTALL,
)
_EARLY: Final = re.compile(r"((?:\*[A-Za-z]|T\d\d|N\d){1,8})([|\[\]{}Z])")  # belongs to the bar after the line
_SECTIONS: Final = {"i": "Intro", "v": "Verse"}
_NO_CHORD: Final = read_chord("N.C.")
_REPEATS: Final = {"x": 1, "r": 2}


def read_page(page: str) -> tuple[Measure, ...]:
    """The measures of a page; ChartError names the bar."""
    for short, long in LONG_FORMS:
        page = page.replace(short, long)
    page = _EARLY.sub(r"\2\1", page)
    reader = _Reader()
    for token in _TOKEN.finditer(page):
        reader.read(token)
    reader.end()
    return written_out(reader.measures, reader.signs)


class _Reader:
    """The measures so far, and the bar that is being read."""

    def __init__(self) -> None:
        self.measures: list[Measure] = []
        self.signs = Signs()
        self._bar = Bar()
        self._cells: list[Cell] = []
        self._repeats = 0  # of how many bars before this one the first is repeated
        self._owes_second = False  # the second bar that `r` repeats
        self._outside = False  # behind a bar line that closes, before one that opens
        self._time = TimeSignature()
        self._chord = _NO_CHORD

    def read(self, token: re.Match[str]) -> None:
        if token["root"]:
            quality = token["shape"] + (token["own"] or "")
            self._sound(respelled(read_chord(token["root"] + quality + (token["bass"] or ""))))
        elif token["other_bass"]:
            self._sound(_over(self._chord, token["other_bass"]))
        elif token["text"] is not None:
            self.signs.read_text(self._bar, token["text"])
        elif token["section"]:
            self._bar.section = _SECTIONS.get(token["section"], token["section"].upper())
        elif token["time"]:
            self._bar.time = _time(token["time"])
        elif token["ending"]:
            self._bar.ending = int(token["ending"])
        elif token["sign"]:
            self._read_sign(token["sign"])

    def _read_sign(self, sign: str) -> None:
        if sign in "|[]{}Z":
            self._barline(sign)
        elif sign == " " or (sign == "p" and self._cells):
            if self._cells:
                self._cells[-1] = self._cells[-1]._replace(width=self._cells[-1].width + 1)
        elif sign == "p":
            self._cells.append(Cell(None))
        elif sign == "n":
            self._sound(_NO_CHORD)
        elif sign in _REPEATS:
            self._repeats = _REPEATS[sign]
        elif sign == "S":
            self._bar.segno = True
        elif sign == "Q":
            self.signs.codas.append((len(self.measures), bool(self._cells or self._repeats)))
        elif sign == "U":
            self._bar.last_chorus_ends = True

    def _sound(self, chord: Chord) -> None:
        self._chord = chord
        self._cells.append(Cell(chord))

    def _barline(self, sign: str) -> None:
        self._close()
        if self._outside and sign in "|[{":
            self._hand_back()
        self._outside = sign in "]}Z"
        if sign == "}" and self.measures:
            self.measures[-1] = self.signs.closed(self.measures[-1])
        elif sign == "{":
            self._bar.opens_repeat = True
            self.signs.times = 0
        elif sign in "[]Z":
            self._bar.double = True

    def _hand_back(self) -> None:
        """A jump that is written behind the bar line stands at the end of the bar before it."""
        if self.measures and (self._bar.jump or self._bar.fine):
            self.measures[-1] = self.signs.ended(self.measures[-1], len(self.measures) - 1, self._bar)
            self._bar.jump, self._bar.fine = None, False

    def end(self) -> None:
        """The page is over."""
        self._close()
        self._hand_back()

    def _close(self) -> None:
        """The bar ends here; an empty one is only room on the page, and its signs belong to the next."""
        if not (self._cells or self._repeats or self._owes_second):
            return
        number = len(self.measures)
        if number == MOST_MEASURES:
            raise ChartError(f"a chart has at most {MOST_MEASURES} bars")
        self._time = self._bar.time or self._time
        try:
            chords = self._chords(number)
        except ChartError as error:
            raise ChartError(f"bar {number + 1}: {error}") from None
        self.measures.append(self.signs.measure(self._bar, number, chords))
        self._owes_second = self._repeats == 2
        self._bar, self._cells, self._repeats, self._outside = Bar(), [], 0, False

    def _chords(self, number: int) -> tuple[WrittenChord, ...]:
        back = self._repeats or (2 if self._owes_second and not self._cells else 0)
        if back:
            again = self.measures[number - back].chords if back <= number else (WrittenChord(Tick(0), _NO_CHORD),)
            return tuple(each for each in again if each.at < self._time.measure)
        if number == 0 and self._cells[0].chord is None:
            self._cells[0] = self._cells[0]._replace(chord=_NO_CHORD)
        return tuple(
            WrittenChord(at, cell.chord)
            for at, cell in zip(starts(self._cells, self._time), self._cells, strict=True)
            if cell.chord is not None
        )


def _time(digits: str) -> TimeSignature:
    """`34` is 3/4; `12` is 12/8."""
    if digits == "12":
        return TimeSignature(12, 8)
    return TimeSignature(int(digits[0]), int(digits[1]))


def _over(chord: Chord, bass: str) -> Chord:
    """A chord over another bass; where none sounds, the bass alone."""
    if chord.quality == "nc":
        return read_chord(bass[1:] + "5")
    plain = chord.symbol.rpartition("/")[0] if chord.bass != chord.root else chord.symbol
    return respelled(read_chord(plain + bass))
