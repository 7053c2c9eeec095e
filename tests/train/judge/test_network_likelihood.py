"""The judge reads real music exactly as the players hear it, and as the networks were taught."""

import judged_music as music
import numpy as np
import pytest

from jamd.errors import ModelError
from jamd.players.registry import make_player
from jamd.players.seed import codec_drums as drums_codec
from jamd.players.seed import codec_piano as piano_codec
from jamd.players.seed.drummer import TIME
from train.grids.drum_grid import drum_symbols
from train.grids.melody_grid import grid_line, melody_events
from train.judge.network_likelihood import PREDICTORS


def shipped(part: str):
    try:
        return make_player(part, "seed")
    except ModelError as fault:
        pytest.skip(str(fault))


def test_drums_are_read_as_the_drummer_would_have_been_asked() -> None:
    player, take = shipped("drums"), music.swing_take(1, 7)
    bits = PREDICTORS[type(player)](player).bits(take)
    run = drum_symbols(take).tolist()
    asked = []
    for step in range(5 * 16, 6 * 16):  # the second group of four bars hears the first
        logits = player._network.logits(run[:step], step, 4).astype(float)
        asked.append((np.logaddexp.reduce(logits) - logits[run[step]]) / np.log(2))
    assert bits[5, 0] == pytest.approx(sum(asked), rel=1e-3)
    first = player._network.logits(TIME[4] * 4, 0, 4).astype(float)
    assert np.isfinite(first).all()
    assert bits.shape == (7, 1)


def test_solos_are_read_as_the_pianist_would_have_been_asked() -> None:
    player, piece = shipped("piano"), music.solo(1, 8)
    bits = PREDICTORS[type(player)](player).bits(piece)
    events = piano_codec.encode(grid_line(piece), 0, 8 * 16).tolist()
    for step in range(4 * 16, 5 * 16):
        logits = piano_codec.event_logits(player._network.logits(events[:step], step, 4), events[:step], 4)
        assert bits[step, 0] == pytest.approx(
            (np.logaddexp.reduce(logits) - logits[events[step]]) / np.log(2), rel=1e-3
        )
    assert bits[:, 2].sum() == len(grid_line(piece))
    assert (bits[:, 1] <= bits[:, 0] + 1e-9).all()  # the pitch is a part of the whole


def test_the_judge_and_the_training_agree_on_the_grid() -> None:
    pytest.importorskip("tensorflow")
    from train.networks import seed_drums, seed_piano

    take, piece = music.swing_take(2), music.solo(3)
    drums, line = seed_drums.music_of(take), seed_piano.music_of(piece)
    assert drums is not None
    assert line is not None
    assert drum_symbols(take).tolist() == drums.symbols.tolist()
    assert melody_events(piece).tolist() == line.symbols.tolist()
    assert drums_codec.CLASSES == 512
