"""One pedal, three gestures: each acts as soon as it can be told from the others, and once."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire.pedal_board import DOWN, UP, PedalBoard

from jamd.commands.binding import Binding
from jamd.commands.choices import Gesture

DOES: dict[Gesture, str] = {"tap": "fill", "double tap": "from the top", "hold": "ending"}
TAP, DOUBLE, HOLD = (Binding("cc", 67, None, does, gesture=gesture) for gesture, does in DOES.items())
ALL = (TAP, DOUBLE, HOLD)
SHORT = ((0, DOWN), (120, UP))
TWICE = (*SHORT, (220, DOWN), (340, UP))
LONG = ((0, DOWN), (900, UP))


@pytest.mark.parametrize(
    ("bindings", "moves", "given_at"),
    [
        ((TAP,), SHORT, [(0, "fill")]),
        ((TAP,), TWICE, [(0, "fill"), (220, "fill")]),
        ((TAP, HOLD), SHORT, [(150, "fill")]),
        ((TAP, HOLD), TWICE, [(150, "fill"), (370, "fill")]),
        ((TAP, HOLD), LONG, [(600, "ending")]),
        ((TAP, DOUBLE), SHORT, [(300, "fill")]),
        ((TAP, DOUBLE), LONG, [(300, "fill")]),
        ((TAP, DOUBLE), TWICE, [(220, "from the top")]),
        (ALL, SHORT, [(300, "fill")]),
        (ALL, TWICE, [(220, "from the top")]),
        (ALL, LONG, [(600, "ending")]),
        (ALL, ((0, DOWN), (450, UP)), [(480, "fill")]),
        ((DOUBLE,), SHORT, []),
        ((HOLD,), SHORT, []),
        ((HOLD,), LONG, [(600, "ending")]),
    ],
)
def test_each_gesture_acts_as_soon_as_it_can_be_told_from_the_others(
    bindings: tuple[Binding, ...], moves: tuple[tuple[float, int], ...], given_at: list[tuple[float, str]]
) -> None:
    assert PedalBoard(*bindings).cc(67, *moves).wait_until(3000).names == given_at


def test_two_taps_too_far_apart_are_two_taps() -> None:
    board = PedalBoard(TAP, DOUBLE).cc(67, (0, DOWN), (120, UP), (320, DOWN), (440, UP)).wait_until(3000)
    assert board.names == [(300, "fill"), (620, "fill")]


def test_a_hold_that_bounces_is_a_hold() -> None:
    assert PedalBoard(*ALL).cc(67, (0, DOWN), (4, UP), (8, DOWN), (900, UP)).wait_until(3000).names == [(600, "ending")]


def test_who_lets_go_just_before_a_hold_has_tapped() -> None:
    assert PedalBoard(TAP, HOLD).cc(67, (0, DOWN), (590, UP)).wait_until(3000).names == [(620, "fill")]


def test_a_second_tap_that_is_held_is_no_hold() -> None:
    assert PedalBoard(*ALL).cc(67, (0, DOWN), (120, UP), (220, DOWN), (2000, UP)).wait_until(3000).names == [
        (220, "from the top")
    ]


def test_a_gesture_may_mean_something_else_while_the_band_stands() -> None:
    start = Binding("cc", 67, None, "start", during="stopped")
    fill = Binding("cc", 67, None, "fill", during="playing")
    held = Binding("cc", 67, None, "drums.solo", True, "while held", during="playing")
    board = PedalBoard(start, fill, held).cc(67, (0, DOWN), (120, UP), (500, DOWN))
    board.values.values["start"] = False
    board.cc(67, (620, UP), (900, DOWN))
    assert board.said == [
        (0, "start", None),
        (500, "drums.solo", True),
        (500, "fill", None),
        (650, "drums.solo", False),
        (900, "start", None),
    ]


def test_keys_programs_and_the_bend_wheel_tap_too() -> None:
    for kind, down, up in (("note", b"\x90\x24\x50", b"\x80\x24\x00"), ("bend up", b"\xe0\x00\x7f", b"\xe0\x00\x40")):
        binding = Binding(kind, 0x24 if kind == "note" else 0, None, "ending", gesture="hold")  # type: ignore[arg-type]
        board = PedalBoard(binding)
        board.message(down, 0)
        board.message(up, 900)
        assert board.wait_until(2000).names == [(600, "ending")]
    twice = PedalBoard(Binding("program", 3, None, "ending", gesture="double tap"))
    twice.message(b"\xc0\x03", 0)
    twice.message(b"\xc0\x03", 200)
    assert twice.wait_until(2000).names == [(200, "ending")]


def test_one_direction_of_the_wheel_is_not_the_other_and_all_of_it_is_consumed() -> None:
    board = PedalBoard(Binding("bend down", 0, 1, "fill"))
    for ms, coarse in ((0, 127), (200, 64), (400, 40), (500, 20), (600, 30), (700, 64)):
        board.message(bytes((0xE0, ms % 128, coarse)), ms)
    assert board.names == [(500, "fill")]
    assert board.pedals.is_bound(b"\xe0\x7f\x7f")
    assert not board.pedals.is_bound(b"\xe1\x7f\x7f")


# -- laws

MOVES = st.lists(st.tuples(st.floats(0.5, 900), st.integers(0, 127)), max_size=40)
GESTURES = st.sets(st.sampled_from(ALL), min_size=1).map(tuple)


def at(moves: list[tuple[float, int]]) -> list[tuple[float, int]]:
    """(gap, value) as (ms, value)."""
    ms, places = 0.0, []
    for gap, value in moves:
        ms += gap
        places.append((ms, value))
    return places


@given(GESTURES, MOVES)
def test_whatever_a_pedal_does_no_press_counts_twice(
    bindings: tuple[Binding, ...], moves: list[tuple[float, int]]
) -> None:
    """A press makes one gesture at most, a double tap uses up two; what is bound alone misses none."""
    presses = len(PedalBoard(TAP).cc(67, *at(moves)).wait_until(10**6).given)
    board = PedalBoard(*bindings).cc(67, *at(moves)).wait_until(10**6)
    made = Counter(name for _, name in board.names)
    used = made["fill"] + 2 * made["from the top"] + made["ending"]
    assert used == presses if set(bindings) == set(ALL) else used <= presses
    assert made.keys() <= {binding.name for binding in bindings}


FOOT = st.lists(
    st.tuples(st.sampled_from(["tap", "double tap", "hold"]), st.floats(0, 1), st.floats(0, 400)), max_size=12
)


@given(FOOT)
def test_whatever_the_order_and_the_pace_each_gesture_gives_its_command_once(
    feet: list[tuple[Gesture, float, float]],
) -> None:
    now, board, expected = 1000.0, PedalBoard(*ALL), []
    for gesture, slow, rest in feet:
        press = 70 + slow * 200 if gesture != "hold" else 610 + slow * 2000
        if gesture == "double tap":
            apart = 140 + slow * 150
            board.cc(67, (now, DOWN), (now + apart / 2, UP), (now + apart, DOWN), (now + apart * 1.5, UP))
            now += apart * 1.5
        else:
            board.cc(67, (now, DOWN), (now + press, UP))
            now += press
        expected.append(DOES[gesture])
        now += 310 + rest
    assert [name for _, name in board.wait_until(now + 1000).names] == expected
