"""Every measure there is, in the order of the table."""

from typing import Final

from train.measures import bar_ahead, dispersion, drum_likelihood, lines, piano_likelihood, structure
from train.measures.measure import Measure

MEASURES: Final[tuple[Measure, ...]] = tuple(
    measure
    for module in (drum_likelihood, bar_ahead, structure, dispersion, piano_likelihood, lines)
    for measure in module.MEASURES
)
