"""The state of the band as people are shown it: events go in, values, counts and words come out.

The terminal and the page are two faces of this. Each keeps a view of its own, because each has its own thread.
"""

from collections import deque
from typing import Final, NamedTuple, get_args

import msgspec

from jamd.music.channel_messages import is_note_on
from jamd.music.events import (
    Clock,
    Controls,
    Delivery,
    Dropped,
    Ending,
    Event,
    Fallback,
    FallbackUsed,
    Heard,
    Listing,
    NoEnding,
    Plan,
    Played,
    Ports,
    State,
    Vamped,
)
from jamd.music.time.notes import TICKS_PER_BEAT, Nanos, Tick

_TITLE: Final = "title: "
_MEASURED: Final = 500  # messages, for how late they left


class Hold(NamedTuple):
    """Why a source of time does not lead just now."""

    word: str
    sentence: str
    calls_for_action: bool = False  # of the person who started it


SOURCES: Final[dict[str, str]] = {
    "internal": "jamd's clock",
    "midi": "MIDI clock",
    "link": "Ableton Link",
    "follow": "Follow me",
}
_UNHEARD: Final = Hold(
    "waiting", "Nothing sounds yet: press Play on the page, or connect a synth to jamd's output", calls_for_action=True
)
_HOLDS: Final[dict[tuple[str, str], Hold]] = {
    ("internal", "unheard"): _UNHEARD,
    ("link", "unheard"): _UNHEARD,
    ("midi", "waiting"): Hold(
        "waiting", "Waiting for a MIDI clock: start the device that sends it to the input", calls_for_action=True
    ),
    ("midi", "unstarted"): Hold(
        "no Start",
        "The MIDI clock is heard, but no Start: press play on the device that sends it, or start the band yourself",
        calls_for_action=True,
    ),
    ("midi", "lost"): Hold("lost", "The MIDI clock is lost; the band plays on"),
    ("link", "waiting"): Hold("alone", "Nobody else is in the Link session"),
    ("link", "lost"): Hold("lost", "No news from Link; the band plays on"),
    ("follow", "waiting"): Hold(
        "count off",
        "Count off one bar, with even taps or on one key: the band comes in on the next beat",
        calls_for_action=True,
    ),
}
_STEADY: Final = Hold("", "")

# Of the fallbacks that no notice explains: what it means.
FALLBACKS: Final[dict[Fallback, str]] = {
    "late plan": "the band answered too late; the drums repeat a bar if one is missing",
    "unsent": "the output refused a message; it is being opened again",
}


def hold_of(source: str, hold: str) -> Hold:
    """In words; empty where the source leads."""
    return _HOLDS.get((source, hold), _STEADY)


def clock_label(source: str, hold: str) -> str:
    """'MIDI clock', or 'MIDI clock: waiting'."""
    word = hold_of(source, hold).word
    return SOURCES[source] + (f": {word}" if word else "")


def turn_left(state: State) -> int | None:
    """Beats until the turn ends, the one that sounds among them; None where nobody takes turns."""
    if state.turn == "both" or state.turn_ends is None or state.bar_line is None:
        return None
    return (state.turn_ends - state.bar_line) // TICKS_PER_BEAT - state.beat


class Counts:
    """How often things happened since the view was made."""

    def __init__(self) -> None:
        self.heard = 0  # notes that the keyboardist played
        self.played = 0  # messages sent to the output
        self.dropped = 0  # notes that would have been too late
        self.vamped = 0
        self.fallbacks: dict[Fallback, int] = dict.fromkeys(get_args(Fallback), 0)
        self.bars = 0  # begun


class View:
    """Owned by one thread. What has not been told yet is None. Bars before the count-in do not count."""

    def __init__(self, count_in: int = 0) -> None:
        self.clock: Clock | None = None
        self.controls: Controls | None = None
        self.state: State | None = None
        self.ports: Ports | None = None
        self.delivery: Delivery | None = None
        self.last_hit: Tick | None = None  # of an ending that has begun
        self.band_is_there = False  # plans arrive
        self.counts = Counts()
        self._first_bar = -count_in
        self._bar: int | None = None  # the last one that began
        self._late_ns: deque[int] = deque(maxlen=_MEASURED)

    def take(self, event: Event) -> None:
        if isinstance(event, Clock):
            self._take_clock(event)
        elif isinstance(event, Controls):
            self.controls = event
        elif isinstance(event, State):
            self.state = event
            self._begin_bar(event.bar)
        elif isinstance(event, Ports):
            self.ports = event
        elif isinstance(event, Listing) and self.ports is not None:
            self.ports = msgspec.structs.replace(self.ports, inputs=event.inputs, outputs=event.outputs)
        elif isinstance(event, Delivery):
            self.delivery = event
        elif isinstance(event, Ending):
            self.last_hit = event.at
        elif isinstance(event, NoEnding):
            self.last_hit = None
        elif isinstance(event, Plan):
            self.band_is_there = True
        else:
            self._count(event)

    def _take_clock(self, clock: Clock) -> None:
        if clock.running and not self.runs:
            self._bar = None
        if not clock.running:
            self.last_hit = None
        self.clock = clock

    def _count(self, event: Event) -> None:
        if isinstance(event, Played):
            self.counts.played += 1
            if event.part != "you":
                self._late_ns.append(event.late_ns)
        elif isinstance(event, Heard):
            self.counts.heard += is_note_on(event.data)
        elif isinstance(event, Dropped):
            self.counts.dropped += 1
        elif isinstance(event, Vamped):
            self.counts.vamped += 1
            self.band_is_there = False
            if self.state is not None and self.state.bar_line is not None:
                beyond = (event.tick - self.state.bar_line) // (self.state.beats * TICKS_PER_BEAT)
                self._begin_bar(self.state.bar + beyond)
            elif self.clock is not None:
                self._begin_bar(event.tick // self.clock.meter.bar)
        elif isinstance(event, FallbackUsed):
            self.counts.fallbacks[event.what] += 1

    def _begin_bar(self, bar: int) -> None:
        """Count a bar once, whoever mentions it first. More than one bar back means that the form has jumped."""
        if bar < self._first_bar:
            return
        if self._bar is None or bar > self._bar or bar < self._bar - 1:
            self.counts.bars += 1
            self._bar = bar

    @property
    def runs(self) -> bool:
        return self.clock is not None and self.clock.running

    @property
    def tune(self) -> str:
        """The title of the chart, which begins its text; empty where there is none."""
        first = self.controls.chart.partition("\n")[0] if self.controls is not None else ""
        return first.removeprefix(_TITLE) if first.startswith(_TITLE) else ""

    @property
    def ready_share(self) -> float | None:
        """Share of the bars that a plan was there for in time; None before the first bar."""
        return 1 - min(1.0, self.counts.vamped / self.counts.bars) if self.counts.bars else None

    def late_ns(self, share: float) -> Nanos | None:
        """How late the band's last messages left at most, for a share of them (1: all); None before the first one."""
        late = sorted(self._late_ns)
        return Nanos(late[min(len(late) - 1, int(len(late) * share))]) if late else None
