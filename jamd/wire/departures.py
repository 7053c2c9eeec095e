"""What leaves: the cues of the band and the clock's messages, each at its own instant.

The cues of the next instant are fetched just before it; at the instant itself messages are only sent, one after
another, the clock's first; the other processes are told afterwards.
"""

import time
from collections.abc import Callable
from typing import Final

from jamd.clock.midi_messages import STOP
from jamd.clock.own_echo import OwnEcho
from jamd.clock.sender import ClockSender
from jamd.commands.choices import Sending
from jamd.ipc.settings import WireSettings
from jamd.music.events import Dropped, Event, FallbackUsed, Notice, Plan, Played, Ticked, Vamped
from jamd.music.sequencing.cue import Cue
from jamd.music.sequencing.sequencer import Sequencer
from jamd.music.time.notes import BAND, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.wire.output import Output
from jamd.wire.sounds import Sounds

SPIN_NS: Final = 150_000  # the last stretch before a cue is spun: a sleeping process wakes 0.05 to 0.1 ms late


class Departures:
    """Owned by the transport. `publish` gets what happened."""

    def __init__(self, settings: WireSettings, output: Output, publish: Callable[[Event], None]) -> None:
        self._output, self._publish = output, publish
        self._sequencer = Sequencer(settings.clock.meter, settings.channels, Nanos(settings.max_late_ns))
        self._sender = ClockSender(settings.send, 0)
        self._own = OwnEcho()
        self.sounds = Sounds(output, settings.channels, settings.programs)
        self.began = Tick(0)  # where the music started last
        self.latency_ns = dict(settings.latency_ns)
        self._apply_latency()

    # -- at their instants

    def next_ns(self) -> int | None:
        """The instant of the next message."""
        cue, clock = self._sequencer.next_ns(), self._sender.next_ns()
        return cue if clock is None else clock if cue is None else min(cue, clock)

    def send_due(self) -> None:
        due = self.next_ns()
        now = time.monotonic_ns()
        if due is None or due - now > SPIN_NS:
            return
        at = Nanos(max(due, now))
        vamps = self._sequencer.vamps
        cues = [*self._sender.due(at), *self._sequencer.due(at)]
        while time.monotonic_ns() < due:
            pass
        sent_ns = [self._output.send(cue.data) if cue.data is not None else Nanos(time.monotonic_ns()) for cue in cues]
        for cue, ns in zip(cues, sent_ns, strict=True):
            self._report(cue, ns)
        if self._sequencer.vamps > vamps:
            self._publish(Vamped(at, next((cue.tick for cue in cues if cue.part is not None), Tick(0))))

    def _report(self, cue: Cue, ns: Nanos) -> None:
        """What left, and when."""
        late_ns = ns - cue.due_ns
        if cue.data is None:
            assert cue.part is not None
            self._publish(Dropped(ns, cue.tick, cue.part, late_ns))
        elif cue.part is None:
            self._own.sent(cue.data, ns)
            self._publish(Ticked(ns, cue.tick, late_ns))
        else:
            self._publish(Played(ns, cue.tick, cue.part, cue.data, late_ns))

    # -- along which time

    @property
    def timeline(self) -> Timeline | None:
        """What the music plays along."""
        return self._sequencer.timeline

    def start(self, timeline: Timeline, tick: Tick, now: Nanos) -> None:
        self.began = tick
        self.sounds.choose()
        self._sequencer.start(timeline, tick, now)
        self._announce(self._sender.start(timeline, tick))

    def retime(self, timeline: Timeline) -> None:
        self._sequencer.retime(timeline)
        self._sender.retime(timeline)

    def stop(self, now: Nanos) -> None:
        for cue in self._sequencer.stop(now):
            assert cue.data is not None
            self._output.send(cue.data)
            self._report(cue, cue.due_ns)
        self._announce(self._sender.stop())

    def standby(self, timeline: Timeline) -> None:
        """Nothing plays, at this tempo."""
        self._sender.standby(timeline)

    def plan(self, plan: Plan) -> bool:
        """Queue it. False while nothing plays: then it waits for the next start."""
        self.sounds.plan(plan, self._sequencer.running)
        if not self._sequencer.plan(plan):
            self._publish(FallbackUsed(Nanos(time.monotonic_ns()), "late plan"))
        return self._sequencer.running

    # -- how early

    def set_latency(self, whose: str, ns: int) -> None:
        """Of 'all', of a part, or of the 'clock'."""
        self.latency_ns[whose] = ns
        self._apply_latency()

    def _apply_latency(self) -> None:
        """Messages leave earlier by as much as the listeners are slow: each on its own, and all together."""
        everybody = self.latency_ns.get("all", 0)
        self._sequencer.ahead = {part: everybody + self.latency_ns.get(part, 0) for part in BAND}
        self._sender.ahead_ns = everybody + self.latency_ns.get("clock", 0)

    @property
    def ahead_ns(self) -> int:
        """How early the earliest part is sent."""
        return max(0, *self._sequencer.ahead.values())

    # -- those who get our MIDI clock

    @property
    def sending(self) -> Sending:
        """When MIDI clock is sent."""
        return self._sender.sending

    def set_sending(self, sending: Sending, now: Nanos) -> None:
        self._announce(self._sender.stop())
        self._sender.sending = sending
        self.start_listeners(now)

    def start_listeners(self, now: Nanos) -> None:
        """Start them where the music is, if it plays: they may have missed some of it."""
        if (line := self.timeline) is not None:
            self._announce(self._sender.start(line, max(self.began, line.tick_at(now))))

    def stop_listeners(self) -> None:
        if self.sending != "never":
            self._announce([STOP])

    def _announce(self, messages: list[bytes]) -> None:
        for data, ns in zip(messages, self._output.send_all(messages), strict=True):
            self._own.sent(data, ns)

    def is_echo(self, data: bytes, ns: Nanos) -> bool:
        """Whether a system message is our own MIDI clock, which comes back. A warning for the first."""
        if not self._own.is_echo(data, ns):
            return False
        if self._own.caught == 1:
            self._own.caught += 1
            self._publish(FallbackUsed(ns, "echo ignored", "clock"))
            self._publish(
                Notice(ns, "our own MIDI clock comes back to the input and is not followed: check for a loop")
            )
        return True
