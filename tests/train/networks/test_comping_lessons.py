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


COUNTED = codec.TOLD - 1  # whether the count is told
PARTNER = codec.CONTEXT + STEPS  # where the partner begins
PAST, NOW = PARTNER + codec.PARTNER - 4, PARTNER + codec.PARTNER - 1  # whether it is told before a step, and at it


def test_a_judged_bar_is_told_the_real_history_the_partners_past_and_not_its_count():
    (batch,) = pianist_comping.CompingLessons(DATA).watched
    told, own, chords = batch.inputs["told"], batch.inputs["own"], batch.answers["chords"]
    assert len(chords) == 23  # the bar in which nobody plays teaches nothing
    assert not told[..., COUNTED - 1 :].any()
    assert (told[6, :, 0] == DATA.validation[0].chords[6]).all()  # bar -1 of bar 7, since bar 5 is not played
    assert (own[6, 1:, 0] == chords[6, :-1]).all()  # step -1
    assert (own[6, :, -4] * 4 == np.cumsum(chords[6]) - chords[6]).all()
    assert (told[..., PAST] == 1).all()
    assert not told[..., PAST + 1 : NOW + 1].any()
    assert (told[6, 2:, PARTNER] == chords[6, :-2]).all()  # its step -1, a step behind the chords


def test_in_training_partner_and_count_are_told_with_gaps():
    (batch,) = pianist_comping.CompingLessons(DATA).one_round(np.random.default_rng(0))
    for flag in (COUNTED, PAST, NOW):
        assert 0.15 < batch.inputs["told"][:, 0, flag].mean() < 0.9


def test_what_is_told_is_as_wide_as_the_network_expects_and_the_same_for_one_bar_and_many():
    history = (np.random.default_rng(0).random((3, codec.MEMORY, STEPS)) < 0.1).astype(np.float32)
    history[1, :13], history[2] = 0, 0
    known, shared = np.array([16, 3, 0]), np.tile(codec.shared(140, 4, 16, 2), (3, 1))
    partner = codec.partner(history, known, np.array([24, 24, 18]), history[:, -1])
    many = codec.told(history, known, shared, partner)
    assert many.shape == (3, STEPS, codec.TOLD)
    for bar, per_bar in enumerate((24, 24, 18)):
        alone = codec.partner(history[bar], int(known[bar]), per_bar, history[bar, -1])
        assert many[bar] == pytest.approx(codec.told(history[bar], int(known[bar]), shared[bar], alone), abs=1e-5)


def test_the_steps_before_a_bar_end_with_the_last_one_of_a_short_bar():
    history = np.zeros((codec.MEMORY, STEPS), np.float32)
    history[-1, [0, 17]] = 1
    assert np.flatnonzero(codec.before(history, 18)).tolist() == [6, 23]
    assert np.flatnonzero(codec.before(history, 24)).tolist() == [0, 17]


def test_odds_that_adapt_beat_the_marginal_on_a_pianist_of_habit():
    bits = baselines(DATA.train, DATA.validation)
    assert bits["adaptive"]["chords"] < bits["marginal"]["chords"]
