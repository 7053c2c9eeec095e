"""Practising: what changes each time round, of a loop or of the whole tune, and the metronome."""

from typing import Any, Final

from jamd.commands.choices import Click, LayOut
from jamd.commands.kinds import Choice, Number, Switch
from jamd.commands.row import BPM, Row, one_of

_STEP: Final = Number(-20, 20, "bpm", "{} to {} beats per minute")
_GOAL: Final = Number(BPM.low, BPM.high, BPM.unit, f"{BPM.said}, or null", null=True)
TEMPO_STEP: Final = Row(
    "tempo_step", _STEP, "jam", "Faster each time", sticky=True, default=0.0, config="practice.tempo_step"
)
TEMPO_GOAL: Final[Row[Number, float | None]] = Row(
    "tempo_goal", _GOAL, "jam", "As far as", sticky=True, default=None, config="practice.tempo_goal"
)
CLICK: Final[Row[Choice, Click]] = Row(
    "click", one_of(Click), "jam", "Metronome on 2 and 4", sticky=True, default="none", config="practice.click"
)
LAY_OUT: Final[Row[Choice, LayOut]] = Row(
    "lay_out",
    one_of(LayOut),
    "jam",
    "Every other time without",
    sticky=True,
    default="none",
    config="practice.lay_out",
)
COUNT_EACH: Final = Row(
    "count_each", Switch(), "jam", "Count-in each time", sticky=True, default=False, config="practice.count_in"
)

ROWS: Final[tuple[Row[Any, Any], ...]] = (TEMPO_STEP, TEMPO_GOAL, CLICK, LAY_OUT, COUNT_EACH)
