"""How near the line keeps to clocks of growing difficulty, from steady to missing ticks."""

import random
from itertools import pairwise

import pytest
from clock.clocks import (
    JACK_PERIOD,
    MS,
    Heard,
    S,
    clock,
    drifting,
    exact,
    follow,
    jack_quantised,
    jittery,
    jumping,
    missing_ticks,
    pausing,
    ritardando,
    steady,
    stumbling,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from jamd.clock.midi import MidiClock
from jamd.music.time.notes import Nanos

SEEDS = range(20)


def errors(heard: Heard, bpm: float = 120) -> list[float]:
    """ms, for each tick of the clock, from Start on."""
    return [abs(error) for error in follow(MidiClock(bpm), heard.messages).errors(heard)]


def share(values: list[float], part: float) -> float:
    return sorted(values)[int(len(values) * part)]


@given(st.integers(0, 10**6), st.sampled_from([60, 120, 180, 300]))
@settings(max_examples=15, deadline=None)
def test_the_line_of_a_shaking_clock_steps_back_by_less_than_the_shaking(seed: int, bpm: int) -> None:
    heard = clock(steady(bpm), 16, jittery(random.Random(seed)))
    lines = follow(MidiClock(120), heard.messages).lines[48:]
    for (_, before), (now, after) in pairwise(lines):
        tick = before.tick_at(Nanos(now))
        assert after.ns_at(tick) - before.ns_at(tick) < 4 * MS


@pytest.mark.parametrize("bpm", [30, 60, 120, 180, 300, 400])
def test_steady_is_exact_from_the_third_tick_on_whatever_was_expected(bpm: int) -> None:
    assert max(errors(clock(steady(bpm), 16))[3:]) < 0.01


@pytest.mark.parametrize("bpm", [60, 120, 180, 300])
@pytest.mark.parametrize("before", [0, 96])
def test_jittery_is_within_a_millisecond_after_two_beats(bpm: int, before: int) -> None:
    late = [e for seed in SEEDS for e in errors(clock(steady(bpm), 16, jittery(random.Random(seed)), before))[48:]]
    assert share(late, 0.99) < 1


def test_a_clock_that_runs_before_start_gives_the_first_beat_its_place() -> None:
    late = [errors(clock(steady(180), 2, jittery(random.Random(seed)), 96))[0] for seed in SEEDS]
    assert max(late) < 2.5
    assert share(late, 0.5) < 1


@pytest.mark.parametrize("to", [60, 90, 126, 180, 240])
@pytest.mark.parametrize("shaking", [False, True])
def test_jumping_is_followed_within_two_beats_and_no_bar_is_lost(to: int, shaking: bool) -> None:
    late = []
    for seed in SEEDS:
        dice = random.Random(seed)
        heard = clock(jumping(120, to, 5 + dice.random() / 40), 24, jittery(dice) if shaking else exact)
        first = sum(ns < 6 * S for ns in heard.meant)
        late += errors(heard)[first + 48 :]
    assert share(late, 0.99) < (1 if shaking else 0.5)
    assert max(late) < 4  # a tick that is counted twice, or not at all, would be 10 ms


@pytest.mark.parametrize("by", [-10, -2, 2, 10])
def test_drifting_is_followed(by: int) -> None:
    heard = clock(drifting(240 if by < 0 else 120, by, 2), 24)
    assert share(errors(heard)[48:], 0.99) < 1


def test_ritardando_is_followed() -> None:
    for shaking, most in ((exact, 1.5), (jack_quantised, 3)):
        assert max(errors(clock(ritardando(140, 60, at=4), 24, shaking))[48:]) < most


@pytest.mark.parametrize("bpm", [60, 120, 137, 300])
def test_jack_quantised_is_smoothed(bpm: int) -> None:
    heard = clock(steady(bpm), 24, jack_quantised)._replace(delay=JACK_PERIOD / 2)
    assert max(errors(heard)[48:]) < 0.5


def test_one_bad_tick_does_not_shake_it() -> None:
    heard = clock(steady(120), 48, stumbling(random.Random(1)))
    assert sum(error > 0.01 for error in errors(heard)[48:]) < 24
    assert max(errors(heard)[48:]) < 1


def test_missing_ticks_are_inferred() -> None:
    dice = random.Random(1)
    whole = clock(steady(120), 64, jittery(dice))
    heard = missing_ticks(whole, dice, one_in=200)
    assert len(heard.messages) < len(whole.messages) - 3
    late = errors(heard)
    assert max(late[-24:]) < 3
    assert share(late[48:], 0.9) < 2


@pytest.mark.parametrize("shaking", [False, True])
def test_pausing_goes_on_alone_and_meets_the_clock_within_a_beat(shaking: bool) -> None:
    late, back = [], []
    for seed in SEEDS:
        heard = pausing(clock(steady(120), 24, jittery(random.Random(seed)) if shaking else exact), 5, 3)
        found = errors(heard)
        late += found[240:384]
        back += found[384:]
    assert max(late) < (2 if shaking else 0.01)
    assert share(back, 0.99) < (1 if shaking else 0.01)


def test_ticks_that_were_held_up_and_come_all_at_once_are_counted_once_each() -> None:
    heard = clock(steady(120), 24)
    held = [(max(ns, 7 * S) if 6.88 * S < ns < 7 * S else ns, data) for ns, data in heard.messages]
    late = [abs(error) for error in follow(MidiClock(120), held).errors(heard)]
    assert max(late[3:]) < 0.01
