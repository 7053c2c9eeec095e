"""What the page's server hands out: files with their types and policy, and nothing from outside their folder."""

import json

import pytest
from stage.page_client import Daemon
from stage.raw_requests import raw


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
