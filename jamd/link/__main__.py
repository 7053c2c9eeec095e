"""`python -m jamd.link FOLDER MEMORY SETTINGS`: the process, started by the supervisor where aalink is installed."""

import asyncio
import sys
from pathlib import Path

import msgspec
from setproctitle import setproctitle

from jamd.ipc import pulse
from jamd.ipc.entry_point import ignore_stop_signals, run_and_report
from jamd.ipc.settings import LinkSettings
from jamd.link.process import Peer


def main() -> int:
    setproctitle("jamd: link")
    ignore_stop_signals()
    return run_and_report(_play)


def _play() -> int:
    folder, memory, settings = sys.argv[1:4]
    pulse.OWN.attach(Path(memory), "link")
    peer = Peer(msgspec.json.decode(settings, type=LinkSettings), Path(folder))
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:  # sockets are waited for, on Windows too
        runner.run(peer.run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
