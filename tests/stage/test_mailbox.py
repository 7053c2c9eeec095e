"""A queue between two threads."""

import select

from jamd.stage.mailbox import Mailbox


def is_readable(box: Mailbox[int]) -> bool:
    return bool(select.select([box], [], [], 0)[0])


def test_it_can_be_waited_for() -> None:
    box: Mailbox[int] = Mailbox(10)
    assert not is_readable(box)
    box.put(1, 2)
    box.put(3)
    assert is_readable(box)
    assert box.take() == [1, 2, 3]
    assert not is_readable(box)


def test_it_keeps_the_newest_and_never_waits() -> None:
    box: Mailbox[int] = Mailbox(10)
    for number in range(100_000):
        box.put(number)
    assert box.take() == list(range(99_990, 100_000))
