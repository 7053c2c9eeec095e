"""The supervisor among fakes: no process, no JACK, no real time."""

import errno
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from supervisor.fakes import FakeChild, FakeTime, FakeWire

from jamd.config.schema import Config
from jamd.errors import DeviceError
from jamd.ipc.entry_point import BUG, FAULT
from jamd.music.events import Event, FallbackUsed
from jamd.supervisor import supervisor
from jamd.supervisor.supervisor import Outside, Supervisor

NAMES = ("wire", "band", "stage", "link", "patchbay")


class Supervised:
    """A supervisor with five fake children, and all that surrounds it."""

    def __init__(self) -> None:
        self.time = FakeTime()
        self.log: list[str] = []
        self.wire_end = FakeWire()
        self.asleep: set[str] = set()  # children whose pulse stands still
        self.said: list[str] = []
        self.loss = ""  # what of the take is lost
        self.wire, self.band, self.stage, self.link, self.patchbay = self.children = [
            FakeChild(name, self.time, self.log) for name in NAMES
        ]
        self.supervisor = Supervisor(self.children, self.outside())

    def outside(self) -> Outside:
        return Outside(
            self.wire_end.send, self.beats, self.said.append, lambda: self.loss, self.time.now_ns, self.time.sleep
        )

    def beats(self, name: str) -> int:
        return 0 if name in self.asleep else self.time.now_ns()

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


def test_starts_in_order_and_wire_is_the_first_to_leave(rig: Supervised) -> None:
    assert rig.run(1) == 0
    assert rig.log == [*(f"start {name}" for name in NAMES), *(f"stop {name}" for name in NAMES)]


def test_in_the_end_it_says_what_of_the_take_is_lost(rig: Supervised) -> None:
    rig.loss = "the last 2.0 s of the take are lost"
    rig.run(1)
    assert rig.said == [rig.loss]


@pytest.mark.parametrize("name", ["stage", "patchbay"])
@pytest.mark.parametrize("age_s", [1, 60])
def test_who_has_just_died_is_started_once_more_if_there_is_something_left_to_do(
    rig: Supervised, name: str, age_s: float
) -> None:
    child = getattr(rig, name)
    rig.time.at(age_s, lambda: (child.dies(-9), signal.raise_signal(signal.SIGTERM)))
    rig.run(70)
    assert rig.log[-6] == f"start {name}"
    assert rig.log[-5:] == [f"stop {each}" for each in NAMES]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_signal_to_stop_is_obeyed(rig: Supervised, number: int) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    assert rig.run(1, number) == 0


def test_under_nohup_a_closed_terminal_changes_nothing(rig: Supervised) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    rig.time.at(1, lambda: signal.raise_signal(signal.SIGHUP))
    rig.run(5)
    assert rig.time.now_s() > 5


@pytest.mark.parametrize("name", NAMES)
def test_a_dead_child_is_restarted_and_wire_is_told(rig: Supervised, name: str) -> None:
    child = getattr(rig, name)
    rig.time.at(60, lambda: child.dies(-9))
    assert rig.run(62) == 0
    assert [one.births for one in rig.children] == [2 if one is child else 1 for one in rig.children]
    assert [event.detail for event in rig.wire_end.events if isinstance(event, FallbackUsed)] == [name]
    assert rig.said == [f"{name} ended (SIGKILL) and is started again"]


def test_what_wire_must_know_waits_until_it_can_be_reached(rig: Supervised) -> None:
    rig.wire_end.reachable = False
    rig.time.at(10, lambda: rig.band.dies(1))
    rig.time.at(15, lambda: setattr(rig.wire_end, "reachable", True))
    rig.run(20)
    assert [type(event) for event in rig.wire_end.events] == [FallbackUsed]


def test_a_fault_at_the_start_ends_it_all_with_the_childs_own_sentence(rig: Supervised) -> None:
    rig.band.dies_at_birth = FAULT
    assert rig.run(60) == FAULT
    assert rig.band.births == 1
    assert "stop wire" in rig.log
    assert not rig.said


def test_a_band_that_never_starts_is_given_up_in_one_sentence(rig: Supervised) -> None:
    rig.band.dies_at_birth = BUG
    assert rig.run(600) == BUG
    assert rig.said[-1] == "band ended at once (exit code 3) 7 times in a row; giving up"
    assert rig.said[:-1] == ["band ended (exit code 3) and is started again"] * 6
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


@pytest.mark.parametrize("name", NAMES)
def test_a_child_that_hangs_is_killed_and_restarted_and_no_other(rig: Supervised, name: str) -> None:
    rig.time.at(15, lambda: rig.asleep.add(name))
    rig.run(50)
    assert [line for line in rig.log if line.startswith("kill")] == [f"kill {name}"]
    assert next(child for child in rig.children if child.name == name).births == 2


def test_a_child_that_hangs_before_its_first_beat_gets_a_minute(rig: Supervised) -> None:
    rig.asleep.add("band")
    kills = []
    for second in (58, 63):
        rig.time.at(second, lambda: kills.append(rig.log.count("kill band")))
    rig.run(65)
    assert kills == [0, 1]


def test_children_whose_loops_turn_are_left_alone(rig: Supervised) -> None:
    rig.run(600)
    assert [child.births for child in rig.children] == [1] * 5


def test_a_laptop_that_was_suspended_for_an_hour_finds_nobody_guilty(rig: Supervised) -> None:
    def suspend() -> None:
        rig.asleep.update(NAMES)
        rig.time.ns += 3600 * 10**9

    rig.time.at(20, suspend)
    rig.time.at(21, rig.asleep.clear)
    rig.run(60)
    assert [child.births for child in rig.children] == [1] * 5


def test_a_child_that_the_system_has_no_room_for_is_tried_again_and_the_others_play_on(rig: Supervised) -> None:
    def no_room() -> None:
        rig.band.no_room = OSError(errno.EMFILE, "Too many open files")
        rig.band.dies(-9)

    rig.time.at(60, no_room)
    rig.time.at(90, lambda: setattr(rig.band, "no_room", None))
    assert rig.run(100) == 0
    assert [child.births for child in rig.children] == [1, 2, 1, 1, 1]
    assert rig.said == [
        "band ended (SIGKILL) and is started again",
        "band cannot be started (Too many open files); jamd goes on trying",
    ]


def test_a_band_that_there_was_never_room_for_is_given_up_in_one_sentence(rig: Supervised) -> None:
    rig.band.no_room = OSError(errno.EMFILE, "Too many open files")
    assert rig.run(600) == FAULT
    assert rig.said == [
        "band cannot be started (Too many open files); jamd goes on trying",
        "band could not be started 7 times in a row; giving up",
    ]


def test_without_room_for_a_runtime_folder_jamd_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room() -> Path:
        raise OSError(errno.ENOSPC, "No space left on device", "/dev/shm")

    monkeypatch.setattr(supervisor, "runtime_folder", no_room)
    with pytest.raises(DeviceError, match="No space left on device: /dev/shm"):
        supervisor.run(Config(), Path("config.yaml"))


def test_a_step_of_the_supervisor_that_fails_is_reported_once_and_ends_nothing(rig: Supervised) -> None:
    def fail(event: Event) -> bool:
        raise ValueError("no such wire")

    rig.supervisor = Supervisor(rig.children, rig.outside()._replace(tell_wire=fail))
    rig.time.at(10, lambda: rig.band.dies(1))
    rig.time.at(20, lambda: rig.stage.dies(1))
    assert rig.run(30) == 0
    assert [child.births for child in rig.children] == [1, 2, 2, 1, 1]
    (report,) = [sentence for sentence in rig.said if "bug" in sentence]
    assert "ValueError: no such wire" in report


def test_all_that_hang_are_killed_within_five_seconds_and_what_that_costs_is_said(rig: Supervised) -> None:
    for child in rig.children:
        child.obedient = False
    rig.time.at(1, lambda: signal.raise_signal(signal.SIGTERM))
    assert rig.supervisor.run() == 0
    assert rig.time.now_s() < 1 + 1 + 5
    assert [line for line in rig.log if line.startswith("kill")] == [f"kill {name}" for name in NAMES]
    assert "stage did not end in time and was killed; the take is written at the next start" in rig.said
