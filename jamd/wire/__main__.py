"""`python -m jamd.wire FOLDER SETTINGS`: the process, started by the supervisor."""

import sys
from pathlib import Path

import msgspec
from setproctitle import setproctitle

from jamd.ipc.entry_point import in_words, leave_by_lifeline
from jamd.ipc.settings import WireSettings
from jamd.wire.loop import Wire
from jamd.wire.realtime import go_realtime


def main() -> int:
    setproctitle("jamd: wire")
    leave_by_lifeline()
    return in_words(_play)


def _play() -> int:
    folder, settings = sys.argv[1:3]
    grants = go_realtime()
    Wire(msgspec.json.decode(settings, type=WireSettings), Path(folder), grants).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
