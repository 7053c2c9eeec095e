"""A small client of the daemon's interface, as another program would write it: docs/api.md and nothing else."""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

Message = dict[str, Any]


class Jam:
    """One socket: `shown` is the snapshot as it is now."""

    def __init__(self, port: int, **how: Any) -> None:
        self.socket: ClientConnection = connect(f"ws://127.0.0.1:{port}/ws", **how).__enter__()
        self.heard: list[Message] = []  # everything that came
        self.shown = self.next("snapshot")

    def next(self, kind: str, patience: float = 10.0, when: Callable[[Message], object] = lambda m: True) -> Message:
        """The next message of a kind; those before it are kept in `heard`."""
        give_up = time.monotonic() + patience
        while True:
            message: Message = json.loads(self.socket.recv(max(0.01, give_up - time.monotonic())))
            self.heard.append(message)
            if message["type"] == "change":
                self.shown |= message
            if message["type"] == kind and when(message):
                return message

    def say(self, text: str | bytes) -> None:
        self.socket.send(text)

    def do(self, name: str, value: object = None) -> Message:
        """Command, and wait for the answer."""
        self.say(json.dumps({"type": "do", "id": name, "name": name, "value": value}))
        return self.next("done", when=lambda m: m["id"] == name)

    def wait_for(self, true: Callable[[Message], object], patience: float = 10.0) -> None:
        """Until the snapshot is so."""
        give_up = time.monotonic() + patience
        while not true(self.shown):
            assert time.monotonic() < give_up, self.shown
            self.next("change", patience)

    def key(self, pitch: int, velocity: int = 80) -> None:
        self.say(json.dumps({"type": "key", "pitch": pitch, "velocity": velocity}))

    def close(self) -> None:
        self.socket.close()


class Daemon:
    """`jamd run` without MIDI, in a folder of its own, with its page on a port of its own. `terminal`: a file
    descriptor for its standard output; otherwise that goes to a file, which `said` reads."""

    def __init__(self, folder: Path, *flags: str, port: int | None = None, terminal: int | None = None) -> None:
        self.folder = folder
        self.port = port or free_port()
        self._log = (folder / "stdout").open("a+")
        sets = ["--set", "clock.start=now"]  # nothing would sound
        sets += [word for part in ("drums", "piano") for word in ("--set", f"parts.{part}.player=rules")]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jamd", "run", "--backend", "none", "--port", str(self.port), *sets, *flags],
            cwd=folder,
            stdout=self._log if terminal is None else terminal,
            stderr=self._log,
        )

    @property
    def said(self) -> str:
        return (self.folder / "stdout").read_text()

    def wait_for(self, words: str, patience: float = 30.0) -> None:
        give_up = time.monotonic() + patience
        while words not in self.said:
            assert time.monotonic() < give_up, f"waited for '{words}'; the daemon said:\n{self.said}"
            time.sleep(0.02)

    def ask(
        self, path: str, body: bytes | None = None, method: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, dict[str, str]]:
        """(status, body, headers) of a request."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, headers or {}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read(), {name.lower(): value for name, value in answer.headers.items()}
        except urllib.error.HTTPError as fault:
            return fault.code, fault.read(), {name.lower(): value for name, value in fault.headers.items()}

    def child(self, name: str) -> int:
        """Process id of wire, band or stage."""
        listed = subprocess.run(
            ["ps", "--ppid", str(self.process.pid), "-o", "pid=,args="], capture_output=True, text=True, check=True
        ).stdout
        return next(int(line.split()[0]) for line in listed.splitlines() if line.strip().endswith(f"jamd: {name}"))

    def kill(self, name: str) -> None:
        os.kill(self.child(name), signal.SIGKILL)

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(30)
        self._log.close()
        return code


def free_port() -> int:
    """Below those that systems give to connections, and at random: a port that was free a moment ago must not be taken
    by one, or by tests beside these."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
