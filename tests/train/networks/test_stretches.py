import numpy as np

from jamd.players.seed import codec_drums as codec
from train.networks import seed_drums, seed_piano
from train.networks.marginals import baseline_bits
from train.networks.music import Music
from train.networks.stretches import evaluation_stretches, training_batches

BEAT = np.array([256, 0, 4, 0] * 4)


STRETCH, SCORED = 128, 64  # steps


def piece(bars, beats=4):
    return Music("a beat", beats, np.tile(BEAT[: beats * 4], bars))


def test_a_batch_gives_each_step_what_came_before_and_asks_for_what_comes():
    rng = np.random.default_rng(0)
    inputs, answers, weights = next(training_batches([piece(20)], seed_drums.example, 5, rng))
    features, classes = inputs["features"], answers["logits"]
    assert features.shape == (5, STRETCH, codec.FEATURES)
    assert classes.shape == weights.shape == (5, STRETCH)
    assert (features[:, 1:, : codec.CLASSES].argmax(-1) == classes[:, :-1]).all()
    assert (classes.reshape(5, -1, 16) == BEAT).all()  # stretches start at bar lines


def test_evaluation_scores_every_step_once_and_primes_with_the_four_bars_before():
    long = piece(19)
    stretches = evaluation_stretches([long], seed_drums.example)
    scored = np.concatenate([answers["logits"][weights > 0] for _, answers, weights in stretches])
    assert scored.tolist() == long.symbols.tolist()
    assert stretches[1].weights.tolist() == [0.0] * SCORED + [1.0] * SCORED


def test_a_short_piece_is_filled_up_with_steps_that_do_not_count():
    _, _, weights = next(training_batches([piece(2)], seed_drums.example, 1, np.random.default_rng(0)))
    assert weights.sum() == 32


def test_a_beat_that_never_changes_costs_a_baseline_next_to_nothing():
    bits = baseline_bits([piece(40)], [piece(8)], codec.CLASSES)
    assert bits["marginal"] < 40
    assert bits["repeat"] < bits["marginal"]


def test_melodies_are_heard_in_every_key_inside_the_range():
    events = np.array([0, 37, 35, 36, 12])
    for semitones in range(-6, 6):
        moved = seed_piano.transposed(events, semitones)
        assert (moved[[1, 3]] == [37, 36]).all()
        assert ((moved[[0, 2, 4]] - events[[0, 2, 4]] - semitones) % 12 == 0).all()
        assert (moved[[0, 2, 4]] <= 35).all()
        assert (moved >= 0).all()
