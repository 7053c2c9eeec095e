"""How long a new bar of 4/4 takes each of the seed's players, its past already walked (`pytest tests/benchmarks`)."""

import itertools

import pytest
from players.seed.scenes import QUIET, changed

from jamd.music.time.notes import Tick
from jamd.players.seed.drummer import SeedDrummer
from jamd.players.seed.pianist import SeedPianist

BAR = 3840


@pytest.mark.parametrize("player", [SeedDrummer(), SeedPianist()], ids=["drums", "piano"])
def test_a_bar(player, benchmark):
    seeds = itertools.count()
    player.play(QUIET, Tick(0), Tick(BAR))

    def bar():
        return player.play(changed(QUIET, seed=next(seeds)), Tick(0), Tick(BAR))

    assert all(note.start < BAR for note in benchmark.pedantic(bar, rounds=40))
