"""Hears all that wire tells the stage, and how late each message left."""

import threading
import time
from pathlib import Path

from jamd.ipc.bus import connect, wait_readable
from jamd.music.events import Event


class Probe(threading.Thread):
    """Listens on wire's connection, and calls again where wire was born again."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.folder = folder
        self.events: list[Event] = []
        self.leaving = False

    def run(self) -> None:
        while not self.leaving:
            if (connection := connect(self.folder, "probe")) is None:
                time.sleep(0.05)
                continue
            while connection.open and not self.leaving:
                wait_readable([connection], [], 0.2)
                self.events += connection.receive()
