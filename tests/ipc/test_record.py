"""A value that a kill in the middle of writing cannot tear."""

import mmap

import pytest

from jamd.ipc.record import Record


@pytest.fixture
def memory() -> mmap.mmap:
    return mmap.mmap(-1, 256)


def test_the_latest_value_is_read_by_whoever_comes_next(memory: mmap.mmap) -> None:
    assert Record(memory, 0, 256).read() is None
    for value in (b"one", b"two", b"", b"three"):
        assert Record(memory, 0, 256).write(value)
        assert Record(memory, 0, 256).read() == value


def test_a_torn_value_leaves_the_one_before(memory: mmap.mmap) -> None:
    record = Record(memory, 0, 256)
    record.write(b"one")
    before = bytes(memory)
    record.write(b"two")
    after = bytes(memory)
    changed = [at for at in range(256) if before[at] != after[at]]
    for torn_at in range(1, len(changed)):  # the value is written first, its head at last
        for at in changed:
            memory[at] = before[at]
        for at in sorted(changed, reverse=True)[:torn_at]:
            memory[at] = after[at]
        assert record.read() == b"one"


def test_a_value_without_room_leaves_the_one_before(memory: mmap.mmap) -> None:
    record = Record(memory, 0, 256)
    record.write(b"one")
    assert not record.write(bytes(200))
    assert record.read() == b"one"
