"""What the drummer must know of a style that its network does not say: a plain bar, and how its bars are chosen.

Plain bars are the bars of the training takes that are most like all others of their style (for swing and the waltz,
the textbook's). They stand in for the history before the first bar, so that the network hears which style is meant.
"""

from typing import Final

import msgspec
import numpy as np

from jamd.commands.choices import Style
from jamd.music.drum_kit import (
    CLOSED_HAT,
    CRASH,
    HIGH_TOM,
    KICK,
    LOW_TOM,
    MID_TOM,
    OPEN_HAT,
    PEDAL_HAT,
    RIDE,
    SIDESTICK,
    SNARE,
)
from jamd.music.styles import Feel
from jamd.players.drummer.codec import VOICES, Array
from jamd.players.drummer.steps import STEPS, STEPS_PER_BEAT

_HAND: Final = {
    "ride": RIDE, "hat": CLOSED_HAT, "foot": PEDAL_HAT, "snare": SNARE, "stick": SIDESTICK, "kick": KICK,
    "tom": LOW_TOM,
}  # fmt: skip


def _bar(**rows: str) -> Array:
    """A bar as text: six steps to the beat, beats apart by spaces."""
    bar = np.zeros((STEPS, VOICES), np.float32)
    for name, row in rows.items():
        for step, sign in enumerate(row.replace(" ", "")):
            bar[step, _HAND[name]] = sign == "o"
    return bar


class DrumStyle(msgspec.Struct, frozen=True):
    """`hits` and `talk` a bar: at intensity 0, and what intensity 1 adds."""

    network: str  # its name in `codec.STYLES`
    feel: Feel
    plain: Array  # (STEPS, VOICES)
    hits: tuple[float, float]
    talk: tuple[float, float]
    alike: float  # Jaccard of a bar with those 1, 8 and 16 bars before it
    off_share: float | None = None  # of the comments, off the beat; None: as the network likes
    odd: float | None = None  # strokes of the cymbals a bar between the eighths; None: likewise
    bias: Array | None = None  # (STEPS, VOICES) of the log odds

    def bias_of(self, skip: float) -> Array:
        """(STEPS, VOICES); `skip`: how readily the ride skips on beats 1 and 3."""
        if self.bias is None:
            return np.zeros((STEPS, VOICES), np.float32)
        bias = self.bias.copy()
        bias[[4, 2 * STEPS_PER_BEAT + 4], RIDE] += skip
        return bias


def _jazz_bias() -> Array:
    """From a drummer who plays alone to one who plays behind a pianist: the foot on 2 and 4, fewer toms, more comments
    on the beat, fewer strokes of the ride between its eighths."""
    bias = np.zeros((STEPS, VOICES), np.float32)
    bias[:, PEDAL_HAT] += 0.5
    bias[:, (LOW_TOM, MID_TOM, HIGH_TOM)] -= 0.6
    bias[:, (SIDESTICK, OPEN_HAT)] -= 0.5
    bias[:, CRASH] += 0.4
    bias[[STEPS_PER_BEAT, 3 * STEPS_PER_BEAT], PEDAL_HAT] += 1.6
    bias[::STEPS_PER_BEAT, SNARE] += 0.5
    bias[::STEPS_PER_BEAT, KICK] += 0.6
    bias[::STEPS_PER_BEAT, RIDE] += 0.4
    for step in (1, 3, 5):
        bias[step::STEPS_PER_BEAT, RIDE] -= 0.3
    return bias


SWING: Final = DrumStyle(
    "swing",
    "swing",
    _bar(ride="o..... o...o. o..... o...o.", foot="...... o..... ...... o....."),
    hits=(7.6, 4.8),
    talk=(1.5, 3.0),
    alike=0.4,
    off_share=0.64,
    odd=0.2,
    bias=_jazz_bias(),
)
STYLES: Final[dict[Style, DrumStyle]] = {
    "swing": SWING,
    "waltz": msgspec.structs.replace(
        SWING, plain=_bar(ride="o..... o...o. o.....", foot="...... o..... o....."), hits=(6.4, 4.0), talk=(1.2, 2.4)
    ),
    "bossa": DrumStyle(
        "bossa",
        "even",
        _bar(
            ride="o..o.. o..o.. o..o.. o..o..",
            foot="...... o..... ...... o.....",
            stick="o..... ...o.. ...... o.....",
            kick="o..... ...o.. o..... ...o..",
        ),
        hits=(15.0, 6.0),
        talk=(5.5, 4.0),
        alike=0.5,
    ),
    "samba": DrumStyle(
        "samba",
        "even",
        _bar(
            foot="...o.. ...o.. ...o.. ...o..",
            snare="o.ooo. ..ooo. o.ooo. ..ooo.",
            tom="...... o..... ...... o.....",
            kick="o...o. o...o. o...o. o...o.",
        ),
        hits=(20.0, 9.0),
        talk=(16.0, 8.0),
        alike=0.5,
    ),
    "funk": DrumStyle(
        "funk",
        "even",
        _bar(
            hat="o..o.. o..o.. o..o.. o..o..",
            snare="...... o...o. ..o... o.....",
            kick="o..... ...... ...o.. ......",
        ),
        hits=(14.0, 9.0),
        talk=(4.5, 7.0),
        alike=0.5,
    ),
    "shuffle": DrumStyle(
        "shuffle",
        "swing",
        _bar(
            ride="o...o. o...o. o...o. o...o.",
            foot="...... o..... ...... o.....",
            snare="...... o..... ...... o.....",
            kick="o..... ...... o..... ......",
        ),
        hits=(13.0, 8.0),
        talk=(4.0, 6.0),
        alike=0.52,
    ),
}
STYLES["ballad"] = msgspec.structs.replace(SWING, hits=(6.8, 4.2), talk=(1.0, 2.4))
