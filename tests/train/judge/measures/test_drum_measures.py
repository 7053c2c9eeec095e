import judged_music as music
import numpy as np
import pytest

from jamd.music import drum_kit as kit
from train.corpora.piece import Hit
from train.grids.drum_grid import PLAIN, STRAIGHT, drum_bars, f1, hits_of, jaccard, notes_of, symbol_bars
from train.grids.feel import swing_of
from train.judge.measures import controls
from train.judge.measures.drum_odds import adaptive_bits, marginal
from train.judge.measures.interplay import meeting
from train.judge.measures.response import HOT, LOUD, SOFT, hot, sparse, with_hot_bars


def test_swung_hits_lie_on_the_straight_grid_once_the_swing_is_out() -> None:
    take = music.swing_take(1)
    assert swing_of(take) == pytest.approx(2.0, abs=0.15)
    bars = drum_bars(take.drums, take.bar_count, swing_of(take))
    ride = bars[:, :, STRAIGHT.voice_of_kit[kit.RIDE]]
    assert ride.all(axis=0).nonzero()[0].tolist() == [0, 4, 6, 8, 12, 14]


def test_the_plain_grid_keeps_the_pedal_apart() -> None:
    hits = [Hit(0, kit.PEDAL_HAT, 60), Hit(0, kit.CLOSED_HAT, 60)]
    assert drum_bars(hits, 1, 1.0, grid=PLAIN).sum() == 2
    assert drum_bars(hits, 1, 1.0, grid=STRAIGHT).sum() == 1


def test_hits_and_notes_are_the_same_music() -> None:
    take = music.swing_take(3)
    assert sorted(hits_of(notes_of(take.drums))) == sorted(take.drums)


def test_likeness_of_bars() -> None:
    one, other = np.zeros((2, 16, 9), bool)
    assert np.isnan(jaccard(one, other))
    one[:2, 0], other[1:3, 0] = True, True
    assert (jaccard(one, other), f1(one, other)) == (pytest.approx(1 / 3), 0.5)


def test_meeting_everybody_all_the_time_is_chance() -> None:
    everywhere = np.arange(24 * 12) * 320
    piano = music.trio(1, follows=True)
    some = np.array([onset.tick for onset in piano.onsets if onset.instrument == "piano"])
    assert meeting(everywhere, everywhere, 24) == pytest.approx(0)
    assert meeting(some, some, 24) > 0.4


def test_a_take_is_made_sparse_and_hot() -> None:
    notes = list(music.solo(1, 16).line)
    assert len(sparse(notes[:40])) == 10
    assert {n.velocity for n in sparse(notes)} == {SOFT}
    assert len(hot(notes[:40])) > 60
    stirred = with_hot_bars(notes)
    loud = {n.start // music.BAR for n in stirred if n.velocity == LOUD}
    assert loud == set(HOT)


def test_the_adaptive_odds_learn_a_bar() -> None:
    bars = np.zeros((20, 4, 2), bool)
    bars[:, ::2, 0] = True
    spent = adaptive_bits(bars, marginal(~bars))
    assert spent[0] > 10 * spent[-1]


def test_a_trained_drummer_and_the_yardstick_read_the_same_cells() -> None:
    take = music.swing_take(1)
    assert (symbol_bars(take).sum(axis=(1, 2)) == drum_bars(take.drums, 34, swing_of(take)).sum(axis=(1, 2))).all()


def test_controls_are_turned_and_what_must_move_is_measured() -> None:
    (knob,) = (knob for knob in controls.KNOBS if knob.name == "intensity")
    rows = np.zeros((3, len(knob.levels) * len(controls.FACTS)))
    rows[:, :: len(controls.FACTS)] = [1, 2, 2.5, 4]
    assert controls.moved(knob, "hits")(rows) == 3
    assert controls.smallest_step(knob, "hits")(rows) == 0.5


def test_a_rhythm_is_repeated_until_it_changes() -> None:
    you = controls.rhythms(140.0, 1)
    loud = [divmod(n.start, music.BAR) for n in you if n.velocity == controls.ACCENT]
    accents = [frozenset(place for at, place in loud if at == bar) for bar in range(controls.BARS)]
    assert len(set(accents[: controls.GROUP])) == 1
    assert len(accents[0]) == 2
