"""The terminal's keys, and what each commands. Those that the page has too do the same there."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final, NamedTuple

from jamd.commands.clock_rows import TEMPO
from jamd.commands.jam_rows import INTENSITY, MODE
from jamd.music.events import Command
from jamd.music.time.notes import BandPart
from jamd.stage.view import View

UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
_ONE: Final = re.compile(r"\x1b[\[O][0-9;]*[A-Za-z~]|.", re.DOTALL)
_SAME: Final = {"=": "+", "_": "-"}  # on the same keys
_BPM: Final = 2
_NUDGE_MS: Final = 10.0
_STEP: Final = 0.1  # of the intensity


class Key(NamedTuple):
    """What it does may depend on what the band does now."""

    shown: str  # as people call it
    does: str
    command: Callable[[View], Command]
    repeats: bool = False  # acts again and again while it is held down


def typed(data: bytes) -> Iterator[str]:
    """The keys in what a terminal sends, as in `KEYS`; others as they are."""
    for found in _ONE.finditer(data.decode(errors="ignore")):
        key = found[0].replace("\x1bO", "\x1b[")
        yield _SAME.get(key, key if len(key) > 1 else key.lower())


def _start_or_stop(view: View) -> Command:
    return Command("stop" if view.runs else "start")


def _tempo(by: float, view: View) -> Command:
    now = view.clock.timeline.bpm if view.clock is not None else TEMPO.default
    return Command(TEMPO.name, TEMPO.kind.clamp(float(round(now + by))))


def _intensity(by: float, view: View) -> Command:
    now = view.state.intensity if view.state is not None else 0.5
    return Command(INTENSITY.name, INTENSITY.kind.clamp(round(now + by, 1)))


def _mute(part: BandPart, view: View) -> Command:
    """Or not, if it is muted."""
    muted = view.controls is not None and view.controls.settings.parts[part].mute
    return Command(f"{part}.mute", not muted)


def _once(name: str, value: Any = None) -> Callable[[View], Command]:
    return lambda view: Command(name, value)


KEYS: Final[dict[str, Key]] = {
    " ": Key("Space", "start, stop", _start_or_stop),
    "f": Key("f", "fill", _once("fill")),
    "b": Key("b", "break", _once("break")),
    "d": Key("d", "drum solo", _once("drum solo")),
    "p": Key("p", "piano solo", _once("piano solo")),
    "s": Key("s", "bass solo", _once("bass solo")),
    "e": Key("e", "ending", _once("ending")),
    "l": Key("l", "last chorus", _once("last chorus")),
    "v": Key("v", "vamp", _once("vamp")),
    "o": Key("o", "play on", _once("play on")),
    "r": Key("r", "from the top", _once("from the top")),
    "t": Key("t", "tap the tempo", _once("tap"), repeats=True),
    "+": Key("+", "faster", partial(_tempo, _BPM), repeats=True),
    "-": Key("-", "slower", partial(_tempo, -_BPM), repeats=True),
    RIGHT: Key("→", "beat earlier", _once("nudge", _NUDGE_MS), repeats=True),
    LEFT: Key("←", "beat later", _once("nudge", -_NUDGE_MS), repeats=True),
    UP: Key("↑", "more intense", partial(_intensity, _STEP), repeats=True),
    DOWN: Key("↓", "less intense", partial(_intensity, -_STEP), repeats=True),
    "i": Key("i", "as intense as you", _once(INTENSITY.name)),
    **{str(at): Key(str(at), str(mode), _once(MODE.name, mode)) for at, mode in enumerate(MODE.kind.choices, 1)},
    "m": Key("m", "mute the piano", partial(_mute, "piano")),
    "j": Key("j", "mute the bass", partial(_mute, "bass")),
    "k": Key("k", "mute the drums", partial(_mute, "drums")),
    "]": Key("]", "next tune", _once("next tune")),
    "[": Key("[", "previous tune", _once("previous tune")),
    "n": Key("n", "new take", _once("new take")),
    "x": Key("x", "panic", _once("panic")),
}
