"""Each attack is tried for real, over sockets: a hostile page in the same browser neither reads nor steers the jam."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import pytest
from stage.page_client import Daemon, Jam, free_port
from stage.page_settings import page_settings
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from jamd.music.events import Notice
from jamd.music.time.notes import Nanos
from jamd.stage import server
from jamd.stage.page import Page

Start = Callable[..., Daemon]
TOKEN = "sesame-sesame"


def raw(port: int, *lines: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
    """Bytes as no client library would send them; status, headers, body."""
    with socket.create_connection(("127.0.0.1", port), 10) as line, line.makefile("rb") as answer:
        line.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        status = int(answer.readline().split()[1])
        fields = iter(lambda: answer.readline().decode("latin-1").strip(), "")
        headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
        return status, headers, answer.read(int(headers["content-length"])) if "content-length" in headers else b""


def get(port: int, path: str = "/api/state", *more: str, host: str | None = None) -> int:
    return raw(port, f"GET {path} HTTP/1.1", f"Host: {host or f'127.0.0.1:{port}'}", *more)[0]


def shake(port: int, *more: str, host: str | None = None, query: str = "") -> int:
    """A socket's handshake."""
    upgrade = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        lines = [f"GET /ws{query} HTTP/1.1", f"Host: {host or f'127.0.0.1:{port}'}", *upgrade, key, *more, "", ""]
        line.sendall("\r\n".join(lines).encode())
        return int(line.recv(4096).split()[1])


# -- another page in the same browser


@pytest.mark.parametrize("name", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "10.0.0.1:{port}"])
@pytest.mark.parametrize("knock", [get, shake])
def test_a_name_that_points_here_is_not_us(daemon: Daemon, name: str, knock: Callable[..., int]) -> None:
    assert knock(daemon.port, host=name.format(port=daemon.port)) == 403


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}"])
def test_our_own_names_are_us(daemon: Daemon, host: str) -> None:
    assert get(daemon.port, host=host.format(port=daemon.port)) == 200
    assert shake(daemon.port, host=host.format(port=daemon.port)) == 101


ORIGINS = ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1", "http://localhost:{port}"]


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("knock", [get, shake])
def test_another_origin_is_refused(daemon: Daemon, origin: str, knock: Callable[..., int]) -> None:
    if knock is get:
        assert get(daemon.port, "/api/state", f"Origin: {origin.format(port=daemon.port)}") == 403
    else:
        assert shake(daemon.port, f"Origin: {origin.format(port=daemon.port)}") == 403


def test_our_own_origin_is_welcome(daemon: Daemon) -> None:
    ours = f"Origin: http://127.0.0.1:{daemon.port}"
    assert get(daemon.port, "/api/state", ours) == 200
    assert shake(daemon.port, ours) == 101


def test_a_form_elsewhere_cannot_post(daemon: Daemon) -> None:
    for method, path in (("POST", "/api/continue"), ("DELETE", "/api/takes/x"), ("PATCH", "/api/takes/x")):
        head = (f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{daemon.port}", "Content-Length: 2")
        assert raw(daemon.port, *head, "Origin: http://evil.example", "Content-Type: text/plain", body=b"{}")[0] == 403


def test_a_script_tag_elsewhere_sends_no_origin_and_still_gets_nothing(daemon: Daemon) -> None:
    assert get(daemon.port, "/api/state", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors") == 403
    assert get(daemon.port, "/api/state", "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors") == 403
    assert get(daemon.port, "/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate") == 200  # a link to the page
    assert get(daemon.port, "/api/state", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate") == 403


def test_two_hosts_or_none_are_refused(daemon: Daemon) -> None:
    assert raw(daemon.port, "GET /api/state HTTP/1.1")[0] in (400, 403)
    two = (f"Host: 127.0.0.1:{daemon.port}", "Host: evil.example")
    assert raw(daemon.port, "GET /api/state HTTP/1.1", *two)[0] in (400, 403)


# -- what the page may load


@pytest.mark.parametrize("path", ["/", "/main.js", "/api/state", "/nothing", "/api/takes"])
def test_every_answer_carries_the_content_policy(daemon: Daemon, path: str) -> None:
    _, headers, _ = raw(daemon.port, f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{daemon.port}")
    policy = dict(rule.strip().split(" ", 1) for rule in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_files_have_their_types_and_their_time(daemon: Daemon) -> None:
    for path, kind, cache in (
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/main.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/look.css", "text/css; charset=utf-8", "no-cache"),
    ):
        status, _, headers = daemon.ask(path)
        assert (status, headers["content-type"], headers["cache-control"]) == (200, kind, cache)
    etag = daemon.ask("/main.js")[2]["etag"]
    assert daemon.ask("/main.js", headers={"If-None-Match": etag})[0] == 304


# -- paths and names


@pytest.mark.parametrize(
    "path",
    [
        "/../process.py",
        "/%2e%2e/process.py",
        "/..%2fprocess.py",
        "/sound/..%2f..%2fprocess.py",
        "//etc/passwd",
        "/%00",
        "/api/takes/..%2f..%2fconfig.mid",
        "/api/takes/%2e%2e.mid",
        "/api/takes/..mid",
        "/api/takes/a%00b.mid",
        "/api/takes/%2Fetc%2Fpasswd.mid",
        "/api/takes/" + "a" * 300 + ".mid",
    ],
)
def test_no_path_leads_out_of_its_folder(daemon: Daemon, path: str) -> None:
    status, _, body = raw(daemon.port, f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{daemon.port}")
    assert status in (404, 422)
    assert b"import" not in body
    assert b"root:" not in body


@pytest.mark.parametrize("name", ["../out", "a/b", "a\\b", "", ".hidden", "x" * 81, "con", "a\x00", "end ", "end."])
def test_no_take_is_named_out_of_its_folder(daemon: Daemon, name: str) -> None:
    (daemon.folder / "takes" / "victim.mid").write_bytes(b"MThd")
    status, body, _ = daemon.ask("/api/takes/victim", json.dumps({"name": name}).encode(), "PATCH")
    assert (status, "error" in json.loads(body)) == (422, True)
    assert (daemon.folder / "takes" / "victim.mid").exists()


# -- too much of everything


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
def hasty_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Page, int]]:
    """A page without a jam whose patience is half a second, and its port."""
    monkeypatch.setattr(server, "_REQUEST_S", 0.5)
    monkeypatch.setattr(server, "_READ_S", 0.5)
    port = free_port()
    page = Page(page_settings(port), {"drums": 10, "piano": 1}, None, None, "run")
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


# -- a jam that is open to the network


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("guarded")
    daemon = Daemon(folder, "--set", "web.host=0.0.0.0", "--set", f"web.token={TOKEN}")
    daemon.wait_for("the page is")
    yield daemon
    assert daemon.stop() == 0


def test_without_the_token_nothing_is_shown(guarded: Daemon) -> None:
    for path in ("/", "/main.js", "/api/state", "/api/takes", "/nothing"):
        assert guarded.ask(path)[0] == 401
    assert shake(guarded.port) == 401
    assert shake(guarded.port, query="?token=wrong") == 401
    assert guarded.ask("/api/state?token=wrong")[0] == 401
    assert guarded.ask("/api/state", headers={"Authorization": "Bearer wrong"})[0] == 401
    assert guarded.ask("/api/state", headers={"Cookie": f"jamd{guarded.port}={TOKEN}"})[0] == 401
    assert TOKEN not in guarded.said


def test_with_the_token_all_is(guarded: Daemon) -> None:
    assert guarded.ask("/api/state", headers={"Authorization": f"Bearer {TOKEN}"})[0] == 200
    assert guarded.ask(f"/api/state?token={TOKEN}")[0] == 200
    assert shake(guarded.port, query=f"?token={TOKEN}") == 101


def test_a_browser_gets_a_cookie_for_its_token(guarded: Daemon) -> None:
    host = f"Host: 127.0.0.1:{guarded.port}"
    status, headers, _ = raw(guarded.port, f"GET /?token={TOKEN} HTTP/1.1", host)
    assert (status, headers["location"]) == (303, "/")  # the token leaves the address
    cookie, *manners = headers["set-cookie"].split("; ")
    assert {"HttpOnly", "SameSite=Strict"} <= set(manners)
    assert get(guarded.port, "/", f"Cookie: other=1; {cookie}") == 200
    assert shake(guarded.port, f"Cookie: {cookie}") == 101
    assert TOKEN not in cookie


def test_a_browser_without_it_is_asked(guarded: Daemon) -> None:
    status, _, body = raw(
        guarded.port, "GET / HTTP/1.1", f"Host: 127.0.0.1:{guarded.port}", "Accept: text/html,application/xhtml+xml"
    )
    assert status == 401
    assert b'name="token"' in body


def test_an_open_jam_knows_addresses_but_no_strange_names(guarded: Daemon) -> None:
    bearer = f"Authorization: Bearer {TOKEN}"
    assert get(guarded.port, "/api/state", bearer, host=f"192.168.1.20:{guarded.port}") == 200
    assert get(guarded.port, "/api/state", bearer, host=f"{socket.gethostname()}:{guarded.port}") == 200
    assert get(guarded.port, "/api/state", bearer, host=f"evil.example:{guarded.port}") == 403


def test_a_jam_that_is_not_opened_listens_on_this_machine_only(daemon: Daemon) -> None:
    others = {entry[4][0] for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for address in others:
        with pytest.raises(OSError), socket.create_connection((address, daemon.port), 1):  # noqa: PT011
            pass
