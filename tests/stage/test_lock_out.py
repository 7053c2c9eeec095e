"""Who has no token can neither guess it nor keep the owner out."""

import socket
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from stage.page_client import Daemon
from stage.raw_requests import get
from stage.slow_crowd import SlowCrowd

TOKEN = "sesame-sesame"
BEARER = f"Authorization: Bearer {TOKEN}"
Start = Callable[..., Daemon]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    daemon = Daemon(tmp_path_factory.mktemp("guarded"), "--set", f"web.token={TOKEN}")
    daemon.wait_for("the page is")
    yield daemon
    assert daemon.stop() == 0


def answered(port: int, times: int = 40) -> int:
    """How many requests of the owner are answered."""
    good = 0
    for _ in range(times):
        time.sleep(0.02)
        try:
            good += get(port, "/api/state", BEARER) == 200
        except (OSError, ValueError, IndexError):  # refused, or closed without an answer
            continue
    return good


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8")
def test_a_crowd_takes_the_room_of_its_own_address(guarded: Daemon) -> None:
    request = f"GET /api/state HTTP/1.1\r\nHost: 127.0.0.1:{guarded.port}\r\n{BEARER}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", guarded.port), 10) as owner, owner.makefile("rb") as answer:
        owner.sendall(request)
        assert answer.readline().startswith(b"HTTP/1.1 200")
        with SlowCrowd(guarded.port, 150, b"", source="127.0.0.2"):
            time.sleep(1)  # the oldest connection of all is the owner's
            owner.sendall(request)
            while not (line := answer.readline()).endswith(b"HTTP/1.1 200 OK\r\n"):
                assert line


HEADS = {
    "silent": b"",
    "a head that never ends": b"GET /api/state HTTP/1.1\r\nHost: ",
    "a body that never comes": b"POST /api/continue HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%sContent-Length: 9\r\n\r\n",
}


@pytest.mark.parametrize("kind", HEADS)
def test_slow_connections_do_not_keep_the_owner_out(guarded: Daemon, kind: str) -> None:
    head = HEADS[kind]
    if b"%d" in head:
        head %= (guarded.port, BEARER.encode() + b"\r\n")
    with SlowCrowd(guarded.port, 150, head):
        assert answered(guarded.port) >= 38
