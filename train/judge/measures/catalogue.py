"""All measures, in the order of the table."""

from typing import Final

from train.judge.measures import (
    accompanying,
    bar_ahead,
    bass_playing,
    bass_response,
    controls,
    drum_likelihood,
    free_playing,
    interplay,
    lines,
    live,
    modulation,
    no_chart,
    pace,
    pianism,
    piano_likelihood,
    response,
    styles,
)
from train.judge.measures.measure import Measure

_MODULES: Final = (
    drum_likelihood, bar_ahead, free_playing, accompanying, response, interplay, controls, styles, piano_likelihood,
    pianism, lines, modulation, no_chart, bass_playing, bass_response, live, pace,
)  # fmt: skip
MEASURES: Final[tuple[Measure, ...]] = tuple(measure for module in _MODULES for measure in module.MEASURES)
