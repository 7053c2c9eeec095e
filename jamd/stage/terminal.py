"""The terminal's face of the view: a line for each thing that happens, and below them how the band is doing, where that
can be drawn again and again.

The cursor stays where the status begins. So whoever else writes a line, or makes the window narrower, moves the status
and spoils nothing: the next drawing replaces everything from there on.
"""

import time
from collections.abc import Callable, Iterator
from typing import Final

from jamd.ipc.typed import HIDDEN, KEYS, SHOWN
from jamd.music.events import Clock, Command, Event, FallbackUsed, Notice, Ports, State
from jamd.stage import keys
from jamd.stage.screen import Screen
from jamd.stage.status import Room, printable, status
from jamd.stage.view import FALLBACKS, View, hold_of

_ERASE: Final = "\r\x1b[J"  # from here on
_END_OF_LINE: Final = "\x1b[K"
_DRAW_S: Final = 0.25
_REPEAT_S: Final = 1.0  # it is drawn again, even if nothing has changed: somebody else may have written a line
_AT_ONCE: Final = 6  # keys; more are pasted, and meant for another program
_HELD_S: Final = 0.15  # a key that comes again so soon is held down
_PRESSED_S: Final = 1.0  # that it is shown what a key did
_HELP: Final = "?"
_MODES: Final = {mode.decode(): mode for mode in (KEYS, SHOWN, HIDDEN)}


class Terminal:
    """Owned by the stage's loop. `now` gives seconds."""

    def __init__(self, screen: Screen, now: Callable[[], float] = time.monotonic) -> None:
        self._screen = screen
        self._now = now
        self._view = View()
        self._mode = SHOWN
        self._drawn = ""
        self._due = 0.0
        self._repeat = 0.0
        self._help = False
        self._pressed: tuple[str, float] = ("", 0.0)  # the last key, and when it came

    # -- lines

    @property
    def draws(self) -> bool:
        """People see this; elsewhere lines may be kept in a file."""
        return self._screen.redraws

    def say(self, sentence: str, drawing: str = "") -> None:
        """Print one line that stays, and lines as they are below it."""
        self._screen.write(f"{self._erased()}jamd: {printable(sentence)}\n{drawing}")

    def show(self, event: Event) -> None:
        """Take note of an event, and print a line if it is worth one."""
        clock, ports = self._view.clock, self._view.ports
        self._view.take(event)
        if isinstance(event, State | Clock):
            self._due = 0.0
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

    # -- keys

    def hear(self, data: bytes) -> list[Command]:
        """What the supervisor passes on: keys, and what may be done with the terminal."""
        typed = list(keys.typed(data))
        for key in typed:
            if key in _MODES:
                self._change_to(_MODES[key])
        return [command for key in typed for command in self._press(key)] if len(typed) <= _AT_ONCE else []

    def _press(self, key: str) -> Iterator[Command]:
        if key == _HELP:
            self._help, self._due = not self._help, 0.0
        elif (found := keys.KEYS.get(key)) is not None:
            if not self._is_held(found):
                yield found.command(self._view)
            self._pressed, self._due = (found.does, self._now()), 0.0

    def _is_held(self, key: keys.Key) -> bool:
        """Down since the last time, and one that acts once."""
        does, at = self._pressed
        return does == key.does and not key.repeats and self._now() - at < _HELD_S

    def _change_to(self, mode: bytes) -> None:
        self._mode, self._due = mode, 0.0
        if mode == HIDDEN:
            self._drawn = ""  # whoever has the terminal now erases it
        else:
            self._screen.remember_mode()

    # -- the status

    def draw(self) -> None:
        """At once after a beat or a key, else four times a second; where there is a terminal, and it is ours."""
        if not self._screen.redraws or self._screen.is_behind or self._mode == HIDDEN or self._now() < self._due:
            return
        self._due = self._now() + _DRAW_S
        does, at = self._pressed
        pressed = does if self._now() - at < _PRESSED_S else ""
        lines = status(self._view, Room(*self._screen.size, self._mode == KEYS, self._help, pressed))
        up = f"\x1b[{len(lines) - 1}A" if len(lines) > 1 else ""
        drawing = "\r" + f"{_END_OF_LINE}\n".join(lines) + f"\x1b[J{up}\r"
        if drawing != self._drawn or self._now() >= self._repeat:
            self._screen.write(drawing)
            self._drawn, self._repeat = drawing, self._now() + _REPEAT_S

    def _erased(self) -> str:
        """What removes the status."""
        drawn, self._drawn, self._due = self._drawn, "", 0.0
        return _ERASE if drawn else ""

    def end(self) -> None:
        """The cursor is where a shell expects it, and the terminal takes lines again."""
        self._screen.write(self._erased())
        self._screen.close()


def _names(ports: Ports) -> tuple[str, str, str]:
    return ports.input, ports.output, ports.backend
