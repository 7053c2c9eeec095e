"""Each attack is tried for real, over sockets: a hostile page in the same browser neither reads nor steers the jam."""

import base64
import hashlib
import socket
from collections.abc import Callable, Iterator

import pytest
from stage.page_client import Daemon
from stage.raw_requests import get, raw, shake

TOKEN = "sesame-sesame"

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


@pytest.mark.parametrize("query", ["a=1&" * 1500, "token=" + "x" * 5000, "x" * 3000])
def test_a_query_that_is_too_long_is_refused(daemon: Daemon, guarded: Daemon, query: str) -> None:
    for path in ("/", "/api/state", "/api/takes"):
        assert get(daemon.port, f"{path}?{query}") == 400
        assert get(guarded.port, f"{path}?{query}", f"Authorization: Bearer {TOKEN}") == 400


@pytest.mark.parametrize("query", ["a&" * 900, "token=%ff%fe&token=%", "%zz&=&;;&token", "&" * 1999])
def test_an_odd_query_is_read_or_refused_and_no_bug(daemon: Daemon, guarded: Daemon, query: str) -> None:
    assert get(daemon.port, f"/api/state?{query}") == 200
    assert get(guarded.port, f"/?{query}") == 401


def test_two_hosts_or_none_are_refused(daemon: Daemon) -> None:
    assert raw(daemon.port, "GET /api/state HTTP/1.1")[0] in (400, 403)
    two = (f"Host: 127.0.0.1:{daemon.port}", "Host: evil.example")
    assert raw(daemon.port, "GET /api/state HTTP/1.1", *two)[0] in (400, 403)


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


def test_the_form_is_styled_and_its_style_is_allowed(guarded: Daemon) -> None:
    host, accepts = f"Host: 127.0.0.1:{guarded.port}", "Accept: text/html"
    _, headers, body = raw(guarded.port, "GET /?token=%3Cwrong-wrong%3E HTTP/1.1", host, accepts)
    style = body.partition(b"<style>")[2].partition(b"</style>")[0]
    assert base64.b64encode(hashlib.sha256(style).digest()).decode() in headers["content-security-policy"]
    assert b"This is not the token of the jam" in body
    assert b"wrong-wrong" not in body


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
