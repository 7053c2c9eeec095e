"""Start and stop, the tempo and who sets it."""

from typing import Any, Final

from jamd.commands.choices import SourceName
from jamd.commands.kinds import Choice, Number, Pair
from jamd.commands.row import ACTION, BPM, MS, Row, one_of

_RAMP: Final = Pair("a tempo and a number of beats: [90, 8]", BPM, Number(0, 256, "beats", above_low=True))
TEMPO: Final = Row("tempo", BPM, "clock", "Tempo", sticky=True, default=140.0, config="clock.bpm", also=("link",))
SOURCE: Final[Row[Choice, SourceName]] = Row(
    "source",
    one_of(SourceName),
    "clock",
    "Clock source",
    sticky=True,
    default="internal",
    config="clock.source",
    also=("link",),
)
OFFSET: Final = Row(
    "clock.offset", MS, "clock", "Ahead of an external clock", sticky=True, default=0.0, config="clock.offset_ms"
)
COUNT_IN: Final = Row(
    "count_in",
    Number(0, 2, "bars", "{} to {} bars", whole=True),
    "jam",
    "Count-in",
    sticky=True,
    default=2,
    config="clock.count_in",
)

ROWS: Final[tuple[Row[Any, Any], ...]] = (
    Row("start", ACTION, "clock", "Start", also=("link",)),
    Row("stop", ACTION, "clock", "Stop", also=("link",)),
    Row("tap", ACTION, "clock", "Tap tempo"),
    TEMPO,
    Row("nudge", MS, "clock", "Nudge the beat earlier"),
    Row("ramp", _RAMP, "clock", "Ramp the tempo"),
    SOURCE,
    OFFSET,
    COUNT_IN,
)
