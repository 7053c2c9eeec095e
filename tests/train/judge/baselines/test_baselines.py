import judged_music as music
import numpy as np
import pytest

from jamd.music.time.notes import Tick
from train.grids.drum_grid import drum_bars, hits_of
from train.judge.baselines import forecasts as f
from train.judge.baselines.drums import DRUM_BASELINES
from train.judge.baselines.melody_ngram import MelodyNgram
from train.judge.baselines.ngram import Ngram
from train.judge.baselines.piano import PIANO_BASELINES
from train.judge.measures import drum_odds
from train.judge.measures.scenes import Setting, one_bar, open_loop, scene

TRAINING = [music.swing_take(seed) for seed in (1, 2, 3)]
SOLOS = [music.solo(seed) for seed in (1, 2, 3)]


def test_odds_of_an_ngram_sum_to_one_and_remember() -> None:
    ngram = Ngram(3, np.full(4, 0.25))
    for _ in range(50):
        ngram.learn([1, 2], 3)
        ngram.learn([2, 2], 0)
    for context in ([1, 2], [2, 2], [9, 9], []):
        assert ngram.odds(context).sum() == pytest.approx(1)
    assert ngram.odds([1, 2])[3] > 0.9 > 0.6 > ngram.odds([9, 2])[3]


def test_the_forecasts_are_what_they_are_called() -> None:
    bars = f.training_bars(TRAINING)
    common = f.most_common(bars)
    assert (f.repeat(common)(bars[:0]) == common).all()
    assert (f.repeat(common)(bars[:5]) == bars[4]).all()
    assert (f.mean_of_8(common)(bars[:20]) == bars[12:20].mean(axis=0)).all()
    odds = f.adaptive(drum_odds.marginal(bars))(bars[:20])
    assert (odds > 0).all()
    assert (odds < 1).all()


@pytest.mark.parametrize("name", DRUM_BASELINES)
def test_every_drummer_plays_whole_bars_on_the_swing_asked_for(name: str) -> None:
    player = DRUM_BASELINES[name](name, TRAINING).player
    past = open_loop(player, Setting(140.0, 2.0, 1), 4)
    bar = one_bar(player, Setting(140.0, 2.0, 1), past, 4)
    assert all(4 * music.BAR <= note.start < 5 * music.BAR for note in bar)
    assert {note.start % music.BEAT for note in bar} <= {0, 320, music.SWUNG, 800}  # sixteenths at 2 to 1


def test_planning_a_bar_in_two_halves_is_planning_it_once() -> None:
    for name in ("adaptive", "ngram3", "repeat"):
        player = DRUM_BASELINES[name](name, TRAINING).player
        setting = Setting(140.0, 2.0, 1)
        past = open_loop(player, setting, 3)
        start, middle, end = (Tick(at) for at in (3 * music.BAR, 3 * music.BAR + 1920, 4 * music.BAR))
        first = player.play(scene(setting, past, start), start, middle)
        rest = player.play(scene(setting, (*past, *first), middle), middle, end)
        assert (*first, *rest) == one_bar(player, setting, past, 3), name


def test_repeat_repeats() -> None:
    player = DRUM_BASELINES["repeat"]("repeat", TRAINING).player
    bars = drum_bars(hits_of(open_loop(player, Setting(140.0, 2.0, 1), 6)), 6, 2.0)
    assert (bars == bars[0]).all()


@pytest.mark.parametrize("name", ["marginal", "adaptive", "ngram3"])
def test_who_has_learned_is_less_surprised_than_who_rolls_dice(name: str) -> None:
    held_out = music.swing_take(9)
    bits = {who: DRUM_BASELINES[who](who, TRAINING).predictor.bits(held_out).mean() for who in (name, "random")}
    assert bits[name] < bits["random"] - 5


def test_the_soloist_that_counts_knows_its_training_best() -> None:
    ngram = MelodyNgram(4, SOLOS)
    known, new = (ngram.bits(piece)[:, 0].mean() for piece in (SOLOS[0], music.solo(9)))
    assert known < new < 12


@pytest.mark.parametrize("name", PIANO_BASELINES)
def test_every_pianist_stays_inside_what_it_is_asked(name: str) -> None:
    player = PIANO_BASELINES[name](name, SOLOS).player
    line = open_loop(player, Setting(160.0, 1.5, 1, role="line"), 8)
    assert len(line) > 8
    assert list(line) == sorted(line)
    assert line[0].start >= 0
    assert line[-1].start < 8 * music.BAR
