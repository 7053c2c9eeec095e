"""The drum baselines by name; all learn from the same training takes."""

from collections.abc import Callable, Sequence
from typing import Final

from train.corpora.piece import Piece
from train.judge.baselines import forecasts as f
from train.judge.baselines.drum_ngram import DrumNgram
from train.judge.baselines.forecasts import Forecaster
from train.judge.measures.drum_odds import Odds, marginal
from train.judge.measures.measure import Competitor

NO_ODDS: Final = "it is a pattern without odds"


def _counted(make: Callable[[Odds, Odds], f.Forecast], drawn: bool, reads: bool) -> Callable[..., Competitor]:
    def competitor(name: str, pieces: Sequence[Piece]) -> Competitor:
        bars = f.training_bars(pieces)
        player = Forecaster(make(marginal(bars), f.most_common(bars)), drawn, f.mean_velocities(pieces))
        return Competitor(name, player, player if reads else None, NO_ODDS)

    return competitor


def _ngram(order: int) -> Callable[[str, Sequence[Piece]], Competitor]:
    def competitor(name: str, pieces: Sequence[Piece]) -> Competitor:
        player = DrumNgram(order, pieces, f.mean_velocities(pieces))
        return Competitor(name, player, player)

    return competitor


DRUM_BASELINES: Final[dict[str, Callable[[str, Sequence[Piece]], Competitor]]] = {
    "most_common": _counted(lambda odds, common: f.always(common), drawn=False, reads=False),
    "repeat": _counted(lambda odds, common: f.repeat(common), drawn=False, reads=False),
    "mean_of_8": _counted(lambda odds, common: f.mean_of_8(common), drawn=False, reads=False),
    "random": _counted(lambda odds, common: f.always(odds * 0 + odds.mean()), drawn=True, reads=True),
    "marginal": _counted(lambda odds, common: f.always(odds), drawn=True, reads=True),
    "adaptive": _counted(lambda odds, common: f.adaptive(odds), drawn=True, reads=True),
    "ngram3": _ngram(3),
    "ngram4": _ngram(4),
    "ngram5": _ngram(5),
}
