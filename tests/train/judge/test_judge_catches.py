"""Players with known faults: each loses on the measure that is made for its fault."""

from types import ModuleType

import judged_music as music
import numpy as np
import pytest

from jamd.players.registry import make_player
from train.judge.baselines.drums import DRUM_BASELINES
from train.judge.baselines.piano import PIANO_BASELINES
from train.judge.drumming.facts import facts
from train.judge.drumming.strokes import strokes_of
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures import bar_ahead, copying, drum_likelihood, free_playing, interplay, lines, response
from train.judge.measures.drum_targets import DENSITY, STRUCTURE, TOUCH
from train.judge.measures.measure import Competitor, Rows, bounds_of


@pytest.fixture(autouse=True)
def a_few_short_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(free_playing, "TEMPOS", (140.0,))
    monkeypatch.setattr(free_playing, "CHARTS", free_playing.CHARTS[:1])
    monkeypatch.setattr(bar_ahead, "DRAWS", 2)
    monkeypatch.setattr(bar_ahead, "MOST", 12)


@pytest.fixture(scope="module")
def drums() -> EvaluationSet:
    return music.drum_evaluation_set()


@pytest.fixture(scope="module")
def piano() -> EvaluationSet:
    return music.piano_evaluation_set()


def drummer(name: str, evaluation_set: EvaluationSet) -> Competitor:
    return DRUM_BASELINES[name](name, evaluation_set.training)


def judged(module: ModuleType, competitor: Competitor, evaluation_set: EvaluationSet) -> dict[str, float]:
    (measure,) = module.MEASURES
    rows = measure.rows(competitor, evaluation_set)
    return {figure.id: figure.of(rows) for figure in measure.figures}


def met(module: ModuleType, id: str, found: dict[str, float], rows: Rows | None = None) -> bool:
    """Whether the figure's must is met."""
    (figure,) = (figure for figure in module.MEASURES[0].figures if figure.id == id)
    must = bounds_of(figure.must, rows)
    assert must is not None
    return must.hold(found[id])


def test_who_repeats_loses_on_structure_and_has_no_life(drums: EvaluationSet) -> None:
    found = judged(free_playing, drummer("repeat", drums), drums)
    assert found["D3.alone.lag8"] == 1.0
    assert not met(free_playing, "D3", found)
    assert not met(free_playing, "D3.alone.ride_entropy", found)
    assert not met(free_playing, "D5.alone.vel_sd_voice", found)


def test_half_loops_and_half_noise_are_seen_take_by_take(drums: EvaluationSet) -> None:
    """A fine mean profile, and no take that is like a real one."""
    rows = free_playing.rows(drummer("adaptive", drums), drums)
    half = rows.copy()
    real = np.nanmean(rows[:, free_playing.WIDTH : free_playing.WIDTH + 5], axis=0)
    half[::2, :5], half[1::2, :5] = real + 0.4, real - 0.4
    assert free_playing.profile_distance(half) == pytest.approx(0.4)
    assert free_playing.profile_distance(half) > 3 * free_playing.profile_distance(half, 1)


def test_who_is_random_loses_on_the_next_bar_the_voices_and_likelihood(drums: EvaluationSet) -> None:
    for module, figure in ((bar_ahead, "D2"), (drum_likelihood, "D1")):
        rolls = judged(module, drummer("random", drums), drums)[figure]
        counts = judged(module, drummer("adaptive", drums), drums)[figure]
        assert counts - rolls > 0.2
    live = judged(free_playing, drummer("random", drums), drums)
    assert not met(free_playing, "D4.voices", live)
    assert live["D3.alone.restored"] > 0.3  # jamd puts back the time that it loses, and the judge counts it
    assert judged(drum_likelihood, drummer("adaptive", drums), drums)["D1"] == pytest.approx(0)  # it is the yardstick


def test_who_averages_is_nearer_to_the_next_bar_than_the_drummer_himself(drums: EvaluationSet) -> None:
    found = judged(bar_ahead, drummer("mean_of_8", drums), drums)
    rows = bar_ahead.rows(drummer("mean_of_8", drums), drums)
    assert found["D2"] > np.mean(rows[:, 1])  # which is no merit: the must is the drummer's own


def test_noise_tuned_to_the_profile_fails_the_phrases_and_the_touch() -> None:
    """Bars drawn from fixed odds, velocity and time from bells of the right width."""
    found = facts(strokes_of(music.tuned_noise(1, 64), 140.0))
    assert 0.25 < found["lag1"] < 0.6
    assert found["vel_sd_voice"] == pytest.approx(14, abs=2)
    ranges = {r.id: r.must for r in (*STRUCTURE, *DENSITY, *TOUCH)}
    missed = {name for name, must in ranges.items() if found[name] == found[name] and not must.hold(found[name])}
    assert {"t_auto", "arc_vel_sd", "chorus_vel_sd"} <= missed


def test_who_recites_talk_is_caught_copying(drums: EvaluationSet) -> None:
    found = judged(free_playing, music.named("parrot", music.Parrot(drums.training[0])), drums)
    assert found["D9.alone.runs"] > 0.9
    assert not met(free_playing, "D9.alone.runs", found, free_playing.rows(drummer("adaptive", drums), drums))


def test_a_splice_of_real_bars_is_caught_by_its_bars(drums: EvaluationSet) -> None:
    """Every bar is real, in an order that nobody played."""
    splice = free_playing.rows(music.named("splicer", music.Splicer(drums.training)), drums)
    own = {f.id: f.of(splice) for f in free_playing.MEASURES[0].figures}
    assert own["D9.alone.bars"] > 0.95
    assert not met(free_playing, "D9.alone.bars", own, splice)


def test_who_recites_is_caught_copying(piano: EvaluationSet) -> None:
    recites = judged(lines, music.named("reciter", music.Reciter(piano.training[0])), piano)
    assert recites["P7.share"] == 1.0
    assert judged(lines, music.named("rules", make_player("piano", "rules")), piano)["P7.share"] < 0.2
    held_out = np.sum([copying.copied(piece.line, copying.known_runs(piano)) for piece in piano.held_out], axis=0)
    assert held_out[0] / held_out[1] < 0.2


def test_who_is_random_leaves_the_harmony(piano: EvaluationSet) -> None:
    rolls = judged(lines, PIANO_BASELINES["random"]("random", piano.training), piano)
    rules = judged(lines, music.named("rules", make_player("piano", "rules")), piano)
    assert rolls["P3"] < rules["P3"] - 0.15


def test_who_repeats_a_bar_has_nothing_new_in_four(piano: EvaluationSet) -> None:
    found = judged(lines, PIANO_BASELINES["repeat"]("repeat", piano.training), piano)
    assert found["P2.four_entropy"] == pytest.approx(found["P2.entropy"])


def test_who_ignores_the_keyboardist_does_not_respond(drums: EvaluationSet) -> None:
    deaf = judged(response, drummer("adaptive", drums), drums)
    assert deaf["D7.hits"] == deaf["D7.velocity"] == 0.0
    hears = judged(response, music.named("echo", music.Echo()), drums)
    assert met(response, "D7.hits", hears)
    assert met(response, "D7.velocity", hears)
    assert met(response, "D7.hits_left", hears)


def test_one_velocity_more_is_no_answer(drums: EvaluationSet) -> None:
    """A test of signs would be passed."""
    found = judged(response, music.named("shy", music.Shy()), drums)
    assert found["D7.velocity"] > 0
    assert not met(response, "D7.velocity", found)


def test_who_ignores_the_keyboardist_meets_by_chance_only(drums: EvaluationSet) -> None:
    rows = interplay.rows(drummer("adaptive", drums), drums)
    assert abs(rows[:, 0].mean()) < 0.08
    assert rows[:, 1].mean() > 0.3  # the real drummers of this music follow
    alone = [music.trio(seed, follows=False) for seed in (5, 6, 7)]
    chance = [interplay.meeting(interplay.onsets(p, "drums", 24), interplay.onsets(p, "piano", 24), 24) for p in alone]
    assert abs(np.mean(chance)) < 0.08
