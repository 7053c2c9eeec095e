"""Trading fours with the drums: what a solo is made of, how it is built, how it leads back in."""

from functools import cache

import msgspec
import numpy as np
import pytest

from jamd.music import drum_kit as kit
from jamd.music.time.notes import Note, Tick
from jamd.players.arrays import Array
from jamd.players.drummer.phrases import fill_from
from jamd.players.drummer.soloing import in_solo, leads_back, recalls
from jamd.players.onnx_model import MODELS
from tests.players.drummer.playing import drummer, grid, scene

pytestmark = pytest.mark.skipif(not (MODELS / "drummer_notes.json").exists(), reason="models/drummer_notes")

TURN, TURNS, SEEDS = 4, 6, (1, 2, 3)
BAR = scene("swing", 160).meter.bar
DRUMS = [kit.SNARE, kit.LOW_TOM, kit.MID_TOM, kit.HIGH_TOM]
CYMBALS = [kit.RIDE, kit.BELL, kit.CLOSED_HAT, kit.OPEN_HAT]


def at(bar: int, seed: int = 1, own: tuple[Note, ...] = ()):  # type: ignore[no-untyped-def]
    """The scene in one bar: the keyboardist has the first four, the drums the next."""
    turn = bar // TURN
    told = scene("swing", 160, seed=seed, own=own, heard=Tick(bar * BAR), role="solo" if turn % 2 else "comp")
    before = [turn - 1] if turn % 2 == 0 and turn else []
    apart = tuple((Tick(t * TURN * BAR), Tick((t + 1) * TURN * BAR)) for t in before)
    whose = (Tick(turn * TURN * BAR), Tick((turn + 1) * TURN * BAR))
    return msgspec.structs.replace(told, turn=whose, apart=apart, soloed=apart)


@cache
def traded(seed: int) -> Array:
    """(turns, TURN, STEPS, VOICES): velocities."""
    notes: tuple[Note, ...] = ()
    for bar in range(TURN * TURNS):
        own = tuple(note for note in notes if note.start >= (bar - 16) * BAR)
        notes += drummer().play(at(bar, seed, own), Tick(bar * BAR), Tick((bar + 1) * BAR))
    bars = grid(notes, scene("swing", 160), 0, TURN * TURNS)
    return bars.reshape(TURNS, TURN, *bars.shape[1:])


def solos() -> Array:
    return np.concatenate([traded(seed)[1::2] for seed in SEEDS])


def test_the_turn_says_what_is_a_solo_and_where_it_ends() -> None:
    assert [in_solo(at(bar), bar) for bar in range(10)] == [False] * 4 + [True] * 4 + [False] * 2
    assert [bar for bar in range(4, 8) if leads_back(at(bar), bar)] == [7]
    assert [bar for bar in range(8) if recalls(at(bar), bar)] == [5, 6]
    assert in_solo(at(9), 7)  # remembered in the turn after it


def test_a_solo_is_on_the_drums_and_the_foot_keeps_the_time() -> None:
    """In bars of the Groove MIDI Dataset without cymbals .58 of the strokes on drums are on the toms."""
    struck = solos() > 0
    toms = struck[..., DRUMS[1:]].sum() / struck[..., DRUMS].sum()
    assert 0.3 <= toms <= 0.85
    assert struck[..., CYMBALS].sum() <= 2 * struck.shape[0] * TURN
    assert struck[:, :, (6, 18), kit.PEDAL_HAT].mean() >= 0.85


def test_a_figure_comes_again_on_other_drums() -> None:
    drums = solos()[..., DRUMS] > 0
    rhythm = drums.any(-1)
    again = np.mean([_alike(rhythm[:, bar], rhythm[:, bar - 1]) for bar in (1, 2)])
    elsewhere = np.mean([_alike(rhythm[:, bar], np.roll(rhythm[:, bar - 1], 2, axis=0)) for bar in (1, 2)])
    assert again >= elsewhere + 0.1
    assert np.mean([_alike(drums[:, bar], drums[:, bar - 1]) for bar in (1, 2)]) <= again - 0.1


def test_a_solo_is_louder_than_comments_climbs_and_is_landed_on() -> None:
    drums = solos()[..., DRUMS]
    comments = np.concatenate([traded(seed)[::2] for seed in SEEDS])[..., DRUMS]
    assert drums[drums > 0].mean() >= comments[comments > 0].mean() + 4
    first, last = drums[:, 0], drums[:, -1]
    assert last[last > 0].mean() >= first[first > 0].mean() + 3
    ones = np.concatenate([traded(seed)[2::2, 0, 0] for seed in SEEDS])
    assert (ones[:, [kit.KICK, kit.CRASH]].max(1) > 0).all()


def _alike(bars: Array, others: Array) -> float:
    both, either = (bars & others).reshape(len(bars), -1).sum(1), (bars | others).reshape(len(bars), -1).sum(1)
    return float(np.mean(both / np.maximum(1, either)))


def test_a_break_is_no_solo() -> None:
    told = scene("swing", 160)
    rested = msgspec.structs.replace(told, apart=((Tick(4 * BAR), Tick(8 * BAR)),))
    assert [fill_from(rested, bar) for bar in range(16)] == [fill_from(told, bar) for bar in range(16)]
    assert not any(in_solo(rested, bar) for bar in range(16))
