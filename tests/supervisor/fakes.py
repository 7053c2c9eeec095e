"""Children, time, cables and wire's connection without a process, a clock, JACK or a socket."""

import io
import subprocess
from collections.abc import Callable

from jamd.music.events import Event
from jamd.music.time.notes import Nanos
from jamd.supervisor.child import Child
from jamd.supervisor.wire_state import Cables


class FakeTime:
    """Passes only while somebody sleeps. `plan` says what happens when."""

    def __init__(self) -> None:
        self.ns = 1_000_000_000
        self._plan: list[tuple[int, Callable[[], object]]] = []

    def now_ns(self) -> int:
        return self.ns

    def now_s(self) -> float:
        return self.ns / 1e9

    def sleep(self, seconds: float) -> None:
        self.ns += round(seconds * 1e9)
        due = [event for at, event in self._plan if at <= self.ns]
        self._plan = [(at, event) for at, event in self._plan if at > self.ns]
        for event in due:
            event()

    def at(self, seconds: float, event: Callable[[], object]) -> None:
        """`seconds` from now."""
        self._plan.append((self.ns + round(seconds * 1e9), event))


class FakeProcess:
    """Runs until it is told to die, or is asked to leave by the end of its input."""

    def __init__(self, name: str, log: list[str], obedient: bool) -> None:
        self.pid = 1
        self.stdin = io.BytesIO()
        self.code: int | None = None
        self._name, self._log, self._obedient = name, log, obedient
        log.append(f"start {name}")

    def poll(self) -> int | None:
        return self.code

    def wait(self, timeout: float | None = None) -> int:
        if self.stdin.closed and timeout is not None:
            self._log.append(f"stop {self._name}")
        if self.code is None and not self._obedient:
            raise subprocess.TimeoutExpired(self._name, timeout or 0)
        self.code = self.code or 0
        return self.code

    def kill(self) -> None:
        self._log.append(f"kill {self._name}")
        self.code, self._obedient = -9, True


class FakeChild(Child):
    """The real child around a fake process."""

    def __init__(self, name: str, time: FakeTime, log: list[str] | None = None, obedient: bool = True) -> None:
        self.log = log if log is not None else []
        self.births = 0
        self.dies_at_birth: int | None = None  # exit code of each start
        self._obedient = obedient
        super().__init__(name, self._fake_launch, vital=name in ("wire", "band"), now=time.now_s)

    def _fake_launch(self) -> FakeProcess:
        self.births += 1
        process = FakeProcess(self.name, self.log, self._obedient)
        process.code = self.dies_at_birth
        return process

    def dies(self, code: int) -> None:
        assert isinstance(self.process, FakeProcess)
        self.process.code = code


class FakePatchbay:
    """JACK's cables: what the supervisor asked of them."""

    def __init__(self) -> None:
        self.server_changed = False
        self.new_listener = False
        self.is_expecting = False
        self.expectations = 0
        self.looks = 0
        self.closed = False

    def expect_new_ports(self) -> None:
        self.expectations += 1

    def look(self) -> None:
        self.looks += 1

    def close(self) -> None:
        self.closed = True


class FakeWireState:
    """Wire's shared file: its last turn, and whether its notes were closed."""

    def __init__(self, log: list[str]) -> None:
        self.last_turn_ns: Nanos | None = None
        self._log = log

    def silence(self, cables: Cables, sleep: Callable[[float], None]) -> None:
        self._log.append("silence")


class FakeWire:
    """The other end of the connection to wire."""

    def __init__(self) -> None:
        self.reachable = True
        self.events: list[Event] = []

    def send(self, event: Event) -> bool:
        if self.reachable:
            self.events.append(event)
        return self.reachable
