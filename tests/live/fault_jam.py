"""A jam in which things die: a daemon on a real JACK server, a keyboardist who plays all the time, faults."""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any, Final

from live.conftest import Daemon
from live.fault_report import KEYS_CHANNEL, Jam, Struck
from live.faults import Blow, End, Fault
from live.keyboardist import Keyboardist, wait_until
from live.take_loss import Stamped

from jamd.music.channel_messages import note_off, note_on
from jamd.stage.log import read_log

_JAM: Final = (
    *("--set", "parts.drums.player=rules", "--set", "parts.piano.player=rules", "--set", "jam.intensity=0.7"),
    *("--bpm", "200", "--set", "clock.count_in=0", "--set", "jam.swing=0", "--set", "ports.thru=true"),
)
PERIOD_S: Final = 10.0  # from one fault to the next
_FLOOD: Final = 4000  # pitch bends in a second


class Keys(threading.Thread):
    """Plays for ever: short and long notes, each a little different, and a flood of pitch bends now and then."""

    def __init__(self, musician: Keyboardist, rng: Random) -> None:
        super().__init__(daemon=True)
        self.played: list[Stamped] = []
        self._musician = musician
        self._rng = rng
        self._enough = threading.Event()
        self.start()

    def stop(self) -> None:
        self._enough.set()
        self.join()

    def run(self) -> None:
        number, next_flood = 0, time.monotonic() + self._rng.uniform(5, 30)
        while not self._enough.is_set():
            number += 1
            pitch = 48 + number % 36
            self._play(note_on(KEYS_CHANNEL, pitch, 1 + number % 127))
            self._enough.wait(1.5 if number % 20 == 0 else 0.1)
            self._play(note_off(KEYS_CHANNEL, pitch))
            if time.monotonic() > next_flood:
                next_flood = time.monotonic() + self._rng.uniform(20, 60)
                self._flood()

    def _play(self, data: bytes) -> None:
        self.played.append((time.monotonic(), data))
        self._musician.play(data)

    def _flood(self) -> None:
        for number in range(_FLOOD):
            self._play(bytes((0xE4, number & 0x7F, number >> 7 & 0x7F)))
            if number % 4 == 0:  # more in one period of JACK's would not be read before the next
                self._enough.wait(0.001)


class Memory(threading.Thread):
    """Resident memory of each process of a daemon, every five seconds: (seconds, MB)."""

    def __init__(self, daemon: Daemon) -> None:
        super().__init__(daemon=True)
        self.seen: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self._daemon = daemon
        self._over = threading.Event()
        self.start()

    def run(self) -> None:
        began = time.monotonic()
        while not self._over.wait(5):
            for name in ("supervisor", "wire", "spare wire", "band", "stage", "patchbay"):
                pid = self._daemon.process.pid if name == "supervisor" else self._daemon.find(name)
                with contextlib.suppress(OSError, IndexError):  # it has just died
                    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
                    self.seen[name].append((time.monotonic() - began, pages * os.sysconf("SC_PAGE_SIZE") / 2**20))

    def stop(self) -> None:
        self._over.set()
        self.join()


def strike(daemon: Daemon, fault: Fault) -> None:
    """Returns after the last blow; what was stopped is continued by itself."""
    pids = {blow.process: daemon.find(blow.process) for blow in fault.blows}  # takes a while
    began = time.monotonic()
    for place, blow in enumerate(fault.blows):
        time.sleep(max(0.0, began + blow.after_s - time.monotonic()))
        is_second = place > 0 and fault.blows[0].process == blow.process
        _hit(daemon.find(blow.process) if is_second else pids[blow.process], blow)


def _hit(pid: int | None, blow: Blow) -> None:
    if pid is not None:
        _send(pid, blow.signal)
        if blow.signal is signal.SIGSTOP:
            threading.Timer(blow.lasts_s, _send, (pid, signal.SIGCONT)).start()


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _processes_in(folder: Path) -> list[int]:
    """Those that work in a folder."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if os.readlink(link) == str(folder) and ") Z" not in (link.parent / "stat").read_text():
                found.append(int(link.parent.name))
    return found


def _leave(daemon: Daemon, number: signal.Signals) -> float:
    """Seconds until every process is gone."""
    began = time.monotonic()
    daemon.process.send_signal(number)
    with contextlib.suppress(AssertionError):
        wait_until(lambda: daemon.process.poll() is not None and not _processes_in(daemon.folder), 20)
    return time.monotonic() - began


def play_jam(
    jack: str, server: str, folder: Path, faults: Sequence[Fault], end: End, seed: int, period_s: float = PERIOD_S
) -> Jam:
    """From the start to the end, with faults so far apart, on a JACK server that runs. In a process of its own: JACK's
    library may hang when a client is closed, and kill a thread that holds Python's lock."""
    here, there = multiprocessing.Pipe()
    work = multiprocessing.Process(target=_work, args=(there, jack, server, folder, faults, end, seed, period_s))
    work.start()
    there.close()
    try:
        jam: Jam | str = here.recv()
    except EOFError:
        jam = "it was killed"
    work.kill()
    assert isinstance(jam, Jam), jam
    return jam


def _work(out: Connection, *asked: Any) -> None:
    sys.setswitchinterval(1e-4)  # JACK's thread of the keyboardist must be in time, too
    try:
        out.send(_play(*asked))
    except BaseException as fault:
        out.send(f"{fault!r}")
        raise


def _play(jack: str, server: str, folder: Path, faults: Sequence[Fault], end: End, seed: int, period_s: float) -> Jam:
    rng = Random(seed)
    os.environ |= {"JACK_DEFAULT_SERVER": server, "JACK_NO_START_SERVER": "1"}
    folder.mkdir()
    daemon, musician = Daemon(folder, *_JAM), Keyboardist(server)
    memory, keys = Memory(daemon), Keys(musician, Random(rng.random()))
    struck: list[Struck] = []
    try:
        musician.plug_in(patience=20)
        wait_until(lambda: len(musician.ons(10)) > 4, 20, lambda: f"for the drums:\n{daemon.said}")
        time.sleep(rng.uniform(0, period_s / 2))
        for fault in faults:
            struck.append(Struck(fault, time.monotonic(), len(daemon.said)))
            strike(daemon, fault)
            time.sleep(max(0.0, struck[-1].at + fault.lasts_s + period_s - time.monotonic()))
        struck.append(Struck(end, time.monotonic(), len(daemon.said)))
        strike(daemon, end.fault)
        time.sleep(end.wait_s)
        ended_s = _leave(daemon, end.signal)
        with contextlib.suppress(AssertionError):
            wait_until(lambda: not musician.hanging(), 2)
        logs = (folder / "takes").glob("*.jsonl")
        taped = [event for log in logs for event in read_log(log.read_bytes()).events]
        hanging = len(musician.hanging())
        heard, said = list(musician.heard), daemon.said
        return Jam(jack, struck, heard, keys.played, taped, said, hanging, ended_s, dict(memory.seen))
    finally:
        keys.stop()
        memory.stop()
        daemon.stop()
