import judged_music as music
import numpy as np
import pytest

from jamd.music import drum_kit as kit
from jamd.music.drum_time import LENGTH, plain_bar, tick_of
from jamd.music.time.notes import Meter, Note, Tick
from jamd.players.registry import make_player
from train.corpora.piece import Hit
from train.grids.drum_grid import PLAIN, STRAIGHT, drum_bars, f1, hits_of, jaccard, notes_of
from train.grids.feel import swing_of
from train.judge.measures import swing
from train.judge.measures.interplay import meeting
from train.judge.measures.response import doubled, halved, louder, slope
from train.judge.measures.scenes import Setting, open_loop
from train.judge.measures.structure import profile


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


def test_the_profile_sees_two_bar_patterns() -> None:
    bars = np.zeros((32, 16, 9), bool)
    bars[::2, 0, 0] = bars[1::2, 4, 1] = True
    assert profile(bars).tolist() == [0, 1, 1, 1, 1]


@pytest.mark.parametrize("asked", [1.0, 1.5, 2.5])
def test_the_ratio_that_is_played_is_measured(asked: float) -> None:
    exact = [
        Note(Tick(at), kit.PITCH_OF_VOICE[stroke.voice], Tick(at + LENGTH), stroke.velocity)
        for bar in range(8)
        for stroke in plain_bar("swing", Meter(4))
        for at in [bar * 3840 + tick_of(stroke.place, asked)]
    ]
    assert swing.ratio_played(hits_of(exact)) == pytest.approx(asked, abs=0.02)


@pytest.mark.parametrize("asked", [1.0, 1.5, 2.5])
def test_a_drummer_with_a_touch_swings_as_asked_to_two_milliseconds(asked: float) -> None:
    played = open_loop(make_player("drums", "rules"), Setting(140.0, asked, 1), 64)
    ratio = swing.ratio_played(hits_of(played))
    assert abs(ratio / (1 + ratio) - asked / (1 + asked)) * 60_000 / 140 <= 2


def test_meeting_everybody_all_the_time_is_chance() -> None:
    everywhere = np.arange(24 * 12) * 320
    piano = music.trio(1, follows=True)
    some = np.array([onset.tick for onset in piano.onsets if onset.instrument == "piano"])
    assert meeting(everywhere, everywhere) == pytest.approx(0)
    assert meeting(some, some) > 0.4


def test_a_take_is_thinned_and_filled_up() -> None:
    notes = list(music.solo(1).line[:40])
    assert len(halved(notes)) == 20
    assert len(doubled(notes)) > 60
    assert [n.velocity for n in louder(notes, 200)] == [127] * 40


def test_slopes() -> None:
    assert slope([1, 2, 3], [5, 7, 9]) == pytest.approx(2)
    assert slope([1, 1, 1], [5, 7, 9]) == 0
