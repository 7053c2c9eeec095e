"""What is in force while a pedal is held is always taken back; what is switched, alternates with what was there."""

from hypothesis import given
from hypothesis import strategies as st
from wire.fakes import FakeValues
from wire.pedal_board import DOWN, UP, PedalBoard

from jamd.commands.binding import Binding
from jamd.commands.kinds import Value
from jamd.music.time.notes import Nanos

SOLO = Binding("cc", 66, None, "drums.solo", True, "while held")
TRADE = Binding("cc", 66, None, "mode", "trade", "while held")
BREAK = Binding("cc", 66, None, "break", "held", "while held", when="beat")


def test_a_solo_lasts_as_long_as_the_pedal_is_down() -> None:
    board = PedalBoard(SOLO).cc(66, (0, DOWN), (2000, UP)).wait_until(3000)
    assert board.said == [(0, "drums.solo", True), (2030, "drums.solo", False)]


def test_a_break_ends_when_the_pedal_comes_up_at_the_same_kind_of_place() -> None:
    board = PedalBoard(BREAK).cc(66, (0, DOWN), (2000, UP)).wait_until(3000)
    assert board.said == [(0, "break", "held"), (2030, "back in", None)]
    assert [command.when for command in board.given] == ["beat", "beat"]


def test_a_setting_goes_back_to_what_it_was() -> None:
    board = PedalBoard(TRADE, values={"mode": "solo"}).cc(66, (0, DOWN), (500, UP)).wait_until(1000)
    assert board.said[-1] == (530, "mode", "solo")


def test_a_contact_that_bounces_keeps_it() -> None:
    board = PedalBoard(SOLO).cc(66, (0, DOWN), (3, UP), (6, DOWN), (500, UP), (505, DOWN), (509, UP)).wait_until(1000)
    assert board.said == [(0, "drums.solo", True), (539, "drums.solo", False)]


def test_a_keyboard_that_is_unplugged_lets_go_of_everything() -> None:
    board = PedalBoard(SOLO).cc(66, (0, DOWN))
    assert board.pedals.owed
    given = list(board.pedals.release_all(Nanos(1)))
    assert [(command.name, command.value) for command in given] == [("drums.solo", False)]
    assert not board.pedals.owed


def test_pressed_again_it_is_taken_back() -> None:
    mute = Binding("cc", 66, None, "piano.mute", True, toggle=True)
    start = Binding("cc", 66, None, "start", toggle=True)
    trade = Binding("cc", 66, None, "mode", "trade", toggle=True)
    twice = ((0, DOWN), (100, UP), (500, DOWN), (600, UP), (1000, DOWN))
    assert PedalBoard(mute).cc(66, *twice).said == [
        (0, "piano.mute", True),
        (500, "piano.mute", False),
        (1000, "piano.mute", True),
    ]
    assert [name for _, name in PedalBoard(start).cc(66, *twice).names] == ["start", "stop", "start"]
    board = PedalBoard(trade, values={"mode": "continue"}).cc(66, *twice)
    assert [value for *_, value in board.said] == ["trade", "continue", "trade"]


def test_what_somebody_else_has_switched_is_switched_from_there() -> None:
    board = PedalBoard(Binding("cc", 66, None, "start", toggle=True), values={"start": True})
    assert board.cc(66, (0, DOWN)).names == [(0, "stop")]


# -- laws: three pedals hold one setting, and a fourth another

HOLDERS: tuple[Binding, ...] = (
    Binding("cc", 1, None, "mode", "trade", "while held"),
    Binding("cc", 2, None, "mode", "solo", "while held"),
    Binding("note", 3, None, "mode", "trade", "while held"),
    Binding("cc", 4, None, "drums.mute", True, "while held"),
)
STEPS = st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.floats(0.1, 400)), max_size=40)


@given(STEPS, st.sampled_from(["accompany", "trade", "continue"]), st.booleans())
def test_in_whatever_order_pedals_go_all_is_as_before_when_all_are_up(
    steps: list[tuple[int, bool, float]], mode: Value, mute: bool
) -> None:
    before = {"mode": mode, "drums.mute": mute}
    board, now = PedalBoard(*HOLDERS, values=before), 0.0
    for which, down, gap in (*steps, *((which, False, 200.0) for which in range(4))):
        now += gap
        press(board, which, down, now)
    board.wait_until(now + 1000)
    assert board.values.values == before
    assert not board.pedals.owed


@given(STEPS)
def test_a_wire_that_dies_owes_just_what_was_there_before(steps: list[tuple[int, bool, float]]) -> None:
    """The next wire gives what is owed, wherever this one has come to."""
    before: dict[str, Value] = {"mode": "continue", "drums.mute": False}
    board, now = PedalBoard(*HOLDERS, values=before), 0.0
    for which, down, gap in steps:
        now += gap
        press(board, which, down, now)
        after = FakeValues(dict(board.values.values))
        for command in board.pedals.owed:
            after.obey(command)
        assert after.values == before


def press(board: PedalBoard, which: int, down: bool, ms: float) -> None:
    binding = HOLDERS[which]
    status = 0xB0 if binding.kind == "cc" else 0x90
    board.message(bytes((status, binding.number, 127 if down else 0)), ms)
