"""The hand-written drummer's bars in styles that are no swing: plain time (`music.drum_time`), and the figure of kick,
snare and stick that goes with it. Positions are sixteenths of the bar."""

from collections.abc import Iterator
from typing import Final

from jamd.commands.choices import Style
from jamd.music import drum_kit as kit
from jamd.music.drum_time import plain_bar
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import TICKS_PER_BEAT

_SIXTEENTH: Final = TICKS_PER_BEAT // 4
_FAST: Final = 150  # bpm: from here on no sixteenths
_RAISED: Final = 8  # of plain time, so that it stands in front of the figure

# In turn, a bar each: voice -> level and row.
_FIGURES: Final[dict[Style, tuple[dict[int, tuple[float, str]], ...]]] = {
    "bossa": (
        {kit.SIDESTICK: (62, "o.....o.....o..."), kit.KICK: (54, "o.....o.o.....o.")},
        {kit.SIDESTICK: (62, "....o.....o....."), kit.KICK: (54, "o.....o.o.....o.")},
    ),
    "samba": ({kit.KICK: (56, "o..oo..oo..oo..o"), kit.LOW_TOM: (60, "....o.......o...")},),
    "funk": (
        {kit.SNARE: (80, "....o.......o..."), kit.KICK: (74, "o.....o...o.....")},
        {kit.SNARE: (80, "....o.......o..."), kit.KICK: (74, "o..o......o.....")},
    ),
    "even": (
        {kit.KICK: (44, "o.........o.....")},
        {kit.KICK: (44, "......o.........")},
    ),
    "shuffle": ({kit.SNARE: (74, "....o.......o..."), kit.KICK: (66, "o.......o.......")},),
}


def has_groove(style: Style) -> bool:
    return style in _FIGURES


def groove(scene: Scene, bar: int) -> Iterator[tuple[int, int, float]]:
    """(place, pitch, level) of one bar."""
    for place, voice, level in (*_time(scene), *_figure(scene, bar)):
        if scene.bpm < _FAST or place % 2 == 0:
            yield place * _SIXTEENTH, kit.PITCH_OF_VOICE[voice], level


def _time(scene: Scene) -> Iterator[tuple[int, int, float]]:
    for stroke in plain_bar(scene.style, scene.meter):
        yield stroke.place, stroke.voice, float(stroke.velocity + _RAISED)


def _figure(scene: Scene, bar: int) -> Iterator[tuple[int, int, float]]:
    figures = _FIGURES[scene.style]
    for voice, (level, row) in figures[bar % len(figures)].items():
        for place, sign in enumerate(_row(row, scene.meter.beats)):
            if sign == "o":
                yield place, voice, level


def _row(row: str, beats: int) -> str:
    """A row of four beats in another meter: in five, the second and the third beat come twice."""
    return row[: 4 * beats] if beats < 5 else row[:12] + row[4:12]
