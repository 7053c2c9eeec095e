"""Every control acts: it is turned, its figure moves one way, and the others stay. On the jam machine in virtual time,
with each drummer."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import log2
from statistics import fmean, median
from typing import Any, Final

import numpy as np
import pytest

from jamd.commands.choices import Style
from jamd.commands.player_table import fallback
from jamd.music import drum_kit as kit
from jamd.music.channel_messages import note_off, note_on
from jamd.music.charts.load import load_chart
from jamd.music.drum_time import keeps_time
from jamd.music.events import Clock, Command, Event, Heard, Plan
from jamd.music.planning.jam import Jam
from jamd.music.planning.scene import Player
from jamd.music.settings import JamSettings, PartSettings
from jamd.music.time.notes import BAND, BandPart, Meter, Nanos, Note, Tick
from jamd.music.time.swing import straightened
from jamd.music.time.timeline import Timeline
from jamd.players.drummer.drummer import Drummer
from jamd.players.registry import make_player

BEAT, BAR = 960, 3840
BARS: Final = 24
BPM: Final = 140.0
SEEDS: Final = (1, 2)
MORE_SEEDS: Final = (*SEEDS, 3, 4, 5)  # for figures that differ as much between seeds as between values
DRUMMERS: Final = ("rules", "drummer")
FEET: Final = {kit.PITCH_OF_VOICE[kit.PEDAL_HAT]}
TIME: Final = FEET | {kit.PITCH_OF_VOICE[voice] for voice in (kit.RIDE, kit.BELL, kit.CLOSED_HAT, kit.OPEN_HAT)}

Ask = tuple[int, str, Any]  # at a tick: a command and its value
Score = dict[BandPart, tuple[Note, ...]]


@cache
def played(
    drummer: str,
    asks: tuple[Ask, ...] = (),
    keys: tuple[Note, ...] = (),
    bars: int = BARS,
    seed: int = 1,
    temperature: float = 1.0,
    **settings: Any,
) -> Score:
    """What the band plays; `keys`: what the keyboardist plays."""
    parts = {part: PartSettings(temperature=temperature) for part in BAND}
    players = {"drums": player(drummer), "piano": make_player("piano", "rules"), "bass": make_player("bass", "bassist")}
    others = {part: make_player(part, fallback(part)) for part in BAND}
    jam = Jam(JamSettings(Meter(4), parts, seed, count_in=0, **settings), CHART, players, others)
    line, score = Timeline.at_bpm(BPM, Nanos(0), Tick(0)), dict.fromkeys(BAND, ())
    agenda: list[tuple[int, Event]] = [
        (tick, Command(name, value, line.ns_at(Tick(tick)))) for tick, name, value in asks
    ]
    for note in keys:
        for tick, data in ((note.start, note_on(1, note.pitch, note.velocity)), (note.end, note_off(1, note.pitch))):
            agenda.append((tick, Heard(line.ns_at(tick), tick, data)))
    take(score, jam.handle(Clock(Nanos(0), True, line, Meter(4))))
    for tick, event in [*sorted(agenda, key=lambda entry: entry[0]), (bars * BAR, None)]:
        while jam.wake_ns is not None and jam.wake_ns < line.ns_at(Tick(tick)):
            take(score, jam.advance(jam.wake_ns))
        if event is not None:
            take(score, jam.handle(event))
    return {part: tuple(note for note in notes if note.start < bars * BAR) for part, notes in score.items()}


def player(drummer: str) -> Player:
    return Drummer() if drummer == "drummer" else make_player("drums", drummer)


CHART: Final = load_chart("builtin:blues-in-bb")


def take(score: Score, events: Sequence[Event]) -> None:
    """What a plan replaces, and what it adds."""
    for plan in (event for event in events if isinstance(event, Plan)):
        for part, notes in plan.parts.items():
            score[part] = tuple(sorted([n for n in score[part] if n.start < plan.start and n not in notes] + [*notes]))


# -- figures


def in_bars(notes: Sequence[Note], first: int, end: int) -> list[Note]:
    return [note for note in notes if first * BAR - 60 <= note.start < end * BAR - 60]


def hits(score: Score) -> float:
    return len(score["drums"]) / BARS


def talk(score: Score) -> float:
    """Comments a bar."""
    return sum(note.pitch not in TIME for note in score["drums"]) / BARS


def loudness(score: Score) -> float:
    return fmean(note.velocity for note in score["drums"])


def piano(score: Score) -> float:
    return len(score["piano"]) / BARS


def off_beat(score: Score) -> float:
    """Where the ride's off-beats lie in the beat. What is struck in its last fifth leads into the next one."""
    ride = kit.PITCH_OF_VOICE[kit.RIDE]
    inside = [note.start % BEAT / BEAT for note in score["drums"] if note.pitch == ride]
    return median(place for place in inside if 0.4 < place < 0.8)


def surprise(score: Score) -> float:
    """Bits of a bar of comments, one place at a time: 0 where all bars have the same."""
    places = [(round(straightened(note.start, 2.0) / 480), note.pitch) for note in score["drums"]]
    struck = Counter((place % 8, pitch) for place, pitch in set(places) if pitch not in TIME and place >= 0)
    shares = [min(1.0, count / BARS) for count in struck.values()]
    return sum(-share * log2(share) - (1 - share) * log2(1 - share) for share in shares if share < 1)


def turned(
    drummer: str, figure: Any, name: str, values: Sequence[float], seeds: Sequence[int] = SEEDS, **settings: Any
) -> list[float]:
    """The mean of the seeds at each value."""
    return [
        round(fmean(figure(played(drummer, seed=seed, **{name: value}, **settings)) for seed in seeds), 3)
        for value in values
    ]


def rises(figures: Sequence[float]) -> bool:
    return all(a < b for a, b in pairwise(figures))


def stays(figures: Sequence[float], within: float) -> bool:
    return max(figures) - min(figures) <= within * abs(fmean(figures))


every_drummer = pytest.mark.parametrize("drummer", DRUMMERS)


# -- settings


@every_drummer
def test_intensity(drummer: str) -> None:
    values = (0.1, 0.35, 0.6, 0.9)
    for figure in (hits, talk, loudness):
        assert rises(turned(drummer, figure, "intensity", values)), figure.__name__
    assert stays(turned(drummer, off_beat, "intensity", values), 0.02)


@every_drummer
def test_busy(drummer: str) -> None:
    values = (0.0, 0.5, 1.0, 2.0)
    for figure in (hits, talk):
        assert rises(turned(drummer, figure, "busy", values)), figure.__name__
    assert stays(turned(drummer, piano, "busy", values), 0.0)
    assert stays(turned(drummer, off_beat, "busy", values, MORE_SEEDS), 0.02)


@every_drummer
def test_swing(drummer: str) -> None:
    values = (0.0, 0.5, 1.0, 1.6)
    places = turned(drummer, off_beat, "swing", values)
    assert rises(places)
    assert abs(places[0] - 0.5) < 0.02
    for figure in (hits, talk, loudness):
        assert stays(turned(drummer, figure, "swing", values), 0.1), figure.__name__


@every_drummer
def test_freedom(drummer: str) -> None:
    values = (0.0, 1.0, 2.0)
    assert rises(turned(drummer, surprise, "temperature", values, MORE_SEEDS))
    for figure in (hits, loudness, off_beat):
        assert stays(turned(drummer, figure, "temperature", values), 0.1), figure.__name__


def keys(loud: int, bars: int = BARS) -> tuple[Note, ...]:
    return tuple(Note(Tick(t), 72 + t // 480 % 7, Tick(t + 400), loud) for t in range(0, bars * BAR, 480))


@every_drummer
def test_follow(drummer: str) -> None:
    """How far a loud keyboardist takes the drummer from a soft one."""

    def reach(follow: float) -> float:
        return fmean(
            loudness(played(drummer, keys=keys(115), seed=seed, follow=follow))
            - loudness(played(drummer, keys=keys(35), seed=seed, follow=follow))
            for seed in SEEDS
        )

    reached = [reach(follow) for follow in (0.0, 0.25, 0.5, 1.0)]
    assert abs(reached[0]) < 1
    assert rises(reached)
    assert len({piano(played(drummer, keys=keys(115), follow=follow)) for follow in (0.0, 0.5, 1.0)}) == 1


@every_drummer
@pytest.mark.parametrize("style", ["swing", "ballad", "bossa", "samba", "funk", "shuffle", "even"])
def test_style(drummer: str, style: Style) -> None:
    """Time is kept as the style has it, and an even style is straight in both parts."""
    score = played(drummer, style=style)
    ratio = 2.5 if style in ("swing", "ballad", "shuffle") else 1.0
    voices = [(straightened(note.start, ratio), kit.VOICE_OF_PITCH[note.pitch]) for note in score["drums"]]
    bars = [{(round(t / 240) % 16, v) for t, v in voices if round(t / 240) // 16 == bar} for bar in range(BARS)]
    assert fmean(keeps_time(bar, style, Meter(4)) for bar in bars) > 0.85
    off = [note.start % BEAT for part in BAND for note in score[part] if 400 < note.start % BEAT < 660]
    straight = fmean(place < 540 for place in off)
    assert straight > 0.9 if ratio == 1.0 else straight < 0.6


@every_drummer
def test_build(drummer: str) -> None:
    """Louder from chorus to chorus than without it."""

    def choruses(build: bool) -> list[float]:
        runs = [played(drummer, bars=48, seed=seed, build=build, intensity=0.4)["drums"] for seed in SEEDS]
        return [fmean(note.velocity for run in runs for note in in_bars(run, 12 * c, 12 * c + 12)) for c in range(4)]

    more = [build - usual for build, usual in zip(choruses(True), choruses(False), strict=True)]
    assert more[0] == 0
    assert rises(more)


# -- what is played once


@every_drummer
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_fill_lands(drummer: str, seed: int) -> None:
    usual, filled = (played(drummer, asks, seed=seed) for asks in ((), ((5 * BAR, "fill", None),)))
    assert in_bars(usual["drums"], 0, 5) == in_bars(filled["drums"], 0, 5)
    drums = [note for note in in_bars(filled["drums"], 5, 6) if note.pitch not in TIME]
    assert len(drums) >= 3
    assert fmean(note.start - 5 * BAR for note in drums) > 1.4 * BEAT
    landing = [note.pitch for note in filled["drums"] if abs(note.start - 6 * BAR) < 100]
    assert {36, 49} & set(landing)
    assert usual["piano"] == filled["piano"]


@every_drummer
@pytest.mark.parametrize("bars", [1, 2, 4])
def test_break_stops_both_and_time_goes_on(drummer: str, bars: int) -> None:
    score = played(drummer, ((4 * BAR + BEAT, "break", bars),))
    for part in BAND:
        here = [note for note in score[part] if note.end > 5 * BAR + 300 and note.start < (5 + bars) * BAR - 80]
        assert not [note for note in here if note.start >= 5 * BAR + 60 or note.end > 5 * BAR + 480], part
    assert {note.pitch for note in score["drums"] if note.start == 5 * BAR} == {36, 38}
    after = in_bars(score["drums"], 5 + bars, 9 + bars)
    assert sum(note.pitch in TIME for note in after) >= 4 * 4
    assert in_bars(score["piano"], 5 + bars, 13 + bars)


@every_drummer
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_drum_solo_is_the_drums_alone(drummer: str, seed: int) -> None:
    score = played(drummer, ((4 * BAR + BEAT, "drum solo", 4),), seed=seed, bars=16)
    assert not [note for note in score["piano"] if note.end > 5 * BAR and note.start < 9 * BAR]
    solo, time = in_bars(score["drums"], 5, 9), in_bars(score["drums"], 9, 13)
    drums = [note for note in solo if note.pitch not in TIME]
    assert len(drums) >= 4 * 5
    assert sum(note.pitch in FEET for note in solo) >= 5  # the foot goes on
    assert len([note for note in solo if note.pitch in TIME - FEET]) <= len(drums) / 2
    assert sum(note.pitch in TIME - FEET for note in time) >= 4 * 3


@every_drummer
def test_trading_with_the_drums(drummer: str) -> None:
    """They solo in the band's turns only, alone, and plainly keep the time in the keyboardist's."""
    score = played(drummer, mode="trade", trade_with="drums", trade_bars=4)
    yours, theirs = ([bar for bar in range(BARS) if bar // 4 % 2 == turn] for turn in (0, 1))

    def ride(bar: int) -> int:
        return sum(note.pitch in TIME - FEET for note in in_bars(score["drums"], bar, bar + 1))

    def drums(bar: int) -> int:
        return sum(note.pitch not in TIME for note in in_bars(score["drums"], bar, bar + 1))

    assert min(map(ride, yours)) >= 2
    assert fmean(map(drums, theirs)) > 2 * fmean(map(drums, yours))
    assert np.mean([bool(in_bars(score["piano"], bar, bar + 1)) for bar in yours]) > 0.4
    assert not [note for note in score["piano"] if any(bar * BAR < note.start < (bar + 1) * BAR for bar in theirs)]
