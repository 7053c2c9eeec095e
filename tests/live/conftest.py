"""A real JACK server for the whole session, and a daemon for each test."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from zlib import crc32

import pytest
from live.keyboardist import STARTS_S, Keyboardist, wait_until

# One name for each checkout: the system has room for eight, and a server that is killed keeps its own.
SERVER = f"jamd-test-{crc32(str(Path(__file__).resolve()).encode()):08x}"


class JackServer:
    """jackd with the dummy driver: no sound card, real ports."""

    def __init__(self, name: str = SERVER, *flags: str) -> None:
        self.name = name
        # Synchronous, so that a client that is late on a busy machine delays the cycle and does not lose its messages;
        # realtime where that is allowed.
        flags = flags or ("-S", "-R" if os.geteuid() == 0 else "-r")
        self._command = ["jackd", *flags, "-n", name, "-d", "dummy", "-r", "48000", "-p", "64"]
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: self._listens, what=f"for {self.name}")

    @property
    def _listens(self) -> bool:
        """Asked without a client. JACK's library overlooks a client that leaves while another one opens: whoever gets
        its number next is never woken, and a synchronous server stands still (JACK 1.9.21, JackLibClient)."""
        with socket.socket(socket.AF_UNIX) as call, contextlib.suppress(OSError):
            call.connect(f"/dev/shm/jack_{self.name}_{os.getuid()}_0")
            return True
        return False

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()

    def __enter__(self) -> "JackServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """It is stopped for as long as this lasts."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def freeze(self) -> None:
        """It keeps whoever calls it waiting, until it is thawed."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)


@pytest.fixture(scope="session", autouse=True)
def jack() -> Iterator[JackServer]:
    if shutil.which("jackd") is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have jackd2: the live tests may not be skipped there")
        pytest.skip("jackd2 is not installed: no real MIDI ports to play on")
    os.environ["JACK_DEFAULT_SERVER"] = SERVER
    os.environ["JACK_NO_START_SERVER"] = "1"
    with JackServer() as server:
        yield server


class Daemon:
    """`jamd run` as a user starts it, in a folder of its own."""

    def __init__(
        self,
        folder: Path,
        *flags: str,
        page: bool = False,
        under: tuple[str, ...] = (),
        stderr: int = subprocess.STDOUT,
    ) -> None:
        self.folder = folder
        self._log = (folder / "stdout").open("w+")
        self.process = subprocess.Popen(
            [*under, sys.executable, "-m", "jamd", "run", *([] if page else ["--no-web"]), *flags],
            cwd=folder,
            stdout=self._log,
            stderr=stderr,
            start_new_session=True,  # as in a terminal of its own
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # under nohup, too
        )

    @property
    def said(self) -> str:
        return (self.folder / "stdout").read_text()

    def wait_for(self, words: str, patience: float = STARTS_S) -> None:
        wait_until(lambda: words in self.said, patience, lambda: f"for '{words}'; the daemon said:\n{self.said}")

    @property
    def _titles(self) -> dict[int, str]:
        """Of the supervisor's children, by process id."""
        listed = subprocess.run(
            ["ps", "--ppid", str(self.process.pid), "-o", "pid=,args="], capture_output=True, text=True, check=False
        )
        lines = [line.split(maxsplit=1) for line in listed.stdout.splitlines()]
        return {int(pid): title.strip() for pid, title in lines}

    @property
    def children(self) -> list[int]:
        return list(self._titles)

    @property
    def runtime_folder(self) -> Path:
        """Where wire's socket is."""
        inodes = {os.readlink(link) for link in Path(f"/proc/{self.pid('wire')}/fd").iterdir()}
        for line in Path("/proc/net/unix").read_text().splitlines()[1:]:
            number, *path = line.split(maxsplit=7)[6:]
            if f"socket:[{number}]" in inodes and path and path[0].endswith("/wire"):
                return Path(path[0]).parent
        raise LookupError("wire's socket")

    def find(self, name: str) -> int | None:
        """The process id of wire, band, stage or patchbay; None where there is none."""
        return next((pid for pid, title in self._titles.items() if title == f"jamd: {name}"), None)

    def pid(self, name: str) -> int:
        """The same; LookupError where there is none."""
        if (pid := self.find(name)) is None:
            raise LookupError(name)
        return pid

    def kill(self, name: str) -> int:
        """SIGKILL; the process id that is no more."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGKILL)
        return pid

    def stop(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(30)

    @property
    def takes(self) -> list[Path]:
        return sorted((self.folder / "takes").glob("*.mid"))


Start = Callable[..., Daemon]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start daemons; each is gone after the test."""
    with contextlib.ExitStack() as daemons:
        numbers = count()

        def begin(*flags: str, page: bool = False, stderr: int = subprocess.STDOUT) -> Daemon:
            folder = tmp_path / f"run{next(numbers)}"
            folder.mkdir()
            daemon = Daemon(folder, *flags, page=page, stderr=stderr)
            daemons.callback(daemon.stop)
            return daemon

        yield begin


@pytest.fixture
def musician() -> Iterator[Keyboardist]:
    with Keyboardist(SERVER) as keyboardist:
        yield keyboardist


@pytest.fixture
def silence() -> Callable[[Keyboardist], None]:
    """Wait for the last note-off on its way through JACK, then nothing may hang."""

    def check(keyboardist: Keyboardist) -> None:
        give_up = time.monotonic() + 2
        while keyboardist.hanging() and time.monotonic() < give_up:
            time.sleep(0.02)
        assert not keyboardist.hanging()

    return check
