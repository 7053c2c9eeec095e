"""What keeps the time on the drums in each style: a plain bar of it, and how much of it a bar needs.

A place is a sixteenth of the straight bar, 4 to the beat; swing moves the off-beats (place 2 of a beat) later. The
amounts are such that real drummers pass. Of the bars of the Groove MIDI Dataset (drummers alone, who improvise), in
takes that keep time at all, this share falls short, and this share is the second in a row: swing .14 and .05, waltz .07
and .01, shuffle .16 and .06, bossa .16 and .03, samba .03 and 0, funk .09 and .02.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from jamd.commands.choices import Style
from jamd.music import drum_kit as kit
from jamd.music.time.notes import METERS, TICKS_PER_BEAT, Meter, Tick
from jamd.music.time.swing import straightened, swung

PLACES: Final = 4  # to the beat
OFFBEAT: Final = 2  # of them
LENGTH: Final = Tick(TICKS_PER_BEAT // 8)  # of a stroke

_PLACE: Final = TICKS_PER_BEAT // PLACES
_RIDES: Final = frozenset((kit.RIDE, kit.BELL))
_CYMBALS: Final = _RIDES | {kit.CLOSED_HAT, kit.OPEN_HAT}
_FEET: Final = frozenset((kit.PEDAL_HAT,))
HATS: Final = frozenset((kit.PEDAL_HAT, kit.CLOSED_HAT, kit.OPEN_HAT))


class Stroke(NamedTuple):
    """One stroke of a plain bar."""

    place: int
    voice: int
    velocity: int  # at a middling intensity


class DrumTime(NamedTuple):
    """Of one style."""

    rows: dict[int, dict[int, str]]  # a plain bar by beats to the bar: its time voices, `o` where they are struck
    keepers: frozenset[int]  # voices of which any eighth counts
    least: dict[int, int]  # eighths that a bar needs, by beats to the bar
    refuses_backbeat: bool = False  # snare on 2 and 4 under hats without an off-beat is another style's time
    foot: bool = True  # the hi-hat's foot belongs on the backbeats


_SWING: Final = DrumTime(
    {
        4: {kit.RIDE: "o...o.o.o...o.o.", kit.PEDAL_HAT: "....o.......o..."},
        3: {kit.RIDE: "o...o.o.o...", kit.PEDAL_HAT: "....o..."},
        5: {kit.RIDE: "o...o.o.o...o.o.o...", kit.PEDAL_HAT: "....o.......o..."},
    },
    _CYMBALS,
    {4: 3, 3: 2, 5: 3},
    refuses_backbeat=True,
)
DRUM_TIME: Final[dict[Style, DrumTime]] = {
    "swing": _SWING,
    "waltz": _SWING,
    "ballad": _SWING._replace(keepers=_CYMBALS | {kit.SNARE}),  # brushes keep it on the snare
    "shuffle": DrumTime(
        {
            4: {kit.RIDE: "o.o.o.o.o.o.o.o.", kit.PEDAL_HAT: "....o.......o..."},
            3: {kit.RIDE: "o.o.o.o.o.o.", kit.PEDAL_HAT: "....o..."},
            5: {kit.RIDE: "o.o.o.o.o.o.o.o.o.o.", kit.PEDAL_HAT: "....o.......o..."},
        },
        _CYMBALS,
        {4: 3, 3: 2, 5: 3},
    ),
    "bossa": DrumTime(
        {
            4: {kit.RIDE: "o.o.o.o.o.o.o.o.", kit.PEDAL_HAT: "....o.......o..."},
            3: {kit.RIDE: "o.o.o.o.o.o.", kit.PEDAL_HAT: "....o..."},
            5: {kit.RIDE: "o.o.o.o.o.o.o.o.o.o.", kit.PEDAL_HAT: "....o.......o..."},
        },
        _CYMBALS | _FEET,
        {4: 4, 3: 3, 5: 5},
    ),
    "samba": DrumTime(
        {
            4: {kit.SNARE: "oooo.ooooooo.ooo", kit.PEDAL_HAT: "..o...o...o...o."},
            3: {kit.SNARE: "oooo.ooooooo", kit.PEDAL_HAT: "..o...o...o."},
            5: {kit.SNARE: "oooo.ooooooo.ooooooo", kit.PEDAL_HAT: "..o...o...o...o...o."},
        },
        _CYMBALS | _FEET | {kit.SNARE, kit.SIDESTICK},
        {4: 4, 3: 3, 5: 5},
        foot=False,
    ),
    "funk": DrumTime(
        {beats: {kit.CLOSED_HAT: "o.o." * beats} for beats in METERS},
        _CYMBALS | _FEET,
        {4: 4, 3: 3, 5: 5},
        foot=False,
    ),
    "even": DrumTime(
        {
            4: {kit.RIDE: "o.o...o.o.o...o."},
            3: {kit.RIDE: "o.o...o.o.o."},
            5: {kit.RIDE: "o.o...o.o.o...o.o.o."},
        },
        _CYMBALS | _FEET,
        {4: 3, 3: 2, 5: 3},
        refuses_backbeat=True,
        foot=False,
    ),
}
_VELOCITY: Final = {kit.PEDAL_HAT: (74, 62), kit.SNARE: (52, 38)}  # on the beat, between beats
_CYMBAL_VELOCITY: Final = (62, 55)


def plain_bar(style: Style, meter: Meter) -> list[Stroke]:
    """The time voices of a plain bar, in order."""
    rows = DRUM_TIME[style].rows[meter.beats]
    return sorted(
        Stroke(place, voice, _VELOCITY.get(voice, _CYMBAL_VELOCITY)[place % PLACES > 0])
        for voice, row in rows.items()
        for place in range(meter.beats * PLACES)
        if row[place : place + 1] == "o"
    )


def tick_of(place: int, swing: float) -> Tick:
    """Where a place is played, from the first bar line on."""
    return swung(Tick(place * _PLACE), swing)


def place_of(tick: Tick, swing: float) -> int:
    """The place nearest to a played tick."""
    return round(straightened(tick, swing) / _PLACE)


def keeps_time(hits: Iterable[tuple[int, int]], style: Style, meter: Meter, light: bool = False) -> bool:
    """Whether a bar's hits (place in the bar, voice) have enough of what keeps the time in this style. `light`: under a
    solo that is easily covered, where the foot is enough beside a few strokes of the hand."""
    time, struck = DRUM_TIME[style], set(hits)
    keepers = time.keepers | _FEET if light else time.keepers
    kept = {place for place, voice in struck if voice in keepers and place % OFFBEAT == 0}
    if len(kept) < time.least[meter.beats]:
        return False
    return not (time.refuses_backbeat and _is_backbeat(struck, kept, meter))


def _is_backbeat(struck: set[tuple[int, int]], kept: set[int], meter: Meter) -> bool:
    swings = any(place % PLACES == OFFBEAT for place in kept)
    rides = any(voice in _RIDES for _, voice in struck)
    snare = {place for place, voice in struck if voice == kit.SNARE and place % PLACES == 0}
    return not swings and not rides and snare == set(backbeats(meter))  # brushes tap on 1 and 3, too


def has_foot(hits: Iterable[tuple[int, int]], meter: Meter) -> bool:
    """A hi-hat is struck or closed on one of the backbeats."""
    places = backbeats(meter)
    return any(voice in HATS and place in places for place, voice in hits)


def backbeats(meter: Meter) -> tuple[int, ...]:
    """The places of 2 and 4; in three, of 2 and 3."""
    return (PLACES, 2 * PLACES) if meter.beats == 3 else (PLACES, 3 * PLACES)
