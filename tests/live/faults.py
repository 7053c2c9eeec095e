"""What befalls a jam, drawn from a seed: which processes, which signals, when."""

import signal
from random import Random
from typing import Final, NamedTuple

_PROCESSES: Final = ("wire", "wire", "spare wire", "band", "stage", "patchbay")
_SIGNALS: Final = (signal.SIGKILL, signal.SIGKILL, signal.SIGSTOP, signal.SIGSEGV, signal.SIGTERM)
_NOTHING: Final = 0.05  # of all faults: what happens anyway
_PAIRS: Final = 0.4  # of all faults
_LONGEST_STOP_S: Final = 3.0
_HANGS: Final = 0.1  # of all stops: so long that the process is taken for dead
_HANG_S: Final = 35.0
_SHORTEST_S: Final = 0.002


class Blow(NamedTuple):
    """One signal to one process, so many seconds after the fault began. SIGSTOP is followed by SIGCONT."""

    after_s: float
    process: str
    signal: signal.Signals
    lasts_s: float = 0.0

    @property
    def kills(self) -> bool:
        """Our processes ignore SIGTERM: the supervisor ends them."""
        return self.signal in (signal.SIGKILL, signal.SIGSEGV) or self.lasts_s >= _HANG_S

    @property
    def kind(self) -> str:
        """As in a table: 'wire killed'."""
        if self.signal is signal.SIGTERM:
            return "SIGTERM to one of them"
        if self.signal is signal.SIGSTOP:
            return f"{self.process} {'hung' if self.kills else 'stopped for a while'}"
        return f"{self.process} killed"

    def __str__(self) -> str:
        lasts = f" for {self.lasts_s:.2f} s" if self.lasts_s else ""
        return f"{self.signal.name} {self.process} at {self.after_s:.3f} s{lasts}"


class Fault(NamedTuple):
    """One blow, or two that come close together."""

    blows: tuple[Blow, ...]

    @property
    def kind(self) -> str:
        if len(self.blows) == 1:
            return self.blows[0].kind
        if not self.blows:
            return "nothing"
        return f"two at once, {'wire among them' if self.hits('wire') else 'not wire'}"

    @property
    def lasts_s(self) -> float:
        return max((blow.after_s + blow.lasts_s for blow in self.blows), default=0.0)

    def hits(self, process: str) -> bool:
        """Whether it dies or stands still."""
        return any(blow.process == process and (blow.kills or blow.lasts_s) for blow in self.blows)

    def __str__(self) -> str:
        return " + ".join(map(str, self.blows)) or "nothing"


class End(NamedTuple):
    """A last fault, or none, and a signal to the supervisor soon after it."""

    fault: Fault
    wait_s: float
    signal: signal.Signals

    @property
    def kind(self) -> str:
        deaths = sum(blow.kills for blow in self.fault.blows)
        before = {0: "nothing dies", 1: "one dies"}.get(deaths, "two die")
        return f"{before}, then {'jamd is killed' if self.signal is signal.SIGKILL else 'a signal to stop'}"

    def __str__(self) -> str:
        return f"{self.fault} and {self.signal.name} to jamd {self.wait_s:.3f} s later"


def _short(rng: Random, longest_s: float) -> float:
    """Seconds; each power of ten is as likely as the next."""
    return float(_SHORTEST_S * (longest_s / _SHORTEST_S) ** rng.random())


def _draw_blow(rng: Random, after_s: float, hangs: float) -> Blow:
    number = rng.choice(_SIGNALS)
    lasts_s = 0.0
    if number is signal.SIGSTOP:
        lasts_s = _HANG_S if rng.random() < hangs else _short(rng, _LONGEST_STOP_S)
    return Blow(after_s, rng.choice(_PROCESSES), number, lasts_s)


def draw_fault(rng: Random, hangs: float = _HANGS) -> Fault:
    """`hangs`: the share of stops that last until the process is taken for dead."""
    if rng.random() < _NOTHING:
        return Fault(())
    blows = [_draw_blow(rng, 0.0, hangs)]
    if rng.random() < _PAIRS:
        blows.append(_draw_blow(rng, _short(rng, 1.0), hangs))
    return Fault(tuple(blows))


def draw_end(rng: Random) -> End:
    fault = draw_fault(rng, hangs=0.0)
    number = rng.choice((signal.SIGTERM, signal.SIGTERM, signal.SIGINT, signal.SIGKILL))
    if fault.hits("wire") and fault.hits("patchbay"):  # with the supervisor all who can end a note would be dead
        number = signal.SIGTERM
    return End(fault, _short(rng, 3.0), number)
