"""The tune, and to lead its form while it plays: where the route goes is told to a new band in another way."""

from typing import Any, Final, get_args

import msgspec

from jamd.commands.choices import TagBars, VampBars, When
from jamd.commands.kinds import Choice, Nothing, Number, Switch, Text
from jamd.commands.row import ACTION, Row, one_of

MOST_CHART: Final = 20_000  # characters
_CHART: Final = Text("builtin:NAME, a chart as text, or null", longest=MOST_CHART, null=True)
CHART: Final = Row("chart", _CHART, "band", "Chart", sticky=True, default="builtin:blues-in-bb", config="jam.chart")
TAG: Final[Row[Choice, TagBars]] = Row(
    "tag", Choice(get_args(TagBars), "bars", "{} bars"), "jam", "Tag", sticky=True, default=0, config="jam.tag"
)
RITARDANDO: Final = Row(
    "ritardando", Switch(), "jam", "Slow down at the end", sticky=True, default=True, config="jam.ritardando"
)
FINAL_HIT: Final = Row("final_hit", Switch(), "jam", "Final hit", sticky=True, default=True, config="jam.final_hit")
WHEN: Final[Row[Choice, When]] = Row(
    "when", one_of(When), "jam", "Lead the form", sticky=True, default="bar", config="jam.when"
)
_BARS_TEXT: Final = Text("a section's name, or bars like 5 or 5-8", longest=40, shortest=1)
_LOOP: Final = msgspec.structs.replace(_BARS_TEXT, takes=f"{_BARS_TEXT.takes}, or null to leave the loop", null=True)
_VAMP_BARS: Final = Choice(get_args(VampBars), "bars", "{} bars, or null for 4", null=True)
_KEY: Final = Number(-11, 11, "semitones", "{} to {} semitones", whole=True)
GO_TO: Final[Row[Text, None]] = Row("go to", _BARS_TEXT, "jam", "Go to")
LOOP: Final[Row[Text, None]] = Row("loop", _LOOP, "jam", "Loop")
VAMP: Final[Row[Choice, None]] = Row("vamp", _VAMP_BARS, "jam", "Vamp")
PLAY_ON: Final[Row[Nothing, None]] = Row("play on", ACTION, "jam", "Play on")
TOP: Final[Row[Nothing, None]] = Row("from the top", ACTION, "jam", "From the top")
NEXT_SOLO: Final[Row[Nothing, None]] = Row("next solo", ACTION, "jam", "Next solo")
HEAD_OUT: Final[Row[Nothing, None]] = Row("head out", ACTION, "jam", "Head out")
TRANSPOSE: Final[Row[Number, None]] = Row("transpose", _KEY, "jam", "Transpose")
MODULATE: Final[Row[Number, None]] = Row("modulate", _KEY, "jam", "Transpose with every chorus")

ROWS: Final[tuple[Row[Any, Any], ...]] = (
    Row("ending", ACTION, "band", "Ending"),
    Row("last chorus", ACTION, "band", "Last chorus"),
    GO_TO,
    TOP,
    LOOP,
    VAMP,
    PLAY_ON,
    NEXT_SOLO,
    HEAD_OUT,
    TRANSPOSE,
    MODULATE,
    CHART,
    WHEN,
    TAG,
    RITARDANDO,
    FINAL_HIT,
)
