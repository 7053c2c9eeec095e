"""`python -m jamd.wire FOLDER SETTINGS`: the process, started by the supervisor."""

import sys
from pathlib import Path

import msgspec
from setproctitle import setproctitle

from jamd.ipc.entry_point import ignore_stop_signals, run_and_report
from jamd.ipc.settings import WireSettings
from jamd.wire.loop import Wire
from jamd.wire.realtime import go_realtime


def main() -> int:
    setproctitle("jamd: wire")
    ignore_stop_signals()
    return run_and_report(_play)


def _play() -> int:
    folder, settings = sys.argv[1:3]
    grants = go_realtime()
    Wire(msgspec.json.decode(settings, type=WireSettings), Path(folder), grants).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
