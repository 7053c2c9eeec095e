"""All measures, in the order of the table."""

from typing import Final

from train.judge.measures import (
    bar_ahead,
    comping,
    dispersion,
    drum_likelihood,
    interplay,
    lines,
    live,
    modulation,
    pace,
    piano_likelihood,
    response,
    structure,
    swing,
)
from train.judge.measures.measure import Measure

_MODULES: Final = (
    drum_likelihood, bar_ahead, structure, dispersion, swing, response, interplay, piano_likelihood, lines, comping,
    modulation, live, pace,
)  # fmt: skip
MEASURES: Final[tuple[Measure, ...]] = tuple(measure for module in _MODULES for measure in module.MEASURES)
