"""`python -m jamd.stage FOLDER MEMORY SETTINGS`: the process, started by the supervisor."""

import sys
from pathlib import Path

import msgspec
from setproctitle import setproctitle

from jamd.ipc import pulse
from jamd.ipc.entry_point import ignore_stop_signals, run_and_report
from jamd.ipc.settings import StageSettings
from jamd.ipc.tape_marks import TapeMarks
from jamd.stage.process import Stage


def main() -> int:
    setproctitle("jamd: stage")
    ignore_stop_signals()
    return run_and_report(_play)


def _play() -> int:
    folder, memory, settings = sys.argv[1:4]
    pulse.OWN.attach(Path(memory), "stage")
    Stage(msgspec.json.decode(settings, type=StageSettings), Path(folder), TapeMarks(Path(memory))).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
