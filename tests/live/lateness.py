"""How tight a live jam is on this machine, minute after minute: `python tests/live/lateness.py --seconds 300 --load 2`.

Starts jackd (dummy driver, 48000 Hz, 64 frames), the daemon with its default players, thru and MIDI clock out, and a
keyboardist who plays without end; with --page a real Chromium shows the stage, with --load N so many processes burn,
with --unprivileged jamd runs without any right to priority. A probe on wire's line is told the instant at which each
message was handed to the driver, less its deadline. Prints one JSON object; times are milliseconds.
"""

import argparse
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from live.conftest import SERVER, Daemon, JackServer
from live.keyboardist import Keyboardist, wait_until
from live.probe import Probe
from page.conftest import CHROMIUM, FLAGS
from stage.page_client import free_port

from jamd.music.channel_messages import is_note_on
from jamd.music.events import Clock, Delivery, Dropped, Event, FallbackUsed, Heard, Played, State, Ticked, Vamped

NO_RIGHTS = ("setpriv", "--bounding-set=-sys_nice,-ipc_lock", "--")
WARM_UP_S = 5


def spread(values: list[float]) -> dict[str, float | int] | None:
    if not values:
        return None
    ordered = sorted(values)
    at = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "p999": 0.999}
    figures = {name: round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 4) for name, share in at.items()}
    return {**figures, "max": round(ordered[-1], 4), "n": len(ordered)}


def keep_playing(musician: Keyboardist, until: threading.Event) -> None:
    """Phrases loud and soft, and rests between them."""
    dice = random.Random(1)
    while not until.is_set():
        loud = dice.choice((45, 75, 105))
        for _ in range(dice.randrange(4, 24)):
            pitch = dice.randrange(55, 85)
            musician.play(bytes((0x90, pitch, loud + dice.randrange(-8, 9))))
            until.wait(dice.choice((0.12, 0.18, 0.25)))
            musician.play(bytes((0x80, pitch, 0)))
        until.wait(dice.uniform(0.3, 4))


@contextlib.contextmanager
def burning(processes: int) -> Iterator[None]:
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(processes)]
    yield
    for burner in burners:
        burner.kill()
        burner.wait()


@contextlib.contextmanager
def showing(port: int, wanted: bool) -> Iterator[None]:
    if not wanted:
        yield
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"http://127.0.0.1:{port}/")
        page.get_by_role("button", name="Start audio").first.click()
        yield
        browser.close()


def figures(events: list[Event], seconds: float, bpm: float) -> dict[str, Any]:
    """All but the first seconds, in which everything warms up."""
    first = next((e.ns for e in events if isinstance(e, Clock) and e.running), 0) + WARM_UP_S * 10**9
    kept = [event for event in events if getattr(event, "ns", first) >= first]
    band = [e for e in kept if isinstance(e, Played) and e.part != "you"]
    ticks = [e for e in kept if isinstance(e, Ticked)]
    sent = [e.ns for e in ticks]
    ideal = 60e9 / bpm / 24
    vamped = [e for e in kept if isinstance(e, Vamped)]
    bars = seconds * bpm / 240
    plans = [e for e in kept if isinstance(e, State)]
    drift = (sent[-1] - sent[0] - (len(sent) - 1) * ideal) / 1e6 if sent else None
    delivery = next((e for e in events if isinstance(e, Delivery)), None)
    return {
        "realtime": delivery.policy if delivery else None,
        "memory_locked": delivery.locked if delivery else None,
        "late_at_the_driver_ms": spread([e.late_ns / 1e6 for e in band]),
        "note_ons_late_ms": spread([e.late_ns / 1e6 for e in band if is_note_on(e.data)]),
        "thru_adds_ms": spread([e.late_ns / 1e6 for e in kept if isinstance(e, Played) and e.part == "you"]),
        "clock_out": {
            "late_ms": spread([e.late_ns / 1e6 for e in ticks]),
            "interval_off_ms": spread([abs(b - a - ideal) / 1e6 for a, b in pairwise(sent)]),
            "drift_ms": drift if drift is None else round(drift, 3),
        },
        "bars": round(bars, 1),
        "bars_ready": round(1 - len(vamped) / bars, 5),
        "vamped": len(vamped),
        "dropped": sum(isinstance(e, Dropped) for e in kept),
        "fallbacks": Counter(e.what for e in kept if isinstance(e, FallbackUsed)),
        "plan_ms": spread([e.plan_ms for e in plans]),
        "heard": sum(isinstance(e, Heard) and is_note_on(e.data) for e in kept),
    }


def measure(asked: argparse.Namespace) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
    port = free_port()
    flags = [
        *("--bpm", str(asked.bpm), "--seed", "1", "--port", str(port)),
        *("--set", "ports.thru=true", "--set", "clock.send=true", "--set", "clock.count_in=0"),
        *("--set", "ports.latency_ms=0", *(word for pair in asked.set for word in ("--set", pair))),
    ]
    musician = Keyboardist(SERVER)
    stop = threading.Event()
    with burning(asked.load):
        daemon = Daemon(folder, *flags, page=True, under=NO_RIGHTS if asked.unprivileged else ())
        daemon.wait_for("listening", 60)
        probe = Probe(daemon.runtime_folder)
        probe.start()
        musician.plug_in(patience=30)
        wait_until(lambda: musician.ons(10), 60)
        hands = threading.Thread(target=keep_playing, args=(musician, stop))
        hands.start()
        with showing(port, asked.page):
            time.sleep(asked.seconds + WARM_UP_S)
        memory = rss_mb(daemon.pid("wire"))
    stop.set()
    hands.join()
    probe.leaving = True
    code = daemon.stop()
    time.sleep(0.3)
    hanging = len(musician.hanging())
    musician.leave()
    asked_for = {name: value for name, value in vars(asked).items() if name != "set"}
    result = figures(probe.events, asked.seconds, asked.bpm)
    return {**asked_for, **result, "wire_mb": memory, "hanging_notes": hanging, "exit_code": code}


def rss_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--bpm", type=float, default=140)
    parser.add_argument("--load", type=int, default=0, help="processes that burn")
    parser.add_argument("--page", action="store_true", help="a real Chromium shows the stage")
    parser.add_argument("--unprivileged", action="store_true", help="no right to priority")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="for the daemon")
    asked = parser.parse_args()
    os.environ |= {"JACK_DEFAULT_SERVER": SERVER, "JACK_NO_START_SERVER": "1"}
    server = JackServer()
    try:
        print(json.dumps(measure(asked), indent=1))
    finally:
        server.stop()


if __name__ == "__main__":
    main()
