"""The long line: how much intensity the form adds to what is set or heard. The head is a little quieter; where people
ask for it, the band builds over the choruses, and comes back for the last one: the one before the end, or that of an
arc of so many choruses. A solo that the band accompanies builds by itself, and takes the room that it needs."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from jamd.commands.choices import Mode
from jamd.music.planning.order import slot_at
from jamd.music.planning.requests import Requests
from jamd.music.planning.roles import Span
from jamd.music.planning.route import Route
from jamd.music.planning.scene import Solo
from jamd.music.planning.turns import next_turn, turn_at
from jamd.music.settings import JamSettings
from jamd.music.time.notes import BandPart, Tick


class Manner(NamedTuple):
    """How a solo goes."""

    begins: float  # what its first phrase adds to the intensity
    ends: float  # what its last one adds
    room: float = 1.0  # share of their usual notes that the others play
    above: float = 0.0  # semitones that the pianist goes up


SOLOS: Final[dict[BandPart, Manner]] = {
    "piano": Manner(-0.1, 0.3),
    "bass": Manner(-0.25, 0.0, room=0.4, above=7.0),
}
"""Of those that the band accompanies."""

HEAD: Final = -0.05
A_CHORUS: Final = 0.08
MOST: Final = 0.3
_WITH_A_HEAD: Final[tuple[Mode, ...]] = ("accompany", "tune", "bass")
_SOLO_CHORUSES: Final = 3  # of a piano that solos all the time: so far are they told
_OPEN_BARS: Final = 64  # to come, of a solo whose end nobody knows
_PHRASE_BARS: Final = 4  # of a solo: each is hotter than the one before

Stretch = tuple[Tick, Tick]


def lift_at(tick: Tick, settings: JamSettings, route: Route, last_hit: Tick | None, solo: Solo | None = None) -> float:
    """What the form adds. Without a chart there is no head; an intensity that people have set holds in the head,
    too."""
    if solo is not None:
        return _climbed(tick, solo, _phrase(route, tick))
    number = route.chorus_at(tick)
    if number == 0:
        return 0.0 if route.at(tick).leg.tune is None or settings.intensity is not None else HEAD
    is_last = last_hit is not None and number == route.chorus_at(Tick(last_hit - 1))
    if not settings.build or is_last:
        return 0.0
    return min(MOST, A_CHORUS * number) if settings.arc == 0 else MOST * _height(number % settings.arc, settings.arc)


def _height(chorus: int, choruses: int) -> float:
    """Of an arc, 0 to 1: evenly up to two thirds of its choruses, and evenly down again."""
    top = min(choruses - 2, round(2 * (choruses - 1) / 3))
    if not 0 < chorus < choruses - 1:
        return 0.0
    return chorus / top if chorus <= top else (choruses - 1 - chorus) / (choruses - 1 - top)


def _climbed(tick: Tick, solo: Solo, phrase: int) -> float:
    """From the first phrase of a solo to its last one, in equal steps."""
    manner = SOLOS[solo.soloist]
    done, last = (tick - solo.start) // phrase, (solo.end - 1 - solo.start) // phrase
    return manner.begins + (manner.ends - manner.begins) * done / max(1, last)


def _phrase(route: Route, tick: Tick) -> int:
    """The length of a solo's phrase, in ticks."""
    return _PHRASE_BARS * route.at(tick).meter.bar


def solos(settings: JamSettings, requests: Requests, route: Route, now: Tick) -> tuple[Solo, ...]:
    """The solos that the band accompanies: those that were asked for; where the piano solos all the time, each chorus
    from this one on; in an order, this one and the next. None of a part that does not play."""
    asked = [Solo(*stretch, part) for part in SOLOS if settings.plays(part) for stretch in requests.solos(part)]
    if settings.mode == "solo" and settings.plays("piano"):
        return (*asked, *_every_chorus(route, now))
    return (*asked, *_in_order(settings, route, now))


def _every_chorus(route: Route, now: Tick) -> Iterator[Solo]:
    borders = [route.chorus_begins(now), route.next_chorus(now)]
    while len(borders) <= _SOLO_CHORUSES:
        borders.append(route.next_chorus(borders[-1]))
    return (Solo(start, end, "piano") for start, end in pairwise(borders))


def _in_order(settings: JamSettings, route: Route, now: Tick) -> Iterator[Solo]:
    here = turn_at(settings, route, now)
    for turn in (here, next_turn(settings, route, here)):
        if turn is None or turn.slot is None or turn.trades:
            continue
        if turn.who in SOLOS and settings.plays(turn.who):
            open_end = Tick(max(now, turn.start) + _OPEN_BARS * route.at(now).meter.bar)
            yield Solo(turn.start, open_end if turn.end is None else turn.end, turn.who)


def heads(settings: JamSettings, route: Route, now: Tick) -> tuple[Stretch, ...]:
    """Of this chorus and the next, those with the melody: the first, and what an order has as its head out."""
    here = max(now, route.legs[0].start)
    borders = [route.chorus_begins(here), route.next_chorus(here)]
    borders.append(route.next_chorus(borders[-1]))
    return tuple(stretch for stretch in pairwise(borders) if _is_head(settings, route, max(here, stretch[0])))


def _is_head(settings: JamSettings, route: Route, tick: Tick) -> bool:
    """Bars that go round by themselves, a loop or a vamp, are no head; nor is there one where people trade, or a
    soloist plays from the first bar on."""
    leg = route.leg_at(tick)
    if settings.mode not in _WITH_A_HEAD or leg.tune is None or not (leg.is_whole or leg.is_intro):
        return False
    slot = slot_at(route, tick)
    return route.chorus_at(tick) == 0 if slot is None else slot.what in ("head", "head out")


def cut_where_it_changes(spans: Iterable[Span], route: Route, solos: Sequence[Solo] = ()) -> Iterator[Span]:
    """The same spans, none across the beginning of a chorus or of a solo's phrase."""
    for span in spans:
        here, phrase = span.start, _phrase(route, span.start)
        while here < span.end:
            borders: list[int] = [route.next_chorus(here), span.end]
            borders += [
                start + ((here - start) // phrase + 1) * phrase for start, end, _ in solos if start <= here < end
            ]
            there = Tick(min(borders))
            yield Span(here, there, span.role)
            here = there
