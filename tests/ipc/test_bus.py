"""The lines between the processes, over real sockets."""

import select
from pathlib import Path

from jamd.ipc.bus import Line, Switchboard, call, encode
from jamd.music.events import Command, Hello, Notice
from jamd.music.time.notes import Nanos


def connected(folder: Path) -> tuple[Line, Line]:
    """(the hub's end, the caller's end), the hello taken."""
    board = Switchboard(folder)
    caller = call(folder, "band")
    hub = board.accept()
    assert hub is not None
    assert caller is not None
    assert receive(hub) == [Hello("band")]
    return hub, caller


def receive(line: Line) -> list[object]:
    select.select([line], [], [], 1)
    return list(line.receive())


def test_messages_arrive_whole_and_in_order(tmp_path: Path) -> None:
    hub, caller = connected(tmp_path)
    sent = [Command("tempo", float(bpm)) for bpm in range(100)]
    for message in sent:
        caller.send(encode(message))
    assert receive(hub) == sent


def test_a_caller_that_goes_is_noticed_after_its_last_word(tmp_path: Path) -> None:
    hub, caller = connected(tmp_path)
    caller.send(encode(Command("stop")))
    caller.close()
    assert receive(hub) == [Command("stop")]
    assert not hub.open


def test_half_a_frame_dies_with_its_line(tmp_path: Path) -> None:
    hub, caller = connected(tmp_path)
    caller.send(encode(Command("stop"))[:-1])
    caller.close()
    assert receive(hub) == []


def test_a_slow_reader_blocks_nobody_and_gets_all_in_the_end(tmp_path: Path) -> None:
    hub, caller = connected(tmp_path)
    frame = encode(Notice(Nanos(1), "x" * 1000))
    for _ in range(5000):
        assert hub.send(frame)
    assert hub.waiting
    got = 0
    while got < 5000:
        got += len(receive(caller))
        hub.push()
    assert got == 5000


def test_nobody_answers_where_there_is_no_hub(tmp_path: Path) -> None:
    assert call(tmp_path, "band") is None
