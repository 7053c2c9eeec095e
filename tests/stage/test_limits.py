"""Too much of everything, for real, over sockets: the page's server refuses it, and the band plays on."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from stage.page_client import Daemon, Jam, free_port
from stage.page_settings import my_settings, page_settings
from stage.raw_requests import get, raw, shake
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from jamd.library.library import Library
from jamd.music.events import Notice
from jamd.music.time.notes import BandPart, Nanos
from jamd.stage import server
from jamd.stage.page import Page
from jamd.stage.tape_shown import TapeShown


def test_a_large_body_is_refused_before_it_is_read(daemon: Daemon) -> None:
    head = ("POST /api/continue HTTP/1.1", f"Host: 127.0.0.1:{daemon.port}", "Content-Length: 9000000000")
    assert raw(daemon.port, *head)[0] == 413
    chunked = ("POST /api/continue HTTP/1.1", f"Host: 127.0.0.1:{daemon.port}", "Transfer-Encoding: chunked")
    assert (
        raw(daemon.port, *chunked, body=b"10000\r\n" + b" " * 65536 + b"\r\n" + b"40000\r\n" + b" " * 262144)[0] == 413
    )


def test_large_heads_are_refused(daemon: Daemon) -> None:
    status = get(daemon.port, "/api/state", "X-Much: " + "a" * 600_000)
    assert status in (400, 431)


def test_a_large_message_ends_the_socket(daemon: Daemon) -> None:
    jam = Jam(daemon.port)
    jam.say('{"type": "time", "client": ' + "1" * 70_000)
    with pytest.raises(ConnectionClosed) as closed:
        jam.next("time")
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


def test_a_page_that_floods_is_closed_and_the_band_plays_on(daemon: Daemon) -> None:
    flood, other = Jam(daemon.port), Jam(daemon.port)
    with pytest.raises(ConnectionClosed) as closed:
        flood_with_keys(flood)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4009
    other.next("played")
    other.close()


def flood_with_keys(jam: Jam) -> None:
    for _ in range(5000):
        jam.key(60)
    jam.next("time")


def test_there_are_16_sockets_and_no_more(daemon: Daemon) -> None:
    with ExitStack() as stack:
        for _ in range(16):
            stack.enter_context(connect(f"ws://127.0.0.1:{daemon.port}/ws"))
        with pytest.raises(InvalidStatus) as refused, connect(f"ws://127.0.0.1:{daemon.port}/ws"):
            pass
        assert refused.value.response.status_code == 503
        assert b"16 pages" in refused.value.response.body
    give_up = time.monotonic() + 5
    while shake(daemon.port) != 101:  # they have gone again
        assert time.monotonic() < give_up
        time.sleep(0.05)


@pytest.fixture
def hasty_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[Page, int]]:
    """A page without a jam whose patience is half a second, and its port."""
    monkeypatch.setattr(server, "_REQUEST_S", 0.5)
    monkeypatch.setattr(server, "_READ_S", 0.5)
    port = free_port()
    channels: dict[BandPart, int] = {"piano": 1, "bass": 2, "drums": 10}
    page = Page(
        page_settings(port), channels, None, TapeShown(), "run", Library(tmp_path / "charts"), my_settings(tmp_path)
    )
    page.open()
    yield page, port
    page.close()


def test_a_page_that_does_not_read_is_closed(hasty_page: tuple[Page, int]) -> None:
    page, port = hasty_page
    other = Jam(port)
    sleeper = socket.socket()
    sleeper.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    sleeper.connect(("127.0.0.1", port))
    head = [f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade"]
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    sleeper.sendall("\r\n".join([*head, "Sec-WebSocket-Version: 13", key, "", ""]).encode())
    with sleeper, pytest.raises(OSError, match=r"reset|pipe"):
        talk_on(page, other, sleeper)
    other.close()


def talk_on(page: Page, listener: Jam, sleeper: socket.socket) -> None:
    give_up = time.monotonic() + 20
    while time.monotonic() < give_up:
        page.show([Notice(Nanos(1), "a" * 1000)] * 100)
        for _ in range(100):
            listener.next("notice")  # nobody else notices
        sleeper.sendall(bytes((0x89, 0x80, 0, 0, 0, 0)))  # a ping: is anybody there?


def test_a_connection_without_a_request_is_closed(hasty_page: tuple[Page, int]) -> None:
    _, port = hasty_page
    whole = f"GET /nothing HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    for first, then in ((b"", b""), (b"", b"GET / HTT"), (whole, b"GET / HTT")):
        with socket.create_connection(("127.0.0.1", port), 10) as line:
            line.sendall(first)
            if first:
                assert b" 404 " in line.recv(65536)
            line.sendall(then)
            began = time.monotonic()
            with suppress(ConnectionResetError):
                while line.recv(65536):
                    pass
            assert 0.4 < time.monotonic() - began < 5


def test_silent_connections_do_not_shut_the_others_out(daemon: Daemon) -> None:
    with ExitStack() as stack:
        for _ in range(150):
            stack.enter_context(socket.create_connection(("127.0.0.1", daemon.port)))
        time.sleep(0.2)
    time.sleep(0.2)
    assert get(daemon.port) == 200
