"""What the person who started jamd reads: a line for each thing that happens, and where there is a terminal a
status line below."""

import io
import os
import shutil
import sys
from typing import Final

from jamd.ipc.settings import IN_NAME, OUT_NAME
from jamd.music.events import (
    Clock,
    Dropped,
    Event,
    Fallback,
    FallbackUsed,
    Heard,
    Notice,
    Ports,
    State,
    Vamped,
    is_note_on,
)
from jamd.music.time.notes import Meter

_CLEAR: Final = "\r\x1b[2K"
_MEANING: Final[dict[Fallback, str]] = {  # of those that nobody else puts in words
    "late plan": "the band answered after its own deadline; the drums repeat a bar where one is missing",
    "unsent": "the output refused a message; it is opened again",
}


# By source and hold, where it does not lead: for the status line, and as a line of its own.
_WAITS: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("midi", "waiting"): (
        "waiting for a MIDI clock",
        "waits for a MIDI clock: start the machine that sends it to the input",
    ),
    ("midi", "lost"): ("MIDI clock lost", ""),
    ("link", "waiting"): ("alone in Link", ""),
    ("link", "lost"): ("Link lost", ""),
    ("follow", "waiting"): (
        "waiting for your count-off",
        "follows you: count off one bar, by even taps or one key, and the band comes in on the next beat",
    ),
}
_WITH: Final[dict[str, str]] = {"midi": "with the MIDI clock"}  # its tempo may not be known before it runs
_LEADS: Final[dict[str, str]] = {"internal": "own clock", "midi": "MIDI clock", "link": "Link", "follow": "you"}


class Terminal:
    """Owned by the stage's loop. Says whole lines; redraws the status only where it can be redrawn."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        if sys.stdout is None:
            _speak_to_nobody()
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # a port's name may hold what this terminal cannot show
        self._live = sys.stdout.isatty()
        self._drawn = ""
        self._state: State | None = None
        self._clock: Clock | None = None
        self._ports: Ports | None = None
        self._heard = self._dropped = self._vamped = 0
        self._fallbacks: dict[Fallback, int] = {}

    def say(self, sentence: str) -> None:
        """One line that stays."""
        self._erase()
        self._print(f"jamd: {sentence}\n")

    def _print(self, text: str) -> None:
        """A reader that went (`| head`) is no reason to lose the tape."""
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except OSError:
            _speak_to_nobody()
            self._live = False

    def show(self, event: Event) -> None:
        """Take note of an event; some are worth a line."""
        if isinstance(event, State):
            self._state = event
        elif isinstance(event, Heard):
            self._heard += is_note_on(event.data)
        elif isinstance(event, Dropped):
            self._dropped += 1
        elif isinstance(event, Vamped):
            self._vamped += 1
        elif isinstance(event, FallbackUsed):
            self._show_fallback(event)
        elif isinstance(event, Notice):
            self.say(event.text)
        elif isinstance(event, Clock):
            self._show_clock(event)
        elif isinstance(event, Ports):
            self._show_ports(event)

    def _show_fallback(self, event: FallbackUsed) -> None:
        """The first of a kind is a line, unless a notice says it; all are counted in the status line."""
        self._fallbacks[event.what] = self._fallbacks.get(event.what, 0) + 1
        if self._fallbacks[event.what] == 1 and event.what in _MEANING:
            detail = f" ({event.detail})" if event.detail else ""
            self.say(f"{event.what}{detail}: {_MEANING[event.what]}; counted from now on")

    def _show_clock(self, clock: Clock) -> None:
        before = self._clock
        was_running = before is not None and before.running
        self._clock = clock
        if clock.running and not was_running:
            whose = _WITH.get(clock.source, f"at {clock.timeline.bpm:.0f} bpm")
            self.say(f"plays {whose} in {clock.meter}")
        elif was_running and not clock.running:
            self.say("stopped")
        source = clock.source, clock.hold
        sentence = _WAITS.get(source, ("", ""))[1]
        known = before is not None and (before.running or (before.source, before.hold) == source)
        if sentence and not clock.running and not known:
            self.say(sentence)

    def _show_ports(self, ports: Ports) -> None:
        same = self._ports is not None and _names(self._ports) == _names(ports)
        self._ports = ports
        if same:
            return
        if ports.backend == "none":
            self.say("listening, but to nobody: this machine has no MIDI system; the take is recorded all the same")
        else:
            ours = [f"'{IN_NAME}'", f"'{OUT_NAME}'"] if ports.virtual else ["no port", "no port"]
            heard = " and ".join(([f"'{ports.input}'"] if ports.input else []) + ours[:1])
            self.say(
                f"listening on {heard}, playing to {repr(ports.output) if ports.output else ours[1]} ({ports.backend})"
            )

    def draw(self) -> None:
        """The status line, where somebody can see it."""
        if not self._live or self._clock is None:
            return
        status = self._status(self._state, self._clock)[: shutil.get_terminal_size().columns - 1]
        if status != self._drawn:
            self._print(_CLEAR + status)
            self._drawn = status

    def _status(self, state: State | None, clock: Clock) -> str:
        waits = _WAITS.get((clock.source, clock.hold), (_LEADS[clock.source], ""))[0]
        if not clock.running or state is None:
            return f"stopped  {clock.timeline.bpm:.0f} bpm ({waits})"
        place = f"{state.bar + 1}.{state.beat + 1}" if state.bar >= 0 else f"count-in {-state.bar}"
        chords = f"{state.section} {state.chord or '-'} > {state.next_chord or '-'}".strip()
        turn = {"you": "  your turn", "band": "  the band's turn"}.get(state.turn, "")
        counts = f"heard {self._heard}  late {self._dropped}  vamps {self._vamped}  plan {state.plan_ms:.0f} ms"
        counts += "".join(f"  {what} {times}" for what, times in self._fallbacks.items())
        return f"{place:>7}  {chords}  {state.mode}{turn}  {clock.timeline.bpm:.0f} bpm ({waits})  {counts}"

    def _erase(self) -> None:
        if self._drawn:
            self._print(_CLEAR)
            self._drawn = ""

    def end(self) -> None:
        """Leave the cursor where a shell expects it."""
        self._erase()


def _speak_to_nobody() -> None:
    """For the rest of our life."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115


def _names(ports: Ports) -> tuple[str, str, str]:
    return ports.input, ports.output, ports.backend
