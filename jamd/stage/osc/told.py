"""The state of the jam as OSC messages: what has changed since it was last told. docs/osc.md lists all of them.

What people have set is told at the address that sets it, so that a fader shows it; the rest below /jamd/state/.
"""

from collections.abc import Iterator
from typing import Final

from jamd.commands.choices import BAND
from jamd.commands.table import JAM_SETTINGS, PART_SETTINGS
from jamd.music.channel_messages import is_note_on
from jamd.music.events import Controls, Delivery, Event, Heard, Played, State
from jamd.stage.osc.addresses import ROOT, address_of
from jamd.stage.osc.packets import Argument, Message
from jamd.stage.view import View, turn_left

STATE: Final = ROOT + "state/"
ONSET: Final = ROOT + "onset/"


class Told:
    """Owned by one thread."""

    def __init__(self) -> None:
        self._told: dict[str, Argument] = {}

    def forget(self) -> None:
        """Everything is told again."""
        self._told = {}

    def changes(self, view: View) -> list[Message]:
        now = {address: _plain(value) for address, value in _everything(view)}
        changed = dict(now.items() - self._told.items())
        self._told = now
        return [Message(address, (now[address],)) for address in now if address in changed]


def onset(event: Event) -> Message | None:
    """A note that has just begun, of a part of the band or of the keyboardist: its pitch and velocity."""
    if isinstance(event, Heard):
        part: str = "you"
    elif isinstance(event, Played) and event.part in BAND:
        part = event.part
    else:
        return None
    return Message(ONSET + part, tuple(event.data[1:])) if is_note_on(event.data) else None


def _plain(value: Argument) -> Argument:
    """Controllers have numbers, but no true and false."""
    return int(value) if isinstance(value, bool) else value


def _everything(view: View) -> Iterator[tuple[str, Argument]]:
    """By address."""
    yield STATE + "running", view.runs
    if view.clock is not None:
        yield address_of("tempo"), round(view.clock.timeline.bpm, 3)
        yield address_of("source"), view.clock.source
        yield STATE + "hold", view.clock.hold
    if view.state is not None:
        yield from ((STATE + name, value) for name, value in _place(view.state))
    if view.controls is not None:
        yield STATE + "tune", view.tune
        yield from ((address_of(name), value) for name, value in _set(view.controls))
    if view.delivery is not None:
        yield from ((address_of(name), value) for name, value in _sent(view.delivery))
    if view.ports is not None:
        yield address_of("input"), view.ports.input
        yield address_of("output"), view.ports.output


def _place(state: State) -> Iterator[tuple[str, Argument]]:
    """Bars and beats as musicians count them: from 1, and -2, -1 before it in the count-in."""
    yield "bar", state.bar if state.bar < 0 else state.bar + 1
    yield "beat", state.beat + 1
    yield "beats", state.beats
    yield "chorus", state.chorus + 1
    yield "chart_bar", 0 if state.chart_bar is None else state.chart_bar + 1
    yield "section", state.section
    yield "section_bar", state.section_bar + 1
    yield "chord", state.chord
    yield "next_chord", state.next_chord
    yield "key", state.key
    yield "style", state.style
    yield "turn", state.turn
    yield "turn_beats", turn_left(state) or 0
    yield "intensity", round(state.intensity, 3)
    first = state.coming[0] if state.coming else None
    yield "coming", first.what if first else ""
    yield "coming_bars", first.bars if first else 0
    yield "coming_beats", first.beats if first else 0


def _set(controls: Controls) -> Iterator[tuple[str, Argument]]:
    """By the names of commands."""
    settings = controls.settings
    yield from ((name, getattr(settings, name)) for name in JAM_SETTINGS)
    for part, musician in settings.parts.items():
        yield from ((f"{part}.{name}", getattr(musician, name)) for name in PART_SETTINGS)
        yield f"{part}.player", controls.players.get(part, "")
        yield from ((f"{part}.{name}", value) for name, value in settings.own(part).items())


def _sent(delivery: Delivery) -> Iterator[tuple[str, Argument]]:
    yield "clock.send", delivery.sending
    for what, early_ms in delivery.latency_ms.items():
        yield ("latency" if what == "all" else f"{what}.latency"), early_ms
