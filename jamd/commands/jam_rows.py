"""Who plays when, and how the band plays."""

from typing import Any, Final, get_args

from jamd.commands.choices import (
    AskedStyle,
    BandPart,
    BreakBars,
    Harmony,
    Mode,
    SoloBars,
    SoloChoruses,
    Soloist,
    Spelling,
    TradeBars,
    TradeWith,
)
from jamd.commands.kinds import Choice, Names, Nothing, Number, Switch
from jamd.commands.row import ACTION, NOTE, UP_TO_ONE, UP_TO_TWO, Row, one_of

_INTENSITY: Final = Number(0, 1, said="{} to {}, or null to follow you", null=True)
_SWING: Final = Number(0, 2, said="{} (straight) to {}")
MODE: Final[Row[Choice, Mode]] = Row(
    "mode", one_of(Mode), "jam", "Mode", sticky=True, default="accompany", config="jam.mode"
)
TRADE_BARS: Final[Row[Choice, TradeBars]] = Row(
    "trade_bars",
    one_of(TradeBars, "bars", "{} bars"),
    "jam",
    "Trade length",
    sticky=True,
    default=4,
    config="jam.trade_bars",
)
YOU_FIRST: Final = Row(
    "you_first", Switch(), "jam", "You trade first", sticky=True, default=True, config="jam.trade_first"
)
TRADE_WITH: Final[Row[Choice, TradeWith]] = Row(
    "trade_with", one_of(TradeWith), "jam", "Trade with", sticky=True, default="piano", config="jam.trade_with"
)
MOST_SOLOS: Final = 8
_ORDER: Final = Names("you, piano, bass, drums and trade, in the order of their solos", get_args(Soloist), MOST_SOLOS)
SOLO_ORDER: Final[Row[Names, str]] = Row(
    "solo_order", _ORDER, "jam", "Solos", sticky=True, default="you, piano, drums", config="jam.solo_order"
)
_CHORUSES: Final = Number(1, 8, "choruses", "{} to {} choruses", whole=True)
SOLO_CHORUSES: Final = Row(
    "solo_choruses", _CHORUSES, "jam", "Choruses of a solo", sticky=True, default=1, config="jam.solo_choruses"
)
BUILD: Final = Row("build", Switch(), "jam", "Build", sticky=True, default=False, config="jam.build")
BUSY: Final = Row("busy", UP_TO_TWO, "jam", "Busy drums", sticky=True, default=1.0, config="jam.busy")
FOLLOW: Final = Row("follow", UP_TO_ONE, "jam", "Drums answer you", sticky=True, default=0.5, config="jam.follow")
INTENSITY: Final[Row[Number, float | None]] = Row(
    "intensity", _INTENSITY, "jam", "Intensity", sticky=True, default=None, config="jam.intensity"
)
STYLE: Final[Row[Choice, AskedStyle]] = Row(
    "style", one_of(AskedStyle), "jam", "Style", sticky=True, default="auto", config="jam.style"
)
SWING: Final = Row("swing", _SWING, "jam", "Swing", sticky=True, default=1.0, config="jam.swing")
SPLIT: Final = Row("split", NOTE, "jam", "Keyboard split", sticky=True, default=127, config="jam.split")
HARMONY: Final[Row[Choice, Harmony]] = Row(
    "harmony", one_of(Harmony), "jam", "Harmony", sticky=True, default="chart", config="jam.harmony"
)
SPELLING: Final[Row[Choice, Spelling]] = Row(
    "spelling", one_of(Spelling), "jam", "Chord symbols", sticky=True, default="Cm7", config="jam.spelling"
)
_BREAK_BARS: Final = Choice(get_args(BreakBars), "bars", "{} bars, or null for 1; held: until back in", null=True)
_SOLO_BARS: Final = Choice(get_args(SoloBars), "bars", "{} bars, or null for 4; held: until back in", null=True)
_SOLO_CHORUSES: Final = Choice(
    get_args(SoloChoruses), "choruses", "{} choruses, or null for 1; held: until back in", null=True
)
BREAK: Final[Row[Choice, None]] = Row("break", _BREAK_BARS, "jam", "Break")
SOLO_OF: Final[dict[BandPart, Row[Choice, None]]] = {
    "drums": Row("drum solo", _SOLO_BARS, "jam", "Drum solo"),
    "piano": Row("piano solo", _SOLO_CHORUSES, "jam", "Piano solo"),
    "bass": Row("bass solo", _SOLO_CHORUSES, "jam", "Bass solo"),
}
BACK_IN: Final[Row[Nothing, None]] = Row("back in", ACTION, "jam", "Back in")

ROWS: Final[tuple[Row[Any, Any], ...]] = (
    Row("fill", ACTION, "jam", "Fill"),
    BREAK,
    *SOLO_OF.values(),
    BACK_IN,
    MODE,
    TRADE_BARS,
    YOU_FIRST,
    TRADE_WITH,
    SOLO_ORDER,
    SOLO_CHORUSES,
    STYLE,
    BUSY,
    FOLLOW,
    BUILD,
    INTENSITY,
    SWING,
    SPLIT,
    HARMONY,
    SPELLING,
)
