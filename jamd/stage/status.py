"""How the band is doing, in a few lines of text: what a musician looks for first, figures last.

The lines are filled with cells as far as the terminal is wide; nothing is cut that fits on a line of its own.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from jamd.music.events import Clock, Coming, Ports, State
from jamd.stage.keys import KEYS
from jamd.stage.view import View, clock_label, turn_left

BOLD: Final = "\x1b[1m"
DIM: Final = "\x1b[2m"
_PLAIN: Final = "\x1b[0m"
_GAP: Final = "  "
_MARGIN: Final = " "  # the cursor stands there
_BLOCKS: Final = 10  # of the bar that shows the intensity
_BANDS_TURN: Final = {"piano": "the piano's turn", "bass": "the bass's turn", "drums": "the drums' turn"}
_SHORT: Final = ("Space start, stop", "f fill", "e ending", "t tap", "+ - tempo", "[ ] tune", "? all keys")


class Cell(NamedTuple):
    text: str
    style: str = ""


class Room(NamedTuple):
    """What there is on the terminal: columns and lines, and whether keys can be typed."""

    columns: int
    lines: int
    keys: bool = False
    help: bool = False  # all keys are asked for
    pressed: str = ""  # what the last key did, for a moment


def status(view: View, room: Room) -> list[str]:
    """The lines, with their styles, none wider or more than there is room for."""
    groups: list[Iterable[Cell]] = [_place(view, room), _coming(view), _music(view)]
    groups += [_all_keys()] if room.help else [(*_figures(view), *_ports(view.ports)), _short_keys(room)]
    width = max(1, room.columns - 1)  # in the last column some terminals begin a new line
    return [line for group in groups for line in _filled(group, width)][: max(1, room.lines - 1)]


# -- what is shown


def _place(view: View, room: Room) -> Iterator[Cell]:
    state = view.state
    if not view.runs or state is None:
        yield Cell("stopped", BOLD)
        if room.keys:
            yield Cell("Space starts the band")
    elif state.bar < 0:
        yield Cell(f"count-in {-state.bar}", BOLD)
        yield Cell(_dots(state))
    else:
        yield Cell(f"{state.bar + 1}.{state.beat + 1}", BOLD)
        yield Cell(_dots(state))
    if view.runs and state is not None:
        yield Cell(f"{state.section} {state.chord or '-'} → {state.next_chord or '-'}".strip(), BOLD)
        yield from _turn(state)
        if state.left_hand_bass:
            yield Cell("you have the bass")
    if room.pressed:
        yield Cell(f"[{room.pressed}]")


def _dots(state: State) -> str:
    return "".join("●" if beat == state.beat else "○" for beat in range(state.beats))


def _turn(state: State) -> Iterator[Cell]:
    if state.turn == "both":
        return
    whose = "your turn" if state.turn == "you" else _BANDS_TURN.get(state.soloist, "the band's turn")
    if (beats := turn_left(state)) is not None:
        whose += f", {_length(beats // state.beats, beats % state.beats)} left"
    yield Cell(whose, BOLD if state.turn == "you" else "")


def _length(bars: int, beats: int) -> str:
    if bars:
        return f"{bars} bar{'s' if bars > 1 else ''}"
    return f"{beats} beat{'s' if beats != 1 else ''}"


def _coming(view: View) -> Iterator[Cell]:
    for each in view.state.coming if view.state is not None and view.runs else ():
        yield Cell(_when(each))


def _when(each: Coming) -> str:
    return f"{each.what} in {_length(each.bars, each.beats)}"


def _music(view: View) -> Iterator[Cell]:
    if view.tune:
        yield Cell(view.tune)
    if view.clock is not None:
        yield Cell(_tempo(view.clock))
    if view.state is not None and view.runs:
        bar = "" if view.state.chart_bar is None else f", bar {view.state.chart_bar + 1}"
        yield from (Cell(view.state.mode), Cell(view.state.style), Cell(f"chorus {view.state.chorus + 1}{bar}"))
        filled = round(view.state.intensity * _BLOCKS)
        yield Cell("intensity " + "█" * filled + "░" * (_BLOCKS - filled))


def _tempo(clock: Clock) -> str:
    bpm = f"{clock.timeline.bpm:.0f}" if clock.source == "internal" else f"{clock.timeline.bpm:.1f}"
    return f"{bpm} bpm ({clock_label(clock.source, clock.hold)})"


def _figures(view: View) -> Iterator[Cell]:
    middle, worst = view.late_ns(0.5), view.late_ns(0.99)
    if middle is not None and worst is not None:
        yield Cell(f"late {middle / 1e6:.2f} ms, p99 {worst / 1e6:.2f}", DIM)
    counts = view.counts
    figures = {"heard": counts.heard, "dropped": counts.dropped, "vamps": counts.vamped}
    yield from (Cell(f"{what} {count}", DIM) for what, count in figures.items())
    if view.state is not None:
        yield Cell(f"plan {view.state.plan_ms:.0f} ms", DIM)
    yield from (Cell(f"{what} {times}", BOLD) for what, times in counts.fallbacks.items() if times)


def _ports(ports: Ports | None) -> Iterator[Cell]:
    if ports is None:
        return
    if ports.backend == "none":
        yield Cell("no MIDI", DIM)
        return
    own_in, own_out = ports.own if ports.virtual else ("none", "none")
    yield Cell(f"in: {ports.input or own_in}", DIM)
    yield Cell(f"out: {ports.output or own_out}", DIM)
    yield Cell(ports.backend, DIM)


def _short_keys(room: Room) -> Iterator[Cell]:
    if room.keys:
        yield from map(Cell, _SHORT)


def _all_keys() -> Iterator[Cell]:
    yield from (Cell(f"{key.shown} {key.does}") for key in KEYS.values())
    yield Cell("Ctrl-C the end")
    yield Cell("? less")


# -- how it is laid out


def _filled(cells: Iterable[Cell], width: int) -> Iterator[str]:
    """Lines of cells, each as full as can be."""
    line, used = "", 0
    for cell in cells:
        text = _fitting(cell.text, width - len(_MARGIN))
        needed = _width(text) + (len(_GAP) if used else len(_MARGIN))
        if used and used + needed > width:
            yield line
            line, used = "", 0
            needed = _width(text) + len(_MARGIN)
        line += (_GAP if used else _MARGIN) + (f"{cell.style}{text}{_PLAIN}" if cell.style else text)
        used += needed
    if used:
        yield line


def _fitting(text: str, width: int) -> str:
    """What a port or a tune is called may be long, and hold what would confuse a terminal."""
    text = printable(text)
    while _width(text) > width:
        text = text[:-2] + "…" if len(text) > 2 else text[:-1]
    return text


def printable(text: str) -> str:
    """Without anything that a terminal would obey."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _width(text: str) -> int:
    """Columns."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
