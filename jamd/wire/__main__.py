"""`python -m jamd.wire FOLDER MEMORY SETTINGS`: the process, started by the supervisor."""

import sys
from pathlib import Path

import msgspec
from setproctitle import setproctitle

from jamd.ipc import pulse
from jamd.ipc.bus import Listener, watch_parent
from jamd.ipc.entry_point import ignore_stop_signals, run_and_report
from jamd.ipc.settings import WireSettings
from jamd.wire.loop import Wire
from jamd.wire.ports import MidiPorts
from jamd.wire.realtime import go_realtime
from jamd.wire.shared_state import SharedState


def main() -> int:
    setproctitle("jamd: wire")
    ignore_stop_signals()
    return run_and_report(_play)


def _play() -> int:
    folder, memory = map(Path, sys.argv[1:3])
    settings = msgspec.json.decode(sys.argv[3], type=WireSettings)
    pulse.OWN.attach(memory, "wire")
    grants = go_realtime()
    ports, listener = MidiPorts(settings.ports), Listener(folder)
    Wire(settings, folder, SharedState(memory), grants, ports, listener, watch_parent()).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
