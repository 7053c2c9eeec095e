"""People lead the order of solos as they lead the form: each command puts another leg into the route."""

from typing import Any

import msgspec

from jamd.errors import CommandError
from jamd.music.planning.here import Here, Place, place
from jamd.music.planning.leg import Leg, Order
from jamd.music.planning.order import SOLOS, Slot, begun_at, continued, next_slot, slot_at, slot_in
from jamd.music.planning.route import Route
from jamd.music.time.notes import Tick


def next_solo(here: Here, _: None) -> Route:
    """The next one of the order takes over. CommandError where there is no order, or the head out is played."""
    here = _behind_count_in(here)
    slot, order = _played(here)
    following = next_slot(here.route, slot, here.at.start)
    if following is None:
        raise CommandError("the head out is the end of the tune: no solo comes after it")
    if following.number == order.head_out:
        return head_out(here, None)
    return _taken_over(here, order, following)


def head_out(here: Here, _: None) -> Route:
    """From the top; where no form is known, from here. CommandError where there is no order."""
    order = _played(here)[1]
    chorus = here.route.chorus_at(here.before) + 1
    order = begun_at(order, order.head_out, chorus)
    if here.leg.tune is None:
        return _taken_over(here, order, slot_in(order, chorus))
    return here.from_bar(here.tune.intro, chorus=chorus, order=order, what="head out")


def _played(here: Here) -> tuple[Slot, Order]:
    """What is played, or was asked for already at this place. CommandError where there is no order."""
    slot, order = slot_at(here.route, _decides(here)), here.leg.order
    if slot is None or order is None:
        raise CommandError("nobody asked for solos in order: choose the mode tune first")
    return slot, order


def _decides(here: Here) -> Tick:
    """The tick that says who solos at this place: the one before it, unless a tune or a soloist is to begin here."""
    leg, before = here.leg, here.route.leg_at(here.before)
    begins = leg.start == here.at.start and (
        (leg.order, leg.tune) != (before.order, before.tune) or (leg.jumps and leg.chorus == 0)
    )
    return here.at.start if begins else here.before


def _taken_over(here: Here, order: Order, slot: Slot) -> Route:
    """A slot begins inside a chorus: this is its first one if most of it is left, else it comes on top. An intro or a
    count-in belongs to the chorus behind it, which stays."""
    at, leg, route = here.at.start, here.leg, here.route
    over = not leg.is_intro and 2 * (at - leg.round_at(at)[1]) > leg.round_ticks
    order = begun_at(order, slot.number, route.chorus_at(at) + over)
    behind = route.following(at) if leg.is_intro else ()
    later = (_ordered(each, order) if each.tune == leg.tune else each for each in behind[:1])
    return route.joined_by(here.goes_on(order=order, what=slot.what), *later)


def _behind_count_in(here: Here) -> Here:
    """A count-in that has begun is struck to its end."""
    behind = here.route.following(here.at.start)
    if not here.leg.count_in or here.leg.start == here.at.start or not behind:
        return here
    return Here(here.route, Place(behind[0].start, behind[0].start))


def kept(here: Here, chorus: int) -> dict[str, Any]:
    """The facts of bars that are played next and belong to this chorus: whoever solos goes on, and has heard as many
    choruses as before."""
    tick, order = _decides(here), here.leg.order
    slot = slot_at(here.route, tick)
    if order is not None and slot is not None:
        order = begun_at(order, slot.number, chorus - (here.route.chorus_at(tick) - slot.first))
    return {"chorus": chorus, "order": order}


def once_more(here: Here) -> Route:
    """A head out that is played is followed by another one."""
    route, slot, order = here.route, slot_at(here.route, here.before), here.route.leg_at(here.before).order
    if slot is None or order is None or slot.number < order.head_out:
        return route
    order = begun_at(order, order.head_out, route.chorus_at(here.before) + 1)
    later = (leg for leg in route.legs if leg.start > here.at.start)
    return route.joined_by(here.goes_on(order=order), *(_ordered(leg, order) for leg in later))


def reordered(route: Route, wanted: Order | None, horizon: Tick | None) -> Route:
    """With another order from the horizon on, in the tunes to come, too. None: nothing plays yet."""
    if horizon is None:
        return Route(tuple(_reordered(leg, wanted) for leg in route.legs))
    here = Here(route, place(route, horizon, "now"))
    now = here.goes_on(order=continued(here.leg.order, wanted, route.chorus_at(here.at.start)))
    later = [leg for leg in route.legs if leg.start > here.at.start]
    going_on = {leg.start for leg in later if leg.order is None and leg.tune == now.tune}
    return route.joined_by(
        now, *(_ordered(leg, now.order) if leg.start in going_on else _reordered(leg, wanted) for leg in later)
    )


def _reordered(leg: Leg, wanted: Order | None) -> Leg:
    return _ordered(leg, continued(leg.order, wanted, leg.chorus))


def _ordered(leg: Leg, order: Order | None) -> Leg:
    """A solo that was asked for does not come without an order."""
    what = "" if order is None and leg.what in SOLOS.values() else leg.what
    return msgspec.structs.replace(leg, order=order, what=what)
