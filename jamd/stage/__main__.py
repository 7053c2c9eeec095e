"""`python -m jamd.stage FOLDER SETTINGS`: the process, started by the supervisor."""

import sys
from pathlib import Path

import msgspec
from setproctitle import setproctitle

from jamd.ipc.entry_point import ignore_stop_signals, run_and_report
from jamd.ipc.settings import StageSettings
from jamd.stage.process import Stage


def main() -> int:
    setproctitle("jamd: stage")
    ignore_stop_signals()
    return run_and_report(_play)


def _play() -> int:
    folder, settings = sys.argv[1:3]
    Stage(msgspec.json.decode(settings, type=StageSettings), Path(folder)).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
