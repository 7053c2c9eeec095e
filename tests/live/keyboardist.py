"""An independent musician on a real JACK server: keys out, ears in. Knows nothing of jamd."""

import contextlib
import os
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import jack
from live.jack_client import JackClient

Heard = tuple[float, bytes]  # seconds of the monotonic clock, message

NOTE_ON, NOTE_OFF = 0x90, 0x80
STARTS_S = 30.0  # jamd takes two seconds, ten on a machine with a lot else to do; nothing that is heard waits so long


class Keyboardist(JackClient):
    """Stamps what arrives in the JACK period in which it arrives."""

    def __init__(self, server: str, name: str = "keyboardist") -> None:
        self.heard: list[Heard] = []
        self._to_play: deque[bytes] = deque()
        self._in_time = False
        super().__init__(server, name)
        self._ears = self.client.midi_inports.register("ears")
        self._keys = self.client.midi_outports.register("keys")
        self.client.set_process_callback(self._process)
        self.client.activate()

    def _process(self, frames: int) -> None:
        if not self._in_time:
            self._in_time = True
            with contextlib.suppress(OSError):  # a keyboard is never late; JACK loses what a late client has
                os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(20))
        for _, data in self._ears.incoming_midi_events():
            self.heard.append((time.monotonic(), bytes(data)))
        self._keys.clear_buffer()
        with contextlib.suppress(jack.JackError):  # no more room in this period
            while self._to_play:
                self._keys.write_midi_event(0, self._to_play[0])
                self._to_play.popleft()

    def play(self, *messages: bytes) -> None:
        self._to_play.extend(messages)

    def plug_in(self, ears: str = "jamd out", keys: str = "jamd in", patience: float = STARTS_S) -> None:
        """Connect to jamd's two ports, waiting for them to appear."""
        self._plug(lambda: self._jamd(ears), lambda: self._ears, patience)
        self._plug(lambda: self._keys, lambda: self._jamd(keys), patience)
        time.sleep(0.1)  # JACK lets the new graph in after some periods, and loses what is played before

    def _plug(self, source: Callable[[], Any], target: Callable[[], Any], patience: float) -> None:
        give_up = time.monotonic() + patience
        while True:
            with contextlib.suppress(jack.JackError, LookupError):
                if target() not in self.client.get_all_connections(source()):
                    self.client.connect(source(), target())
                return
            assert time.monotonic() < give_up, "jamd's ports did not appear"
            time.sleep(0.02)

    def _jamd(self, short: str) -> Any:
        return self.client.get_ports(f":{short}$")[0]

    def unplug(self) -> None:
        self._ears.disconnect()

    # -- what was heard

    def ons(self, channel: int) -> list[Heard]:
        return [(t, d) for t, d in self.heard if d[0] == NOTE_ON | channel - 1 and d[2] > 0]

    def heard_on(self, channel: int) -> list[bytes]:
        """All messages of this channel."""
        return [data for _, data in self.heard if data[0] < 0xF0 and data[0] & 0x0F == channel - 1]

    def hanging(self) -> set[tuple[int, int]]:
        """(status channel, pitch) of notes that got no note-off."""
        sounding: set[tuple[int, int]] = set()
        for _, data in list(self.heard):
            if data[0] >= 0xF0:
                continue  # a clock
            key = (data[0] & 0x0F, data[1])
            if data[0] & 0xF0 == NOTE_ON and data[2] > 0:
                sounding.add(key)
            elif data[0] & 0xF0 in (NOTE_OFF, NOTE_ON):
                sounding.discard(key)
        return sounding


def wait_until(true: Callable[[], object], patience: float = 10.0, what: str | Callable[[], str] = "") -> None:
    """`what` is waited for, in words; called when it did not come."""
    give_up = time.monotonic() + patience
    while not true():
        late = time.monotonic() > give_up
        assert not late, f"waited {patience} s in vain {what if isinstance(what, str) else what()}"
        time.sleep(0.02)
