"""What the figures of a drummer see, on music made for each."""

import judged_music as music
import numpy as np
import pytest

from jamd.music import drum_kit as kit
from jamd.music.time.notes import Note, Tick
from train.corpora.piece import Hit
from train.judge.drumming import listening, phrases, talk
from train.judge.drumming.facts import facts
from train.judge.drumming.strokes import RIDE, SNARE, strokes_of, windows
from train.judge.drumming.style_classifier import STYLES, learned
from train.judge.drumming.touch import expected_offbeat, place_share, swings
from train.judge.measures.bounds import Bounds, at_least, at_most


def of(hits: list[Hit]) -> dict[str, float]:
    return facts(strokes_of(hits, 140.0))


def test_swung_strokes_lie_on_sixteenths_once_the_swing_is_out() -> None:
    strokes = strokes_of(music.swing_take(1).drums, 140.0)
    assert strokes.offbeat == pytest.approx(2 / 3, abs=0.02)
    assert set(strokes.step[strokes.of(RIDE)].tolist()) == {0, 4, 6, 8, 12, 14}


def test_a_stroke_just_before_the_bar_belongs_to_it() -> None:
    strokes = strokes_of([Hit(3830, kit.SNARE, 60), Hit(3840 * 2, kit.SNARE, 60)], 140.0)
    assert strokes.bar.tolist() == [1, 2]


def test_a_two_bar_pattern_is_seen_at_the_even_lags() -> None:
    hits = [Hit(bar * 3840 + (960 if bar % 2 else 0), kit.SNARE, 60) for bar in range(32)]
    (window,) = windows(strokes_of(hits, 140.0))
    found = phrases.likeness(window)
    assert [found[f"lag{lag}"] for lag in (1, 2, 4, 8, 16)] == [0, 1, 1, 1, 1]


def test_fills_on_a_wheel_stand_out_and_scattered_ones_do_not() -> None:
    wheel, drawn = np.zeros(32), np.zeros(32)
    wheel[7::8] = 4
    drawn[[2, 9, 19, 29]] = 4
    assert phrases.contrast(wheel, 8) > 1
    assert abs(phrases.contrast(drawn, 8)) < 0.5


def test_a_machine_has_its_velocity_from_the_place_and_a_hand_has_not() -> None:
    places = np.tile(np.arange(8), 40)
    assert place_share(60.0 + places, places) == pytest.approx(1)
    assert place_share(np.random.default_rng(1).normal(60, 9, 320), places) < 0.1


def test_white_noise_in_time_forgets_itself() -> None:
    rng = np.random.default_rng(1)
    noise, drift = rng.normal(0, 12, 160), np.cumsum(rng.normal(0, 4, 160)) * 0.5
    for late, low, high in ((noise, -0.2, 0.2), (drift, 0.7, 1.0)):
        hits = [Hit(beat * 960 + round(by), kit.RIDE, 60) for beat, by in enumerate(late, 4)]
        assert low < of(hits)["t_auto"] < high


def test_the_swing_of_real_trios_falls_with_the_tempo() -> None:
    assert expected_offbeat(80) == 0.735
    assert expected_offbeat(140) > expected_offbeat(230) > expected_offbeat(290)
    assert of(list(music.swing_take(1).drums))["swing_err"] == pytest.approx(0.713 - 2 / 3, abs=0.02)


def test_meeting_is_above_chance_only_where_it_was_meant() -> None:
    rng = np.random.default_rng(1)
    you = np.sort(rng.choice(np.arange(32 * 12), 120, replace=False)) / 3 + 0.04
    met = listening.above_chance(you[::2], you, 0.05, 4)
    alone = listening.above_chance(np.sort(rng.uniform(0, 128, 60)), you, 0.05, 4)
    assert met > 0.5
    assert abs(alone) < 0.15


def test_thinning_in_the_gaps_is_seen() -> None:
    hits = [Hit(bar * 3840 + at, kit.SNARE, 60) for bar in range(32) for at in range(0, 3840, 480 if bar % 4 else 1920)]
    you = [Note(Tick(bar * 3840 + at), 60, Tick(bar * 3840 + at + 100), 60) for bar in range(32) if bar % 4
           for at in (0, 960, 1920)]  # fmt: skip
    found = listening.density_facts(strokes_of(hits, 140.0), listening.onsets_of(you, 140.0))
    assert found["hits_in_gaps"] == pytest.approx(0.25)


def test_talk_that_was_heard_is_found_and_new_talk_is_not() -> None:
    heard, other = (music.swing_take(seed) for seed in (1, 2))
    known = talk.known_of([heard])
    again, new = (talk.copied(strokes_of(take.drums, 140.0), known) for take in (heard, other))
    assert again[0] == again[1] > 5
    assert new[0] == 0


def test_too_little_talk_is_no_copy() -> None:
    lone = [frozenset({(4, SNARE)}), frozenset({(12, SNARE)})]
    assert talk.runs_of(lone) == []
    assert talk.busy_bars(lone) == []


def test_styles_are_told_apart_by_where_voices_are_struck() -> None:
    def take(style: str, seed: int) -> list[Hit]:
        rng = np.random.default_rng(seed)
        offset = STYLES.index(style) * 160
        return [Hit(bar * 3840 + beat * 960 + offset, kit.SNARE, 60) for bar in range(16) for beat in range(4)
                if rng.random() < 0.8]  # fmt: skip

    classifier = learned([(strokes_of(take(style, seed), 120.0), style) for style in STYLES[:5] for seed in (1, 2)])
    assert [classifier.style(strokes_of(take(style, 7), 120.0)) for style in STYLES[:5]] == list(STYLES[:5])


def test_bounds_say_how_far_a_figure_misses() -> None:
    assert Bounds(1, 3).hold(3.0)
    assert not Bounds(1, 3).hold(float("nan"))
    assert Bounds(1, 3).miss(5.0) == 2.0
    assert at_least(2.0).miss(1.0) == 0.5
    assert at_most(0.0).miss(0.25) == 0.25
    assert [str(b) for b in (Bounds(1, 3), at_least(2), at_most(0.5))] == ["1 .. 3", ">= 2", "<= 0.5"]


def test_what_swings_is_told_from_what_is_played_even() -> None:
    swung = music.swing_take(1)
    even = [Hit(eighth * 480, kit.RIDE, 60) for eighth in range(256)]
    assert swings(strokes_of(swung.drums, 140.0))
    assert not swings(strokes_of(even, 140.0))
