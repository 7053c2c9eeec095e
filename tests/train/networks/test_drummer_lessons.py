"""What the drummer's networks are told, and what they must beat."""

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from jamd.music.drum_kit import KICK, PEDAL_HAT, RIDE
from jamd.players.drummer import codec
from jamd.players.steps import STEPS
from train.learning.network import Data
from train.networks import drummer_notes, drummer_touch
from train.networks.drummer.imagining import imagine
from train.networks.drummer.odds import bar_baselines
from train.networks.drummer.takes import Take, judged


def take(name="a take", bars=20, style="swing", beats=4, kick=7):
    hits = np.zeros((bars, STEPS, codec.VOICES), np.uint8)
    hits[:, : 6 * beats : 6, RIDE] = 1
    hits[:, 6 : 6 * beats : 12, PEDAL_HAT] = 1
    hits[::2, kick, KICK] = 1
    velocity = hits * np.where(np.arange(bars) % 2, 90, 60).astype(np.uint8)[:, None, None]
    return Take(name, style, "swing", 140.0, beats, hits, velocity, np.zeros(hits.shape, np.float32))


DATA = Data([take(), take(kick=10)], [take(kick=4)], [], {})


def test_a_judged_bar_is_told_the_real_history_and_nothing_else():
    (batch,) = drummer_notes.NotesLessons(DATA).watched
    assert not batch.inputs["told"][..., STEPS + codec.SETTING :].any()
    bar_before = batch.inputs["context"][1:, :, : codec.VOICES]
    assert (bar_before == batch.answers["hits"][:-1]).all()
    assert (batch.weights == 1).all()


def test_in_training_aims_and_accents_are_told_with_gaps():
    lessons = drummer_notes.NotesLessons(DATA)
    (batch,) = lessons.one_round(np.random.default_rng(0))
    told = batch.inputs["told"][:, 0]
    at = STEPS + codec.SETTING + len(codec.AIMS)
    aimed, heard = told[:, at : at + len(codec.AIMS)], told[:, -1]
    for share in (*aimed.mean(axis=0), heard.mean()):
        assert 0.2 < share < 0.9


def test_steps_behind_a_bar_of_three_do_not_count():
    lessons = drummer_notes.NotesLessons(Data([take(beats=3)], [], [], {}))
    (batch,) = lessons.one_round(np.random.default_rng(0))
    assert batch.weights.sum(axis=1).tolist() == [18.0] * 20


def test_swing_of_some_length_is_judged_and_anything_where_there_is_none():
    swing, short, rock = take(), take(bars=8), take(style="rock")
    assert judged([swing, short, rock]) == [swing]
    assert judged([short, rock]) == [short, rock]


def test_imagined_bars_are_a_continuation_of_the_real_ones_and_stay_inside_the_bar():
    lessons = drummer_notes.NotesLessons(Data([take(beats=3)], [], [], {}))
    bars = lessons._bars
    imagined = imagine(drummer_notes.network(), bars, np.random.default_rng(1))
    assert imagined.shape == bars.hits.shape
    assert imagined[bars.rows].any()
    assert not imagined[bars.rows][:, 18:].any()
    assert (np.delete(imagined, bars.rows, axis=0) == 0).all()


def test_odds_that_adapt_beat_the_marginal_on_a_drummer_of_habit():
    bits = bar_baselines(DATA.train, DATA.validation)
    assert bits["adaptive"]["hits"] < bits["marginal"]["hits"]


def test_a_touch_that_follows_the_bar_is_told_apart_from_the_marginal():
    sides = drummer_touch.TouchLessons(DATA).sides()
    assert sides["validation"].baselines["marginal"]["velocity"] > 0.9  # two loudnesses, a bit a hit
    assert sides["validation"].baselines["marginal"]["late"] < 0.2  # nothing is late
    assert sides["test"].pieces == 0
