"""How well the band keeps with a Link session: `python tests/benchmarks/link.py [--seconds 60] [--joins 30]`, figures
as one JSON object. Runs in a network of its own, with real peers, the real process and the real clock (no ports).

- steady_us: the distance between the band's beat and another peer's, 50 times a second; bends: how often the line was
  corrected meanwhile.
- changed_us: the same over two seconds, from two beats after each of many tempo changes on.
- bend_ms: from a peer's tempo change to the band's bend; peer_ms: to another peer's knowing of it, since Link sends
  a change up to a tenth of a second late.
- joins: how often a session's tempo was another one after the band had joined it; at_once is what happens when a peer
  is born and enabled in one breath, to show that this can be seen here.
- starts: how far the band's bar line is from the session's, how many beginnings lay in the past, how many began twice.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.pop(0)  # this folder, in which `link` would be this script
sys.path.insert(0, str(Path(__file__).parents[1]))
from link.network import INSIDE, alone, missing

STARTS = 20
CHANGES = 20
OF_A_SECOND = 0.02


def spread(values: list[float], digits: int = 1) -> dict[str, float]:
    shares = statistics.quantiles(values, n=100, method="inclusive")
    return {
        "p50": round(shares[49], digits),
        "p99": round(shares[98], digits),
        "max": round(max(values), digits),
        "n": len(values),
    }


def distances(band: Any, peer: Any, seconds: float) -> Iterator[float]:
    """Microseconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(OF_A_SECOND)
        yield abs(band.off(peer)) * 1e6


def steady(seconds: float) -> dict[str, Any]:
    from jamd.clock.source import Retime

    with_us, others, band = company(97.3, [131.0])
    band.start()
    time.sleep(3)
    bends = len(band.of(Retime))
    figures = {"steady_us": spread(list(distances(band, others[0], seconds)))}
    figures["bends"] = len(band.of(Retime)) - bends
    part(with_us, others, band)
    return figures


def changes() -> dict[str, Any]:
    from link.company import wait_until

    from jamd.clock.source import Retime

    founder, others, band = company(120.0, [80.0])
    band.start()
    time.sleep(3)
    heard: list[int] = []
    others[0].link.add_tempo_callback(lambda _: heard.append(time.monotonic_ns()))
    dice, off, bend_ms, peer_ms = random.Random(1), [], [], []
    for _ in range(CHANGES):
        before = len(band.of(Retime))
        heard.clear()
        bpm = dice.uniform(60, 280)
        at = time.monotonic_ns()
        founder.link.tempo = bpm
        wait_until(lambda before=before: len(band.of(Retime)) > before and heard)
        bends = [ns for ns, action in band.actions if isinstance(action, Retime)]
        bend_ms.append((bends[before] - at) / 1e6)
        peer_ms.append((heard[0] - at) / 1e6)
        time.sleep(0.1 + 2 * 60 / bpm)
        off += distances(band, founder, 2)  # to others the news may come later than to us
    part(founder, others, band)
    return {"changed_us": spread(off), "bend_ms": spread(bend_ms, 2), "peer_ms": spread(peer_ms, 2)}


def joins(times: int) -> dict[str, Any]:
    from link.company import playing_from

    founder, others, band = company(97.0, [150.0], joined=False)
    founder.tempos.clear()
    for number in range(times):
        band.bpm = 60.0 + 8 * number
        band.join(playing_from(number * 0.37, band.bpm) if number % 2 else None)
        time.sleep(0.2)
        band.part()
        time.sleep(0.2)
    changed = [bpm for bpm in founder.tempos if abs(bpm - 97) > 0.01]
    part(founder, others, band)
    return {"joins": {"times": times, "tempo_changed": len(changed), "at_once": naive_joins(times)}}


def naive_joins(times: int) -> int:
    from link.company import Peer

    founder, changed = Peer(97.0).join(), 0
    for number in range(times):
        rash = Peer(60.0 + 8 * number)
        rash.link.enabled = True
        time.sleep(0.5)
        changed += abs(founder.link.tempo - 97) > 0.01
        rash.leave()
        founder.link.tempo = 97.0
        time.sleep(0.2)
    founder.leave()
    return changed


def starts() -> dict[str, Any]:
    from link.company import wait_until

    from jamd.clock.source import Start

    founder, others, band = company(180.0, [90.0])
    dice, off, past, twice = random.Random(2), [], 0, 0
    for _ in range(STARTS):
        time.sleep(dice.uniform(0, 1.5))
        before = len(band.of(Start))
        others[0].link.playing = True
        wait_until(lambda before=before: len(band.of(Start)) > before)
        ns, begin = next((ns, action) for ns, action in reversed(band.actions) if isinstance(action, Start))
        past += begin.timeline.ns_at(begin.tick) <= ns
        time.sleep(1.5)
        off.append(abs(band.off(founder, 4)) * 1e6)
        twice += len(band.of(Start)) - before - 1
        others[0].link.playing = False
        wait_until(lambda: band.line is None)
    part(founder, others, band)
    return {"starts": {"bar_us": spread(off), "in_the_past": past, "twice": twice}}


def company(bpm: float, bpms: list[float], joined: bool = True) -> tuple[Any, list[Any], Any]:
    """A founder, others, and the band among them."""
    from link.company import Band, Peer

    founder = Peer(bpm).join()
    others = [Peer(other).join() for other in bpms]
    time.sleep(1)
    band = Band()
    if joined:
        band.join()
    return founder, others, band


def part(founder: Any, others: list[Any], band: Any) -> None:
    assert band.close() == 0
    for peer in (founder, *others):
        peer.leave()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--joins", type=int, default=30)
    wanted = parser.parse_args()
    if not os.environ.get(INSIDE):
        if why := missing():
            print(why, file=sys.stderr)
            return 1
        command = [sys.executable, __file__, *sys.argv[1:]]
        return subprocess.run(alone(command), env={**os.environ, INSIDE: "1"}, check=False).returncode
    print(json.dumps({**steady(wanted.seconds), **changes(), **joins(wanted.joins), **starts()}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
