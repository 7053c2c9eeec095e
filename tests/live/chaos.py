"""Jams in which processes die and stop, as a seed draws it: `python tests/live/chaos.py --minutes 60`.

Each jam is a daemon on a real JACK server, a keyboardist who plays all the time, with a flood of pitch bends now and
then, and faults ten seconds apart; the last one comes just before the end. An independent client counts. One line is
printed for each fault, at last the table of docs/reliability.md and the memory of each process. Exit code 1 if a
promise was broken. `--faults 360` is one jam of an hour.
"""

import argparse
import contextlib
import os
import re
import signal
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from live.conftest import SERVER, Daemon, JackServer
from live.faults import Blow, End, Fault, draw_end, draw_fault
from live.keyboardist import Keyboardist, wait_until
from live.take_loss import Stamped, holes, lost_s

from jamd.music.events import Heard, Played, is_note_on
from jamd.stage.log import read_log

BEAT: Final = 0.3  # seconds
JAM: Final = (
    *("--set", "parts.drums.player=rules", "--set", "parts.piano.player=rules", "--set", "jam.intensity=0.7"),
    *("--bpm", "200", "--set", "clock.count_in=0", "--set", "jam.swing=0", "--set", "ports.thru=true"),
)
BAR_BEATS: Final = 4.0
WIRE_BEATS: Final = 5.5  # without realtime JACK's own client timeout comes on top
ENDS_S: Final = 5.5
_STUCK_S: Final = 8.0  # nobody holds a note for so long here
_TAPE_SAYS: Final = ("lost", "missing")
_KEYS_SAY: Final = (*_TAPE_SAYS, "wire ended", "wire has hung")
_TRIVIAL_S: Final = 0.2  # a wire that is killed takes what it sent in that turn with it


class Keys(threading.Thread):
    """Plays on channel 4 for ever: short and long notes, each a little different, and floods of pitch bends."""

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
            pitch, velocity = 48 + number % 36, 1 + number % 127
            self._play(bytes((0x93, pitch, velocity)))
            self._enough.wait(1.5 if number % 20 == 0 else 0.1)
            self._play(bytes((0x83, pitch, 0)))
            if time.monotonic() > next_flood:
                next_flood = time.monotonic() + self._rng.uniform(20, 60)
                self._flood()

    def _play(self, data: bytes) -> None:
        self.played.append((time.monotonic(), data))
        self._musician.play(data)

    def _flood(self) -> None:
        for first in range(0, 4000, 20):
            for number in range(first, first + 20):
                self._play(bytes((0xE4, number & 0x7F, number >> 7 & 0x7F)))
            self._enough.wait(0.005)


class Struck(NamedTuple):
    """A fault, when it began, and how much had been said by then."""

    fault: Fault | End
    at: float
    said: int


class Row(NamedTuple):
    """What one fault cost."""

    jack: str
    fault: Fault | End
    gap_beats: float
    hanging: int
    lost_tape_s: float
    lost_keys_s: float
    ended_s: float  # from the signal to stop until every process was gone
    said: tuple[str, ...]

    @property
    def unsaid_s(self) -> float:
        """Seconds that are neither on the tape nor mentioned."""
        tape = 0.0 if self._says(_TAPE_SAYS) else self.lost_tape_s
        keys = 0.0 if self._says(_KEYS_SAY) else self.lost_keys_s
        return max(tape, keys)

    def _says(self, words: Iterable[str]) -> bool:
        return any(word in sentence for sentence in self.said for word in words)

    @property
    def allowed_beats(self) -> float:
        fault = self.fault.fault if isinstance(self.fault, End) else self.fault
        bar = BAR_BEATS if self.jack == "R" else WIRE_BEATS
        return (bar if fault.hits("wire") else BAR_BEATS) + fault.lasts_s / BEAT

    @property
    def faults(self) -> list[str]:
        """The promises that were broken."""
        broken = {
            f"{self.hanging} notes hang": self.hanging > 0,
            f"{self.unsaid_s:.2f} s lost unsaid": self.unsaid_s > _TRIVIAL_S,
            f"{self.gap_beats:.1f} beats without drums": self.gap_beats > self.allowed_beats,
            f"the end took {self.ended_s:.1f} s": self.ended_s > ENDS_S,
            "a bug": self._says(["a bug"]),
        }
        return [sentence for sentence, is_so in broken.items() if is_so]


def strike(daemon: Daemon, fault: Fault) -> None:
    """Returns after the last blow, whose process may still be stopped: the thread that continues it is returned."""
    began = time.monotonic()
    pids = {blow.process: daemon.find(blow.process) for blow in fault.blows}  # takes a while
    began = time.monotonic()
    for place, blow in enumerate(fault.blows):
        time.sleep(max(0.0, began + blow.after_s - time.monotonic()))
        again = place > 0 and fault.blows[0].process == blow.process
        hit(daemon.find(blow.process) if again else pids[blow.process], blow)


def hit(pid: int | None, blow: Blow) -> None:
    with contextlib.suppress(ProcessLookupError):
        if pid is None:
            return
        os.kill(pid, blow.signal)
        if blow.signal is signal.SIGSTOP:
            threading.Timer(blow.lasts_s, lambda: carry_on(pid)).start()


def carry_on(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)


class Memory(threading.Thread):
    """Resident memory of each process of a daemon, every five seconds, in MB."""

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
                with contextlib.suppress(OSError, TypeError, IndexError):
                    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
                    self.seen[name].append((time.monotonic() - began, pages * os.sysconf("SC_PAGE_SIZE") / 2**20))

    def stop(self) -> None:
        self._over.set()
        self.join()


def processes_in(folder: Path) -> list[int]:
    """Those that work in a folder."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if os.readlink(link) == str(folder) and (link.parent / "stat").read_text().rsplit(") ")[-1][0] != "Z":
                found.append(int(link.parent.name))
    return found


def play_jam(
    jack: str, server: str, folder: Path, faults: Iterable[Fault], end: End, rng: Random
) -> tuple[list[Row], Memory]:
    """One jam from its start to its end. Faults ten seconds apart."""
    os.environ |= {"JACK_DEFAULT_SERVER": server, "JACK_NO_START_SERVER": "1"}
    folder.mkdir()
    daemon, musician = Daemon(folder, *JAM), Keyboardist(server)
    memory, keys = Memory(daemon), Keys(musician, Random(rng.random()))
    struck: list[Struck] = []
    try:
        musician.plug_in(patience=20)
        wait_until(lambda: len(musician.ons(10)) > 4, 20, f"for the drums:\n{daemon.said}")
        time.sleep(rng.uniform(0, 5))
        for fault in faults:
            struck.append(Struck(fault, time.monotonic(), len(daemon.said)))
            strike(daemon, fault)
            time.sleep(max(0.0, struck[-1].at + fault.lasts_s + PERIOD_S - time.monotonic()))
        struck.append(Struck(end, time.monotonic(), len(daemon.said)))
        strike(daemon, end.fault)
        time.sleep(end.wait_s)
        ended_s = leave(daemon, end.signal)
        over = time.monotonic() + 2
        while musician.hanging() and time.monotonic() < over:
            time.sleep(0.02)
        return rows(jack, struck, daemon, musician, keys.played, ended_s), memory
    finally:
        keys.stop()
        memory.stop()
        daemon.stop()
        musician.leave()


PERIOD_S: Final = 10.0


def leave(daemon: Daemon, number: signal.Signals) -> float:
    """Seconds until every process is gone."""
    began = time.monotonic()
    daemon.process.send_signal(number)
    wait_until(lambda: daemon.process.poll() is not None and not processes_in(daemon.folder), 40)
    return time.monotonic() - began


# -- what it cost


def rows(
    jack: str, struck: list[Struck], daemon: Daemon, musician: Keyboardist, played: list[Stamped], ended_s: float
) -> list[Row]:
    heard = list(musician.heard)
    sounds, keys = taped(daemon)
    sound_holes = holes([(at, data) for at, data in heard if is_note_on(data)], sounds)
    last = struck[-1].at
    key_holes = holes([(at, data) for at, data in played if at < last], keys, sent=True)
    drums = [at for at, _ in musician.ons(10)]
    said = daemon.said
    stuck = stuck_notes(heard)
    found = []
    for now, after in pairwise([*struck, Struck(Fault(()), time.monotonic() + 60, len(said))]):
        is_end = isinstance(now.fault, End)
        until = after.at
        found.append(
            Row(
                jack=jack,
                fault=now.fault,
                gap_beats=0.0 if is_end else longest_gap(drums, now.at, until) / BEAT,
                hanging=len(musician.hanging()) if is_end else sum(now.at <= at < until for at in stuck),
                lost_tape_s=lost_s(sound_holes, now.at, until),
                lost_keys_s=lost_s(key_holes, now.at, until),
                ended_s=ended_s if is_end else 0.0,
                said=sentences(said[now.said : after.said]),
            )
        )
    return found


def taped(daemon: Daemon) -> tuple[list[Stamped], list[Stamped]]:
    """What was played by the band, and by the keyboardist."""
    events = [event for log in (daemon.folder / "takes").glob("*.jsonl") for event in read_log(log.read_bytes()).events]
    sounds = [((event.ns) / 1e9, event.data) for event in events if isinstance(event, Played)]
    keys = [(event.ns / 1e9, event.data) for event in events if isinstance(event, Heard)]
    return sounds, keys


def longest_gap(drums: list[float], start: float, end: float) -> float:
    """Seconds."""
    onsets = [at for at in drums if start - 2 < at < end]
    return max((b - a for a, b in pairwise([start, *(at for at in onsets if at > start), end - 0.001])), default=0.0)


def stuck_notes(heard: list[Stamped]) -> list[float]:
    """When notes began that sounded for too long."""
    began: dict[tuple[int, int], float] = {}
    found = []
    for at, data in heard:
        if data[0] & 0xE0 == 0x80:
            key = (data[0] & 0x0F, data[1])
            if key in began and at - began[key] > _STUCK_S:
                found.append(began[key])
            began.pop(key, None)
            if is_note_on(data):
                began[key] = at
    return found


def sentences(text: str) -> tuple[str, ...]:
    return tuple(line.removeprefix("jamd: ") for line in text.splitlines() if line.strip())


# -- the table


def table(found: list[Row]) -> str:
    kinds: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in found:
        kinds[row.fault.kind, row.jack].append(row)
    lines = ["| fault | jackd | tries | hanging | longest gap, beats | s lost: keys, tape, unsaid | what is said |"]
    lines.append("|---|---|---|---|---|---|---|")
    for (kind, jack), same in sorted(kinds.items()):
        said = Counter(re.sub(r"[0-9][0-9.]*", "N", text) for row in same for text in row.said)
        lost = ", ".join(
            f"{max(each):.1f}"
            for each in ([r.lost_keys_s for r in same], [r.lost_tape_s for r in same], [r.unsaid_s for r in same])
        )
        gap = max(row.gap_beats for row in same)
        lines.append(
            f"| {kind} | -{jack} | {len(same)} | {sum(row.hanging for row in same)} | {gap:.1f} | {lost} | "
            f"{'; '.join(text for text, _ in said.most_common(4))} |"
        )
    return "\n".join(lines)


def memory_table(memories: list[Memory]) -> str:
    """Of the longest jam."""
    memory = max(memories, key=lambda each: len(each.seen["supervisor"]))
    lines = ["| process | after a minute, MB | at the end | at most |", "|---|---|---|---|"]
    for name, seen in memory.seen.items():
        settled = [size for at, size in seen if at >= min(60.0, seen[-1][0])]
        lines.append(f"| {name} | {settled[0]:.1f} | {settled[-1]:.1f} | {max(settled):.1f} |")
    return "\n".join(lines)


@contextlib.contextmanager
def servers(jacks: Iterable[str]) -> Iterator[dict[str, str]]:
    """A JACK server for each way to start it; their names."""
    running = {jack: JackServer(f"{SERVER}-{jack}", f"-{jack}") for jack in jacks}
    try:
        yield {jack: server.name for jack, server in running.items()}
    finally:
        for server in running.values():
            server.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=int, default=0, help="in each jam; 0: one to four, drawn")
    parser.add_argument("--jack", nargs="+", default=["r", "R"], choices=["r", "R"])
    asked = parser.parse_args()
    rng, over = Random(asked.seed), time.monotonic() + asked.minutes * 60
    found: list[Row] = []
    memories: list[Memory] = []
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    print(f"takes and what was said: {folder}")
    with servers(asked.jack) as names:
        while time.monotonic() < over:
            number = len(memories)
            jack = asked.jack[number % len(asked.jack)]
            faults = [draw_fault(rng) for _ in range(asked.faults or rng.randint(0, 3))]
            new, memory = play_jam(jack, names[jack], folder / f"{number}", faults, draw_end(rng), rng)
            memories.append(memory)
            found += new
            for row in new:
                print(
                    f"{number} -{row.jack} {row.fault}: {row.gap_beats:.1f} beats, keys {row.lost_keys_s:.2f} s, "
                    f"tape {row.lost_tape_s:.2f} s, end {row.ended_s:.1f} s {'; '.join(row.faults).upper()}",
                    flush=True,
                )
    print(table(found), memory_table(memories), sep="\n\n")
    return int(any(row.faults for row in found))


if __name__ == "__main__":
    sys.exit(main())
