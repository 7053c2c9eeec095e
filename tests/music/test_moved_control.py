"""Somebody moves a control: which one, and of which kind, is told by what it sends, whatever else comes meanwhile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.moved_control import ControlFinder, Moved
from jamd.music.time.notes import Nanos

MS = 1_000_000
KNOB = [60, 62, 65, 70, 76, 80]
WAYS = {
    "a switch": ([127, 0], "tap"),
    "a switch that sends nothing on its way up": ([127], "tap"),
    "a switch of 100": ([100, 0], "tap"),
    "a knob": (KNOB, "knob"),
    "a fader that is pulled down": ([40, 33, 21, 9, 0], "knob"),
    "a knob from its end": ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "knob"),
    "an encoder to the right": ([1, 1, 1, 1], "relative twos complement"),
    "an encoder to the left": ([127, 127, 126, 127, 127], "relative twos complement"),
    "a fast one": ([1, 2, 2, 5, 9, 9, 3, 1], "relative twos complement"),
    "both ways by the sign": ([1, 1, 2, 1, 65, 65, 66], "relative signed bit"),
    "both ways around the middle": ([65, 65, 66, 65, 63, 63], "relative binary offset"),
    "to the right of the middle": ([65, 65, 65, 65], "relative binary offset"),
}


def moved(*messages: bytes, every_ms: int = 30, finder: ControlFinder | None = None) -> Moved | None:
    """The last control that was told."""
    finder = finder or ControlFinder()
    told = [finder.take(data, Nanos(number * every_ms * MS)) for number, data in enumerate(messages)]
    return next((each for each in reversed(told) if each is not None), None)


def cc(number: int, *values: int) -> list[bytes]:
    return [bytes((0xB2, number, value)) for value in values]


@pytest.mark.parametrize("way", WAYS)
def test_what_a_control_sends_says_what_it_is(way: str) -> None:
    values, gesture = WAYS[way]
    assert moved(*cc(20, *values)) == Moved("cc 20", 3, gesture)


def test_keys_pads_and_programs_are_known_by_one_message() -> None:
    assert moved(b"\x99\x24\x50", b"\x89\x24\x00") == Moved("note 36", 10, "tap")
    assert moved(b"\xc0\x03") == Moved("program 3", 1, "tap")
    assert moved(b"\x90\x24\x00") is None


def test_a_wheel_is_a_switch_to_one_side_and_a_knob_to_both() -> None:
    up, down, rest = b"\xe0\x00\x7f", b"\xe0\x00\x00", b"\xe0\x00\x40"
    assert moved(b"\xe0\x00\x44", rest) is None
    assert moved(up, rest) == Moved("bend up", 1, "tap")
    assert moved(down, rest) == Moved("bend down", 1, "tap")
    assert moved(up, rest, down) == Moved("bend", 1, "knob")


def test_what_comes_by_itself_is_no_control() -> None:
    sensing, clock, pressure = b"\xfe", b"\xf8", b"\xd0\x30"
    bank = [b"\xb0\x00\x01", b"\xb0\x20\x02"]
    assert moved(sensing, clock, pressure, b"\xa0\x40\x30", *bank, b"\xb0\x58\x7f", b"\xb0\x7b\x00") is None
    assert moved(*bank, b"\xc0\x05") == Moved("program 5", 1, "tap")
    fine = [data for value in KNOB for data in (*cc(20, value), *cc(52, 7 * value % 128))]
    assert moved(*fine, every_ms=5) == Moved("cc 20", 3, "knob")


@given(st.lists(st.integers(61, 66), min_size=4, max_size=60), st.integers(1, 119).filter(lambda n: n not in (6, 64)))
def test_a_control_that_trembles_is_not_moved(values: list[int], number: int) -> None:
    steady = [value for value, last in zip(values, [0, *values], strict=False) if value != last]
    assert moved(*cc(number, *steady)) is None


@given(st.lists(st.sampled_from([0, 20, 50, 70, 90, 127]), max_size=40), st.integers(0, 12))
def test_a_foot_on_the_sustain_pedal_does_not_hide_the_knob_of_the_hand(half_pedal: list[int], at: int) -> None:
    pressed_once = [value for value in half_pedal if value < 64] + [90]
    messages = cc(64, *pressed_once)
    at = min(at, len(messages))
    assert moved(*messages[:at], *cc(20, *KNOB), *messages[at:]) == Moved("cc 20", 3, "knob")


def test_the_sustain_pedal_itself_is_meant_when_it_is_pressed_twice() -> None:
    assert moved(*cc(64, 127, 0)) is None
    assert moved(*cc(64, 127, 0, 127)) == Moved("cc 64", 3, "tap")


def test_the_last_control_counts() -> None:
    assert moved(*cc(20, *KNOB), *cc(21, 127, 0)) == Moved("cc 21", 3, "tap")


@given(st.lists(st.binary(min_size=1, max_size=3)))
def test_nothing_that_a_driver_brings_is_too_much(messages: list[bytes]) -> None:
    finder = ControlFinder()
    whole = [data for data in messages if data[0] >= 0x80 and len(data) == 3 and max(data[1:]) < 128]
    for number, data in enumerate(whole):
        told = finder.take(data, Nanos(number * MS))
        assert told is None or 1 <= told.channel <= 16
