"""`python -m jamd.wire FOLDER SETTINGS`: the process, started by the supervisor."""

import signal
import sys
from pathlib import Path

import msgspec
from setproctitle import setproctitle

from jamd.errors import JamdError
from jamd.settings import WireSettings
from jamd.wire.loop import Wire, go_realtime


def main() -> int:
    setproctitle("jamd: wire")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the supervisor decides; we leave when our standard input ends
    folder, settings = sys.argv[1:3]
    wire = Wire(msgspec.json.decode(settings, type=WireSettings), Path(folder))
    signal.signal(signal.SIGTERM, lambda *_: wire.leave())
    go_realtime()
    try:
        wire.run()
    except JamdError as fault:
        print(f"jamd: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
