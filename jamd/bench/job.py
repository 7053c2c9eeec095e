"""A subprocess job: `python -m jamd.bench.NAME REQUEST` does one thing and answers with one line of JSON.

It ends when its standard input ends, so that none outlives bench."""

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

_STOP_S: Final = 1.0

Answer = TypeVar("Answer")
Request = TypeVar("Request", bound=msgspec.Struct)


class Job:
    """Bench's side: started, asked and stopped from one thread."""

    def __init__(self, name: str, request: msgspec.Struct) -> None:
        self._name = name
        words = [sys.executable, "-P", "-m", f"jamd.bench.{name}", msgspec.json.encode(request).decode()]
        self._process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=sys.stderr,  # not the one that the drivers were given
            start_new_session=True,  # Ctrl-C reaches bench alone
        )

    @property
    def done(self) -> bool:
        return self._process.poll() is not None

    def answer(self, kind: type[Answer]) -> Answer:
        """Wait for the answer. DeviceError if there is none; the job itself has said why."""
        assert self._process.stdout is not None
        lines = self._process.stdout.read().splitlines()
        if (code := self._process.wait()) or not lines:
            raise DeviceError(f"bench's job {self._name} ended without a result (exit code {code})")
        return msgspec.json.decode(lines[-1], type=kind)  # a driver may have printed something before

    def stop(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


@contextmanager
def running(name: str, request: msgspec.Struct) -> Iterator[Job]:
    """Stopped however the block is left."""
    job = Job(name, request)
    try:
        yield job
    finally:
        job.stop()


def run_job(name: str, kind: type[Request], work: Callable[[Request], msgspec.Struct]) -> int:
    """The job's side: its whole process; the exit code."""
    setproctitle(f"jamd: bench {name}")
    ignore_stop_signals()
    threading.Thread(target=_exit_with_parent, daemon=True).start()

    def answer() -> int:
        print(msgspec.json.encode(work(msgspec.json.decode(sys.argv[1], type=kind))).decode())
        return 0

    return run_and_report(answer)


def _exit_with_parent() -> None:
    while os.read(0, 4096):
        pass
    os._exit(1)
