"""`python -m jamd.patchbay FOLDER MEMORY SETTINGS`: the process, started by the supervisor."""

import shutil
import sys
from pathlib import Path

import msgspec
from setproctitle import setproctitle

from jamd.ipc import pulse
from jamd.ipc.bus import watch_parent
from jamd.ipc.entry_point import ignore_stop_signals, run_and_report
from jamd.ipc.memory import CABLES, CABLES_SIZE, open_memory
from jamd.ipc.record import Record
from jamd.ipc.settings import WireSettings
from jamd.patchbay.jack_cables import JackCables
from jamd.patchbay.last_words import LastWords
from jamd.patchbay.listing import Lister
from jamd.patchbay.process import Patchbay
from jamd.wire.saved_settings import settings_record
from jamd.wire.shared_state import SharedState


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
    Patchbay(folder, cables, last_words, Lister(cables.names), watch_parent()).run()
    shutil.rmtree(folder, ignore_errors=True)  # a supervisor that was killed could not
    return 0


if __name__ == "__main__":
    sys.exit(main())
