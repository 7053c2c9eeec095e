"""The drum bar that plays when no plan came: the last one again, or plain time if there was none."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from jamd.commands.choices import Style
from jamd.music import drum_kit as kit
from jamd.music.drum_time import LENGTH, PLACES, keeps_time, place_of, plain_bar, tick_of
from jamd.music.styles import ratio_of
from jamd.music.time.notes import Meter, Note, Tick

_TOMS: Final = (kit.LOW_TOM, kit.MID_TOM, kit.HIGH_TOM)
_MOST_TOMS: Final = 0.1  # of a bar's hits: a samba has that many, with more it is a fill


class Bars(NamedTuple):
    """How bars are counted: those of this meter, and from which of their lines on all are alike."""

    meter: Meter
    since: Tick

    def followed_by(self, meter: Meter, line: Tick) -> "Bars":
        """The bars of the next plan, which has a bar line here."""
        return self if meter == self.meter and (line - self.since) % meter.bar == 0 else Bars(meter, line)


def plain_time(style: Style, meter: Meter, bpm: float) -> tuple[Note, ...]:
    """One bar of what keeps the time in a style, from tick 0."""
    ratio = ratio_of(style, "band", bpm)
    starts = ((stroke, tick_of(stroke.place, ratio)) for stroke in plain_bar(style, meter))
    return tuple(
        Note(start, kit.PITCH_OF_VOICE[stroke.voice], Tick(start + LENGTH), stroke.velocity) for stroke, start in starts
    )


def repeat_bar(history: Sequence[Note], at: Tick, bars: Bars, style: Style, bpm: float) -> tuple[Note, ...] | None:
    """The last bar before `at` that keeps the style's time, moved there, else the last that is no fill: no fill and no
    count-in is played over and over.

    A bar that was planned silent stays silent; None where there is no such bar.
    """
    if not history:
        return ()
    found, meter = [], bars.meter
    for back in range(1, 1 + -(-(at - min(n.start for n in history)) // meter.bar)):
        first = at - back * meter.bar
        bar = [note for note in history if first <= note.start < first + meter.bar]
        if not bar and back == 1:
            return ()
        if bar and first >= bars.since and not _is_fill(bar):
            move = back * meter.bar
            found.append(tuple(Note(Tick(n.start + move), n.pitch, Tick(n.end + move), n.velocity) for n in bar))
    return next((bar for bar in found if _is_time(bar, bars, style, bpm)), found[0] if found else None)


def _is_time(bar: Sequence[Note], bars: Bars, style: Style, bpm: float) -> bool:
    ratio, places = ratio_of(style, "band", bpm), bars.meter.beats * PLACES
    starts = ((Tick(note.start - bars.since), note.pitch) for note in bar)
    hits = ((place_of(start, ratio) % places, kit.VOICE_OF_PITCH.get(pitch, -1)) for start, pitch in starts)
    return keeps_time(hits, style, bars.meter)


def _is_fill(bar: Sequence[Note]) -> bool:
    """A fill, or the crash after one."""
    voices = [kit.VOICE_OF_PITCH.get(note.pitch) for note in bar]
    return kit.CRASH in voices or sum(voice in _TOMS for voice in voices) > _MOST_TOMS * len(bar)
