"""The competitors: the shipped players as the daemon runs them, and baselines, which learn from the training side."""

import functools
from typing import Final

import msgspec

from jamd.commands import player_table
from jamd.errors import ConfigError
from jamd.music.time.notes import BandPart
from jamd.players.registry import make_player
from train.judge.baselines.bass import BASS_BASELINES
from train.judge.baselines.drums import DRUM_BASELINES
from train.judge.baselines.melody_ngram import MelodyNgram
from train.judge.baselines.piano import PIANO_BASELINES
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.line_likelihood import LINE_GRID, LineNgram
from train.judge.measures.measure import Competitor, Predictor, knows_nothing
from train.judge.network_likelihood import KNOWS, NO_PREDICTOR, PREDICTORS

ORDER: Final = 4  # of the n-gram: the best of 3, 4 and 5
BASELINES: Final = {"drums": DRUM_BASELINES, "piano": PIANO_BASELINES, "bass": BASS_BASELINES}


def names(part: BandPart) -> list[str]:
    """Everyone who can be judged in a part, the shipped players first."""
    return [*shipped(part), *BASELINES[part]]


def shipped(part: BandPart) -> tuple[str, ...]:
    return player_table.names(part)


@functools.lru_cache(maxsize=32)
def competitor(part: BandPart, name: str, evaluation_set: EvaluationSet) -> Competitor:
    """A competitor that knows only the training side. ConfigError, ModelError."""
    if name in BASELINES[part]:
        made = BASELINES[part][name](name, evaluation_set.training)
        return msgspec.structs.replace(made, yardstick=_yardstick(part, evaluation_set))
    try:
        player = make_player(part, name)
    except ConfigError:
        raise ConfigError(f"--player {name}: there is no such player; known are {', '.join(names(part))}") from None
    read = PREDICTORS.get(type(player))
    predictor = read(player) if read else None
    on_lines = predictor is not None and predictor.grid == LINE_GRID
    yardstick = _line_yardstick(evaluation_set) if on_lines else _yardstick(part, evaluation_set)
    return Competitor(name, player, predictor, NO_PREDICTOR, yardstick,
                      KNOWS.get(type(player), knows_nothing))  # fmt: skip


@functools.lru_cache(maxsize=8)
def _yardstick(part: BandPart, evaluation_set: EvaluationSet) -> Predictor | None:
    """The n-gram that a pianist's likelihood is compared with; a drummer's is compared on its own grid."""
    return MelodyNgram(ORDER, evaluation_set.training) if part == "piano" else None


@functools.lru_cache(maxsize=8)
def _line_yardstick(evaluation_set: EvaluationSet) -> Predictor:
    """The same on the finer grid of the pianist's lines."""
    return LineNgram(ORDER, evaluation_set.training)
