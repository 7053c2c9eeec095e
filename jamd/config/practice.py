"""`practice:` in config.yaml: what changes each time round."""

from typing import Annotated

from annotated_types import Ge, Le

from jamd.commands.choices import Click, LayOut
from jamd.commands.practice_rows import CLICK, COUNT_EACH, LAY_OUT, TEMPO_GOAL, TEMPO_STEP
from jamd.config.section import Section

_Step = Annotated[float, Ge(TEMPO_STEP.kind.low), Le(TEMPO_STEP.kind.high)]
_Goal = Annotated[float, Ge(TEMPO_GOAL.kind.low), Le(TEMPO_GOAL.kind.high)]


class Practice(Section):
    """Each time round of a loop, or else each chorus."""

    tempo_step: Annotated[_Step, f"so much faster each time, {TEMPO_STEP.kind.takes}"] = TEMPO_STEP.default
    tempo_goal: Annotated[_Goal | None, f"as far as this tempo: {TEMPO_GOAL.kind.takes}"] = TEMPO_GOAL.default
    click: Annotated[Click, f"a metronome on 2 and 4, beside the drums or instead: {CLICK.kind.takes}"] = CLICK.default
    lay_out: Annotated[LayOut, f"who is silent every other time: {LAY_OUT.kind.takes}"] = LAY_OUT.default
    count_in: Annotated[bool, "true: every time round is counted in"] = COUNT_EACH.default
