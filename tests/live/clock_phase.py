"""How closely the band follows a MIDI clock on real ports, as an independent listener receives both:
`python tests/live/clock_phase.py`.

Masters: `jack_midi_clock`, and one of ours that is steady, jittery, changes its tempo, or falls silent. The listener
stamps clocks and drums in frames of one JACK server (dummy driver, 48000 Hz, 64 frames: notes come in steps of 1.33
ms).
Straight drums lie on every second clock; the error is the distance of an onset from its clock, the median taken off:
that is the way through the port, the same for all. Prints one JSON object; times are milliseconds.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jack

sys.path.insert(0, str(Path(__file__).parents[1]))

from live.clock_master import START, ClockMaster
from live.conftest import SERVER, Daemon, JackServer
from live.jack_client import JackClient
from live.keyboardist import wait_until
from live.lateness import spread

FLAGS = ("--set", "clock.source=midi", "--set", "jam.swing=0", "--set", "parts.drums.player=rules", "--bpm", "100")
TWO_BEATS = 48
CLOCK = 0xF8


class Listener(JackClient):
    """Hears the master and the band, each on an input of its own, to the frame."""

    def __init__(self) -> None:
        self.clocks: list[int] = []
        self.drums: list[int] = []
        super().__init__(SERVER, "listener")
        self.rate = self.client.samplerate
        self.master = self.client.midi_inports.register("master")
        self.band = self.client.midi_inports.register("band")
        self.client.set_process_callback(self._process)
        self.client.activate()

    def _process(self, frames: int) -> None:
        first = self.client.last_frame_time
        for offset, data in self.master.incoming_midi_events():
            if bytes(data)[0] == CLOCK:
                self.clocks.append(first + offset)
        for offset, data in self.band.incoming_midi_events():
            message = bytes(data)
            if message[0] == 0x99 and message[2]:
                self.drums.append(first + offset)

    def plug(self, master: str) -> None:
        wait_until(lambda: self._connects(master))
        (ours,) = self.client.get_ports(":jamd in$")
        self.client.connect(master, ours)
        self.client.connect(self.client.get_ports(":jamd out$")[0], self.band)

    def _connects(self, master: str) -> bool:
        """A port may be there before its owner is ready."""
        try:
            self.client.connect(master, self.master)
        except jack.JackError:
            return False
        return True

    def errors(self, true: list[float] | None = None) -> dict[str, Any]:
        """`true`: the frames at which the clocks ought to have come, where the master is uneven."""
        ideal = true or [float(clock) for clock in self.clocks]
        onsets = [frame for frame in self.drums if ideal[TWO_BEATS] < frame < ideal[-1]]
        off = sorted(min((frame - clock for clock in ideal), key=abs) / self.rate * 1e3 for frame in onsets)
        middle = off[len(off) // 2]
        return {"phase_error_ms": spread([abs(value - middle) for value in off]), "port_ms": round(middle, 3)}


def with_band(folder: Path, run: Callable[[Listener], dict[str, Any]]) -> dict[str, Any]:
    folder.mkdir()
    daemon = Daemon(folder, *FLAGS)
    try:
        with Listener() as listener:
            daemon.wait_for("listening", 30)
            time.sleep(1)
            return run(listener)
    finally:
        daemon.stop()


def real_master(listener: Listener) -> dict[str, Any]:
    """jack_midi_clock at 120."""
    master = subprocess.Popen(["jack_midi_clock", "-b", "120"], stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: listener.client.get_ports("jack_midi_clock:mclk_out"))
        listener.plug("jack_midi_clock:mclk_out")
        time.sleep(0.5)
        listener.client.transport_start()
        time.sleep(SECONDS)
        listener.client.transport_stop()
    finally:
        master.kill()
        master.wait()
    return listener.errors()


def ours(bpm: float = 120, jitter_ms: float = 0.0, meanwhile: Callable[[ClockMaster], None] | None = None) -> Any:
    """Our own master; `meanwhile` may change its mind."""

    def run(listener: Listener) -> dict[str, Any]:
        with ClockMaster(SERVER, bpm, jitter_ms) as master:
            listener.plug(master.port)
            time.sleep(0.2)
            master.run(START)
            if meanwhile is None:
                time.sleep(SECONDS)
            else:
                meanwhile(master)
            master.halt()
            time.sleep(0.2)
        return listener.errors(master.frames)

    return run


def step(master: ClockMaster) -> None:
    time.sleep(8)
    master.bpm = 180
    time.sleep(12)


def main() -> None:
    os.environ |= {"JACK_DEFAULT_SERVER": SERVER, "JACK_NO_START_SERVER": "1"}
    server = JackServer()
    figures: dict[str, Any] = {}
    home = Path(tempfile.mkdtemp())
    try:
        figures["jack_midi_clock 120"] = with_band(home / "real", real_master)
        for bpm in (60, 120, 180, 300):
            figures[f"steady {bpm}"] = with_band(home / f"steady{bpm}", ours(bpm))
            figures[f"jitter +-2 ms {bpm}"] = with_band(home / f"jitter{bpm}", ours(bpm, 2.0))
        figures["step 120 to 180"] = with_band(home / "step", ours(120, 0.0, step))
        print(json.dumps(figures, indent=1))
    finally:
        server.stop()


SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0

if __name__ == "__main__":
    main()
