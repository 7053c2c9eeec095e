"""`python -m jamd.stage FOLDER SETTINGS`: the process, started by the supervisor."""

import signal
import sys
from pathlib import Path

import msgspec
from setproctitle import setproctitle

from jamd.errors import JamdError
from jamd.settings import StageSettings
from jamd.stage.process import Stage


def main() -> int:
    setproctitle("jamd: stage")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the supervisor decides; we leave when our standard input ends
    folder, settings = sys.argv[1:3]
    try:
        Stage(msgspec.json.decode(settings, type=StageSettings), Path(folder)).run()
    except JamdError as fault:
        print(f"jamd: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
