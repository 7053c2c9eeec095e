"""Messages between the processes, over real sockets."""

import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from jamd.ipc import bus
from jamd.ipc.bus import Connection, Listener, connect, encode
from jamd.music.events import Command, Hello, Notice
from jamd.music.time.notes import Nanos


def connected(folder: Path) -> tuple[Connection, Connection]:
    """(wire's end, the client's end), after the hello."""
    listener = Listener(folder)
    client = connect(folder, "band")
    wire = listener.accept()
    assert wire is not None
    assert client is not None
    assert receive(wire) == [Hello("band")]
    return wire, client


def receive(connection: Connection) -> list[object]:
    select.select([connection], [], [], 1)
    return list(connection.receive())


def test_messages_arrive_whole_and_in_order(tmp_path: Path) -> None:
    wire, client = connected(tmp_path)
    sent = [Command("tempo", float(bpm)) for bpm in range(100)]
    for message in sent:
        client.send(encode(message))
    assert receive(wire) == sent


def test_a_closed_client_is_noticed_after_its_last_message(tmp_path: Path) -> None:
    wire, client = connected(tmp_path)
    client.send(encode(Command("stop")))
    client.close()
    assert receive(wire) == [Command("stop")]
    assert not wire.open


def test_a_process_that_hangs_is_gone_soon_after_its_parent() -> None:
    program = "import time; from jamd.ipc import bus; bus._LEAVES_S = 0.2; bus.watch_parent(); time.sleep(30)"
    child = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE)
    child.communicate(timeout=20)
    assert child.returncode == -signal.SIGALRM


def test_a_wire_that_dies_while_it_is_called_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listener = Listener(tmp_path)

    def refuse(connection: Connection, *frames: bytes) -> bool:
        connection.close()
        return False

    monkeypatch.setattr(Connection, "send", refuse)
    assert connect(tmp_path, "link") is None
    listener.close()


def test_half_a_frame_is_dropped_with_its_connection(tmp_path: Path) -> None:
    wire, client = connected(tmp_path)
    client.send(encode(Command("stop"))[:-1])
    client.close()
    assert receive(wire) == []


def test_a_slow_reader_blocks_no_other_and_gets_everything_in_the_end(tmp_path: Path) -> None:
    wire, client = connected(tmp_path)
    frame = encode(Notice(Nanos(1), "x" * 1000))
    for _ in range(5000):
        assert wire.send(frame)
    assert wire.has_unsent
    got = 0
    while got < 5000:
        got += len(receive(client))
        wire.flush()
    assert got == 5000


def test_connecting_without_a_listener_gives_none(tmp_path: Path) -> None:
    assert connect(tmp_path, "band") is None


def test_a_socket_that_somebody_deleted_is_there_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "_LOOK_S", 0.0)
    listener = Listener(tmp_path)
    (tmp_path / "wire").unlink()
    assert connect(tmp_path, "band") is None
    listener.restore()
    assert connect(tmp_path, "band") is not None
    assert listener.accept() is not None
