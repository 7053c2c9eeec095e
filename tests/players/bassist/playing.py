"""The bassist alone, bar after bar."""

import msgspec

from jamd.commands.choices import Style
from jamd.music.charts.form import Change, Chart, Section
from jamd.music.charts.load import load_chart
from jamd.music.harmony.chords import parse_chord
from jamd.music.planning.scene import Scene
from jamd.music.styles import STYLES, ratio_of
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick
from jamd.players.bassist.bassist import Bassist

BEAT = TICKS_PER_BEAT
RHYTHM_CHANGES = load_chart("builtin:rhythm-changes-in-f")
BLUES = load_chart("builtin:blues-in-bb")
Notes = tuple[Note, ...]


def chart(text: str, beats: int = 4, sections: tuple[int, ...] = (0,)) -> Chart:
    """Bars apart by `|`, of chords that last equally long; `-` goes on."""
    meter = Meter(beats)
    bars: list[tuple[Change, ...]] = []
    for bar in text.split("|"):
        symbols = bar.split()
        each = beats / len(symbols)
        changes = [Change(int(i * each), parse_chord(symbol)) for i, symbol in enumerate(symbols) if symbol != "-"]
        bars.append(tuple(changes))
    return Chart("", meter, tuple(bars), tuple(Section(str(first), first) for first in sections))


def scene(style: Style = "swing", bpm: float = 140, beats: int | None = None, **changes: object) -> Scene:
    meter = Meter(beats or STYLES[style].beats[0])
    facts = {
        "meter": meter, "bpm": bpm, "heard": Tick(0), "you": (), "own": (), "chart": RHYTHM_CHANGES.played_in(meter),
        "chord": None, "role": "comp", "intensity": 0.45, "swing": ratio_of(style, "band", bpm), "temperature": 1.0,
        "seed": 1, "style": style,
    }  # fmt: skip
    return Scene(**facts | changes)


def played(told: Scene, first: int = 0, last: int = 16, step: int | None = None, before: Notes = ()) -> Notes:
    """Bars [first, last), asked for in pieces of so many ticks; what was played before is told."""
    notes, bassist, bar = before, Bassist(), told.meter.bar
    size = step or int(bar)
    for start in range(first * bar, last * bar, size):
        now = msgspec.structs.replace(told, own=notes, heard=Tick(start))
        notes += bassist.play(now, Tick(start), Tick(min(start + size, last * bar)))
    return notes[len(before) :]


def places(notes: Notes, told: Scene) -> list[list[float]]:
    """Of each bar, the beats from 1 on, to the nearest eighth."""
    bar = told.meter.bar
    bars: list[list[float]] = [[] for _ in range(1 + max(note.start for note in notes) // bar)]
    for note in notes:
        number, inside = divmod(note.start + 90, bar)
        bars[number].append(1 + round((inside - 90) / BEAT * 4) / 4)
    return bars
