"""One daemon with its page for all tests that leave it as it was; and one of its own for a test that does not."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from stage.page_client import Daemon, Jam


@pytest.fixture(scope="session")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    daemon = Daemon(tmp_path_factory.mktemp("page"), "--bpm", "200", "--set", "clock.count_in=0")
    daemon.wait_for("plays")
    yield daemon
    assert daemon.stop() == 0


@pytest.fixture
def jam(daemon: Daemon) -> Iterator[Jam]:
    jam = Jam(daemon.port)
    yield jam
    jam.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Daemon]]:
    with ExitStack() as daemons:

        def begin(*flags: str, words: str = "the page is", port: int | None = None) -> Daemon:
            daemon = Daemon(tmp_path, *flags, port=port)
            daemons.callback(daemon.stop)
            daemon.wait_for(words)
            return daemon

        yield begin
