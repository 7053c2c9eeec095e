"""The jam as a snapshot for those who show it."""

from collections.abc import Iterator

from jamd.music.events import Coming, State
from jamd.music.harmony.keys import transposed_key
from jamd.music.harmony.writing import respelled
from jamd.music.listening.left_hand_bass import left_hand_bass
from jamd.music.planning.arrangement import Arrangement
from jamd.music.planning.ensemble import Ensemble
from jamd.music.planning.horizon import Horizon
from jamd.music.planning.leg import Leg, Passage
from jamd.music.planning.pace import Pace
from jamd.music.planning.roles import is_alone, spans
from jamd.music.planning.route import Route
from jamd.music.planning.scene import Scene
from jamd.music.planning.turns import Turn, next_turn, turn_told
from jamd.music.settings import JamSettings
from jamd.music.time.notes import BAND, TICKS_PER_BEAT, Tick


def state_of(
    scene: Scene,
    settings: JamSettings,
    arrangement: Arrangement,
    ensemble: Ensemble,
    pace: Pace,
    horizon: Horizon,
) -> State:
    """Where the music is at the instant of the scene; `plan_ms` is left to who measures it."""
    now, route = scene.heard, arrangement.route
    passage, line, told = route.at(now), route.bar_line(now), scene.as_counted()
    here, ahead = (told.chord_at(Tick(tick + scene.offset)) for tick in (now, route.next_bar(now)))
    leg, chart = _going_round(route, passage), scene.chart
    turn = turn_told(settings, route, now, arrangement.requests)
    following = next_turn(settings, route, turn)
    section = chart.section_at((line + scene.offset) // scene.meter.bar) if chart is not None and now >= 0 else None
    return State(
        bar=passage.count_at(now),
        beat=(now - line) // TICKS_PER_BEAT,
        section=section.name if section else "",
        chord=respelled(here, settings.spelling).symbol if here else "",
        next_chord=respelled(ahead, settings.spelling).symbol if ahead else "",
        mode=settings.mode,
        turn="band" if turn.who in BAND else turn.who,
        intensity=scene.intensity,
        plan_ms=0.0,
        players={part: type(player).__name__ for part, player in ensemble.players.items()},
        replan_beats=pace.beats,
        commit_ms=horizon.ms(now),
        plan_p50_ms=pace.p50_ms,
        plan_p99_ms=pace.p99_ms,
        style=scene.style,
        bar_line=line,
        beats=scene.meter.beats,
        chorus=route.chorus_at(now),
        chart_bar=passage.tune_bar(now) if leg.tune is not None and now >= 0 else None,
        loop=(leg.first, leg.last) if leg.tune is not None and not leg.is_whole else None,
        key=transposed_key(leg.tune.key, passage.semitones) if leg.tune is not None else "",
        semitones=passage.semitones,
        coming=tuple(_coming(route, now, scene.last_hit)),
        turn_ends=turn.end,
        soloist="" if turn.who == "both" else turn.who,
        next_soloist="" if following is None or following.who == "both" else following.who,
        part=_part(turn),
        next_part="" if following is None else _part(following),
        slot=None if turn.slot is None else turn.slot.number,
        solo_chorus=_solo_chorus(turn, route, now),
        section_bar=_section_bar(passage, now),
        chords=tuple(_chords(scene, passage, now)),
        step=leg.step,
        left_hand_bass=_bass_is_left(told, settings, arrangement, now),
    )


def _bass_is_left(told: Scene, settings: JamSettings, arrangement: Arrangement, now: Tick) -> bool:
    """Whether the bassist would accompany here, and leaves the bass to the keyboardist."""
    here = spans(
        "bass", settings, arrangement.route, now, Tick(now + 1), None, arrangement.last_hit, arrangement.requests
    )
    accompanies = [span.role for span in here] == ["comp"]
    leaves = settings.bassist.follow > 0 and not is_alone("bass", settings)
    return accompanies and leaves and left_hand_bass(told.you, told.heard, told.meter) is not None


def _part(turn: Turn) -> str:
    return "" if turn.slot is None else turn.slot.part


def _solo_chorus(turn: Turn, route: Route, now: Tick) -> tuple[int, int] | None:
    """Which of its choruses a place of the order is in, from 1, and how many it has."""
    slot = turn.slot
    return None if slot is None else (max(0, route.chorus_at(now) - slot.first) + 1, slot.behind - slot.first)


def _chords(scene: Scene, passage: Passage, now: Tick) -> Iterator[tuple[Tick, str]]:
    """The chart's chords of the last bar, where they are what is played: plans may be further apart than they are."""
    if passage.leg.tune is None or scene.chord is not None:
        return
    told, before = scene.as_counted(), None
    first = max(0, passage.start, now // TICKS_PER_BEAT * TICKS_PER_BEAT - scene.meter.bar)
    for tick in range(first, now + 1, TICKS_PER_BEAT):
        chord = told.chord_at(Tick(tick + scene.offset))
        symbol = chord.symbol if chord is not None else "N.C."
        if symbol != before:
            yield Tick(tick), symbol
        before = symbol


def _going_round(route: Route, passage: Passage) -> Leg:
    """The bars that go round, or are counted in to do so."""
    return route.at(passage.end).leg if passage.leg.count_in and passage.end is not None else passage.leg


def _section_bar(passage: Passage, now: Tick) -> int:
    """How many bars of the tune the section of a tick has behind it."""
    tune, bar = passage.leg.tune, passage.tune_bar(now)
    return 0 if tune is None else bar - tune.section_at(bar).first


def _coming(route: Route, now: Tick, last_hit: Tick | None) -> Iterator[Coming]:
    """What people have asked for, and how far it is."""
    asked = [(leg.start, leg.what) for leg in route.legs if leg.what and (last_hit is None or leg.start < last_hit)]
    for at, what in [*asked, *([] if last_hit is None else [(last_hit, "ending")])]:
        if at > now:
            yield Coming(what, at, *_until(route, now, at))


def _until(route: Route, now: Tick, there: Tick) -> tuple[int, int]:
    """Whole bars from now, and the beats left over."""
    lines = route.at(there).count_at(there) - route.at(now).count_at(now)  # bar lines on the way
    if lines == 0:
        return 0, _beats(there - now)
    on_line = now == route.bar_line(now)
    left_over = there - route.bar_line(there) + (0 if on_line else route.next_bar(now) - now)
    return lines - (not on_line), _beats(left_over)


def _beats(ticks: int) -> int:
    return -(-ticks // TICKS_PER_BEAT)
