"""One stay in a Link session, from the request to join until we leave. The only file that knows Link's library.

No hijacking. Whoever joins a session takes over its tempo and phase; Link trusts that a new peer stays quiet:
- our tempo is set long before we are seen on the network (a peer that is born and enabled at once can impose its own:
  artfwo/aalink#7, Ableton/link#146), and afterwards only when a person asks;
- the beat is moved to the band's only while nobody else has ever been here, and by Link's `request_beat`, which moves
  nobody but us if somebody comes in that very moment.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, TypeVar

from aalink import Link

from jamd.ipc.settings import LinkSettings
from jamd.link.pace import Pace
from jamd.music.events import Clock, Session
from jamd.music.time.notes import TICKS_PER_BEAT, Nanos

_T = TypeVar("_T")

_UNSEEN_NS: Final = 500_000_000  # from our last word on tempo until the network sees us
_LOOK_AROUND_NS: Final = 1_000_000_000  # from then until we believe that we are alone
_MEET_NS: Final = 250_000_000  # from the first peer that is seen until all it says has arrived
_TRIES: Final = 5  # of reading two clocks at once: the tightest pair counts
_OFF_NS: Final = 200_000  # how far our own session may be from the band's beat


class Membership:
    """Owned by the process's loop; Link's own threads only ring `stirred`."""

    def __init__(self, settings: LinkSettings, bpm: float, now: Nanos, stirred: Callable[[], None]) -> None:
        self._settings = settings
        self._link: Any = Link(bpm)
        self._link.quantum = settings.meter.beats
        self._link.start_stop_sync_enabled = settings.start_stop
        for tell_me in (
            self._link.add_tempo_callback,
            self._link.add_start_stop_callback,
            self._link.add_num_peers_callback,
        ):
            tell_me(lambda _: stirred())
        self._pace = Pace()
        self._since: Nanos | None = None  # when we were first seen
        self._seen_at = Nanos(now + _UNSEEN_NS)
        self._sure_at = self._seen_at  # who is here, and what is played
        self._met = False  # somebody else was here

    def look(self, now: Nanos) -> Session | None:
        """Time goes by; what the session says, as soon as we know who is in it."""
        ours, links = at_once(lambda: self._link.time)
        self._pace.read(ours, links // timedelta(microseconds=1) * 1000)
        if self._since is None:
            if now >= self._seen_at:
                self._link.enabled = True
                self._since = now
                self._sure_at = Nanos(now + _LOOK_AROUND_NS)
            return None
        if self._link.num_peers and not self._met:
            self._met = True
            self._sure_at = min(self._sure_at, Nanos(now + _MEET_NS))
        return self._session(self._since) if now >= self._sure_at else None

    def _session(self, since: Nanos) -> Session:
        ns, beat = self._beat()
        bpm = self._link.tempo
        return Session(
            ns,
            beat,
            self._ns_per_beat,
            round(bpm, 2),
            self._link.playing,
            self._link.num_peers,
            not self._met,
            since,
        )

    def _beat(self) -> tuple[Nanos, float]:
        return at_once(lambda: self._link.beat)

    @property
    def _ns_per_beat(self) -> int:
        """Of our clock. Link counts whole microseconds to the beat."""
        bpm: float = self._link.tempo
        return round(round(60e6 / bpm) * 1000 * self._pace.ratio)

    def set_tempo(self, bpm: float, now: Nanos) -> None:
        """A person asks for it. On our way in, it delays us."""
        self._link.tempo = bpm
        if self._since is None:
            self._seen_at = Nanos(now + _UNSEEN_NS)

    def play(self, playing: bool) -> None:
        """A person starts or stops the band."""
        self._link.playing = playing

    def take_along(self, clock: Clock, now: Nanos) -> None:
        """Where the session is ours, its beat becomes the band's."""
        if not clock.running or self._met or self._since is None or now < self._sure_at:
            return
        ns, beat = self._beat()
        line = clock.timeline
        ticks = (ns + self._settings.offset_ns - line.anchor_ns) / line.ns_per_beat * TICKS_PER_BEAT + line.anchor_tick
        quantum = self._settings.meter.beats
        off = (ticks / TICKS_PER_BEAT - beat + quantum / 2) % quantum - quantum / 2
        if abs(off) * line.ns_per_beat > _OFF_NS:
            self._link.request_beat(self._link.beat + off)

    def leave(self) -> None:
        """Say goodbye to the others; this membership is over."""
        self._link.enabled = False


def at_once(read: Callable[[], _T]) -> tuple[Nanos, _T]:
    """A value that runs with time, and the instant of our clock that it belongs to: to a microsecond, unless the
    system took the processor away in all tries."""
    readings = []
    for _ in range(_TRIES):
        before = time.monotonic_ns()
        value = read()
        after = time.monotonic_ns()
        readings.append((after - before, before, value))
    width, before, value = min(readings, key=lambda reading: reading[0])
    return Nanos(before + width // 2), value
