"""`python -m jamd.stage FOLDER SETTINGS`: the process, started by the supervisor."""

import sys
from pathlib import Path

import msgspec
from setproctitle import setproctitle

from jamd.ipc.entry_point import in_words, leave_by_lifeline
from jamd.ipc.settings import StageSettings
from jamd.stage.process import Stage


def main() -> int:
    setproctitle("jamd: stage")
    leave_by_lifeline()
    return in_words(_play)


def _play() -> int:
    folder, settings = sys.argv[1:3]
    Stage(msgspec.json.decode(settings, type=StageSettings), Path(folder)).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
