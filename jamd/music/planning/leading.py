"""People lead the form while it plays: each command puts another leg into the route, at the place that `when` says.

- `now`: as soon as can be, at the same place in the bar; `beat`: on the next beat, which is then the first of a bar;
  `bar`, `section`, `chorus`: on the next bar line of that kind. A tune in another meter never begins inside a bar.
- The later command wins: what was asked for behind its place is off. Only another key leaves the rest as it is.
- Whoever solos goes on, wherever the form goes; only `next solo` and `head out` change that (see `soloists`).
- A loop that the music is in already goes on from where it is. Who leaves a loop or a vamp hears its bars to their end,
  and the tune goes on behind them.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import msgspec

from jamd.commands.choices import When
from jamd.commands.form_rows import GO_TO, HEAD_OUT, LOOP, MODULATE, NEXT_SOLO, PLAY_ON, TOP, TRANSPOSE, VAMP
from jamd.commands.kinds import Value
from jamd.commands.table import command_named
from jamd.errors import CommandError
from jamd.music.charts.form import Chart
from jamd.music.harmony.keys import transposed_key
from jamd.music.planning.here import START, Here, Place, from_bar, in_time, place
from jamd.music.planning.leg import Leg
from jamd.music.planning.order import from_the_head
from jamd.music.planning.route import Route
from jamd.music.planning.soloists import head_out, kept, next_solo, once_more
from jamd.music.time.notes import Meter, Tick

_BARS: Final = re.compile(r"(?P<first>\d{1,4})(?:\s*-\s*(?P<last>\d{1,4}))?")
_VAMP_BARS: Final = 4

# -- a tune


def opening(route: Route) -> Route:
    """What the next run plays: the last tune from its beginning, or its loop, in its key."""
    leg = route.legs[-1]
    order = from_the_head(leg.order)
    if leg.loop:
        facts = {"start": START.start, "downbeat": START.downbeat, "bar": leg.first, "chorus": 0, "since": None}
        return Route(()).joined_by(msgspec.structs.replace(leg, **facts, bpm=None, settings={}, what="", order=order))
    return from_the_top(leg.tune, leg.meter, semitones=leg.semitones, step=leg.step, order=order)


def from_the_top(tune: Chart | None, meter: Meter, **facts: Any) -> Route:
    """A run that begins with a tune; `meter` is that of music without one."""
    return Route(()).joined_by(*from_bar(tune, meter, START, 0, **facts))


def chosen(route: Route, tune: Chart | None, meter: Meter, at: Place, **facts: Any) -> Route:
    """Another tune, from its first bar on; `meter` is that of music without one."""
    at = in_time(route, at, meter if tune is None else tune.meter)
    name = "no chart" if tune is None else tune.title or "another tune"
    bpm, order = None if tune is None else tune.bpm, from_the_head(route.leg_at(at.start).order)
    return route.joined_by(*from_bar(tune, meter, at, 0, what=name, bpm=bpm, order=order, **facts))


# -- inside the tune


def _go_to(here: Here, text: str) -> Route:
    first, _ = _bars(here, text)
    named = f"bar {text}" if text.strip().isdigit() else text
    return here.from_bar(first, what=named, **kept(here, here.route.chorus_at(here.before)))


def _top(here: Here, _: None) -> Route:
    return here.from_bar(here.tune.intro, what="from the top", **kept(here, here.route.chorus_at(here.before) + 1))


def _loop(here: Here, text: str | None) -> Route:
    """CommandError where there are no such bars."""
    if text is None:
        return _on(here, None)
    first, last = _bars(here, text)
    return here.route.joined_by(_around(here, first, last, loop=True, what=f"loop {text}"))


def _around(here: Here, first: int, last: int, **facts: Any) -> Leg:
    """These bars go round, from where the music is if it is among them."""
    if first <= here.bar < last:
        return here.goes_on(first=first, last=last, times=0, count_in=False, **facts)
    there = Here(here.route.until(here.at.start), in_time(here.route, here.at, here.tune.meter_of(first)))
    jump = {"downbeat": there.at.downbeat, "bar": first, "since": None, "goes_on": False, "times": 0, "count_in": False}
    soloing = kept(here, here.route.chorus_at(there.before))
    return there.goes_on(first=first, last=last, **soloing, **jump, **facts)


def _vamp(here: Here, bars: int | None) -> Route:
    """The next bars; at the end of the form, its last ones."""
    length = len(here.tune.bars)
    first = max(min(here.bar, length - (bars or _VAMP_BARS)), here.tune.intro if here.bar >= here.tune.intro else 0)
    last = min(first + (bars or _VAMP_BARS), length)
    return here.route.joined_by(_around(here, first, last, loop=False, what="vamp"))


def _on(here: Here, _: None) -> Route:
    """Nothing that was asked for comes, and a loop or a vamp is left at the end of its bars."""
    route = Route(tuple(leg for leg in here.route.legs if leg.start < here.at.start))
    if not route.legs:
        return here.from_bar(0)
    leg, behind = route.legs[-1], here.route.legs[len(route.legs) :][:1]
    if leg.count_in and behind and behind[0].is_whole:  # nobody asked for what is counted in: it comes
        return Route((*route.legs, *behind))
    if leg.is_whole or leg.tune is None:
        return route
    end = route.next_chorus(here.before)
    if leg.count_in:
        return Here(route, Place(end, end)).from_bar(leg.first, what="play on")
    there, over = Here(route, Place(end, end)), leg.last == len(leg.tune.bars)
    chorus = route.chorus_at(here.before) + over
    return there.from_bar(leg.tune.intro if over else leg.last, chorus=chorus, since=leg.since, what="play on")


def _play_on(here: Here, _: None) -> Route:
    """And a head out is not the last one."""
    return once_more(Here(_on(here, None), here.at))


def _transpose(here: Here, semitones: int) -> Route:
    key = transposed_key(here.tune.key, semitones)
    named = f"key of {key}" if key else f"{semitones:+d} semitones"
    return _also_later(here, {"semitones": semitones}, named)


def _modulate(here: Here, step: int) -> Route:
    return _also_later(here, {"step": step}, f"{step:+d} semitones a chorus" if step else "the key stays")


def _also_later(here: Here, facts: dict[str, int], what: str) -> Route:
    """Facts of this leg and of those of the same tune behind it."""
    tune, begins = here.tune, here.leg.start == here.at.start
    now = here.goes_on(**facts, **({} if begins else {"what": what}))
    later = [leg for leg in here.route.legs if leg.start > here.at.start]
    return here.route.joined_by(
        now, *(msgspec.structs.replace(leg, **facts) if leg.tune == tune else leg for leg in later)
    )


def _bars(here: Here, text: str) -> tuple[int, int]:
    """The bars of a section, the one that comes next of several, or those that are numbered: 5, or 5-8. CommandError
    where there are none."""
    tune = here.tune
    ends = [section.first for section in tune.sections[1:]] + [len(tune.bars)]
    named = [(s.first, end) for s, end in zip(tune.sections, ends, strict=True) if s.name.lower() == text.lower()]
    if named:
        return next((each for each in named if here.bar < each[1]), named[0])
    numbers = _BARS.fullmatch(text.strip())
    if numbers is None:
        names = ", ".join(dict.fromkeys(section.name for section in tune.sections if section.name))
        raise CommandError(f"there is no section '{text[:20]}'" + (f": there are {names}" if names else ""))
    first, last = int(numbers["first"]), int(numbers["last"] or numbers["first"])
    if not 1 <= first <= last <= len(tune.bars):
        raise CommandError(f"the tune has bars 1 to {len(tune.bars)}, not {text}")
    return first - 1, last


def with_setting(route: Route, name: str, value: Value, horizon: Tick, when: When) -> Route:
    """What would be played anyway, with a setting from a place on."""
    here = Here(route, place(route, horizon, when))
    leg = here.goes_on()
    said = ("on" if value else "off") if isinstance(value, bool) else value
    leg = msgspec.structs.replace(leg, settings={**leg.settings, name: value}, what=leg.what or f"{name} {said}")
    return route.joined_by(leg, *(later for later in route.legs if later.start > here.at.start))


Lead = Callable[[Here, Any], Route]
EFFECTS: Final[dict[str, Lead]] = {
    GO_TO.name: _go_to,
    TOP.name: _top,
    LOOP.name: _loop,
    VAMP.name: _vamp,
    PLAY_ON.name: _play_on,
    NEXT_SOLO.name: next_solo,
    HEAD_OUT.name: head_out,
    TRANSPOSE.name: _transpose,
    MODULATE.name: _modulate,
}
"""Of the commands that lead the form; values are as their rows read them."""


def led(route: Route, name: str, value: object, horizon: Tick, when: When) -> Route:
    """With what a command asks for. CommandError where it takes another value, or cannot be done."""
    read = command_named(name).read(value)
    goes_on = name == PLAY_ON.name or (name == LOOP.name and read is None)
    return EFFECTS[name](Here(route, place(route, horizon, "bar" if goes_on else when)), read)
