"""The terminal's face of the view: a line for each thing that happens, and a status line below if it can be redrawn."""

import shutil
from typing import Final

from jamd.music.events import Clock, Event, FallbackUsed, Notice, Ports, State
from jamd.stage.qr_code import in_terminal, qr_code
from jamd.stage.screen import Screen
from jamd.stage.view import FALLBACKS, View, clock_label, hold_of

_CLEAR: Final = "\r\x1b[2K"


class Terminal:
    """Owned by the stage's loop."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._drawn = ""
        self._view = View()

    def say(self, sentence: str, code: str = "") -> None:
        """Print one line that stays, and on a terminal a text as a QR code below it."""
        drawn = in_terminal(qr_code(code)) if code and self._screen.redraws else ""
        self._screen.write(f"{self._erased()}jamd: {sentence}\n{drawn}")

    def show(self, event: Event) -> None:
        """Take note of an event, and print a line if it is worth one."""
        clock, ports = self._view.clock, self._view.ports
        self._view.take(event)
        if isinstance(event, Notice):
            self.say(event.text)
        elif isinstance(event, FallbackUsed):
            self._show_fallback(event)
        elif isinstance(event, Clock):
            self._show_clock(clock, event)
        elif isinstance(event, Ports) and (ports is None or _names(ports) != _names(event)):
            self._show_ports(event)

    def _show_fallback(self, event: FallbackUsed) -> None:
        """The first of each kind is a line, unless a notice explains it; more of them are only counted all."""
        if self._view.counts.fallbacks[event.what] == 1 and event.what in FALLBACKS:
            detail = f" ({event.detail})" if event.detail else ""
            self.say(f"{event.what}{detail}: {FALLBACKS[event.what]}; more of them are only counted")

    def _show_clock(self, before: Clock | None, clock: Clock) -> None:
        was_running = before is not None and before.running
        hold = hold_of(clock.source, clock.hold)
        if clock.running and not was_running:
            # A MIDI clock's tempo may not be known before it runs.
            tempo = "with the MIDI clock" if clock.source == "midi" else f"at {clock.timeline.bpm:.0f} bpm"
            self.say(f"plays {tempo} in {clock.meter}")
        elif was_running and not clock.running:
            self.say("stopped")
        news = before is None or not (before.running or (before.source, before.hold) == (clock.source, clock.hold))
        if hold.calls_for_action and news and not clock.running:
            self.say(hold.sentence[0].lower() + hold.sentence[1:])

    def _show_ports(self, ports: Ports) -> None:
        if ports.backend == "none":
            self.say("listening, but there is no MIDI system on this machine; the take is still recorded")
            return
        own_in, own_out = map("'{}'".format, ports.own) if ports.virtual else ("no port", "no port")
        inputs = " and ".join(([f"'{ports.input}'"] if ports.input else []) + [own_in])
        output = f"'{ports.output}'" if ports.output else own_out
        self.say(f"listening on {inputs}, playing to {output} ({ports.backend})")

    def draw(self) -> None:
        """The status line, on a terminal that can redraw it."""
        if not self._screen.redraws or self._screen.is_behind or self._view.clock is None:
            return
        status = self._status(self._view.state, self._view.clock)[: shutil.get_terminal_size().columns - 1]
        if status != self._drawn:
            self._screen.write(_CLEAR + status)
            self._drawn = status

    def _status(self, state: State | None, clock: Clock) -> str:
        tempo = f"{clock.timeline.bpm:.0f} bpm ({clock_label(clock.source, clock.hold)})"
        if not clock.running or state is None:
            return f"stopped  {tempo}"
        place = f"{state.bar + 1}.{state.beat + 1}" if state.bar >= 0 else f"count-in {-state.bar}"
        chords = f"{state.section} {state.chord or '-'} > {state.next_chord or '-'}".strip()
        if state.coming:
            first = state.coming[0]
            chords += f"  {first.what} in " + (f"{first.bars} bars" if first.bars else f"{first.beats} beats")
        turn = {"you": "  your turn", "band": "  the band's turn"}.get(state.turn, "")
        counts = self._view.counts
        figures = f"heard {counts.heard}  dropped {counts.dropped}  vamps {counts.vamped}  plan {state.plan_ms:.0f} ms"
        figures += "".join(f"  {kind} {times}" for kind, times in counts.fallbacks.items() if times)
        return f"{place:>7}  {chords}  {state.mode}{turn}  {tempo}  {figures}"

    def _erased(self) -> str:
        """What removes the status line."""
        drawn, self._drawn = self._drawn, ""
        return _CLEAR if drawn else ""

    def end(self) -> None:
        """Leave the cursor where a shell expects it."""
        self._screen.write(self._erased())
        self._screen.close()


def _names(ports: Ports) -> tuple[str, str, str]:
    return ports.input, ports.output, ports.backend
