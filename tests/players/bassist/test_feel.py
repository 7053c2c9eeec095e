"""In two, in four, in a groove, or on a pedal."""

import pytest

from jamd.music.time.notes import Tick
from jamd.players.bassist.feel import feel_of
from jamd.players.bassist.pedals import pedal_at
from tests.players.bassist.playing import BEAT, BLUES, chart, places, played, scene

BAR = 4 * BEAT
HEAD = ((Tick(0), Tick(12 * BAR)),)


def test_the_head_is_in_two_and_its_last_bar_leads_into_four() -> None:
    told = scene(chart=BLUES, heads=HEAD)
    assert [feel_of(told, bar) for bar in range(24)] == ["two"] * 11 + ["four"] * 13
    bars = places(played(told, 0, 24), told)
    assert sum(map(len, bars[:11])) < 0.85 * sum(map(len, bars[12:23]))
    assert {1, 2, 3, 4} <= set(bars[11])


def test_played_hard_a_head_is_walked() -> None:
    assert feel_of(scene(chart=BLUES, heads=HEAD, intensity=0.7), 2) == "four"


def test_only_a_head_is_in_two() -> None:
    """A new tune, or bars that go round, begin with any number."""
    assert {feel_of(scene(chart=BLUES), bar) for bar in range(24)} == {"four"}
    later = ((Tick(48 * BAR), Tick(60 * BAR)),)
    assert feel_of(scene(chart=BLUES, heads=later), 50) == "two"


def test_a_form_too_long_to_be_a_head_is_walked() -> None:
    bars = {long: feel_of(scene(chart=BLUES, heads=((Tick(0), Tick(long * BAR)),)), 2) for long in (40, 64)}
    assert bars == {40: "two", 64: "four"}


def test_a_ballad_is_in_two_until_it_grows() -> None:
    assert feel_of(scene("ballad", 60), 20) == "two"
    assert feel_of(scene("ballad", 60, intensity=0.7), 20) == "four"


def test_a_waltz_is_walked_more_the_harder_it_is_played() -> None:
    walked = [
        sum(feel_of(scene("waltz", intensity=intensity), bar) == "four" for bar in range(64))
        for intensity in (0.1, 0.4, 0.7)
    ]
    assert walked[0] == 0 < walked[1] < walked[2] == 64


@pytest.mark.parametrize("beats", [3, 4, 5])
def test_a_chord_that_lasts_is_a_pedal_now_and_then(beats: int) -> None:
    modal = chart("Dm7 |" * 15 + "Dm7", beats, (0, 8))
    told = [scene("even", beats=beats, chart=modal, seed=seed) for seed in range(40)]
    pedals = [pedal_at(each, bar) for each in told for bar in range(16)]
    assert set(pedals) == {2, None}
    assert 0.2 < 1 - pedals.count(None) / len(pedals) < 0.6
    first = next(each for each in told if pedal_at(each, 0) is not None)
    assert {note.pitch % 12 for note in played(first, 0, 4)} == {2}


def test_a_dominant_is_held_into_the_next_section() -> None:
    turnaround = chart("Cmaj7 | A7 | Dm7 | G7 |" * 3 + "Cmaj7 | A7 | Dm7 | G7", sections=(0, 8))
    told = [scene(chart=turnaround, seed=seed) for seed in range(100)]
    held = {(bar, pedal_at(each, bar)) for each in told for bar in range(16)}
    assert {bar for bar, pitch in held if pitch is not None} == {6, 7, 14, 15}
    assert {pitch for _, pitch in held} == {7, None}


def test_no_pedal_in_a_blues_head_at_high_intensity_or_before_the_end() -> None:
    modal = chart("Dm7 |" * 11 + "Dm7")
    for changes in ({"heads": HEAD}, {"intensity": 0.8}, {"last_hit": Tick(6 * BAR)}, {"temperature": 0.0}):
        told = [scene(chart=modal, seed=seed, **changes) for seed in range(40)]
        assert {pedal_at(each, bar) for each in told for bar in range(2, 12)} == {None}
