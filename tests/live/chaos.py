"""Jams in which processes die and stop, as a seed draws it: `python tests/live/chaos.py --minutes 60`.

Each jam is a daemon at 200 bpm on a real JACK server, a keyboardist who plays all the time, and faults ten seconds
apart, the last of them just before the end; an independent client counts. A line is printed for each fault, and in the
end the table of docs/reliability.md and the memory of each process in the longest jam. Exit code 1 if a promise was
broken. `--faults 360` is one jam of an hour.
"""

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from live.conftest import SERVER, JackServer
from live.fault_jam import play_jam
from live.fault_report import Jam, Row, memory_table, rows, table
from live.faults import draw_end, draw_fault


@contextlib.contextmanager
def jack_servers(flags: Iterable[str]) -> Iterator[dict[str, str]]:
    """A JACK server for each way to start it: the names."""
    running = {flag: JackServer(f"{SERVER}-{flag}", f"-{flag}") for flag in flags}
    try:
        yield {flag: server.name for flag, server in running.items()}
    finally:
        for server in running.values():
            server.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=int, default=0, help="in each jam; 0: none to three, drawn")
    parser.add_argument("--jack", nargs="+", default=["r", "R"], choices=["r", "R"])
    asked = parser.parse_args()
    rng, over = Random(asked.seed), time.monotonic() + asked.minutes * 60
    found: list[Row] = []
    longest: Jam | None = None
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    print(f"takes, and what was said: {folder}", flush=True)
    number = 0
    with jack_servers(asked.jack) as names:
        while time.monotonic() < over:
            jack = asked.jack[number % len(asked.jack)]
            faults = [draw_fault(rng) for _ in range(asked.faults or rng.randint(0, 3))]
            jam = play_jam(jack, names[jack], folder / str(number), faults, draw_end(rng), rng.randrange(2**32))
            longest = max(longest or jam, jam, key=lambda each: len(each.struck))
            found += (new := rows(jam))
            print(*(f"{number} {row}" for row in new), sep="\n", flush=True)
            number += 1
    print(table(found), memory_table(longest) if longest else "", sep="\n\n")
    return int(any(row.broken() for row in found))


if __name__ == "__main__":
    sys.exit(main())
