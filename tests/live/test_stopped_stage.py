"""A stage that was stopped for a while has everything on its tape in the end, however much was played."""

import os
import signal
import time

from live.conftest import Start
from live.keyboardist import Keyboardist

from jamd.music.events import Heard
from jamd.stage.log import read_log

BENDS = 28_000


def bend(number: int) -> bytes:
    """A pitch bend for each number."""
    return bytes((0xE0 | number >> 14, number & 0x7F, number >> 7 & 0x7F))


def test_a_flood_of_pitch_bends_while_the_stage_is_stopped_is_taped_to_the_last_one(
    start: Start, musician: Keyboardist
) -> None:
    daemon = start("--bpm", "120", "--set", "parts.drums.player=rules", "--set", "parts.piano.player=rules")
    daemon.wait_for("plays")
    musician.plug_in()
    stage = daemon.pid("stage")
    os.kill(stage, signal.SIGSTOP)
    for first in range(0, BENDS, 40):
        musician.play(*map(bend, range(first, first + 40)))
        time.sleep(0.005)
    time.sleep(0.5)
    os.kill(stage, signal.SIGCONT)
    time.sleep(0.5)
    assert daemon.stop() == 0
    (log,) = (daemon.folder / "takes").glob("*.jsonl")
    heard = [event.data for event in read_log(log.read_bytes()).events if isinstance(event, Heard)]
    assert heard == [bend(number) for number in range(BENDS)]
