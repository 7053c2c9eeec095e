"""Pedals and keys that steer are consumed, and act once each time they go down, whatever their contacts do."""

from hypothesis import given
from hypothesis import strategies as st
from wire.fakes import NOTHING_SET

from jamd.commands.binding import Binding
from jamd.music.events import Command
from jamd.music.time.notes import Nanos
from jamd.wire.pedals import Pedals

TAP = Binding("cc", 67, None, "tap")
START = Binding("note", 36, 10, "start")
FAST = Binding("program", 3, None, "tempo", 220.0)
MS = 1_000_000
SLOW = 500  # ms between two messages


def commands(binding: Binding, *messages: bytes) -> list[list[str] | None]:
    pedals, taken = Pedals((binding,), NOTHING_SET), []
    for n, data in enumerate(messages):
        taken.append(list(pedals.commands(data, Nanos(n * SLOW * MS))) if pedals.is_bound(data) else None)
    return [None if commands is None else [command.name for command in commands] for commands in taken]


def taps(*moves: tuple[float, int]) -> list[float]:
    """When the pedal gives its command, in ms, if it moves so: (ms, value of its controller)."""
    pedals, given = Pedals((TAP,), NOTHING_SET), []
    for ms, value in moves:
        data = bytes((0xB0, 67, value))
        given += pedals.commands(data, Nanos(round(ms * MS)))
    return [command.ns / MS for command in given]


def test_a_pedal_acts_when_it_goes_down_and_not_on_its_way() -> None:
    down, further, up = b"\xb0\x43\x40", b"\xb0\x43\x7f", b"\xb0\x43\x00"
    assert commands(TAP, down, further, up, down) == [["tap"], [], [], ["tap"]]


def test_a_key_acts_on_its_channel_and_its_off_is_consumed() -> None:
    assert commands(START, b"\x99\x24\x50", b"\x89\x24\x00", b"\x90\x24\x50") == [["start"], [], None]


def test_a_pad_that_sends_no_off_acts_each_time() -> None:
    assert commands(START, b"\x99\x24\x50", b"\x99\x24\x50") == [["start"], ["start"]]


def test_the_pressure_of_a_pad_is_consumed_and_releases_nothing() -> None:
    assert commands(START, b"\x99\x24\x50", b"\xa9\x24\x00", b"\xa9\x24\x7f") == [["start"], [], []]


def test_a_program_change_carries_a_value() -> None:
    pedals, data = Pedals((FAST,), NOTHING_SET), b"\xc5\x03"
    assert list(pedals.commands(data, Nanos(7))) == [Command("tempo", 220.0, Nanos(7))]


def test_everything_else_is_music() -> None:
    assert commands(TAP, b"\xb0\x40\x7f", b"\x90\x43\x40", b"\xd0\x43") == [None, None, None]


def test_a_pedal_that_bounces_going_down_is_one_press() -> None:
    assert taps((0, 127), (4, 0), (8, 127), (208, 0)) == [0]


def test_a_pedal_that_bounces_coming_up_is_no_press() -> None:
    assert taps((0, 127), (300, 0), (306, 127), (310, 0)) == [0]


def test_a_foot_that_taps_twice_as_fast_as_it_can_is_two_presses() -> None:
    assert taps((0, 127), (80, 0), (120, 127), (200, 0)) == [0, 120]


def test_a_half_damper_pedal_that_goes_down_slowly_is_one_press() -> None:
    values = (60, 62, 63, 64, 63, 64, 63, 65, 64, 62, 66, 70, 90, 127, 100, 66, 63, 65, 62, 50, 30, 0)
    assert taps(*((n * 40, value) for n, value in enumerate(values))) == [120]


def test_a_pad_that_triggers_twice_acts_once() -> None:
    pedals, data = Pedals((START,), NOTHING_SET), b"\x99\x24\x50"
    given = [list(pedals.commands(data, Nanos(ms * MS))) for ms in (0, 35, 500)]
    assert [len(commands) for commands in given] == [1, 0, 1]


BOUNCES = st.lists(st.floats(0.5, 4), max_size=4).map(lambda gaps: gaps[: len(gaps) // 2 * 2])


@given(st.lists(st.tuples(st.floats(120, 2000), BOUNCES, BOUNCES), min_size=1, max_size=8))
def test_as_many_presses_as_a_foot_makes_whatever_the_contacts_do(
    presses: list[tuple[float, list[float], list[float]]],
) -> None:
    now, moves, expected = 0.0, [], []
    for apart, going_down, coming_up in presses:
        expected.append(now)
        for start, value, bounces in ((now, 127, going_down), (now + 60, 0, coming_up)):
            ms = start
            moves.append((ms, value))
            for n, gap in enumerate(bounces):
                ms += gap
                moves.append((ms, value if n % 2 else 127 - value))
        now += apart
    assert [round(ms) for ms in taps(*moves)] == [round(ms) for ms in expected]


@given(st.lists(st.integers(-10, 10), min_size=1, max_size=60))
def test_a_pedal_that_trembles_on_its_way_is_one_press(trembling: list[int]) -> None:
    down = [(n * 20.0, max(0, min(127, 64 + by))) for n, by in enumerate(trembling)]
    after = len(trembling) * 20.0
    assert len(taps(*down, (after, 127), (after + 500, 0))) == 1
