"""Whatever dies, whenever: a minute of what `chaos.py` does for an hour."""

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from live.chaos import jack_servers
from live.fault_jam import play_jam
from live.fault_report import rows
from live.faults import draw_end, draw_fault

# In it wire dies alone, with the patchbay, and with the stage, is stopped, and dies just before each kind of end.
SEED = 3215
JAMS = 4
PERIOD_S = 4.0
LATE_S = 1.2  # other tests may run on this machine
FLAGS = ["r", "R"] if os.geteuid() == 0 else ["r"]  # realtime where that is allowed


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, str]]:
    with jack_servers(FLAGS) as names:
        yield names


def test_no_note_hangs_nothing_is_lost_unsaid_and_the_band_is_back(servers: dict[str, str], tmp_path: Path) -> None:
    rng = Random(SEED)
    broken = []
    for number in range(JAMS):
        faults, end = [draw_fault(rng, hangs=0.0) for _ in range(2)], draw_end(rng)
        flag = FLAGS[number % len(FLAGS)]
        seed = rng.randrange(2**32)
        jam = play_jam(flag, servers[flag], tmp_path / str(number), faults, end, seed, PERIOD_S)
        broken += [str(row) for row in rows(jam) if row.broken(LATE_S)]
    assert broken == []
