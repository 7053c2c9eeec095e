"""Knobs pick a value up where it is; encoders move it; neither ever makes it jump, and the last position counts."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire.pedal_board import MS, PedalBoard

from jamd.commands.binding import Binding
from jamd.commands.choices import Turn

VOLUME = Binding("cc", 21, None, "piano.volume", gesture="knob")  # 0 to 2, at 1
TEMPO = Binding("cc", 21, None, "tempo", gesture="knob", range=(100, 227))  # a bpm a step
SPLIT = Binding("cc", 21, None, "split", gesture="knob")  # whole numbers
SLOW = 200  # ms between two moves


def turned(binding: Binding, *positions: int, **values: float) -> list[float]:
    """The values that the positions give, one after another."""
    board = PedalBoard(binding, values={binding.name: values["at"]})
    board.cc(21, *((n * SLOW, position) for n, position in enumerate(positions)))
    return [round(float(value), 2) for *_, value in board.wait_until(10**5).said]  # type: ignore[arg-type]


def test_it_does_nothing_until_it_crosses_the_value() -> None:
    assert turned(TEMPO, 0, 20, 39, 41, 60, at=140) == [141, 160]
    assert turned(TEMPO, 127, 60, 30, at=140) == [130]


def test_it_begins_at_once_where_it_stands_on_the_value() -> None:
    assert turned(TEMPO, 40, 41, 45, at=140) == [141, 145]


def test_a_fast_turn_loses_neither_its_hold_nor_its_end() -> None:
    board = PedalBoard(TEMPO, values={"tempo": 140.0})
    board.cc(21, *((n * 5, 40 + n) for n in range(60))).wait_until(1000)
    assert board.said == [(5, "tempo", 141), (105, "tempo", 160), (205, "tempo", 180), (305, "tempo", 199)]


def test_after_somebody_else_has_set_the_value_it_must_be_crossed_again() -> None:
    board = PedalBoard(TEMPO, values={"tempo": 140.0}).cc(21, (0, 39), (200, 50))
    board.values.values["tempo"] = 200.0
    board.cc(21, (400, 60), (600, 70), (800, 99), (1000, 101))
    assert [value for *_, value in board.said] == [150, 201]


def test_a_range_may_run_downward_and_one_that_lies_elsewhere_is_entered_at_its_end() -> None:
    upside_down = Binding("cc", 21, None, "tempo", gesture="knob", range=(227, 100))
    assert turned(upside_down, 0, 127, 100, at=140) == [100, 127]
    assert turned(TEMPO, 60, 10, 0, 5, at=60) == [105]


def test_the_pitch_wheel_can_be_a_knob() -> None:
    board = PedalBoard(Binding("bend", 0, None, "intensity", gesture="knob"), values={"intensity": 0.5})
    for n, (fine, coarse) in enumerate(((0, 64), (0, 96), (127, 127))):
        board.message(bytes((0xE0, fine, coarse)), n * SLOW)
    assert [round(float(value), 2) for *_, value in board.said] == [0.5, 0.75, 1.0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "up", "down", "down_three"),
    [
        ("relative twos complement", 1, 127, 125),
        ("relative signed bit", 1, 65, 67),
        ("relative binary offset", 65, 63, 61),
    ],
)
def test_each_code_of_an_encoder(code: Turn, up: int, down: int, down_three: int) -> None:
    binding = Binding("cc", 21, None, "tempo", gesture=code)
    assert turned(binding, up, up, down, down_three, at=140) == [141, 142, 141, 138]
    half = Binding("cc", 21, None, "piano.volume", gesture=code, step=0.5)
    assert turned(half, up, up, up, down, at=1) == [1.5, 2.0, 1.5]


# -- laws

POSITIONS = st.lists(st.tuples(st.floats(1, 300), st.integers(0, 127)), max_size=40)
PLACES = st.integers(0, 2000).map(lambda n: n / 1000)


@given(st.lists(st.integers(0, 127), max_size=40), PLACES, st.dictionaries(st.integers(0, 39), PLACES, max_size=4))
def test_a_value_never_jumps(positions: list[int], first: float, others: dict[int, float]) -> None:
    """The knob sets it where its way crosses it, and only there, whoever else sets it meanwhile."""
    board, last = PedalBoard(VOLUME, values={"piano.volume": first}), None
    for n, position in enumerate(positions):
        board.values.values["piano.volume"] = before = others.get(n, board.values.number("piano.volume"))
        board.given.clear()
        board.cc(21, (n * SLOW, position))
        way = sorted((position / 63.5, (position if last is None else last) / 63.5))
        if board.given:
            assert way[0] - 0.5 / 63.5 - 1e-9 <= before <= way[1] + 0.5 / 63.5 + 1e-9
        else:
            assert not way[0] < before < way[1]
        last = position


@given(POSITIONS)
def test_a_knob_that_has_hold_of_the_value_ends_where_it_stands_and_is_not_hasty(
    moves: list[tuple[float, int]],
) -> None:
    board, now = PedalBoard(VOLUME, values={"piano.volume": 0.0}), 0.0
    board.cc(21, (0.0, 0))
    for gap, position in moves:
        now += gap
        board.cc(21, (now, position))
    board.wait_until(now + 1000)
    assert board.values.value("piano.volume") == pytest.approx(moves[-1][1] / 63.5 if moves else 0.0)
    instants = [command.ns / MS for command in board.given]
    assert all(after - before >= 99.9 for before, after in pairwise(instants))
