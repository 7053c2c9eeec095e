"""What is never left out of a style, and what no style does. The first stories need no network."""

import numpy as np
import pytest

from jamd.commands.choices import Style
from jamd.music import drum_kit as kit
from jamd.music.styles import CUT_TIME
from jamd.music.time.notes import TICKS_PER_BEAT, Tick
from jamd.players.arrays import Array
from jamd.players.drummer.drummer import voice_of
from jamd.players.drummer.styles import HELD, drum_style, is_ridden
from jamd.players.onnx_model import MODELS
from jamd.players.steps import OFFBEAT, STEPS, STEPS_PER_BEAT, place_of, step_of
from tests.players.drummer.playing import drummer, grid, played, scene

needs_network = pytest.mark.skipif(not (MODELS / "drummer_notes.json").exists(), reason="models/drummer_notes")

BARS = 16
FOUR: tuple[Style, ...] = ("swing", "ballad", "bossa", "samba", "funk", "shuffle", "even")
ALL: tuple[Style, ...] = (*FOUR, "waltz")
TEMPI: dict[Style, tuple[float, ...]] = {
    "swing": (70, 140, 290), "ballad": (60, 80), "waltz": (100, 200), "bossa": (110, 150), "samba": (100, 200),
    "funk": (80, 115), "shuffle": (90, 140),
    "even": (80, 190),
}  # fmt: skip
CASES = [(style, bpm) for style in ALL for bpm in TEMPI[style]]

TWO_AND_FOUR = (STEPS_PER_BEAT, 3 * STEPS_PER_BEAT)
HANDS = (kit.RIDE, kit.CLOSED_HAT, kit.PEDAL_HAT, kit.KICK)
HATS = (kit.PEDAL_HAT, kit.CLOSED_HAT, kit.OPEN_HAT)


@pytest.mark.parametrize("style", ALL)
@pytest.mark.parametrize("bpm", [60, 140, 141, 300])
def test_a_plain_bar_keeps_the_law_of_its_style(style: Style, bpm: float) -> None:
    facts = drum_style(style, bpm)
    for seed in range(4):
        plain = facts.plain(seed)
        for bar in range(4):
            assert (plain[bar % len(plain)] >= facts.law_of(bar)).all()


def test_a_fill_is_freer_in_its_second_half_alone() -> None:
    funk = drum_style("funk", 100)
    plain, fill = funk.law_of(0), funk.law_of(0, STEPS // 2)
    np.testing.assert_array_equal(fill[: STEPS // 2], plain[: STEPS // 2])
    assert 0 < fill[TWO_AND_FOUR[1], kit.SNARE] < plain[TWO_AND_FOUR[1], kit.SNARE]


def test_sessions_of_funk_do_not_share_one_groove() -> None:
    plains = [drum_style("funk", 100).plain(seed) for seed in range(4)]
    assert all((a != b).any() for i, a in enumerate(plains) for b in plains[:i])


def test_a_fast_samba_is_counted_in_cut_time() -> None:
    slow, fast = drum_style("samba", CUT_TIME), drum_style("samba", CUT_TIME + 1)
    assert slow.law_of(0)[:, kit.KICK].sum() > fast.law_of(0)[:, kit.KICK].sum()


def test_near_its_border_a_samba_stays_as_it_was() -> None:
    slow, fast = drum_style("samba", 100), drum_style("samba", 200)
    for bpm in (CUT_TIME - HELD + 1, CUT_TIME + HELD):
        assert drum_style("samba", bpm, rides=False) is slow
        assert drum_style("samba", bpm, rides=True) is fast
    assert drum_style("samba", CUT_TIME + HELD + 1, rides=False) is fast
    assert drum_style("samba", CUT_TIME - HELD, rides=True) is slow


@pytest.mark.parametrize("style", ["funk", "shuffle"])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("other", [False, True])
def test_the_hand_stays_on_one_cymbal_at_a_time(style: Style, seed: int, other: bool) -> None:
    facts = drum_style(style, 100)
    plain, usual = facts.plain(seed, other), facts.plain(seed)
    assert (is_ridden(plain) != is_ridden(usual)) == other


# -- as played


@needs_network
@pytest.mark.parametrize(("style", "bpm"), CASES)
def test_the_law_is_kept(style: Style, bpm: float) -> None:
    """In the second half of a fill it need not be."""
    told = scene(style, bpm)
    bars = grid(played(told, 0, BARS), told, 0, BARS) > 0
    laws = np.stack([drum_style(style, bpm).law_of(bar) == 1 for bar in range(BARS)])
    if laws.any():
        assert bars[:, : STEPS // 2][laws[:, : STEPS // 2]].mean() >= 0.93
        assert bars[laws].mean() >= 0.9


@needs_network
@pytest.mark.parametrize("bpm", TEMPI["funk"])
@pytest.mark.parametrize("seed", range(4))
def test_funk_has_its_backbeat(bpm: float, seed: int) -> None:
    told = scene("funk", bpm, seed=seed)
    bars = grid(played(told, 0, BARS), told, 0, BARS) > 0
    assert bars[:, TWO_AND_FOUR, kit.SNARE].mean() >= 0.95


@needs_network
def test_bossa_has_its_clave_over_two_bars() -> None:
    told = scene("bossa", 130)
    bars = grid(played(told, 0, 32), told, 0, 32) > 0
    strokes = {0: (0, 9, 18), 1: (6, 15)}
    for bar, steps in strokes.items():
        assert bars[bar::2, steps, kit.SIDESTICK].mean() >= 0.8
    others = bars[:, :, kit.SIDESTICK].sum() - sum(
        bars[bar::2, steps, kit.SIDESTICK].sum() for bar, steps in strokes.items()
    )
    assert others <= 6


@needs_network
@pytest.mark.parametrize("style", ["swing", "ballad", "shuffle", "bossa"])
def test_the_foot_is_on_two_and_four(style: Style) -> None:
    for bpm in TEMPI[style]:
        told = scene(style, bpm)
        bars = grid(played(told, 0, BARS), told, 0, BARS) > 0
        assert bars[:, TWO_AND_FOUR][:, :, HATS].any(-1).mean() >= 0.7, bpm


@needs_network
def test_three_stays_three() -> None:
    told = scene("waltz", 160)
    notes = played(told, 0, 32)
    bars = grid(notes, told, 0, 32) > 0
    assert not bars[:, 3 * STEPS_PER_BEAT :].any()
    assert bars[:, :18:STEPS_PER_BEAT, kit.RIDE].mean() >= 0.75
    assert bars[:, (6, 12)][:, :, HATS].any(-1).mean() >= 0.7


@needs_network
@pytest.mark.parametrize(("style", "bpm"), CASES)
def test_swung_is_swung_and_even_is_even(style: Style, bpm: float) -> None:
    told, facts = scene(style, bpm), drum_style(style, bpm)
    off_beat = place_of(OFFBEAT[facts.feel], facts.feel, told.swing)
    assert (off_beat == TICKS_PER_BEAT // 2) == (facts.feel == "even")
    struck = [
        note.start % TICKS_PER_BEAT
        for note in played(told, 0, BARS)
        if voice_of(note, facts) in HANDS and step_of(note.start, facts.feel, told.swing) % STEPS_PER_BEAT in (3, 4)
    ]
    near = [place for place in struck if abs(place - off_beat) < 60]
    assert len(near) >= 6
    assert np.median(near) == pytest.approx(off_beat, abs=30)


def one_cymbal(bars: Array) -> Array:
    """(bars, STEPS, VOICES) with the hand on one cymbal: it may go from the hats to the ride and back."""
    bars = bars.copy()
    bars[:, :, kit.RIDE] |= bars[:, :, kit.CLOSED_HAT]
    bars[:, :, kit.CLOSED_HAT] = False
    return bars


@needs_network
@pytest.mark.parametrize("style", FOUR)
def test_a_style_that_begins_in_mid_tune_holds_for_64_bars(style: Style) -> None:
    """By the median of three sessions, for one alone may have drawn another groove than the one it is held against."""
    strange, share = zip(*(_begun_in_mid_tune(style, seed) for seed in range(1, 4)), strict=True)
    assert np.median(strange) <= 0.35
    assert 0.8 <= np.median(share) <= 1.2


def _begun_in_mid_tune(style: Style, seed: int) -> tuple[float, float]:
    """How unlike its voices are to those of a session of this style alone, and how many hits it has beside that."""
    before, bpm = ("swing" if style != "swing" else "samba"), TEMPI[style][0]
    first = scene(before, bpm, seed=seed)
    earlier = played(first, 0, 8)
    told = scene(style, bpm, style_since=8 * first.meter.bar, seed=seed)
    bars = one_cymbal(grid(played(told, 8, 72, earlier), told, 8, 72) > 0)
    fresh = one_cymbal(grid(played(scene(style, bpm, seed=seed), 0, 64), told, 0, 64) > 0)
    usual, last = fresh.mean((0, 1)), bars[-16:].mean((0, 1))
    return np.abs(last - usual).sum() / usual.sum(), bars[:16].mean((0, 1)).sum() / usual.sum()


@needs_network
def test_nothing_of_another_style_is_taken_for_ones_own() -> None:
    """Taps of a ballad are no snare of the swing that follows: it begins as if nothing had been played."""
    ballad, bpm = scene("ballad", 70), 70
    bar = ballad.meter.bar
    swing = scene("swing", bpm, style_since=4 * bar)
    led_in, alone = played(swing, 4, 6, played(ballad, 0, 4)), played(swing, 4, 6)
    assert [note.start // 120 for note in led_in] == [note.start // 120 for note in alone]


@needs_network
@pytest.mark.parametrize("style", ALL)
def test_planning_a_bar_again_from_its_middle_gives_the_same_bar(style: Style) -> None:
    """Also what is struck a little before, or behind, the place from which it is planned."""
    told = scene(style, TEMPI[style][0])
    bar, notes = told.meter.bar, played(told, 0, 8)
    for start in range(7 * bar + 2 * TICKS_PER_BEAT, 8 * bar, 40):
        before = tuple(note for note in notes if note.start < start)
        rest = drummer().play(scene(style, told.bpm, own=before, heard=Tick(start)), Tick(start), Tick(8 * bar))
        np.testing.assert_array_equal(
            grid(before + rest, told, 0, 8) > 0, grid(notes, told, 0, 8) > 0, err_msg=str(start)
        )
        assert len(before + rest) == len(notes)


@needs_network
@pytest.mark.parametrize("style", ALL)
def test_two_bars_at_once_are_the_bars_one_by_one(style: Style) -> None:
    told = scene(style, TEMPI[style][0])
    before, bar = played(told, 0, 6), told.meter.bar
    here = scene(style, told.bpm, own=before, heard=Tick(6 * bar))
    together = drummer().play(here, Tick(6 * bar), Tick(8 * bar))
    np.testing.assert_array_equal(grid(together, told, 6, 8) > 0, grid(played(told, 6, 8, before), told, 6, 8) > 0)


@needs_network
@pytest.mark.parametrize(("style", "bpm"), [("funk", 100), ("shuffle", 120)])
def test_a_backbeat_stands_out_from_the_strokes_between(style: Style, bpm: float) -> None:
    """In funk of the Groove MIDI Dataset half of the snare's spread in velocity is its place in the bar's."""
    bars = np.concatenate(
        [grid(played(scene(style, bpm, seed=seed), 0, BARS), scene(style, bpm), 0, BARS) for seed in (1, 2)]
    )
    snare = bars[:, :, kit.SNARE]
    places = [column[column > 0] for column in snare.T if (column > 0).sum() > 1]
    struck = np.concatenate(places)
    between = sum(len(place) * (place.mean() - struck.mean()) ** 2 for place in places)
    assert between / len(struck) / struck.var() >= 0.38


@needs_network
def test_a_fast_sambas_bars_are_not_all_the_same_two() -> None:
    """Two bars apart real ones share .58 of their strokes."""
    told = scene("samba", 200)
    bars = grid(played(told, 0, 32), told, 0, 32) > 0
    shared = (bars[2:] & bars[:-2]).sum((1, 2)) / (bars[2:] | bars[:-2]).sum((1, 2))
    assert 0.45 <= shared.mean() <= 0.69


@needs_network
def test_even_eighths_are_broken_and_the_foot_is_free() -> None:
    told = scene("even", 130)
    bars = grid(played(told, 0, 32), told, 0, 32) > 0
    eighths = bars[:, :: STEPS_PER_BEAT // 2, kit.RIDE]
    assert 3 <= eighths.sum(1).mean() <= 6.5  # of eight
    assert len({row.tobytes() for row in eighths}) >= 16  # no pattern
    assert bars[:, TWO_AND_FOUR][:, :, kit.PEDAL_HAT].mean() < 0.6


@needs_network
def test_a_bar_of_three_has_as_much_to_play_a_beat_as_one_of_four() -> None:
    def strokes(beats: int) -> float:
        told = scene("even", 130, beats)
        return len(played(told, 0, 24)) / 24 / beats

    assert strokes(3) == pytest.approx(strokes(4), rel=0.2)
