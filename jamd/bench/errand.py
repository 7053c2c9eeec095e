"""A process of bench's own that does one thing and answers with one line of JSON: `python -m jamd.bench.NAME ASKED`.
It ends when its standard input does, so that none outlives us."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

import msgspec
from setproctitle import setproctitle

from jamd.errors import DeviceError
from jamd.ipc.entry_point import ignore_stop_signals, run_and_report

_GOODBYE_S: Final = 1.0

Answer = TypeVar("Answer")
Asked = TypeVar("Asked", bound=msgspec.Struct)


class Errand:
    """Ours to send and to call back. Called from one thread."""

    def __init__(self, name: str, asked: msgspec.Struct) -> None:
        self._name = name
        words = [sys.executable, "-P", "-m", f"jamd.bench.{name}", msgspec.json.encode(asked).decode()]
        self._process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=sys.stderr,  # not what the drivers were left with
            start_new_session=True,  # Ctrl-C is ours alone
        )

    @property
    def done(self) -> bool:
        return self._process.poll() is not None

    def answer(self, kind: type[Answer]) -> Answer:
        """Wait for it. DeviceError where there is none; the errand has said itself why."""
        assert self._process.stdout is not None
        lines = self._process.stdout.read().splitlines()
        if (code := self._process.wait()) or not lines:
            raise DeviceError(f"bench's {self._name} came back without figures (exit code {code})")
        return msgspec.json.decode(lines[-1], type=kind)  # what a driver prints comes before

    def leave(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(_GOODBYE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


@contextmanager
def sent(name: str, asked: msgspec.Struct) -> Iterator[Errand]:
    """Called back on every way out."""
    errand = Errand(name, asked)
    try:
        yield errand
    finally:
        errand.leave()


def run(name: str, kind: type[Asked], work: Callable[[Asked], msgspec.Struct]) -> int:
    """The other side: the process of an errand; its exit code."""
    setproctitle(f"jamd: bench {name}")
    ignore_stop_signals()
    threading.Thread(target=_end_with_parent, daemon=True).start()

    def answer() -> int:
        print(msgspec.json.encode(work(msgspec.json.decode(sys.argv[1], type=kind))).decode())
        return 0

    return run_and_report(answer)


def _end_with_parent() -> None:
    while os.read(0, 4096):
        pass
    os._exit(1)
