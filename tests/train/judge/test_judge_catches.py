"""Players with known faults: each loses on the measure that is made for its fault."""

import judged_music as music
import numpy as np
import pytest

from jamd.players.registry import make_player
from train.judge.baselines.drums import DRUM_BASELINES
from train.judge.baselines.piano import PIANO_BASELINES
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures import (
    bar_ahead,
    copying,
    dispersion,
    drum_likelihood,
    interplay,
    lines,
    mgeval,
    response,
    structure,
)
from train.judge.measures.measure import Competitor, Measure


@pytest.fixture(scope="module")
def drums() -> EvaluationSet:
    return music.drum_evaluation_set()


@pytest.fixture(scope="module")
def piano() -> EvaluationSet:
    return music.piano_evaluation_set()


def drummer(name: str, evaluation_set: EvaluationSet) -> Competitor:
    return DRUM_BASELINES[name](name, evaluation_set.training)


def judged(measure: Measure, competitor: Competitor, evaluation_set: EvaluationSet) -> dict[str, float]:
    rows = measure.rows(competitor, evaluation_set)
    return {figure.id: figure.of(rows) for figure in measure.figures}


def test_who_repeats_loses_on_structure(drums: EvaluationSet) -> None:
    (measure,) = structure.MEASURES
    repeats = judged(measure, drummer("repeat", drums), drums)
    varies = judged(measure, drummer("adaptive", drums), drums)
    assert repeats["D3.lag8"] == 1.0
    assert repeats["D3"] > 2 * varies["D3"]


def test_who_repeats_has_no_life_in_it(drums: EvaluationSet) -> None:
    (measure,) = dispersion.MEASURES
    found = judged(measure, drummer("repeat", drums), drums)
    assert found["D5"] == 0.0
    assert found["D5.offset"] < 0.1


def test_who_is_random_loses_on_the_next_bar_the_voices_and_likelihood(drums: EvaluationSet) -> None:
    for (measure,), figure, sign in (
        (bar_ahead.MEASURES, "D2", 1),
        (dispersion.MEASURES, "D4.voices", -1),
        (drum_likelihood.MEASURES, "D1", -1),
    ):
        rolls = judged(measure, drummer("random", drums), drums)[figure]
        counts = judged(measure, drummer("adaptive", drums), drums)[figure]
        assert sign * (counts - rolls) > 0.2


def test_who_averages_wins_the_next_bar_and_loses_structure(drums: EvaluationSet) -> None:
    (ahead,), (shape,) = bar_ahead.MEASURES, structure.MEASURES
    averages, varies = (drummer(name, drums) for name in ("mean_of_8", "adaptive"))
    assert judged(ahead, averages, drums)["D2"] > judged(ahead, varies, drums)["D2"]
    assert judged(shape, averages, drums)["D3"] > judged(shape, varies, drums)["D3"]


def test_who_recites_is_caught_copying(piano: EvaluationSet) -> None:
    (measure,) = lines.MEASURES
    recites = judged(measure, music.named("reciter", music.Reciter(piano.training[0])), piano)
    assert recites["P7.share"] == 1.0
    assert judged(measure, music.named("rules", make_player("piano", "rules")), piano)["P7.share"] < 0.2
    held_out = np.sum([copying.copied(piece.line, copying.known_runs(piano)) for piece in piano.held_out], axis=0)
    assert held_out[0] / held_out[1] < 0.2


def test_who_is_random_leaves_the_harmony_and_the_features(piano: EvaluationSet) -> None:
    (measure,) = lines.MEASURES
    rolls = judged(measure, PIANO_BASELINES["random"]("random", piano.training), piano)
    rules = judged(measure, music.named("rules", make_player("piano", "rules")), piano)
    assert rolls["P3"] < rules["P3"] - 0.15
    assert rolls["P6"] < rules["P6"]


def test_who_repeats_a_bar_leaves_the_form(piano: EvaluationSet) -> None:
    (measure,) = lines.MEASURES
    found = judged(measure, PIANO_BASELINES["repeat"]("repeat", piano.training), piano)
    assert found["P2.four_entropy"] == pytest.approx(found["P2.entropy"])  # nothing new in four bars
    assert found["P4.form"] == pytest.approx(0.0)


def test_who_ignores_the_keyboardist_does_not_respond(drums: EvaluationSet) -> None:
    (measure,) = response.MEASURES
    deaf, hears = drummer("adaptive", drums), music.named("echo", music.Echo())
    assert judged(measure, deaf, drums)["D7"] == 0.0
    found = judged(measure, hears, drums)
    assert found["D7"] >= 0.75
    assert found["D7.silence"] > 1


def test_who_ignores_the_keyboardist_meets_by_chance_only(drums: EvaluationSet) -> None:
    (measure,) = interplay.MEASURES
    rows = measure.rows(drummer("adaptive", drums), drums)
    assert abs(rows[:, 0].mean()) < 0.08
    assert rows[:, 1].mean() > 0.3  # the real drummers of this music follow
    alone = [music.trio(seed, follows=False) for seed in (5, 6, 7)]
    chance = [interplay.meeting(interplay.onsets(p, "drums"), interplay.onsets(p, "piano")) for p in alone]
    assert abs(np.mean(chance)) < 0.08


def test_humans_are_their_own_best_match(piano: EvaluationSet) -> None:
    humans = np.array([mgeval.facts(music.solo(seed).line, None, 40) for seed in range(16)])
    wild = np.array([mgeval.facts(music.leaps(seed), None, 40) for seed in range(8)])
    assert mgeval.overlap(humans[::2], humans[1::2]) > mgeval.overlap(wild, humans[1::2]) + 0.2
