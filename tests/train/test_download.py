"""Downloads against a real server on this machine, one that drops connections, lies and changes its mind."""

import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from rich.progress import Progress

from jamd.errors import FileError
from train import download

DATA = bytes(range(256)) * 4000


class Shop(BaseHTTPRequestHandler):
    """Serves `files`; a connection ends after `patience` bytes; `version` is the ETag; requests are noted."""

    files: dict[str, bytes]
    patience: int
    version: str
    asked: list[str | None]

    def do_GET(self) -> None:
        data = self.files.get(self.path.lstrip("/"))
        if data is None:
            self.send_error(404)
            return
        span = self.headers["Range"] if self.headers["If-Range"] == self.version else None
        if self.path != "/SHA256SUMS":
            self.asked.append(span)
        start = int(span.removeprefix("bytes=").rstrip("-")) if span else 0
        self.send_response(206 if span else 200)
        self.send_header("ETag", self.version)
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        self.wfile.write(data[start : start + self.patience])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def shop() -> Iterator[type[Shop]]:
    kind = type("ThisShop", (Shop,), {"files": {}, "patience": 1 << 30, "version": '"one"', "asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    kind.url = f"http://127.0.0.1:{server.server_port}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield kind
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download.time, "sleep", lambda _: None)


def bring(shop: type[Shop], folder: Path, *words: str) -> int:
    return download.main(
        ["--url", shop.url, "--to", str(folder), "--files", *shop.files.keys() - {"SHA256SUMS"}, *words]
    )


def test_a_dropped_connection_is_taken_up_where_it_ended(shop: type[Shop], tmp_path: Path) -> None:
    shop.files, shop.patience = {"a.bin": DATA}, 300_000
    assert bring(shop, tmp_path) == 0
    assert (tmp_path / "a.bin").read_bytes() == DATA
    assert shop.asked == [None, "bytes=300000-", "bytes=600000-", "bytes=900000-"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["SHA256SUMS", "a.bin"]


def test_a_later_run_goes_on_too(shop: type[Shop], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop.files, shop.patience = {"a.bin": DATA}, 100_000
    assert bring(shop, tmp_path) == 1  # five tries bring half of it
    assert "run the same command to resume" in capsys.readouterr().err
    shop.patience = 1 << 30
    assert bring(shop, tmp_path) == 0
    assert shop.asked[-1] == "bytes=500000-"
    assert (tmp_path / "a.bin").read_bytes() == DATA


def test_another_version_is_not_glued_to_the_old_one(shop: type[Shop], tmp_path: Path) -> None:
    shop.files, shop.patience = {"a.bin": DATA}, 100_000
    bring(shop, tmp_path)
    shop.files, shop.patience, shop.version = {"a.bin": DATA[::-1]}, 1 << 30, '"two"'
    assert bring(shop, tmp_path) == 0
    assert (tmp_path / "a.bin").read_bytes() == DATA[::-1]


def test_damage_is_found_by_the_published_sum(
    shop: type[Shop], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sums = f"{hashlib.sha256(DATA).hexdigest()}  a.bin\n".encode()
    shop.files = {"a.bin": DATA[:-1] + b"!", "SHA256SUMS": sums}
    assert bring(shop, tmp_path) == 1
    assert "damaged" in capsys.readouterr().err
    assert not (tmp_path / "a.bin").exists()
    shop.files = {"a.bin": DATA, "SHA256SUMS": sums}
    assert bring(shop, tmp_path) == 0


def test_what_is_there_and_right_is_not_fetched_again(shop: type[Shop], tmp_path: Path) -> None:
    shop.files = {"a.bin": DATA}
    bring(shop, tmp_path)
    bring(shop, tmp_path)
    assert len(shop.asked) == 1


def test_a_missing_file_is_said_at_once(shop: type[Shop]) -> None:
    with pytest.raises(FileError, match="404"), Progress(disable=True) as bar:
        download.fetch(f"{shop.url}none.bin", Path("none.bin"), bar)


def test_only_http_addresses_are_opened(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="not an http address"), Progress(disable=True) as bar:
        download.fetch("file:///etc/hostname", tmp_path / "x", bar)


def test_archives_are_unpacked_but_never_outside(shop: type[Shop], tmp_path: Path) -> None:
    def archive(name: str) -> bytes:
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz") as tar:
            member = tarfile.TarInfo(name)
            member.size = 2
            tar.addfile(member, io.BytesIO(b"hi"))
        return packed.getvalue()

    shop.files = {"a.tar.gz": archive("lmd_matched/A/x.mid")}
    assert bring(shop, tmp_path / "in", "--unpack") == 0
    assert (tmp_path / "in/lmd_matched/A/x.mid").read_bytes() == b"hi"
    shop.files = {"b.tar.gz": archive("../outside.mid")}
    assert bring(shop, tmp_path / "in", "--unpack") == 1
    assert not (tmp_path / "outside.mid").exists()
