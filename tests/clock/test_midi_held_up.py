"""A MIDI clock that was held up on its way and catches up: each tick is counted once, whatever became of it."""

import random

import pytest
from clock.clocks import (
    JACK_PERIOD,
    MS,
    TO_THE_BEAT,
    Heard,
    S,
    clock,
    exact,
    follow,
    held_up,
    in_packets,
    jack_quantised,
    jittery,
    jumping,
    steady,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from jamd.clock.midi import MidiClock
from jamd.clock.source import Stop
from jamd.music.time.notes import Tick

TWO_BEATS = 2 * TO_THE_BEAT


def errors(heard: Heard, bpm: float = 120) -> list[float]:
    """ms, for each tick of the clock, from Start on."""
    return [abs(error) for error in follow(MidiClock(bpm), heard.messages).errors(heard)]


@pytest.mark.parametrize("count", [2, 6, 12, 14, 40, 96])
@pytest.mark.parametrize("apart_ms", [0, 0.35, 1, 4, 8, 15])
def test_a_queue_is_counted_once_and_the_line_has_not_moved(count: int, apart_ms: float) -> None:
    late = errors(held_up(clock(steady(120), 40), 8 * TO_THE_BEAT, count, apart_ms))
    assert max(late[3:192]) < 0.01
    assert max(late[-12 * TO_THE_BEAT :]) < 0.01


@pytest.mark.parametrize(("count", "apart_ms"), [(40, 0.35), (14, 1)])
def test_a_queue_as_din_and_usb_send_it_does_not_move_the_band_at_all(count: int, apart_ms: float) -> None:
    assert max(errors(held_up(clock(steady(120), 24), 8 * TO_THE_BEAT, count, apart_ms))[3:]) < 0.01


holds = st.tuples(st.integers(0, 60), st.integers(1, 100), st.sampled_from([0, 0.35, 1, 2, 4]))


@given(st.lists(holds, max_size=4), st.sampled_from([60, 97, 120, 180, 240]), st.booleans(), st.integers(0, 10**6))
@settings(max_examples=150, deadline=None)
def test_whatever_delays_delivery_the_line_is_right_once_it_is_regular(
    holds: list[tuple[int, int, float]], bpm: int, shaking: bool, seed: int
) -> None:
    heard = clock(steady(bpm), 48, jittery(random.Random(seed), 1.0) if shaking else exact)
    at = 4 * TO_THE_BEAT
    for after, count, apart_ms in holds:
        at += after
        heard = held_up(heard, at, count, apart_ms)
        at += count
    # Regular again where each tick comes about when it was meant.
    ticks = [ns for ns, data in heard.messages if data == b"\xf8"]
    regular = max((k for k, ns in enumerate(ticks) if abs(ns - heard.meant[k]) > 1.1 * MS), default=0)
    assert max(errors(heard, bpm)[regular + TWO_BEATS :]) < 3


def test_a_queue_that_is_held_up_while_it_catches_up_tells_no_tempo() -> None:
    heard = held_up(held_up(clock(steady(240), 48), 96, 20, 4), 124, 46)
    assert max(errors(heard, 240)[170 + TWO_BEATS :]) < 3


@given(st.integers(13, 100), st.integers(0, 100), st.integers(0, 10**6))
@settings(max_examples=50, deadline=None)
def test_of_a_queue_that_lost_its_beginning_the_nearest_ticks_are_counted(lost: int, held: int, seed: int) -> None:
    heard = clock(steady(120), 40, jittery(random.Random(seed), 1.0))
    gone = heard._replace(messages=heard.messages[:200] + heard.messages[200 + lost :])
    late = errors(held_up(gone, 200, held, 0.35) if held else gone)
    assert max(late[200 + lost + held + TWO_BEATS :]) < 3


@pytest.mark.parametrize("apart_ms", [0, 0.35, 1])
@pytest.mark.parametrize(("at", "count"), [(80, 30), (90, 10), (90, 60), (60, 100)])
def test_a_start_inside_a_queue_is_where_the_sender_has_it(at: int, count: int, apart_ms: float) -> None:
    heard = held_up(clock(steady(120), 24, before=96), at, count, apart_ms)
    late = errors(heard)
    assert max(late[at + count - 96 + TWO_BEATS :]) < 0.5


@pytest.mark.parametrize("apart_ms", [0, 0.35, 1])
def test_a_stop_inside_a_queue_halts_where_the_sender_did(apart_ms: float) -> None:
    heard = clock(steady(120), 12)
    begin = 6 * TO_THE_BEAT
    messages = [*heard.messages[: begin + 10], (heard.messages[begin + 10][0], b"\xfc"), *heard.messages[begin + 10 :]]
    said = follow(MidiClock(120), held_up(heard._replace(messages=messages), begin, 40, apart_ms).messages).actions
    assert [action for _, action in said if isinstance(action, Stop)] == [Stop(Tick((begin + 9) * 40))]


def test_a_queue_while_stopped_tells_no_tempo() -> None:
    heard = held_up(clock(steady(120), 24, start=b""), 8 * TO_THE_BEAT, 40, 0.35)
    assert follow(MidiClock(120), heard.messages).actions == []


@pytest.mark.parametrize("size", [2, 3, 4, 6, 8])
@pytest.mark.parametrize("bpm", [90, 120, 180])
def test_packets_of_ticks_are_as_exact_as_their_last_ticks(size: int, bpm: int) -> None:
    heard = in_packets(clock(steady(bpm), 24, jittery(random.Random(1), 0.5)), size)
    assert max(errors(heard)[TWO_BEATS : -2 * size]) < 1


@pytest.mark.parametrize("bpm", [137, 160, 200, 240])
def test_ticks_of_which_some_share_a_long_block_of_jack_are_averaged(bpm: int) -> None:
    block = 1024 / 48000 * S
    heard = clock(steady(bpm), 64)
    through = [(round(jack_quantised(ns, block)), data) for ns, data in heard.messages]
    assert max(errors(heard._replace(messages=through, delay=block / 2), bpm)[2 * TWO_BEATS : -2]) < 7


@pytest.mark.parametrize("count", [12, 14, 40])
def test_a_queue_through_jack_is_counted_once(count: int) -> None:
    heard = held_up(clock(steady(120), 24), 8 * TO_THE_BEAT, count, 0.35)
    through = [(round(jack_quantised(ns)), data) for ns, data in heard.messages]
    late = errors(heard._replace(messages=through, delay=JACK_PERIOD / 2))
    assert max(late[-8 * TO_THE_BEAT :]) < 0.5


def test_silence_then_a_late_queue_of_all_that_was_lost() -> None:
    """The clock comes back for a beat, late by what it has missed; then it sends the rest."""
    heard = clock(steady(120), 24)
    late = [(ns + 400 * MS if 4 * S < ns < 4.5 * S else ns, data) for ns, data in heard.messages]
    ordered, latest = [], 0
    for ns, data in late:
        latest = max(latest, ns)
        ordered.append((latest, data))
    assert max(errors(heard._replace(messages=ordered))[-12 * TO_THE_BEAT :]) < 0.01


@pytest.mark.parametrize("to", [90, 126, 180, 240])
@pytest.mark.parametrize("size", [2, 4, 8])
def test_a_jumping_tempo_is_followed_through_packets(to: int, size: int) -> None:
    heard = in_packets(clock(jumping(120, to, 6), 40), size)
    first = sum(ns < 7 * S for ns in heard.meant)
    assert max(errors(heard)[first + TWO_BEATS : -2 * size]) < 1
