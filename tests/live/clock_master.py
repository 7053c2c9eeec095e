"""A MIDI clock master on a real JACK server: to the sample, or as uneven as it is told to be. Knows nothing of jamd."""

import random
import time
from collections import deque
from typing import Any

from live.jack_client import JackClient
from live.keyboardist import STARTS_S

CLOCK, START, CONTINUE, STOP = b"\xf8", b"\xfa", b"\xfb", b"\xfc"


class ClockMaster(JackClient):
    """Sends 24 clocks to the quarter from `run` on. `sent`: seconds of the monotonic clock at which each clock ought to
    leave, jitter not counted."""

    def __init__(self, server: str, bpm: float = 120, jitter_ms: float = 0.0, name: str = "master") -> None:
        self.bpm = bpm
        self.silent = False  # a cable is out: time goes on
        self.sent: list[float] = []
        self.frames: list[float] = []  # the same in frames
        self._jitter = jitter_ms / 1e3
        self._dice = random.Random(1)
        self._words: deque[bytes] = deque()
        self._next: float | None = None  # frame of the next clock
        self._late: list[tuple[float, bytes]] = []  # (frame, message) on their way
        super().__init__(server, name)
        self._rate = self.client.samplerate
        self._port = self.client.midi_outports.register("clock")
        self.client.set_process_callback(self._process)
        self.client.activate()

    def _process(self, frames: int) -> None:
        port, first = self._port, self.client.last_frame_time
        port.clear_buffer()
        while self._words:
            port.write_midi_event(0, self._words.popleft())
        if self._next is None:
            return
        now = time.monotonic()
        self._next = max(self._next, float(first))
        while self._next < first + frames:
            if not self.silent:
                self._late.append((self._next + self._dice.uniform(0, 2 * self._jitter) * self._rate, CLOCK))
            self.sent.append(now + (self._next - first) / self._rate)
            self.frames.append(self._next)
            self._next += 60 / self.bpm / 24 * self._rate
        for frame, data in sorted(self._late):
            if frame < first + frames:
                port.write_midi_event(max(0, int(frame - first)), data)
        self._late = [entry for entry in self._late if entry[0] >= first + frames]

    def say(self, *words: bytes) -> None:
        """In the next period."""
        self._words.extend(words)

    def run(self, *words: bytes) -> None:
        """Say something (Start), and the clock runs from the period after."""
        self.say(*words)
        if self._next is None:
            self._next = self.client.frame_time + self._rate * 0.005

    def halt(self) -> None:
        """Stop, and no more clock."""
        self._next = None
        self.say(STOP)

    def position(self, sixteenths: int) -> None:
        self.say(bytes((0xF2, sixteenths & 0x7F, sixteenths >> 7)))

    @property
    def port(self) -> str:
        return str(self._port.name)

    def plug_in(self, patience: float = STARTS_S) -> None:
        """Connect to jamd's input, waiting for it to appear."""
        give_up, found = time.monotonic() + patience, list[Any]()
        while not found and time.monotonic() < give_up:
            time.sleep(0.02)
            found = self.client.get_ports(":jamd in$")
        self.client.connect(self._port, found[0])
        time.sleep(0.1)
