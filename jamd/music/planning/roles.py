"""Who plays when, and in which role: the policy that the jam machine asks for each part of each plan.

A mode is one row of `_MODES`: a rule from a part and whose turn it is to a role. To add a role, add its name to `Role`,
let a rule choose it, and let the players play it; the jam machine does not change.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from jamd.commands.choices import Mode
from jamd.music.planning.requests import Kind, Requests
from jamd.music.planning.route import Route
from jamd.music.planning.scene import Role
from jamd.music.settings import JamSettings
from jamd.music.time.notes import BandPart, Tick

Turn = Literal["you", "band", "both"]


NOTHING: Final = Requests()


class Span(NamedTuple):
    """A part plays one role from `start` to `end`."""

    start: Tick
    end: Tick
    role: Role


def spans(
    part: BandPart,
    settings: JamSettings,
    route: Route,
    start: Tick,
    end: Tick,
    phrase_end: Tick | None,
    ending: Tick | None = None,
    requests: Requests = NOTHING,
) -> Iterator[Span]:
    """The roles of a part in [start, end), in order; nothing is played before tick 0, or after the last hit.

    `phrase_end`: where the keyboardist's phrase is over. `ending`: where the last hit falls, if one was asked for.
    """
    if not settings.parts[part].enabled:
        return
    rule = _rule(settings)
    border = phrase_end if part == "piano" else None
    last_bars = end if ending is None else min(end, ending)
    for here, there, turn in _cut(turns(settings, route, Tick(max(start, 0)), last_bars), border):
        usual = rule(part, turn, phrase_end is not None and phrase_end <= here)
        for first, last, kind in requests.pieces(here, there):
            yield Span(first, last, _asked(part, usual, kind))
    if ending is not None and start <= ending < end and settings.final_hit:
        if rule(part, "both", phrase_end is not None and phrase_end <= ending) == "rest":
            return
        yield Span(ending, Tick(ending + 1), "last")


def _cut(pieces: Iterator[tuple[Tick, Tick, Turn]], at: Tick | None) -> Iterator[tuple[Tick, Tick, Turn]]:
    """The same pieces, none across a tick."""
    for start, end, turn in pieces:
        borders = [start, at, end] if at is not None and start < at < end else [start, end]
        yield from ((here, there, turn) for here, there in pairwise(borders))


def _asked(part: BandPart, usual: Role, kind: Kind | None) -> Role:
    """What a request makes of a part's usual role."""
    if kind is None:
        return usual
    if kind == "drum solo":
        return "solo" if part == "drums" else "rest"
    if kind == "piano solo" and part == "piano":
        return "solo"
    if usual == "rest" or kind == "silence":
        return "rest"
    return "break" if kind == "hit" else "comp"


def turns(settings: JamSettings, route: Route, start: Tick, end: Tick) -> Iterator[tuple[Tick, Tick, Turn]]:
    """Cut [start, end) where the turn changes. Only trading has turns; the first one begins with the tune."""
    while start < end:
        span = turn_span(settings, route, start)
        border = end if span is None else min(end, span[1])
        yield start, border, turn_at(settings, route, start)
        start = border


def turn_span(settings: JamSettings, route: Route, tick: Tick) -> tuple[Tick, Tick] | None:
    """The turn that a tick falls into, from where to where; None where nobody takes turns."""
    if settings.mode != "trade":
        return None
    first = last = route.bar_line(Tick(max(tick, 0)))
    turn = route.turn_at(first, settings.trade_bars)
    while first > 0 and route.turn_at(Tick(first - 1), settings.trade_bars) == turn:
        first = route.bar_line(Tick(first - 1))
    while route.turn_at(last, settings.trade_bars) == turn:
        last = route.next_bar(last)
    return first, last


def turn_at(settings: JamSettings, route: Route, tick: Tick, requests: Requests = NOTHING) -> Turn:
    """Whose turn it is; during the count-in, that of whoever plays first."""
    if requests.is_solo_at(tick):
        return "band"
    if settings.mode != "trade":
        return "both"
    is_first = route.turn_at(Tick(max(tick, 0)), settings.trade_bars)[1] % 2 == 0
    return "you" if is_first == settings.you_first else "band"


def rest_is_expected(settings: JamSettings, route: Route, tick: Tick, requests: Requests = NOTHING) -> bool:
    """Whether the keyboardist is expected to let the band play, so that a rest does not mean that they play softer."""
    return settings.mode in ("continue", "solo") or turn_at(settings, route, tick, requests) == "band"


# -- the rules: part, turn, whether the keyboardist's phrase is over -> role


def _accompany(part: BandPart, turn: Turn, phrase_is_over: bool) -> Role:
    return "comp"


def _trade(part: BandPart, turn: Turn, phrase_is_over: bool) -> Role:
    if part == "drums":
        return "comp"
    return "rest" if turn == "you" else "answer"


def _trade_with_drums(part: BandPart, turn: Turn, phrase_is_over: bool) -> Role:
    if turn != "band":
        return "comp"
    return "solo" if part == "drums" else "rest"


def _continue(part: BandPart, turn: Turn, phrase_is_over: bool) -> Role:
    if part == "drums":
        return "comp"
    return "line" if phrase_is_over else "rest"


def _solo(part: BandPart, turn: Turn, phrase_is_over: bool) -> Role:
    return "comp" if part == "drums" else "solo"


def _only(playing: BandPart) -> Callable[[BandPart, Turn, bool], Role]:
    return lambda part, turn, phrase_is_over: "comp" if part == playing else "rest"


_MODES: Final[dict[Mode, Callable[[BandPart, Turn, bool], Role]]] = {
    "accompany": _accompany,
    "trade": _trade,
    "continue": _continue,
    "solo": _solo,
    "drums": _only("drums"),
    "piano": _only("piano"),
}


def _rule(settings: JamSettings) -> Callable[[BandPart, Turn, bool], Role]:
    if settings.mode == "trade" and settings.trade_with == "drums":
        return _trade_with_drums
    return _MODES[settings.mode]
