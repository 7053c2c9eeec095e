"""The supervisor among fakes: no process, no JACK, no real time."""

import signal
from collections.abc import Iterator

import pytest
from supervisor.fakes import FakeChild, FakePatchbay, FakeTime, FakeWire, FakeWireState

from jamd.ipc.entry_point import BUG, FAULT
from jamd.music.events import Command, FallbackUsed
from jamd.music.time.notes import Nanos
from jamd.supervisor.supervisor import Outside, Supervisor


class Supervised:
    """A supervisor with four fake children, and all that surrounds it."""

    def __init__(self) -> None:
        self.time = FakeTime()
        self.log: list[str] = []
        self.patchbay = FakePatchbay()
        self.wire_end = FakeWire()
        self.state = FakeWireState(self.log)
        names = ("wire", "band", "stage", "link")
        self.wire, self.band, self.stage, self.link = self.children = [
            FakeChild(name, self.time, self.log) for name in names
        ]
        outside = Outside(self.patchbay, self.wire_end.send, self.state, self.time.now_ns, self.time.sleep)
        self.supervisor = Supervisor(self.children, outside)

    def run(self, seconds: float, number: int = signal.SIGTERM) -> int:
        """Until a signal after so long; the exit code."""
        self.time.at(seconds, lambda: signal.raise_signal(number))
        return self.supervisor.run()


@pytest.fixture
def rig() -> Iterator[Supervised]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield Supervised()
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def test_starts_and_stops_in_order_and_closes_wires_notes_before_the_take_ends(rig: Supervised) -> None:
    assert rig.run(1) == 0
    starts = ["start wire", "start band", "start stage", "start link"]
    assert rig.log == [*starts, "stop wire", "silence", "stop band", "stop stage", "stop link"]
    assert rig.patchbay.closed


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_signal_to_stop_is_obeyed(rig: Supervised, number: int) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    assert rig.run(1, number) == 0


def test_under_nohup_a_closed_terminal_changes_nothing(rig: Supervised) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    rig.time.at(1, lambda: signal.raise_signal(signal.SIGHUP))
    rig.run(5)
    assert rig.time.now_s() > 5


@pytest.mark.parametrize("name", ["wire", "band", "stage", "link"])
def test_a_dead_child_is_restarted_and_wire_is_told(
    rig: Supervised, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    child = getattr(rig, name)
    rig.time.at(60, lambda: child.dies(-9))
    assert rig.run(62) == 0
    assert [one.births for one in rig.children] == [2 if one is child else 1 for one in rig.children]
    assert [event.detail for event in rig.wire_end.events if isinstance(event, FallbackUsed)] == [name]
    assert capsys.readouterr().err == f"jamd: {name} ended (SIGKILL) and is started again\n"


def test_only_wires_death_makes_the_cables_wait_for_new_ports(rig: Supervised) -> None:
    rig.time.at(10, lambda: rig.band.dies(1))
    rig.time.at(20, lambda: rig.wire.dies(1))
    rig.run(30)
    assert rig.patchbay.expectations == 1


def test_what_wire_must_know_waits_until_it_can_be_reached(rig: Supervised) -> None:
    rig.wire_end.reachable = False
    rig.time.at(10, lambda: rig.band.dies(1))
    rig.time.at(15, lambda: setattr(rig.wire_end, "reachable", True))
    rig.run(20)
    assert [type(event) for event in rig.wire_end.events] == [FallbackUsed]


def test_a_fault_at_the_start_ends_it_all_with_the_childs_own_sentence(
    rig: Supervised, capsys: pytest.CaptureFixture[str]
) -> None:
    rig.band.dies_at_birth = FAULT
    assert rig.run(60) == FAULT
    assert rig.band.births == 1
    assert "stop wire" in rig.log
    assert capsys.readouterr().err == ""


def test_a_band_that_never_starts_is_given_up_in_one_sentence(
    rig: Supervised, capsys: pytest.CaptureFixture[str]
) -> None:
    rig.band.dies_at_birth = BUG
    assert rig.run(600) == BUG
    said = capsys.readouterr().err.splitlines()
    assert said[-1] == "jamd: band failed to start 7 times in a row (exit code 3); giving up"
    assert said[:-1] == ["jamd: band ended (exit code 3) and is started again"] * 6
    assert rig.time.now_s() < 60


def test_a_stage_that_never_starts_does_not_end_the_music(rig: Supervised) -> None:
    rig.stage.dies_at_birth = BUG
    assert rig.run(600) == 0
    assert rig.stage.births > 100


def test_a_band_that_played_once_is_restarted_for_ever(rig: Supervised) -> None:
    def break_it() -> None:
        rig.band.dies_at_birth = BUG
        rig.band.dies(BUG)

    rig.time.at(10, break_it)
    assert rig.run(600) == 0
    assert rig.band.births > 100


def test_a_wire_whose_loop_stands_still_is_killed_and_restarted(rig: Supervised) -> None:
    rig.time.at(15, lambda: setattr(rig.state, "last_turn_ns", Nanos(rig.time.now_ns() - 11 * 10**9)))
    rig.run(16)
    assert rig.log.count("kill wire") == 1
    assert rig.wire.births == 2


def test_a_wire_that_turns_is_left_alone(rig: Supervised) -> None:
    for second in range(60):
        rig.time.at(second, lambda: setattr(rig.state, "last_turn_ns", Nanos(rig.time.now_ns())))
    rig.run(60)
    assert rig.wire.births == 1


def test_wire_is_told_of_a_new_listener_and_of_a_jack_server_that_came(rig: Supervised) -> None:
    rig.time.at(10, lambda: setattr(rig.patchbay, "new_listener", True))
    rig.time.at(10.4, lambda: setattr(rig.patchbay, "new_listener", False))
    rig.time.at(20, lambda: setattr(rig.patchbay, "server_changed", True))
    rig.time.at(20.4, lambda: setattr(rig.patchbay, "server_changed", False))
    rig.run(30)
    assert rig.wire_end.events == [Command("catch up"), Command("ports")]


def test_cables_are_looked_at_twice_a_second_and_often_after_a_death(rig: Supervised) -> None:
    rig.run(10)
    assert rig.patchbay.looks == pytest.approx(20, abs=2)


def test_a_driver_that_throws_while_notes_are_closed_keeps_nobody_from_stopping(rig: Supervised) -> None:
    def silence(*_: object) -> None:
        raise OSError("no driver")

    rig.state.silence = silence  # type: ignore[method-assign]
    assert rig.run(1) == 0
    assert rig.log[-3:] == ["stop band", "stop stage", "stop link"]
