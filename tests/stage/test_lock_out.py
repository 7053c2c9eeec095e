"""Who has no token can neither guess it nor keep the owner out."""

import contextlib
import hashlib
import hmac
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from stage.page_client import Daemon
from stage.raw_requests import get, raw
from stage.slow_crowd import SlowCrowd

TOKEN = "sesame-stay-shut"
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


# -- guesses


def test_of_many_wrong_tokens_few_are_looked_at_and_who_is_in_stays_in(guarded: Daemon) -> None:
    host = f"Host: 127.0.0.1:{guarded.port}"
    cookie = raw(guarded.port, f"GET /?token={TOKEN} HTTP/1.1", host)[1]["set-cookie"].partition(";")[0]
    answers = [get(guarded.port, "/api/state", f"Authorization: Bearer guess-{n}") for n in range(300)]
    assert 10 <= answers.count(401) <= 20
    assert answers.count(401) + answers.count(429) == 300
    assert get(guarded.port, "/api/state", BEARER) == 429  # the right one is not looked at, either
    assert get(guarded.port, "/api/state", f"Cookie: {cookie}") == 200


def test_a_cookie_cannot_be_made_from_a_token(guarded: Daemon) -> None:
    made = hmac.new(TOKEN.encode(), b"jamd page", hashlib.sha256).hexdigest()
    assert get(guarded.port, "/api/state", f"Cookie: jamd{guarded.port}={made}") == 401


def test_who_is_in_stays_in_when_the_stage_has_died(start: Start) -> None:
    daemon = start("--set", f"web.token={TOKEN}")
    host = f"Host: 127.0.0.1:{daemon.port}"
    cookie = raw(daemon.port, f"GET /?token={TOKEN} HTTP/1.1", host)[1]["set-cookie"].partition(";")[0]
    daemon.kill("stage")
    give_up = time.monotonic() + 20
    while True:
        try:
            assert get(daemon.port, "/api/state", f"Cookie: {cookie}") == 200
            return
        except (OSError, IndexError):  # not back yet
            assert time.monotonic() < give_up
            time.sleep(0.1)


# -- other users of the machine


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="there is no /proc")
def test_no_command_line_shows_the_token(guarded: Daemon) -> None:
    lines = []
    for process in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            lines.append((process / "cmdline").read_bytes())
    assert any(b"jamd: stage" in line for line in lines)
    assert not [line for line in lines if TOKEN.encode() in line]


def test_the_token_may_come_from_the_environment(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAMD_WEB_TOKEN", TOKEN)
    daemon = start()
    assert get(daemon.port) == 401
    assert get(daemon.port, "/api/state", BEARER) == 200
