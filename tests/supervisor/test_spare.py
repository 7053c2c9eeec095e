"""A process that waits to be needed."""

import errno

from supervisor.fakes import FakeChild, FakeProcess, FakeTime

from jamd.supervisor.spare import Spare


class Bench:
    """Spare players: those that were called, and whether there is room for another."""

    def __init__(self) -> None:
        self.time = FakeTime()
        self.log: list[str] = []
        self.called: list[FakeProcess] = []
        self.has_room = True
        self.made_ready = 0
        self.spare = Spare(self._launch, self._make_ready, self.time.now_s)

    def _make_ready(self) -> None:
        self.made_ready += 1

    def _launch(self) -> FakeProcess:
        if not self.has_room:
            raise OSError(errno.EMFILE, "Too many open files")
        self.called.append(FakeProcess("spare", self.log, True, self.time))
        return self.called[-1]


def test_the_spare_takes_the_place_of_one_that_died_and_is_told_to_begin() -> None:
    bench = Bench()
    child = FakeChild("wire", bench.time, spare=bench.spare)
    child.start()
    bench.time.sleep(10)
    child.prepare_spare()
    child.dies(-9)
    child.record_death()
    child.start()
    assert child.births == 1
    assert child.process is bench.called[0]
    assert bench.called[0].stdin.getvalue() == b"\n"
    assert bench.made_ready == 1


def test_no_spare_loads_while_the_first_is_still_loading() -> None:
    bench = Bench()
    child = FakeChild("wire", bench.time, spare=bench.spare)
    child.start()
    child.prepare_spare()
    assert not bench.called


def test_a_spare_that_died_while_it_waited_is_not_taken_and_replaced_in_time() -> None:
    bench = Bench()
    bench.spare.prepare()
    bench.called[0].code = -9
    assert bench.spare.take() is None
    bench.time.sleep(10)
    bench.spare.prepare()
    assert bench.spare.take() is bench.called[1]


def test_where_there_is_no_room_for_a_spare_it_is_tried_again_later() -> None:
    bench = Bench()
    bench.has_room = False
    bench.spare.prepare()
    bench.has_room = True
    bench.spare.prepare()
    assert not bench.called
    bench.time.sleep(10)
    bench.spare.prepare()
    assert len(bench.called) == 1


def test_a_spare_that_was_never_needed_is_gone_at_the_end() -> None:
    bench = Bench()
    bench.spare.prepare()
    bench.spare.dismiss()
    assert bench.log == ["start spare", "kill spare"]
