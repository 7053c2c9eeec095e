"""The long line of the drums, read from what is played: fills, toms, cymbals over sections."""

from functools import cache

import numpy as np
import pytest
from msgspec.structs import replace

from jamd.commands.choices import Style
from jamd.music import drum_kit as kit
from jamd.music.charts.load import load_chart
from jamd.music.planning.scene import Scene, Solo
from jamd.music.time.notes import Tick
from jamd.players.arrays import Array
from jamd.players.drummer.phrases import fill_from, other_hand
from jamd.players.onnx_model import MODELS
from jamd.players.steps import STEPS_PER_BEAT
from tests.players.drummer.playing import grid, played, scene

pytestmark = pytest.mark.skipif(not (MODELS / "drummer_notes.json").exists(), reason="models/drummer_notes")

BARS = 32
SEEDS = (1, 2, 3)
TOMS = [kit.LOW_TOM, kit.MID_TOM, kit.HIGH_TOM]
DRUMS = [kit.SNARE, *TOMS]
FILLED = slice(7, BARS, 8)  # the bars in which a fill is asked for


@cache
def session(style: Style, bpm: float, seed: int) -> Array:
    """(BARS, STEPS, VOICES): velocities, with a fill in every eighth bar."""
    bar = scene(style, bpm).meter.bar
    told = scene(style, bpm, seed=seed, fills=tuple(Tick(number * bar) for number in range(*FILLED.indices(BARS))))
    return grid(played(told, 0, BARS), told, 0, BARS)


def fill_ends(style: Style, bpm: float) -> Array:
    """The second half of each fill, (fills, steps, VOICES)."""
    half = scene(style, bpm).meter.beats * STEPS_PER_BEAT // 2
    return np.concatenate([session(style, bpm, seed)[FILLED, half:] for seed in SEEDS])


@pytest.mark.parametrize(("style", "bpm"), [("swing", 120), ("swing", 160), ("waltz", 150)])
def test_a_tom_is_not_struck_alone(style: Style, bpm: float) -> None:
    lone = 0
    for seed in SEEDS:
        struck = (session(style, bpm, seed)[:, :, TOMS] > 0).sum(2).reshape(-1)
        near = np.convolve(struck, np.ones(25), "same")
        lone += int(((struck == 1) & (near == 1)).sum())
    assert lone <= 0.03 * BARS * len(SEEDS)


@pytest.mark.parametrize(("style", "bpm"), [("swing", 120), ("swing", 220), ("waltz", 150)])
def test_every_other_fill_goes_around_the_toms(style: Style, bpm: float) -> None:
    """As drummers of the Groove MIDI Dataset do: .49 of their fills have two strokes on toms or more."""
    toms = (fill_ends(style, bpm)[:, :, TOMS] > 0).sum((1, 2))
    assert 0.3 <= (toms >= 2).mean() < 1


@pytest.mark.parametrize("bpm", [120, 290])
def test_a_fill_is_louder_than_comments(bpm: float) -> None:
    ends = fill_ends("swing", bpm)[:, :, DRUMS]
    others = np.concatenate([session("swing", bpm, seed)[:, :12, DRUMS] for seed in SEEDS])
    assert ends[ends > 0].mean() >= others[others > 0].mean() + 4


def test_a_ballads_slaps_leave_the_beat_to_the_tap() -> None:
    beats = np.concatenate([session("ballad", 60, seed)[:, ::STEPS_PER_BEAT] for seed in SEEDS])
    assert (beats[:, :, kit.SNARE] > 0).mean() <= 0.06


def test_brushes_do_not_crash_like_sticks() -> None:
    crashes = np.concatenate([session("ballad", 60, seed)[:, :, kit.CRASH].ravel() for seed in SEEDS])
    assert (crashes > 0).sum() <= 4 * len(SEEDS)
    assert crashes.max() <= 80


def test_a_fill_is_landed_on_where_it_is_meant_to_be() -> None:
    for seed in SEEDS:
        ones = session("swing", 160, seed)[8::8, 0]
        assert (ones[:, [kit.KICK, kit.CRASH]].max(1) > 0).all()


def test_the_foot_of_a_ridden_funk_keeps_the_backbeat_alone() -> None:
    feet = session("funk", 100, 3)[:, ::STEPS_PER_BEAT, kit.PEDAL_HAT] > 0
    assert feet[:, (1, 3)].mean() > 3 * feet[:, (0, 2)].mean()


def test_funk_goes_to_the_other_cymbal_in_some_sections_and_comes_back() -> None:
    """As often as drummers do: a change in 32 bars."""
    seed = next(seed for seed in range(100) if _hands(seed) == [False, False, True, False])
    bars = session("funk", 100, seed) > 0
    ridden = bars[:, :, kit.RIDE].sum(1) > bars[:, :, kit.CLOSED_HAT].sum(1)
    began, *_ = sections = ridden.reshape(4, 8).mean(1) > 0.5
    assert sections.tolist() == [began, began, not began, began]


def test_a_bridge_mostly_has_a_cymbal_of_its_own() -> None:
    chart = load_chart("builtin:rhythm-changes")
    hands = [[other_hand(scene("funk", 100, seed=seed, chart=chart), bar) for bar in range(32)] for seed in range(40)]
    bridge, others = np.array(hands)[:, 16:24].mean(), np.array(hands)[:, [*range(16), *range(24, 32)]].mean()
    assert bridge > 0.5 > 0.3 > others


def _hands(seed: int) -> list[bool]:
    told = scene("funk", 100, seed=seed)
    return [other_hand(told, bar) for bar in range(0, BARS, 8)]


def test_under_a_bass_solo_nothing_is_filled_but_its_last_bar() -> None:
    usual = scene("swing", 150.0)
    bar = usual.meter.bar
    solo = replace(usual, room=0.4, solos=(Solo(Tick(8 * bar), Tick(16 * bar), "bass"),))

    def filled(told: Scene, number: int) -> list[int | None]:
        return [fill_from(replace(told, seed=seed), number) for seed in range(60)]

    for number in range(8, 15):
        assert not any(filled(solo, number))
    for number in (7, 15, 16):
        assert filled(solo, number) == filled(usual, number)
    assert any(filled(usual, 11))
    assert all(filled(replace(solo, fills=(Tick(10 * bar),)), 10))
