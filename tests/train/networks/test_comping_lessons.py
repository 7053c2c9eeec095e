"""What the network of comping rhythms learns from, is told, and must beat."""

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from jamd.music.time.notes import Note, Tick
from jamd.players.pianist.comping import codec
from jamd.players.steps import STEPS
from train.corpora.piece import Onset, Piece
from train.learning.network import Data
from train.networks import pianist_comping
from train.networks.comping.batches import baselines
from train.networks.comping.takes import Take, learnable


def take(bars=24, step=10, beats=4):
    chords = np.zeros((bars, STEPS), np.uint8)
    chords[::2, 0], chords[:, step] = 1, 1
    return Take("a take", 140.0, beats, chords, np.roll(chords, 1), np.arange(bars) != 5)


DATA = Data([take(), take(step=4)], [take(step=16)], [], {})


def trio(*rows):
    notes = sorted(Note(Tick(start), pitch, Tick(start + 200), 64) for start, pitch in rows)
    onsets = tuple(Onset(960 * beat + 640, "drums") for beat in range(40))
    about = {"set": "jtd_piano", "name": "a", "performer": "b", "licence": "", "source": "", "bpm": 120.0}
    return Piece(**about, piano=tuple(notes), onsets=onsets)


def test_two_low_notes_together_are_a_chord_on_the_step_where_the_trio_swings():
    low = [(bar * 3840 + tick, pitch) for bar in range(8) for tick in (0, 960 + 640) for pitch in (52, 58)]
    line = [(bar * 3840 + 1920, 74) for bar in range(8)] + [(2 * 3840 + 2880, 50)]
    found = learnable(trio(*low, *line))
    assert {tuple(np.flatnonzero(bar)) for bar in found.chords[found.played]} == {(0, 10)}
    assert {tuple(np.flatnonzero(bar)) for bar in found.partner[found.played]} == {(12,)}
    assert found.played.tolist() == [True] * 8 + [False] * 2


COUNT = codec.FEATURES - codec.PARTNER - 2


def test_a_judged_bar_is_told_the_real_history_the_partners_past_and_not_its_count():
    (batch,) = pianist_comping.CompingLessons(DATA).watched
    features, chords = batch.inputs["features"], batch.answers["chords"]
    assert len(chords) == 23  # the bar in which nobody plays teaches nothing
    assert not features[..., COUNT : COUNT + 2].any()
    assert (features[6, :, 0] == chords[5]).all()  # bar -1
    assert (features[..., -2] == 1).all()
    assert not features[..., -1].any()
    assert not features[..., -4:-2].any()  # the partner's steps 0 and 1
    assert (features[6, 2:, -5] == chords[6, :-2]).all()  # its step -1, a step behind the chords


def test_in_training_partner_and_count_are_told_with_gaps():
    (batch,) = pianist_comping.CompingLessons(DATA).one_round(np.random.default_rng(0))
    for flag in (COUNT + 1, COUNT - 1, -1, -2):
        assert 0.15 < batch.inputs["features"][:, 0, flag].mean() < 0.9


def test_features_are_as_wide_as_the_network_expects_and_the_same_for_one_bar_and_many():
    history = (np.random.default_rng(0).random((3, codec.MEMORY, STEPS)) < 0.1).astype(np.float32)
    recent = codec.recent(history[:, -1, -codec.REACH :], history[:, 0])
    shared = np.tile(codec.shared(140, 4, 16, None, 2), (3, 1))
    partner = codec.partner(history[:, -1, -codec.REACH :], history[:, 3], "all")
    many = codec.features(history, recent, shared, partner)
    assert many.shape == (3, STEPS, codec.FEATURES)
    assert many[1] == pytest.approx(codec.features(history[1], recent[1], shared[1], partner[1]), abs=1e-5)
    assert (many[..., codec.RECENT] == recent).all()


def test_odds_that_adapt_beat_the_marginal_on_a_pianist_of_habit():
    bits = baselines(DATA.train, DATA.validation)
    assert bits["adaptive"]["chords"] < bits["marginal"]["chords"]
