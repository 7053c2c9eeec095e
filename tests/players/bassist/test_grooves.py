"""The grooves of the styles that are not walked."""

import pytest

from jamd.commands.choices import Style
from jamd.music.drum_kit import KICK
from jamd.music.styles import CUT_TIME
from jamd.players.bassist import grooves
from jamd.players.bassist.grooves import in_groove, manner_of
from jamd.players.drummer import styles
from tests.players.bassist.playing import BEAT, places, played, scene

GROOVED: tuple[Style, ...] = ("bossa", "samba", "funk", "even")
# Six steps to the beat, of which these are sixteenths.
SIXTEENTH_OF_STEP = {0: 0, 2: 1, 3: 2, 4: 3}


@pytest.mark.parametrize("bpm", [100, 200])
@pytest.mark.parametrize("style", GROOVED)
def test_rows_are_whole_bars_that_begin_on_one(style: Style, bpm: float) -> None:
    for groove in manner_of(scene(style, bpm)).grooves:
        for row in (groove.plain, *groove.answers, *groove.ends):
            assert len(row) == 16
            assert row[0] == "R"
            assert set(row) <= set("RTFBONLrtfbonl.")


@pytest.mark.parametrize("style", GROOVED)
def test_a_groove_is_kept_but_never_for_eight_bars_alike(style: Style) -> None:
    told = scene(style, 120)
    bars = [tuple(bar) for bar in places(played(told, 0, 32), told)]
    assert max(bars.count(bar) for bar in set(bars)) >= 4
    assert all(len(set(bars[first : first + 8])) > 1 for first in range(0, 32, 8))
    assert all(len(set(bars[first : first + 16])) > 3 for first in range(0, 32, 16))


@pytest.mark.parametrize("style", GROOVED)
@pytest.mark.parametrize("beats", [3, 5])
def test_any_meter_has_its_groove(style: Style, beats: int) -> None:
    told = scene(style, 120, beats)
    for bar in range(8):
        struck = [stroke.place for stroke in in_groove(told, bar)]
        assert struck[0] == 0
        assert struck == sorted(set(struck))
        assert struck[-1] < beats * BEAT


def test_funk_meets_the_drummers_kick() -> None:
    for seed, plain in enumerate(styles.drum_style("funk", 100).plains):
        kicks = [
            4 * (step // 6) + SIXTEENTH_OF_STEP[step % 6] for step, hit in enumerate(plain[0, :, KICK]) if hit == 1
        ]
        told = scene("funk", 100, seed=seed, temperature=0.0)
        assert set(kicks) <= {stroke.place * 4 // BEAT for stroke in in_groove(told, 0)}


def test_a_samba_is_felt_as_the_drummer_feels_it() -> None:
    slow, fast = scene("samba", CUT_TIME, temperature=0.0), scene("samba", CUT_TIME + 1, temperature=0.0)
    assert [len(in_groove(each, 0)) for each in (slow, fast)] == [4, 2]


def test_driven_hard_even_eighths_are_walked() -> None:
    hard = scene("even", intensity=grooves.WALKED_FROM)
    assert all({1, 2, 3, 4} <= set(bar) for bar in places(played(hard, 0, 4), hard))
