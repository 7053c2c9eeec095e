"""What the page costs: `python tests/benchmarks/page.py [--seconds 60] [--backend jack]`, figures as one JSON object.

- continue: milliseconds of `POST /api/continue` for four bars behind four given ones, at the client and in the players,
  while the band plays; every drawing is a new one.
- lateness: microseconds that wire's messages left behind their cue, in one run, by turns without a page and with one
  that shows everything, plays keys and has drawings continued.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from stage.page_client import Daemon, Jam

TURNS = 6  # without, with, without ...


def drawing(part: str, dice: random.Random) -> bytes:
    pitches = (36, 38, 42, 51) if part == "drums" else range(55, 80)
    notes = [{"pitch": dice.choice(pitches), "start": step, "end": step + 2} for step in range(0, 64, 2)]
    return json.dumps({"part": part, "notes": notes, "bars": 4}).encode()


def continued(daemon: Daemon, part: str, times: int) -> dict[str, float]:
    dice = random.Random(1)
    daemon.ask("/api/continue", drawing(part, dice))
    there, inside = [], []
    for _ in range(times):
        body = drawing(part, dice)
        began = time.perf_counter()
        status, answer, _ = daemon.ask("/api/continue", body)
        there.append((time.perf_counter() - began) * 1e3)
        assert status == 200, answer
        inside.append(json.loads(answer)["ms"])
    return {"p50": share(there, 50), "p99": share(there, 99), "players_p50": share(inside, 50), "n": times}


def share(values: list[float], percent: int) -> float:
    return round(statistics.quantiles(values, n=100, method="inclusive")[percent - 1], 2)


def busy_page(daemon: Daemon, until: float) -> None:
    """Shows everything, plays two keys a beat or so, asks for a drawing now and then."""
    jam = Jam(daemon.port)
    asking = threading.Thread(target=continue_now_and_then, args=(daemon, until))
    asking.start()
    dice = random.Random(2)
    while time.monotonic() < until:
        pitch = dice.randrange(60, 80)
        for velocity in (80, 0):
            jam.key(pitch, velocity)
            jam.next("heard")
            time.sleep(0.1)
    jam.close()
    asking.join()


def continue_now_and_then(daemon: Daemon, until: float) -> None:
    dice = random.Random(3)
    while time.monotonic() < until:
        daemon.ask("/api/continue", drawing(dice.choice(("piano", "drums")), dice))
        time.sleep(0.5)


def lateness(daemon: Daemon, seconds: float) -> dict[str, dict[str, float]]:
    borders: list[tuple[int, str]] = []
    for turn in range(TURNS):
        until = time.monotonic() + seconds / TURNS
        borders.append((time.monotonic_ns(), "with" if turn % 2 else "without"))
        if turn % 2:
            busy_page(daemon, until)
        time.sleep(max(0.0, until - time.monotonic()))
    late: dict[str, list[float]] = {"with": [], "without": []}
    (log,) = (daemon.folder / "takes").glob("*.jsonl")
    for line in log.read_text().splitlines():
        event = json.loads(line)
        if event["type"] == "Played" and event["part"] != "you" and event["ns"] >= borders[0][0]:
            late[[where for ns, where in borders if ns <= event["ns"]][-1]].append(event["late_ns"] / 1e3)
    return {
        f"{where} page": {"p50": share(us, 50), "p99": share(us, 99), "max": round(max(us), 1), "n": len(us)}
        for where, us in late.items()
    }


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--seconds", type=float, default=60.0, help="of measuring lateness")
    words.add_argument("--times", type=int, default=200, help="drawings of each part")
    words.add_argument("--backend", default="none")
    wanted = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        players = ("--set", "parts.drums.player=seed", "--set", "parts.piano.player=seed", "--backend", wanted.backend)
        daemon = Daemon(Path(folder), *players)
        try:
            daemon.wait_for("plays")
            figures = {"lateness_us": lateness(daemon, wanted.seconds)}
            figures["continue_ms"] = {part: continued(daemon, part, wanted.times) for part in ("piano", "drums")}
            print(json.dumps(figures, indent=1))
        finally:
            daemon.stop()


if __name__ == "__main__":
    main()
