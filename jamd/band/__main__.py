"""`python -m jamd.band FOLDER MEMORY SETTINGS`: the process, started by the supervisor."""

import gc
import sys
from pathlib import Path

import msgspec
from setproctitle import setproctitle

from jamd.band.process import Band
from jamd.ipc import pulse
from jamd.ipc.entry_point import ignore_stop_signals, run_and_report
from jamd.ipc.settings import BandSettings


def main() -> int:
    setproctitle("jamd: band")
    ignore_stop_signals()
    return run_and_report(_play)


def _play() -> int:
    folder, memory, settings = sys.argv[1:4]
    pulse.OWN.attach(Path(memory), "band")
    band = Band(msgspec.json.decode(settings, type=BandSettings), Path(folder))
    gc.collect()
    gc.freeze()  # models and modules are never garbage; what is made while playing is little
    band.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
