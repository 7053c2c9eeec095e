"""A route as bytes: what a band that was killed leaves to the next one. Each tune is written once."""

from typing import Final

import msgspec

from jamd.music.charts.form import Chart
from jamd.music.planning.leg import Leg
from jamd.music.planning.route import Route

_MOST_LEGS: Final = 64  # the latest ones; further back, the first of them says where the form was


class _Saved(msgspec.Struct, frozen=True):
    tunes: tuple[Chart, ...]
    of: tuple[int | None, ...]  # the number of each leg's tune
    legs: tuple[Leg, ...]  # without their tunes


def saved(route: Route) -> bytes:
    """For `restored`."""
    legs = route.legs[-_MOST_LEGS:]
    tunes = list(dict.fromkeys(leg.tune for leg in legs if leg.tune is not None))
    of = tuple(None if leg.tune is None else tunes.index(leg.tune) for leg in legs)
    bare = tuple(msgspec.structs.replace(leg, tune=None) for leg in legs)
    return msgspec.msgpack.encode(_Saved(tuple(tunes), of, bare))


def restored(data: bytes) -> Route:
    """The route that was saved. ValueError where these bytes are none."""
    kept = msgspec.msgpack.decode(data, type=_Saved)
    return Route(
        tuple(
            leg if number is None else msgspec.structs.replace(leg, tune=kept.tunes[number])
            for leg, number in zip(kept.legs, kept.of, strict=True)
        )
    )
