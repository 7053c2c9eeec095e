"""A page from elsewhere in the same browser, with the jam's page open beside it: it neither reads nor steers."""

import json
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from page.conftest import Daemon, wait_until

TRIES = {
    "read the state": "(await fetch(jam + 'api/state')).status",
    "read it without asking": "(await fetch(jam + 'api/state', {mode: 'no-cors'})).type",
    "steer by socket": """await new Promise((done, failed) => {
        const socket = new WebSocket(jam.replace('http', 'ws') + 'ws');
        socket.onopen = () => { socket.send('{"type":"do","name":"tempo","value":177}'); done('open'); };
        socket.onerror = () => failed(new Error('refused'));
    })""",
    "post": "(await fetch(jam + 'api/continue', {method: 'POST', body: '{}'})).status",
    "bin a take": "(await fetch(jam + 'api/takes/x', {method: 'DELETE'})).status",
    "a script": """await new Promise((done, failed) => {
        const script = document.createElement('script');
        Object.assign(script, {type: 'module', src: jam + 'pitch.js', onload: () => done('ran'), onerror: failed});
        document.body.append(script);
    })""",
    "a picture": """await new Promise((done, failed) => {
        const image = new Image();
        Object.assign(image, {src: jam + 'icon.svg', onload: () => done('seen'), onerror: failed});
    })""",
}


class _Elsewhere(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title><body>Play a free game!")

    def log_message(self, *words: object) -> None: ...


@pytest.fixture
def elsewhere() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def attempt(page: Any, attack: str, jam: str) -> str:
    """What came of it: 'got ...', or 'nothing'."""
    tried = f"(jam) => (async () => ({attack}))().then((got) => 'got ' + got, () => 'nothing')"
    return str(page.evaluate(tried, jam))


@pytest.mark.parametrize("what", TRIES)
def test_a_page_from_elsewhere_gets_nothing(chromium: Any, daemon: Daemon, elsewhere: str, what: str) -> None:
    context = chromium.new_context()
    ours, theirs = context.new_page(), context.new_page()
    ours.goto(daemon.address)
    theirs.goto(elsewhere)
    before = tempo(daemon)
    assert attempt(theirs, TRIES[what], daemon.address) == "nothing"
    assert tempo(daemon) == before
    assert attempt(ours, TRIES[what], daemon.address).startswith("got")  # so it was the door that held
    if what == "steer by socket":
        wait_until(lambda: tempo(daemon) == 177)
    context.close()


def test_the_page_refuses_to_be_framed(chromium: Any, daemon: Daemon, elsewhere: str) -> None:
    page = chromium.new_page()
    page.goto(elsewhere)
    page.evaluate("(jam) => { document.body.innerHTML = `<iframe src='${jam}'></iframe>`; }", daemon.address)
    for _ in range(50):
        page.wait_for_timeout(100)
        if page.frames[1].url:
            break
    assert page.frames[1].url == "chrome-error://chromewebdata/"
    page.close()


def test_a_form_from_elsewhere_is_refused(chromium: Any, daemon: Daemon, elsewhere: str) -> None:
    page = chromium.new_page()
    page.goto(elsewhere)
    with page.expect_navigation() as went:
        page.evaluate(
            """(jam) => {
                const form = document.createElement('form');
                Object.assign(form, {method: 'post', action: jam + 'api/continue', enctype: 'text/plain'});
                document.body.append(form);
                form.submit();
            }""",
            daemon.address,
        )
    assert went.value.status == 403
    page.close()


def tempo(daemon: Daemon) -> float:
    with urllib.request.urlopen(f"{daemon.address}api/state", timeout=5) as answer:
        return float(json.load(answer)["clock"]["bpm"])
