"""Figures of a live jam on a real JACK server, as an independent client receives it: `python tests/live/measure.py`.

Starts jackd (dummy driver, 48000 Hz, 64 frames, so a period is 1.33 ms), the daemon with straight swing, and a client;
prints one JSON object. Times are milliseconds. Quote percentiles: machines are shared.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from live.conftest import SERVER, Daemon, JackServer
from live.keyboardist import Keyboardist, wait_until

BPM = 140
STEP = 60 / BPM / 12  # seconds: the music grid
STRAIGHT = ("--bpm", str(BPM), "--set", "jam.swing=0", "--set", "clock.count_in=0", "--seed", "1")


def spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    at = {"p50": 0.5, "p99": 0.99, "max": 1.0}
    return {name: round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3) for name, share in at.items()}


def off_the_grid(onsets: list[float]) -> list[float]:
    """Distance of each onset from the grid whose phase is the median one, in ms, early or late."""
    rough = [((onset - onsets[0]) / STEP + 0.5) % 1 - 0.5 for onset in onsets]
    middle = sorted(rough)[len(rough) // 2]
    return [abs(share - middle) * STEP * 1e3 for share in rough]


def lateness(daemon: Daemon) -> list[float]:
    """From the tape: the instant of handing over to the driver, minus the cue's deadline, in ms."""
    (log,) = (daemon.folder / "takes").glob("*.jsonl")
    events = [json.loads(line) for line in log.read_text().splitlines()]
    return [event["late_ns"] / 1e6 for event in events if event["type"] == "Played"]


def gap_after_killing(name: str, daemon: Daemon, client: Keyboardist) -> float:
    """The longest silence of the drums around the death of a process, in ms."""
    daemon.kill(name)
    killed = time.monotonic()
    time.sleep(4)
    onsets = [t for t, _ in client.ons(10) if t > killed - 1]
    return round(max(b - a for a, b in pairwise([killed - 1, *onsets, time.monotonic()])) * 1e3, 1)


def back_after(name: str, daemon: Daemon, dead: int) -> float:
    began = time.monotonic()

    def lives() -> bool:
        try:
            return daemon.pid(name) != dead
        except LookupError:
            return False

    wait_until(lives)
    return round((time.monotonic() - began) * 1e3, 1)


def measure(seconds: float, player: str) -> dict[str, object]:
    folder = Path(tempfile.mkdtemp())
    players = ("--set", f"parts.drums.player={player}", "--set", f"parts.piano.player={player}")
    began = time.monotonic()
    daemon, client = Daemon(folder, *STRAIGHT, *players), Keyboardist(SERVER)
    try:
        daemon.wait_for("listening")
        figures: dict[str, object] = {"player": player, "listening_after_s": round(time.monotonic() - began, 2)}
        client.plug_in(patience=10)
        wait_until(lambda: client.ons(10))
        time.sleep(seconds)
        figures |= playing(daemon, client)
        daemon.stop()
        time.sleep(0.2)
        return figures | {"late_at_the_driver_ms": spread(lateness(daemon)), "hanging_notes": len(client.hanging())}
    finally:
        daemon.stop()
        client.leave()


def playing(daemon: Daemon, client: Keyboardist) -> dict[str, object]:
    """What is heard until now, and while processes die."""
    onsets = [t for t, _ in client.ons(10)]
    figures: dict[str, object] = {
        "drum_onsets": len(onsets),
        "piano_onsets": len(client.ons(1)),
        "off_the_grid_as_received_ms": spread(off_the_grid(onsets)),
    }
    dead = daemon.kill("band")
    figures["band_process_back_after_ms"] = back_after("band", daemon, dead)
    time.sleep(2)
    for name in ("band", "wire"):
        figures[f"longest_drum_gap_{name}_killed_ms"] = gap_after_killing(name, daemon, client)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="of playing before anything is killed")
    parser.add_argument("--player", default="seed", choices=("seed", "rules"))
    asked = parser.parse_args()
    os.environ |= {"JACK_DEFAULT_SERVER": SERVER, "JACK_NO_START_SERVER": "1"}
    server = JackServer()
    try:
        print(json.dumps(measure(asked.seconds, asked.player), indent=2))
    finally:
        server.stop()


if __name__ == "__main__":
    main()
