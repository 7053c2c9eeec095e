"""What damaged and too many OSC packets do to a jam: `python tests/live/osc_flood.py --seconds 20 --rate 5000`.

A daemon on a real JACK server (dummy driver), and beside it a process that sends one kind of packet after the other. A
probe on wire's line is told how late each message was handed to the driver. Prints a row for each kind: packets sent a
second, lateness in ms, notes left out, the stage's share of a core, sentences said, settings that changed.
"""

import argparse
import os
import random
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import msgspec
from live.conftest import SERVER, Daemon, JackServer
from live.lateness import Probe, spread
from stage.osc.test_osc import free_port

from jamd.music.events import Clock, Controls, Dropped, Played
from jamd.stage.osc.packets import Message, write

NOW = bytes(7) + b"\1"
IN_AN_HOUR = struct.pack(">II", 2**32 - 1, 0)


def bundle(elements: list[bytes], when: bytes = NOW) -> bytes:
    return b"#bundle\0" + when + b"".join(struct.pack(">i", len(element)) + element for element in elements)


def damaged(dice: random.Random) -> bytes:
    packet = bytearray(write(Message("/jamd/nothing/like/it", (0.5, "text", 3))))
    packet[dice.randrange(len(packet))] ^= 1 << dice.randrange(8)
    return bytes(packet)


def wrong(dice: random.Random) -> bytes:
    values = ("fast", 1e9, -1, None, True, "x" * 300)
    names = ("tempo", "mode", "piano/volume", "ramp", "count_in", "split")
    return write(Message("/jamd/" + dice.choice(names), (dice.choice(values), dice.choice(values))))


def nested(packet: bytes) -> bytes:
    for _ in range(1000):
        packet = bundle([packet])
    return packet


UNCHANGED = write(Message("/jamd/piano/volume", (1.0,)))
KINDS: dict[str, Callable[[random.Random], bytes]] = {
    "nothing": lambda dice: b"",
    "bytes at random": lambda dice: dice.randbytes(dice.randrange(1, 200)),
    "messages with a bit changed": damaged,
    "wrong types and values": wrong,
    "commands that change nothing": lambda dice: UNCHANGED,
    "bundles of 1,500 messages": lambda dice: bundle([UNCHANGED] * 1500),
    "bundles in 1,000 bundles": lambda dice: nested(UNCHANGED),
    "bundles of an hour ahead": lambda dice: bundle([UNCHANGED], IN_AN_HOUR),
    "sizes below zero": lambda dice: b"#bundle\0" + NOW + struct.pack(">i", -4),
    "addresses of 20,000 stars": lambda dice: b"/" + b"*a" * 10_000 + b"\0\0\0,\0\0\0",
}


def flood(kind: str, port: int, seconds: float, rate: float) -> int:
    """Send; how many."""
    dice, sent, began = random.Random(1), 0, time.monotonic()
    packets = [KINDS[kind](dice) for _ in range(100)]
    outbox = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    while (now := time.monotonic() - began) < seconds:
        while packets[0] and sent < now * rate:
            outbox.sendto(packets[sent % len(packets)], ("127.0.0.1", port))
            sent += 1
        time.sleep(0.002)
    return sent


def cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rows(daemon: Daemon, probe: Probe, port: int, asked: argparse.Namespace) -> Iterator[list[Any]]:
    for kind in KINDS:
        first, said, cpu = len(probe.events), daemon.said.count("\n"), cpu_s(daemon.pid("stage"))
        command = [sys.executable, __file__, "--flood", kind, "--port", str(port)]
        command += ["--seconds", str(asked.seconds), "--rate", str(asked.rate)]
        sent = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        used = cpu_s(daemon.pid("stage")) - cpu
        time.sleep(0.5)
        events = probe.events[first:]
        late = spread([event.late_ns / 1e6 for event in events if isinstance(event, Played)])
        assert late is not None
        tempos = {event.timeline.bpm for event in events if isinstance(event, Clock)}
        settings = {msgspec.json.encode(event.settings) for event in events if isinstance(event, Controls)}
        yield [
            kind, round(sent / asked.seconds), late["p50"], late["p99"], late["max"],
            sum(isinstance(event, Dropped) for event in events), round(100 * used / asked.seconds, 1),
            daemon.said.count("\n") - said, max(0, len(tempos) - 1) + max(0, len(settings) - 1),
        ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20, help="of each kind")
    parser.add_argument("--rate", type=float, default=5000, help="packets a second")
    parser.add_argument("--flood", choices=list(KINDS), help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.flood:
        print(flood(asked.flood, asked.port, asked.seconds, asked.rate))
        return
    os.environ |= {"JACK_DEFAULT_SERVER": SERVER, "JACK_NO_START_SERVER": "1"}
    server, port = JackServer(), free_port()
    sets = ("osc.enabled=true", f"osc.port={port}", f"osc.send_to=127.0.0.1:{free_port()}", "clock.count_in=0")
    daemon = Daemon(Path(tempfile.mkdtemp()), "--bpm", "200", *(word for each in sets for word in ("--set", each)))
    try:
        daemon.wait_for("plays", 60)
        probe = Probe(daemon.runtime_folder)
        probe.start()
        time.sleep(5)
        print("| packets | a second | late p50 | p99 | max | left out | stage % | said | changed |")
        print("|---|---|---|---|---|---|---|---|---|")
        for row in rows(daemon, probe, port, asked):
            print(f"| {' | '.join(map(str, row))} |", flush=True)
        probe.leaving = True
    finally:
        print(f"exit code {daemon.stop()}")
        server.stop()


if __name__ == "__main__":
    main()
