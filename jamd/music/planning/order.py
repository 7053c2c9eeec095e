"""The order in which a whole tune is played: the head, the solos one after the other, the head again.

A place in this order is a slot: 0 is the head, for one chorus; then the soloists, each for so many choruses; behind the
last of them the head out. Choruses are the route's, so a loop or a vamp prolongs the slot that it is in.
"""

from typing import Final, Literal, NamedTuple

import msgspec

from jamd.commands.choices import Soloist
from jamd.music.planning.leg import Order
from jamd.music.planning.route import Route
from jamd.music.settings import JamSettings
from jamd.music.time.notes import BAND, Tick

Part = Literal["head", "solo", "trade", "head out"]

SOLOS: Final[dict[Soloist, str]] = {
    "you": "your solo",
    "piano": "piano solo",
    "bass": "bass solo",
    "drums": "drum solo",
    "trade": "trading",
}


class Slot(NamedTuple):
    """One place in the order, with the choruses [first, behind) that it lasts."""

    number: int
    part: Part
    soloist: Soloist  # in the head it is the keyboardist, who has the melody
    first: int
    behind: int

    @property
    def what(self) -> str:
        """For people."""
        return self.part if self.part in ("head", "head out") else SOLOS[self.soloist]


def order_of(settings: JamSettings) -> Order | None:
    """What is asked for, from the head on; nobody waits for a part that is switched off. None in the other modes."""
    if settings.mode != "tune":
        return None
    off = [part for part in BAND if not settings.plays(part)]
    return Order(tuple(name for name in _names(settings.solo_order) if name not in off), settings.solo_choruses)


def _names(order: str) -> tuple[Soloist, ...]:
    return tuple(order.split(", "))  # type: ignore[arg-type]  # as its row has read it


def slot_in(order: Order, chorus: int) -> Slot:
    """The slot of a chorus."""
    number, first = order.slot, order.since
    while number < order.head_out and chorus >= first + _length(order, number):
        first += _length(order, number)
        number += 1
    slot = _slot(order, number, first)
    return slot if number < order.head_out else slot._replace(behind=max(slot.behind, chorus + 1))  # it is played on


def _length(order: Order, number: int) -> int:
    return order.choruses if 0 < number < order.head_out else 1


def _slot(order: Order, number: int, first: int) -> Slot:
    behind = first + _length(order, number)
    if number in (0, order.head_out):
        return Slot(number, "head" if number == 0 else "head out", "you", first, behind)
    soloist = order.soloists[number - 1]
    return Slot(number, "trade" if soloist == "trade" else "solo", soloist, first, behind)


def slot_at(route: Route, tick: Tick) -> Slot | None:
    """None where the music follows no order."""
    order = route.leg_at(tick).order
    return None if order is None else slot_in(order, route.chorus_at(tick))


def next_slot(route: Route, slot: Slot, tick: Tick) -> Slot | None:
    """The one behind it, in the order that holds at a tick; None behind the head out."""
    order = route.leg_at(tick).order
    if order is None or slot.number >= order.head_out:
        return None
    return _slot(order, slot.number + 1, slot.behind)


def slot_span(route: Route, tick: Tick) -> tuple[Tick, Tick | None]:
    """From where to where the slot of a tick is played; None: as long as bars go round. ValueError where there is no
    order."""
    slot = slot_at(route, tick)
    if slot is None:
        raise ValueError(f"the music follows no order at {tick}")
    index = route.index(tick)
    return _begins(route, index, slot), _ends(route, index, slot)


def _begins(route: Route, index: int, slot: Slot) -> Tick:
    while True:
        leg = route.legs[index]
        assert leg.order is not None
        begun_in_it = leg.is_whole and slot.number != leg.order.slot
        start = max(leg.start, leg.chorus_begins(slot.first)) if begun_in_it else leg.start
        if start > leg.start or index == 0:
            return start
        before = slot_at(route, Tick(leg.start - 1))
        if before is None or before.number != slot.number:
            return start
        index, slot = index - 1, before


def _ends(route: Route, index: int, slot: Slot) -> Tick | None:
    while True:
        leg, following = route.legs[index], route.legs[index + 1 : index + 2]
        end = leg.chorus_begins(slot.behind) if leg.is_whole else None
        if not following or (end is not None and end < following[0].start):
            return end
        then = slot_at(route, following[0].start)
        if then is None or then.number != slot.number:
            return following[0].start
        index, slot = index + 1, then


# -- to change it while the music plays


def begun_at(order: Order, slot: int, chorus: int) -> Order:
    """With a slot that begins with a chorus."""
    return msgspec.structs.replace(order, slot=slot, since=chorus)


def from_the_head(order: Order | None) -> Order | None:
    """As a tune begins with it."""
    return None if order is None else begun_at(order, 0, 0)


def continued(before: Order | None, wanted: Order | None, chorus: int) -> Order | None:
    """What is wanted now, from where the order before has come to: whoever plays goes on. Where there was none, the
    head is played."""
    if wanted is None:
        return None
    if before is None:
        return begun_at(wanted, 0, chorus)
    slot = slot_in(before, chorus)
    number = wanted.head_out if slot.number == before.head_out else min(slot.number, wanted.head_out)
    return begun_at(wanted, number, slot.first)
