"""Who plays when, and in which role: the policy that the jam machine asks for each part of each plan.

A mode is one row of `_MODES`: a rule from a part and whose turn it is to a role. To add a role, add its name to `Role`,
let a rule choose it, and let the players play it; the jam machine does not change.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from jamd.commands.choices import BAND, Mode
from jamd.music.planning.requests import Kind, Requests
from jamd.music.planning.route import Route
from jamd.music.planning.scene import Role
from jamd.music.planning.turns import Turn, Who, turns
from jamd.music.settings import JamSettings
from jamd.music.time.notes import BandPart, Tick

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
    if not settings.plays(part):
        return
    border = phrase_end if part == "piano" else None
    last_bars = end if ending is None else min(end, ending)
    for here, there, turn in _cut(turns(settings, route, Tick(max(start, 0)), last_bars), border):
        rule, over = _rule(settings, turn), phrase_end is not None and phrase_end <= here
        for first, last, kind in requests.pieces(here, there):
            usual = rule(part, _whose(turn, kind), over)
            yield Span(first, last, _asked(part, usual, kind))
    if ending is not None and start <= ending < end and settings.final_hit:
        if _rule(settings, None)(part, "both", phrase_end is not None and phrase_end <= ending) == "rest":
            return
        yield Span(ending, Tick(ending + 1), "last")


def _cut(pieces: Iterator[tuple[Tick, Tick, Turn]], at: Tick | None) -> Iterator[tuple[Tick, Tick, Turn]]:
    """The same pieces, none across a tick."""
    for start, end, turn in pieces:
        borders = [start, at, end] if at is not None and start < at < end else [start, end]
        yield from ((here, there, turn) for here, there in pairwise(borders))


def _whose(turn: Turn, kind: Kind | None) -> Who:
    """The drums leave their turn to a solo that was asked for, which the band accompanies."""
    return "both" if turn.who == "drums" and kind in ("piano", "bass") else turn.who


def _asked(part: BandPart, usual: Role, kind: Kind | None) -> Role:
    """What a request makes of a part's usual role."""
    if kind is None:
        return usual
    if kind == part:
        return "solo"
    if usual == "rest" or kind in ("silence", "drums"):
        return "rest"
    return "break" if kind == "hit" else "comp"


# -- the rules: part, whose turn it is, whether the keyboardist's phrase is over -> role

Rule = Callable[[BandPart, Who, bool], Role]


def _accompany(part: BandPart, who: Who, phrase_is_over: bool) -> Role:
    return "comp"


def _tune(part: BandPart, who: Who, phrase_is_over: bool) -> Role:
    if who == part:
        return "solo"
    return "rest" if who == "drums" else "comp"


def _trade(part: BandPart, who: Who, phrase_is_over: bool) -> Role:
    if part != "piano":
        return _tune(part, who, phrase_is_over)
    return "answer" if who in ("piano", "both") else "rest"


def _continue(part: BandPart, who: Who, phrase_is_over: bool) -> Role:
    if part != "piano":
        return "comp"
    return "line" if phrase_is_over else "rest"


def _solo(part: BandPart, who: Who, phrase_is_over: bool) -> Role:
    return "solo" if part == "piano" else "comp"


def _only(playing: BandPart) -> Rule:
    return lambda part, who, phrase_is_over: "comp" if part == playing else "rest"


_MODES: Final[dict[Mode, Rule]] = {
    "accompany": _accompany,
    "tune": _tune,
    "trade": _trade,
    "continue": _continue,
    "solo": _solo,
    "drums": _only("drums"),
    "piano": _only("piano"),
    "bass": _only("bass"),
}


def is_alone(part: BandPart, settings: JamSettings) -> bool:
    """Whether nobody else of the band is heard as long as the settings stay: if it were silent, too, all would be."""
    others = [other for other in BAND if other != part and settings.plays(other) and settings.audible(other)]
    return settings.mode == part or not others


def _rule(settings: JamSettings, turn: Turn | None) -> Rule:
    """Who trades with the drums alone is accompanied by the piano, as in a tune."""
    is_trade = settings.mode == "trade" or (turn is not None and turn.slot is not None and turn.slot.part == "trade")
    if not is_trade:
        return _MODES[settings.mode]
    return _tune if settings.trade_with == "drums" else _trade
