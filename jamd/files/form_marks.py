"""What a MIDI file says of the form: meters, keys, and markers for count-in, choruses, sections and chords.

Strategy: the places at which the band planned go in, in order; what changed from one to the next is written down. So
the file says what was played, wherever people led the form. A section has its name in brackets, as in a text grid,
since `A` is a chord.
"""

from typing import NamedTuple

from jamd.music.charts.unfold import is_intro
from jamd.music.events import State
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Tick


class Place(NamedTuple):
    """Where the music is; ticks are those of the file."""

    bar_line: Tick  # where its bar begins
    meter: Meter
    in_tune: bool = False  # a form is known, and has begun
    chorus: int = 0  # from 0
    section: str = ""
    section_bar: int = 0  # the bar of the section, from 0
    key: str = ""
    chords: tuple[tuple[Tick, str], ...] = ()  # those that began lately, up to here


def place_of(state: State, offset: int, meter: Meter) -> Place:
    """Where the band was when it reported; `offset` leads from its ticks to those of the file. `meter` is that of logs
    which do not say it."""
    line = state.bar_line
    if line is None:
        line = Tick(state.bar * meter.bar)
    else:
        meter = Meter(state.beats)
    return Place(
        Tick(offset + line),
        meter,
        state.chart_bar is not None,
        state.chorus,
        state.section,
        state.section_bar,
        state.key,
        tuple((Tick(offset + since), chord) for since, chord in state.chords or _chord_now(state, line)),
    )


def _chord_now(state: State, line: Tick) -> list[tuple[Tick, str]]:
    """The one that sounds: all that is known without a chart."""
    known = state.chord and state.bar >= 0
    return [(Tick(line + state.beat * TICKS_PER_BEAT), state.chord)] if known else []


class FormMarks:
    """Filled by `take`; then all that `write_midi` is given of the form. The first bar begins at `start`."""

    def __init__(self, meter: Meter, start: Tick = Tick(0)) -> None:
        self.meters: list[tuple[Tick, Meter]] = [(start, meter)]
        self.keys: list[tuple[Tick, str]] = []
        self.markers: list[tuple[Tick, str]] = []
        self._before: Place | None = None
        self._chord = Tick(-1), ""

    def begin(self, tick: Tick, *, counts_in: bool) -> None:
        """The music starts, or starts again, at a tick."""
        self._before = None
        if counts_in:
            self.markers.append((tick, "Count-in"))

    def take(self, place: Place) -> None:
        """The next place; of those in one bar the first says where the bar is."""
        before, self._before = self._before, place
        self._take_meter(place)
        if place.in_tune:
            self._take_form(place, before)
        if place.key and (not self.keys or self.keys[-1][1] != place.key):
            self.keys.append((place.bar_line, place.key))
        for since, chord in place.chords:
            if chord != self._chord[1] and since > self._chord[0]:
                self._chord = since, chord
                self.markers.append(self._chord)

    def _take_meter(self, place: Place) -> None:
        """A time signature stands where bars of another length begin, or where bar lines lie elsewhere."""
        since, meter = self.meters[-1]
        if place.bar_line < since or (place.meter == meter and (place.bar_line - since) % meter.bar == 0):
            return
        if place.bar_line == since:
            self.meters.pop()
        self.meters.append((place.bar_line, place.meter))

    def _take_form(self, place: Place, before: Place | None) -> None:
        if before is not None and not before.in_tune:
            before = None
        in_chorus = not is_intro(place.section)
        if in_chorus and (before is None or before.chorus != place.chorus or is_intro(before.section)):
            self.markers.append((place.bar_line, f"Chorus {place.chorus + 1}"))
        if place.section and (before is None or _begins_section(place, before)):
            self.markers.append((place.bar_line, f"[{place.section}]"))


def _begins_section(place: Place, before: Place) -> bool:
    """Whether another section, or the same again, began between two places."""
    if place.section != before.section:
        return True
    return place.bar_line > before.bar_line and place.section_bar <= before.section_bar
