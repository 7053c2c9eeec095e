"""`python -m jamd.band FOLDER SETTINGS`: the process, started by the supervisor."""

import gc
import signal
import sys
from pathlib import Path

import msgspec
from setproctitle import setproctitle

from jamd.band.process import Band
from jamd.errors import JamdError
from jamd.settings import BandSettings


def main() -> int:
    setproctitle("jamd: band")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the supervisor decides; we leave when our standard input ends
    folder, settings = sys.argv[1:3]
    try:
        band = Band(msgspec.json.decode(settings, type=BandSettings), Path(folder))
    except JamdError as fault:
        print(f"jamd: {fault}", file=sys.stderr)
        return 1
    gc.collect()
    gc.freeze()  # models and modules are never garbage; what is made while playing is little
    band.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
