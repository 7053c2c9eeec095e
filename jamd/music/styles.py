"""The styles that the band plays in, and which one holds."""

from typing import Final, Literal, NamedTuple

from jamd.commands.choices import AskedStyle, Style
from jamd.music.charts.form import Chart
from jamd.music.time.notes import Meter
from jamd.music.time.swing import Texture, swing_ratio

Feel = Literal["swing", "even"]


class StyleFacts(NamedTuple):
    """What every part must know of a style."""

    feel: Feel  # even: all parts play straight eighths, whatever the tempo
    beats: tuple[int, ...] = (4, 3, 5)  # of the meters that it is played in, the usual one first


STYLES: Final[dict[Style, StyleFacts]] = {
    "swing": StyleFacts("swing", (4, 5)),
    "ballad": StyleFacts("swing"),
    "waltz": StyleFacts("swing", (3,)),
    "bossa": StyleFacts("even"),
    "samba": StyleFacts("even"),
    "funk": StyleFacts("even"),
    "shuffle": StyleFacts("swing"),
    "even": StyleFacts("even"),
}
CUT_TIME: Final = 140  # bpm: a samba up to here is written in sixteenths, above in cut time
_USUAL: Final[dict[int, Style]] = {3: "waltz", 4: "swing", 5: "swing"}  # of a meter


def style_of(asked: AskedStyle, chart: Chart | None, meter: Meter) -> Style:
    """The style that is asked for; `auto` is the chart's, else the meter's usual one. A style that is never played in
    this meter gives way to the usual one, too: swing in three is a waltz."""
    wanted = chart.style if asked == "auto" and chart is not None else asked
    if wanted is None or wanted == "auto" or meter.beats not in STYLES[wanted].beats:
        return _USUAL[meter.beats]
    return wanted


def ratio_of(style: Style, texture: Texture, bpm: float, swing: float = 1.0) -> float:
    """Long:short ratio of the eighths; `swing` is the control, 0 to 2."""
    return 1.0 if STYLES[style].feel == "even" else swing_ratio(texture, bpm, swing)
