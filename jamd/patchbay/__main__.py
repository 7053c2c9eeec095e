"""`python -m jamd.patchbay FOLDER MEMORY SETTINGS`: the process, started by the supervisor."""

import os
import shutil
import sys
import threading
import time
from pathlib import Path
from typing import Final

import msgspec
from setproctitle import setproctitle

from jamd.ipc import pulse
from jamd.ipc.bus import watch_parent
from jamd.ipc.entry_point import ignore_stop_signals, run_and_report
from jamd.ipc.memory import CABLES, CABLES_SIZE, open_memory
from jamd.ipc.record import Record
from jamd.ipc.settings import WireSettings
from jamd.ipc.tape_marks import TapeMarks
from jamd.patchbay.jack_cables import JackCables
from jamd.patchbay.last_words import LastWords
from jamd.patchbay.listing import Lister
from jamd.patchbay.process import Patchbay
from jamd.patchbay.sysex_end import SysexEnd
from jamd.wire.saved_settings import settings_record
from jamd.wire.shared_state import SharedState

_STAGE_READS_S: Final = 1.5  # what wire has left it
_LOOK_S: Final = 0.05
_LAST_WORDS_S: Final = 0.3


def main() -> int:
    setproctitle("jamd: patchbay")
    ignore_stop_signals()
    return run_and_report(_play)


def _play() -> int:
    folder, memory = map(Path, sys.argv[1:3])
    settings = msgspec.json.decode(sys.argv[3], type=WireSettings)
    pulse.OWN.attach(memory, "patchbay")
    cables = JackCables(Record(open_memory(memory), CABLES, CABLES_SIZE), settings.ports.own)
    last_words = LastWords(settings_record(memory), SharedState(memory), settings)
    supervisor = os.getppid()
    sysex_end = SysexEnd(f"{settings.ports.own.client} sysex", cables)
    Patchbay(folder, cables, last_words, Lister(cables.names), sysex_end, watch_parent()).run()
    if os.getppid() != supervisor:
        _tidy_up(folder, TapeMarks(memory))
    return 0


def _tidy_up(folder: Path, tape: TapeMarks) -> None:
    """What a supervisor that was killed could not do. Nobody may be reading what is said."""
    shutil.rmtree(folder, ignore_errors=True)
    give_up = time.monotonic() + _STAGE_READS_S
    while tape.loss and time.monotonic() < give_up:
        time.sleep(_LOOK_S)
    if loss := tape.loss:
        writer = threading.Thread(target=lambda: print(f"jamd: {loss}", file=sys.stderr), daemon=True)
        writer.start()
        writer.join(_LAST_WORDS_S)


if __name__ == "__main__":
    sys.exit(main())
