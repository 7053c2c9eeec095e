"""The grooves of the styles that are not walked: for each style some, of which one holds for eight bars.

A row is a bar of 4/4 in sixteenths: R root, T third, F the fifth above it, B that below it, O octave, N the first note
of the next bar, L a step into it; small letters are ghosted, a point holds the note. In three the third beat is left
out, in five a bar is three beats and the last two. Rows at the ends of four bars lead on.
"""

from typing import Final, NamedTuple

from jamd.commands.choices import Style
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.styles import CUT_TIME
from jamd.music.time.notes import TICKS_PER_BEAT
from jamd.players.bassist.strokes import Kind, Stroke, dice_of, ending_with, freedom
from jamd.players.phrase_ends import bar_of_section

WALKED_FROM: Final = 0.7  # intensity at which even eighths are walked

_STREAM: Final = 28 << 40
_GROUP: Final = 8  # bars
_SIXTEENTH: Final = TICKS_PER_BEAT // 4
_GHOST: Final = -14.0
_ANSWERED: Final = 0.8  # of the second bars
_VARIED: Final = 0.12  # of the first ones
_FOURTH: Final = 0.7  # of the fourth bars, where no eight bars and no section end, that lead on
_KINDS: Final[dict[str, Kind]] = {
    "R": "root", "T": "third", "F": "fifth", "B": "below", "O": "octave", "N": "next", "L": "lead",
}  # fmt: skip


class Groove(NamedTuple):
    plain: str
    answers: tuple[str, ...]  # instead of it in every other bar
    ends: tuple[str, ...]


class _Manner(NamedTuple):
    grooves: tuple[Groove, ...]
    length: float  # of a note, as a share of the way to the next one
    accents: tuple[float, float, float, float] = (2.0, 0.0, 0.0, 0.0)  # louder on each beat


_BOSSA: Final = _Manner(
    (
        Groove(
            "R.....b.B.....b.",
            ("R.....b.B.....n.", "R.....r.B.....n."),
            ("R.....b.B...L...", "R...T...F...L...", "R.....b.B...T.L."),
        ),
        Groove(
            "R.......B.....b.",
            ("R.....r.B.....n.", "R.......F.....n."),
            ("R.....f.F...L...", "R...B...F...L..."),
        ),
    ),
    0.85,
    (2.0, 0.0, 4.0, 0.0),
)
_SAMBA: Final = _Manner(
    (
        Groove("R..rB..bR..rB..b", ("R..rB..bR..rB..n", "R..rB...R..rB..n"), ("R..rB..bR.T.F.L.", "R..rB..bR...B.L.")),
        Groove("R...B..bR...B..b", ("R..rB..bR...B..n",), ("R...B..bR..rB.L.", "R..rB..bR.T.F.L.")),
    ),
    0.7,
    (-4.0, 6.0, -4.0, 6.0),
)
_CUT_SAMBA: Final = _Manner(
    (
        Groove("R.....r.B.....b.", ("R.....r.B.....n.",), ("R.....r.B...L...", "R...B...R...L...")),
        Groove("R.......B.....b.", ("R.....r.B.....n.", "R.......F.....b."), ("R.......B.T.F.L.", "R.....r.B...L...")),
    ),
    0.7,
    (-4.0, 0.0, 7.0, 0.0),
)
# In the order of the drummer's plain bars of funk, whose kicks they meet: both draw with the seed of the session.
_FUNK: Final = _Manner(
    (
        Groove("R.....o.R.F.....", ("R..r..O.R.F...n.", "R.....r.R.O..f.."), ("R.....O.R.T.F.L.", "R..r..r.R.O.F.L.")),
        Groove("R.R..r....O..f..", ("R.R...f...O...n.", "R.R....r..F.O..."), ("R.R...O.f.F.T.L.", "R.R..r....O.F.L.")),
        Groove("R..r...R..O.....", ("R......R..O..rn.", "R..r.f.R..F.O..."), ("R......R..T.F.L.", "R..r...R..O.F.L.")),
        Groove("R..R..o..RF.....", ("R..R.....RO..fn.", "R..R..r..RF.O..."), ("R..R..O..RT.F.L.", "R..R.....RO.F.L.")),
    ),
    0.55,
    (6.0, 0.0, 2.0, 0.0),
)
_EVEN: Final = _Manner(
    (
        Groove("R.....F.....O...", ("R.....F...O.....", "R.....F.....T.n."), ("R.....F.T...L...", "R.....O.F.T...L.")),
        Groove("R.........F.....", ("R.......F...O...", "R.....F.......n."), ("R.......F...T.L.", "R.....F.....L...")),
        Groove("R...F.....O.....", ("R.....F.O...F...", "R...F.....T...n."), ("R...F...O...L...", "R.....F...T...L.")),
    ),
    0.95,
)
_STYLES: Final[dict[Style, _Manner]] = {"bossa": _BOSSA, "samba": _SAMBA, "funk": _FUNK, "even": _EVEN}


def has_groove(scene: Scene) -> bool:
    return scene.style in _STYLES and not (scene.style == "even" and scene.intensity >= WALKED_FROM)


def in_groove(scene: Scene, bar: int) -> list[Stroke]:
    manner, dice = manner_of(scene), dice_of(scene, bar)
    struck = []
    for sixteenth, letter in enumerate(_row(scene, bar, manner, dice)):
        if letter == "." or (letter.islower() and dice[7 + sixteenth] >= _ghosts(scene)):
            continue
        louder = manner.accents[sixteenth // 4] if sixteenth % 4 == 0 else 0.0
        ghost = _GHOST if letter.islower() else 0.0
        for place in _in_meter(sixteenth, scene.meter.beats):
            struck.append(Stroke(place * _SIXTEENTH, _KINDS[letter.upper()], manner.length, louder + ghost))
    return sorted(struck)


def manner_of(scene: Scene) -> _Manner:
    return _CUT_SAMBA if scene.style == "samba" and scene.bpm > CUT_TIME else _STYLES[scene.style]


def _row(scene: Scene, bar: int, manner: _Manner, dice: list[float]) -> str:
    (groove, luck), place, free = _groove(scene, bar, manner), bar_of_section(scene, bar), freedom(scene)
    ending = ending_with(scene, bar)
    if ending != "other" and dice[0] < (_FOURTH if ending == "fourth" else 1.0) * free:
        return groove.ends[int(dice[1] * len(groove.ends))]
    if dice[2] < (_ANSWERED if place % 2 else _VARIED) * scene.busy * free:
        return groove.answers[int((luck if place % 2 else dice[1]) * len(groove.answers))]
    return groove.plain


def _groove(scene: Scene, bar: int, manner: _Manner) -> tuple[Groove, float]:
    """The groove of eight bars, and which answer makes two bars of it."""
    first = bar - bar_of_section(scene, bar) % _GROUP
    which, answer = rng_at(scene.seed, "bass", _STREAM + first).random(2).tolist()
    groove = scene.seed if scene.style == "funk" else int(which * len(manner.grooves))
    return manner.grooves[groove % len(manner.grooves)], answer


def _ghosts(scene: Scene) -> float:
    """The share of the ghosted notes that are struck."""
    return (0.5 + 0.6 * scene.intensity) * scene.busy * freedom(scene)


def _in_meter(sixteenth: int, beats: int) -> list[int]:
    """Where a sixteenth of a row is struck in a meter."""
    if beats == 3:
        return [sixteenth] if sixteenth < 8 else [sixteenth - 4] if sixteenth >= 12 else []
    if beats == 5:
        return [place for place, struck in ((sixteenth, sixteenth < 12), (sixteenth + 4, sixteenth >= 8)) if struck]
    return [sixteenth]
