"""Children, time and wire's connection without a process, a clock or a socket."""

import io
import subprocess
from collections.abc import Callable

from jamd.music.events import Event
from jamd.supervisor.child import Child
from jamd.supervisor.spare import Spare


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
    """Runs until it is told to die, or is asked to leave by the end of its input; a disobedient one does not, and
    waiting for it takes the time that it takes."""

    def __init__(self, name: str, log: list[str], obedient: bool, time: FakeTime) -> None:
        self.pid = 1
        self.stdin = io.BytesIO()
        self.code: int | None = None
        self._name, self._log, self._obedient, self._time = name, log, obedient, time
        log.append(f"start {name}")

    def poll(self) -> int | None:
        return self.code

    def wait(self, timeout: float | None = None) -> int:
        if self.stdin.closed and self.code is None:
            self._log.append(f"stop {self._name}")
        if self.code is None and not self._obedient:
            self._time.sleep(timeout or 0)
            raise subprocess.TimeoutExpired(self._name, timeout or 0)
        self.code = self.code or 0
        return self.code

    def kill(self) -> None:
        self._log.append(f"kill {self._name}")
        self.code, self._obedient = -9, True


class FakeChild(Child):
    """The real child around a fake process."""

    def __init__(
        self,
        name: str,
        time: FakeTime,
        log: list[str] | None = None,
        obedient: bool = True,
        spare: Spare | None = None,
    ) -> None:
        self.log = log if log is not None else []
        self.births = 0
        self.dies_at_birth: int | None = None  # exit code of each start
        self.no_room: OSError | None = None  # why the system cannot start it
        self.obedient = obedient
        self._time = time
        super().__init__(name, self._fake_launch, vital=name in ("wire", "band"), spare=spare, now=time.now_s)

    def _fake_launch(self) -> FakeProcess:
        if self.no_room is not None:
            raise self.no_room
        self.births += 1
        process = FakeProcess(self.name, self.log, self.obedient, self._time)
        process.code = self.dies_at_birth
        return process

    def dies(self, code: int) -> None:
        assert isinstance(self.process, FakeProcess)
        self.process.code = code


class FakeWire:
    """The other end of the connection to wire."""

    def __init__(self) -> None:
        self.reachable = True
        self.events: list[Event] = []

    def send(self, event: Event) -> bool:
        if self.reachable:
            self.events.append(event)
        return self.reachable
