"""When a child is restarted, and how it is stopped."""

import errno

import pytest
from supervisor.fakes import FakeChild, FakeTime


def test_a_child_that_ran_for_a_while_is_restarted_at_once() -> None:
    time = FakeTime()
    child = FakeChild("band", time)
    child.start()
    time.sleep(60)
    child.dies(1)
    child.record_death()
    assert child.is_due
    assert child.failures == 1
    assert child.has_settled


def test_a_child_that_keeps_dying_waits_longer_each_time_after_the_second_but_never_more_than_five_seconds() -> None:
    time = FakeTime()
    child = FakeChild("stage", time)
    pauses = []
    for _ in range(8):
        child.start()
        child.dies(1)
        died = time.now_s()
        child.record_death()
        while not child.is_due:
            time.sleep(0.25)
        pauses.append(time.now_s() - died)
    assert pauses == [0.0, 0.0, 1.0, 2.0, 4.0, 5.0, 5.0, 5.0]
    assert not child.has_settled


def test_a_child_that_leaves_when_asked_is_not_killed() -> None:
    child = FakeChild("band", FakeTime())
    child.start()
    child.ask_to_leave()
    assert child.leaves_within(1)
    assert child.log == ["start band", "stop band"]


def test_a_child_that_does_not_leave_is_killed() -> None:
    child = FakeChild("band", FakeTime(), obedient=False)
    child.start()
    child.ask_to_leave()
    assert not child.leaves_within(1)
    assert child.log == ["start band", "stop band", "kill band"]


def test_stopping_a_dead_child_does_nothing() -> None:
    child = FakeChild("band", FakeTime())
    child.start()
    child.dies(-9)
    child.record_death()
    child.ask_to_leave()
    assert child.leaves_within(1)
    assert child.log == ["start band"]


def test_a_child_that_the_system_has_no_room_for_is_due_again_after_a_pause() -> None:
    time = FakeTime()
    child = FakeChild("band", time)
    child.no_room = OSError(errno.EMFILE, "Too many open files")
    for pause in (0.0, 0.0, 1.0, 2.0):
        with pytest.raises(OSError, match="Too many"):
            child.start()
        time.sleep(pause)
        assert child.is_due
