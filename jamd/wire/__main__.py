"""`python -m jamd.wire FOLDER MEMORY SETTINGS`: the process, started by the supervisor. It loads what it needs and
waits to be told to begin, so that a spare one may wait beside the one that plays.
"""

import contextlib
import sys
from pathlib import Path

import msgspec
from setproctitle import setproctitle

from jamd.ipc import pulse
from jamd.ipc.bus import Listener, told_to_begin, watch_parent
from jamd.ipc.entry_point import ignore_stop_signals, run_and_report
from jamd.ipc.settings import WireSettings
from jamd.wire.driver import load_library
from jamd.wire.loop import Wire
from jamd.wire.ports import MidiPorts
from jamd.wire.realtime import go_realtime
from jamd.wire.saved_settings import settings_record
from jamd.wire.shared_state import SharedState


def main() -> int:
    setproctitle("jamd: spare wire")
    ignore_stop_signals()
    return run_and_report(_play)


def _play() -> int:
    with contextlib.suppress(ImportError):  # is said when the ports are opened
        load_library()
    if not told_to_begin():
        return 0
    setproctitle("jamd: wire")
    folder, memory = map(Path, sys.argv[1:3])
    settings = msgspec.json.decode(sys.argv[3], type=WireSettings)
    pulse.OWN.attach(memory, "wire")
    grants = go_realtime()
    ports, listener = MidiPorts(settings.ports), Listener(folder)
    Wire(settings, settings_record(memory), SharedState(memory), grants, ports, listener, watch_parent()).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
