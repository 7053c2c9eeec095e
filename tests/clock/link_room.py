"""A room in which a Link session is heard: what the clock is told, and what the band makes of it."""

from dataclasses import dataclass, field

from jamd.clock.link import LinkClock
from jamd.clock.source import ClockAction, Retime, Start, Stop
from jamd.music.events import Session
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline

BEAT = 960
MS = 1_000_000
SECOND = 1_000 * MS
TOLD = 50 * MS  # so often the session is told


@dataclass
class Room:
    """A session at some tempo, a band that follows it, and the time that both go through."""

    bpm: float = 120.0
    beat: float = 0.0
    now: int = SECOND
    playing: bool = False
    peers: int = 1
    ours: bool = False
    since: int = 1
    meter: Meter = field(default_factory=Meter)
    start_stop: bool = True
    line: Timeline | None = None
    actions: list[ClockAction] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = LinkClock(140.0, self.meter, self.start_stop)

    @property
    def ns_per_beat(self) -> int:
        return round(60 * SECOND / self.bpm)

    def hear(self, actions: list[ClockAction]) -> list[ClockAction]:
        """As wire carries them out."""
        for action in actions:
            if isinstance(action, Start) or (isinstance(action, Retime) and self.line is not None):
                self.line = action.timeline
            elif isinstance(action, Stop):
                self.line = None
        self.actions += actions
        return actions

    def wait(self, seconds: float) -> None:
        """Nobody tells anything; the clock is woken when it wants to be."""
        until = self.now + round(seconds * SECOND)
        while (wake := self.clock.wake_ns) is not None and wake <= until:
            self.go_to(max(wake, self.now))
            self.hear(self.clock.advance(Nanos(self.now)))
        self.go_to(until)

    def go_to(self, ns: int) -> None:
        self.beat += (ns - self.now) / self.ns_per_beat
        self.now = ns

    def tell(self) -> list[ClockAction]:
        beat = Session(
            Nanos(self.now),
            self.beat,
            self.ns_per_beat,
            self.bpm,
            self.playing,
            self.peers,
            self.ours,
            Nanos(self.since),
        )
        return self.hear(self.clock.session(beat, Nanos(self.now)))

    def live(self, seconds: float) -> None:
        """Told twenty times a second."""
        for _ in range(round(seconds * SECOND / TOLD)):
            self.wait(TOLD / SECOND)
            self.tell()

    def band_plays(self, beat: float, bpm: float = 120.0) -> None:
        """The band is at `beat` of its form when it joins."""
        at = Nanos(self.now - round(beat * 60 * SECOND / bpm))
        self.line = Timeline.at_bpm(bpm, at, Tick(0))
        assert self.clock.join(self.line, bpm, Tick(0), Nanos(self.now)) == []

    @property
    def band_beat(self) -> float:
        assert self.line is not None
        return (self.now - self.line.anchor_ns) / self.line.ns_per_beat + self.line.anchor_tick / BEAT

    @property
    def off_ms(self) -> float:
        """How far the band's beat is behind the session's nearest one."""
        behind = self.beat - self.band_beat
        return (behind - round(behind)) * self.ns_per_beat / MS

    @property
    def bars_apart(self) -> float:
        """Beats from the band's bar lines to the session's."""
        phase = (self.beat - self.band_beat) % self.meter.beats
        return min(phase, self.meter.beats - phase)

    def of(self, kind: type) -> list[ClockAction]:
        return [action for action in self.actions if isinstance(action, kind)]
