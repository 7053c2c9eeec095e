"""What the drummer must know of a style that its network does not say: a plain bar, what is never left out, and how
bars are chosen.

Plain bars are the bars of the training takes that are most like all others of their style (for swing and the waltz,
the textbook's). They stand in for the history before the first bar, so that the network hears which style is meant.

Tempo counts beats as charts do. A samba up to CUT_TIME bpm is written in sixteenths, as in Brazil (90 to 110); above,
in cut time, as on jazz charts (180 to 240): a bar holds half as much music there.
"""

from typing import Final

import msgspec
import numpy as np

from jamd.commands.choices import Style
from jamd.music.drum_kit import CLOSED_HAT, KICK, LOW_TOM, PEDAL_HAT, RIDE, SIDESTICK, SNARE
from jamd.music.styles import CUT_TIME, Feel
from jamd.players.arrays import Array
from jamd.players.drummer.biases import (
    broken_bias,
    brush_bias,
    even_bias,
    fast_bias,
    funk_bias,
    jazz_bias,
    shuffle_bias,
    waltz_bias,
)
from jamd.players.drummer.codec import VOICES
from jamd.players.steps import STEPS

HELD: Final = 8  # bpm beyond the border for which a samba stays as it was
FAST: Final = 220  # bpm, of swing
ACCENTED: Final = (KICK, SNARE)
FREER: Final = 0.15  # how much of the law holds in a fill

_HAND: Final = {
    "ride": RIDE, "hat": CLOSED_HAT, "foot": PEDAL_HAT, "snare": SNARE, "stick": SIDESTICK, "kick": KICK,
    "tom": LOW_TOM,
}  # fmt: skip


def _bars(**rows: str) -> Array:
    """One or more bars as text, apart by `|`: six steps to the beat, beats apart by spaces; `o` is 1, `x` is 1/2."""
    bars = np.zeros((max(row.count("|") + 1 for row in rows.values()), STEPS, VOICES), np.float32)
    for name, row in rows.items():
        parts = row.replace(" ", "").split("|")
        for bar in range(len(bars)):
            for step, sign in enumerate(parts[bar % len(parts)]):
                bars[bar, step, _HAND[name]] = {"o": 1.0, "x": 0.5}.get(sign, 0.0)
    return bars


_NO_LAW: Final = np.zeros((1, STEPS, VOICES), np.float32)


class DrumStyle(msgspec.Struct, frozen=True, eq=False):
    """`hits` and `talk` a bar of so many `beats`: at intensity 0, and what intensity 1 adds."""

    network: str  # its name in `codec.STYLES`
    feel: Feel
    plains: tuple[Array, ...]  # (bars, STEPS, VOICES) each; a session draws one
    hits: tuple[float, float]
    talk: tuple[float, float]
    alike: float  # Jaccard of a bar with those one period of the law, 8 and 16 bars before it
    law: Array = _NO_LAW  # (bars, STEPS, VOICES), in turn from bar 0 on: what is struck; 1/2: mostly
    off_share: float | None = None  # of the comments, off the beat; None: as the network likes
    odd: float | None = None  # strokes of the cymbals a bar between the eighths; None: likewise
    bias: Array | None = None  # (STEPS, VOICES) of the log odds
    one_cymbal: bool = False  # ride or hats, whichever the session's plain bar has
    beats: int = 4
    skips: bool = False  # the ride skips on beats 1 and 3 now and then
    brushes: bool = False
    light: Array | None = None  # its plain bars under a solo that is easily covered; None: the usual ones

    def plain(self, seed: int, other: bool = False, light: bool = False) -> Array:
        """(bars, STEPS, VOICES), in turn from bar 0 on. `other`: the next one with the other cymbal, ride or hats."""
        if light and self.light is not None:
            return self.light
        first: Array = self.plains[seed % len(self.plains)]
        if not other:
            return first
        turned = (self.plains[(seed + i) % len(self.plains)] for i in range(1, len(self.plains)))
        return next((plain for plain in turned if is_ridden(plain) != is_ridden(first)), first)

    def law_of(self, bar: int, fill_from: int | None = None) -> Array:
        """(STEPS, VOICES) of a bar; a fill, from its step on, is freer."""
        law: Array = self.law[bar % len(self.law)].copy()
        if fill_from is not None:
            law[fill_from:] *= FREER
        return law

    def accent(self, bar: int, step: int, voice: int) -> float:
        """-1 to 1: how much harder than usual a stroke is: what the law asks for stands out from what lies between. 0
        where the law says next to nothing of the voice."""
        law = self.law[:, :, voice]
        known = voice in ACCENTED and law.sum() >= 1.5 * len(law)
        return float(2 * law[bar % len(law), step] / law.max() - 1) if known else 0.0


def is_ridden(plain: Array) -> bool:
    """Whether a plain bar, (bars, STEPS, VOICES), keeps its time on the ride."""
    return bool(plain[:, :, RIDE].any())


SWING: Final = DrumStyle(
    "swing",
    "swing",
    (_bars(ride="o..... o...o. o..... o...o.", foot="...... o..... ...... o....."),),
    hits=(7.1, 5.1),
    talk=(0.8, 2.3),
    alike=0.33,
    off_share=0.64,
    odd=0.2,
    bias=jazz_bias(),
    skips=True,
    light=_bars(hat="o..... o...o. o..... o...o.", foot="...... o..... ...... o....."),
)
_FAST_SWING: Final = msgspec.structs.replace(SWING, bias=fast_bias(), skips=False)
_WALTZ: Final = msgspec.structs.replace(
    SWING,
    plains=(_bars(ride="o..... o...o. o.....", foot="...... o..... o....."),),
    hits=(6.4, 4.0),
    talk=(1.2, 2.4),
    beats=3,
    bias=waltz_bias(),
    light=_bars(hat="o..... o...o. o.....", foot="...... o..... o....."),
)
_BALLAD: Final = msgspec.structs.replace(
    SWING, hits=(6.8, 4.2), talk=(1.0, 2.4), bias=brush_bias(), brushes=True, light=None
)
_BOSSA: Final = DrumStyle(
    "bossa",
    "even",
    (
        _bars(
            ride="o..o.. o..o.. o..o.. o..o..",
            foot="...... o..... ...... o.....",
            stick="o..... ...o.. ...... o..... | ...... o..... ...o.. ......",
            kick="o..... ...o.. o..... ...o..",
        ),
    ),
    hits=(15.5, 6.5),
    talk=(6.5, 5.0),
    alike=0.45,
    law=_bars(
        foot="...... o..... ...... o.....",
        stick="o..... ...o.. ...... o..... | ...... o..... ...o.. ......",
        kick="o..... ...... x..... ......",
    ),
    bias=even_bias(snare=-0.6),
)
_SAMBA: Final = DrumStyle(
    "samba",
    "even",
    (
        _bars(
            foot="...o.. ...o.. ...o.. ...o..",
            snare="o.ooo. ..ooo. o.ooo. ..ooo.",
            tom="...... o..... ...... o.....",
            kick="o...o. o...o. o...o. o...o.",
        ),
    ),
    hits=(20.0, 9.0),
    talk=(16.0, 8.0),
    alike=0.5,
    law=_bars(
        foot="...o.. ...o.. ...o.. ...o..",
        tom="...... x..... ...... o.....",
        kick="o...x. o...x. o...x. o...x.",
    ),
    bias=even_bias(),
)
_CUT_SAMBA: Final = DrumStyle(
    "bossa",
    "even",
    (
        _bars(
            ride="o..o.. o..o.. o..o.. o..o..",
            foot="...... o..... ...... o.....",
            snare="o..... o..... o..o.. ...o.. | ...o.. ...o.. ...o.. o.....",
            tom="...... ...... o..... ......",
            kick="o..... ...o.. o..... ...o..",
        ),
    ),
    hits=(16.0, 6.0),
    talk=(8.0, 4.0),
    alike=0.5,
    law=_bars(
        foot="...... o..... ...... o.....",
        snare="x..... x..... x..x.. ...x.. | ...x.. ...x.. ...x.. x.....",
        tom="...... ...... o..... ......",
        kick="o..... ...x.. o..... ...x..",
    ),
    one_cymbal=True,
    bias=even_bias(snare=-0.8),
)
_FUNK: Final = DrumStyle(
    "funk",
    "even",
    (
        _bars(
            hat="o..o.. o..o.. o..o.. o..o..",
            snare="...... o..... ...... o.....",
            kick="o..... ...... o..o.. ......",
        ),
        _bars(
            hat="o..o.. o..o.. o..o.. o..o..",
            snare="...... o...o. ..o... o.....",
            kick="o..o.. ...... ...o.. ......",
        ),
        _bars(
            hat="o.ooo. o.ooo. o.ooo. o.ooo.",
            snare="...... o..... ...... o.....",
            kick="o..... ....o. ...o.. ......",
        ),
        _bars(
            ride="o..o.. o..o.. o..o.. o..o..",
            snare="...... o...o. ..o.o. o.....",
            kick="o...o. ...... ..oo.. ......",
            foot="...... o..... ...... o.....",
        ),
    ),
    hits=(14.0, 9.0),
    talk=(4.5, 7.0),
    alike=0.5,
    law=_bars(
        snare="...... o..... ...... o.....",
        kick="o..... ...... ...... ......",
    ),
    one_cymbal=True,
    bias=funk_bias(),
)
_SHUFFLE: Final = DrumStyle(
    "shuffle",
    "swing",
    (
        _bars(
            ride="o...o. o...o. o...o. o...o.",
            foot="...... o..... ...... o.....",
            snare="...... o..... ...... o.....",
            kick="o..... ...... o..... ......",
        ),
        _bars(
            hat="o...o. o...o. o...o. o...o.",
            foot="...... o..... ...... o.....",
            snare="...... o..... ...... o.....",
            kick="o..... ...... o..... ......",
        ),
    ),
    hits=(13.0, 8.0),
    talk=(4.0, 6.0),
    alike=0.52,
    law=_bars(
        foot="...... x..... ...... x.....",
        snare="...... o..... ...... o.....",
        kick="o..... ...... o..... ......",
    ),
    odd=0.3,
    one_cymbal=True,
    bias=shuffle_bias(),
)
_EVEN: Final = DrumStyle(
    "swing",
    "even",
    (
        _bars(ride="o..o.. ...o.. o..o.. ...o.. | o..... o..o.. ...o.. o..o.."),
        _bars(ride="o..o.. o..... ...o.. o..o.. | ...o.. o..o.. o..... o..o.."),
        _bars(ride="o..... o..o.. o..o.. ...o.. | o..o.. ...o.. ...o.. o....."),
    ),
    hits=(6.5, 6.0),
    talk=(1.2, 3.2),
    alike=0.33,
    off_share=0.6,
    odd=0.3,
    bias=broken_bias(),
)
_STYLES: Final[dict[Style, DrumStyle]] = {
    "swing": SWING,
    "ballad": _BALLAD,
    "waltz": _WALTZ,
    "bossa": _BOSSA,
    "samba": _SAMBA,
    "funk": _FUNK,
    "shuffle": _SHUFFLE,
    "even": _EVEN,
}


def drum_style(style: Style, bpm: float, rides: bool | None = None) -> DrumStyle:
    """How a style is drummed at a tempo. `rides`: whether the ride was played lately, as it is in a samba in cut time
    alone: near the border it stays as it is. None: nothing was played."""
    border = CUT_TIME + (0 if rides is None else -HELD if rides else HELD)
    if style == "samba" and bpm > border:
        return _CUT_SAMBA
    return _FAST_SWING if style == "swing" and bpm > FAST else _STYLES[style]
