"""The time is never lost, whatever the drummer does: watchdogs with drummers that lose it on purpose."""

from collections.abc import Callable, Iterable
from itertools import pairwise

import msgspec
import pytest
from virtual_band import Played, figures, rendered

from jamd.commands.choices import AskedStyle
from jamd.music import drum_kit as kit
from jamd.music.drum_time import keeps_time, place_of, plain_bar, tick_of
from jamd.music.planning.jam import Jam
from jamd.music.planning.rails import Rails
from jamd.music.planning.scene import Scene
from jamd.music.settings import JamSettings, PartSettings
from jamd.music.styles import ratio_of, style_of
from jamd.music.time.notes import METERS, BandPart, Meter, Note, Tick

BAR, BEAT = 3840, 960
FOUR = Meter(4)
Bar = Callable[[Scene, int], Iterable[tuple[int, int, int]]]  # places (sixteenths), voices, velocities


def plain(scene: Scene, bar: int) -> Iterable[tuple[int, int, int]]:
    return ((place, voice, 80) for place, voice, _ in plain_bar(scene.style, scene.meter))


def toms(scene: Scene, bar: int) -> Iterable[tuple[int, int, int]]:
    return ((place, kit.LOW_TOM, 90) for place in range(0, 16, 2))


def silence(scene: Scene, bar: int) -> Iterable[tuple[int, int, int]]:
    return ()


def backbeat(scene: Scene, bar: int) -> Iterable[tuple[int, int, int]]:
    """Hats in straight quarters over a backbeat: rock."""
    yield from ((beat, kit.CLOSED_HAT, 80) for beat in (0, 4, 8, 12))
    yield from ((beat, voice, 90) for beat, voice in ((0, kit.KICK), (4, kit.SNARE), (8, kit.KICK), (12, kit.SNARE)))


def footless(scene: Scene, bar: int) -> Iterable[tuple[int, int, int]]:
    return (stroke for stroke in plain(scene, bar) if stroke[1] != kit.PEDAL_HAT)


class Drummer:
    """Plays plain time, and from a bar on something else. `recovers`: only until it sees two bars of ride as its
    own past."""

    part: BandPart = "drums"

    def __init__(self, later: Bar, since: int = 8, until: int = 10**6, recovers: bool = False) -> None:
        self.later, self.since, self.until, self.recovers = later, since, until, recovers
        self.scenes: list[Scene] = []

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        self.scenes.append(scene)
        return tuple(note for bar in range(start // BAR, -(-end // BAR)) for note in self._bar(scene, bar, start, end))

    def _bar(self, scene: Scene, bar: int, start: int, end: int) -> Iterable[Note]:
        fresh = any(note.pitch == 51 and (bar - 1) * BAR <= note.start < bar * BAR for note in scene.own)
        lost = self.since <= bar < self.until and not (self.recovers and bar > self.since and fresh)
        for place, voice, velocity in sorted(self.later(scene, bar) if lost else plain(scene, bar)):
            tick = Tick(bar * BAR + tick_of(place, scene.swing))
            if start <= tick < end:
                yield Note(tick, kit.PITCH_OF_VOICE[voice], Tick(tick + 100), velocity)


class Silent:
    part: BandPart = "piano"

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        return ()


def heard(drummer: Drummer, bars: int = 32, **settings: object) -> Played:
    parts = {"drums": PartSettings(), "piano": PartSettings()}
    players = {"drums": drummer, "piano": Silent()}
    jam = Jam(JamSettings(FOUR, parts, seed=1, count_in=0, **settings), None, players, players)  # type: ignore[arg-type]
    return rendered(jam, [], 140, bars)


def pitches(played: Played, bar: int) -> set[int]:
    return {pitch for tick, pitch in played.hits if bar * BAR <= tick < (bar + 1) * BAR}


def test_a_drummer_that_keeps_time_is_left_alone() -> None:
    played = heard(Drummer(plain))
    assert played.reports == []
    assert len(played.hits) == 32 * 8


def test_toms_from_bar_9_on_are_one_bar_and_then_there_is_time_again() -> None:
    played = heard(Drummer(toms))
    lost = figures(played.hits, 32, FOUR)
    assert lost["bars without time"] == 1 / 32
    assert pitches(played, 8) == {43}
    assert pitches(played, 9) == {51, 44}
    assert played.counted("time restored") == 32 - 9  # this drummer never learns
    assert played.sentences() == ["the drummer had lost the time; its ride or hats were put back"]


def test_a_drummer_that_falls_silent_is_heard_again() -> None:
    played = heard(Drummer(silence))
    assert figures(played.hits, 32, FOUR)["bars without time"] == 1 / 32
    assert pitches(played, 20) == {51, 44}


def test_a_bar_that_has_begun_in_time_goes_on_in_time_whatever_a_new_plan_says() -> None:
    def fickle(scene: Scene, bar: int) -> Iterable[tuple[int, int, int]]:
        return silence(scene, bar) if scene.heard >= bar * BAR + BEAT else plain(scene, bar)

    played = heard(Drummer(fickle, until=9))
    assert figures(played.hits, 32, FOUR)["bars without time"] == 0
    assert len(played.hits) == 32 * 8
    assert played.counted("time restored") == 1


def test_a_backbeat_under_straight_hats_is_no_swing_but_funk() -> None:
    played = heard(Drummer(backbeat))
    assert pitches(played, 8) == {36, 38, 42}
    assert pitches(played, 9) == {36, 51, 44}  # the kick stays, the backbeat does not
    assert heard(Drummer(backbeat), style="funk").reports == []


def test_a_single_bar_without_time_is_a_fill() -> None:
    played = heard(Drummer(toms, since=8, until=9))
    assert played.reports == []
    assert pitches(played, 8) == {43}


def test_what_is_put_back_is_struck_as_the_drummer_did_and_becomes_its_past() -> None:
    drummer = Drummer(toms, recovers=True)
    played = heard(drummer)
    assert played.counted("time restored") == 1
    assert figures(played.hits, 32, FOUR)["bars without time"] == 1 / 32
    shown = [note for scene in drummer.scenes for note in scene.own if 9 * BAR <= note.start < 10 * BAR]
    assert {note.pitch for note in shown if note.pitch != 43} == {51, 44}
    assert {note.velocity for note in shown if note.pitch != 43} == {80}


def test_a_foot_that_is_missing_for_eight_bars_is_put_back() -> None:
    played = heard(Drummer(footless, since=4))
    assert [44 in pitches(played, bar) for bar in range(4, 14)] == [False] * 7 + [True] * 3
    assert played.sentences() == [
        "the drummer had left out the hi-hat on 2 and 4 for eight bars; it was put back",
    ]
    assert heard(Drummer(footless, since=4), style="funk").counted("time restored") == 0


def test_a_fill_that_was_asked_for_is_left_alone() -> None:
    rails = Rails()
    scene = Scene(FOUR, 140.0, Tick(0), (), (), None, None, "comp", 0.5, 1.0, 1.0, 1, fills=(Tick(BAR + 2 * BEAT),))
    notes = rails.keep(scene, (), Tick(0), Tick(3 * BAR), lambda own, start: ())
    assert {note.start // BAR for note in notes} == set()  # bar 0 may be a fill, bar 1 is, and so bar 2 may be one
    assert {n.start // BAR for n in rails.keep(scene, (), Tick(3 * BAR), Tick(4 * BAR), lambda own, start: ())} == {3}


def test_a_rest_and_a_late_band_do_not_make_the_drummer_forget_its_time() -> None:
    """Where it did not play, its last bar of time stands in its past."""
    rails, told = Rails(), list[tuple[Note, ...]]()
    bar = tuple(Note(Tick(tick), 51, Tick(tick + 100), 70) for tick in (0, BEAT, 2 * BEAT, 3 * BEAT))
    scene = Scene(FOUR, 140.0, Tick(0), (), (), None, None, "comp", 0.5, 1.0, 1.0, 1)

    def play(own: tuple[Note, ...], start: Tick) -> tuple[Note, ...]:
        told.append(own)
        return bar

    rails.keep(scene, (), Tick(0), Tick(BAR), play)
    past = rails.past(bar, Tick(3 * BAR + BEAT), Tick(BAR))
    assert [note.start for note in past] == [beat * BEAT for beat in range(13)]
    assert rails.past(bar, Tick(40 * BAR), Tick(BAR)) == ()  # too long ago


def test_a_solo_is_left_alone_and_is_not_taken_for_time() -> None:
    rails = Rails()
    ride = tuple(Note(Tick(tick), 51, Tick(tick + 100), 70) for tick in range(0, BAR, BEAT))
    solo = tuple(Note(Tick(tick), 43, Tick(tick + 100), 70) for tick in range(BAR, 5 * BAR, BEAT))
    scene = Scene(FOUR, 140.0, Tick(0), (), (), None, None, "comp", 0.5, 1.0, 1.0, 1)
    rails.keep(scene, (), Tick(0), Tick(BAR), lambda own, start: ride)
    past = rails.past(ride + solo, Tick(5 * BAR), Tick(BAR))
    assert {note.pitch for note in past} == {51}
    notes = rails.keep(scene, past, Tick(5 * BAR), Tick(6 * BAR), lambda own, start: ())
    assert notes == ()  # its first bar after the solo may be a fill still


def test_a_bar_whose_foot_was_put_back_is_watched_for_its_time_still() -> None:
    """Planned with time, it would lose it half way; it and the next bar are put right."""
    rails = Rails()
    scene = Scene(FOUR, 140.0, Tick(0), (), (), None, None, "comp", 0.5, 1.0, 1.0, 1)
    ride = tuple(Note(Tick(tick), 51, Tick(tick + 100), 70) for tick in range(0, 8 * BAR, BEAT))
    list(rails.begin_plan(Tick(0), FOUR))
    played = rails.keep(scene, (), Tick(0), Tick(8 * BAR), lambda own, start: ride)
    assert any(note.pitch == 44 for note in played if note.start >= 7 * BAR)
    half = Tick(7 * BAR + BEAT // 2)
    past = tuple(note for note in played if note.start < half)
    list(rails.begin_plan(half, FOUR))
    again = rails.keep(scene, past, half, Tick(9 * BAR), lambda own, start: ())
    assert {note.pitch for note in again if note.start < 8 * BAR} == {51, 44}
    assert {note.pitch for note in again if note.start >= 8 * BAR} == {51, 44}


class Loose(Drummer):
    """Strikes beats early and off-beats late, and knows only where they belong: as a player of steps does."""

    def _bar(self, scene: Scene, bar: int, start: int, end: int) -> Iterable[Note]:
        for eighth in range(8):
            belongs = bar * BAR + eighth * BEAT // 2
            if start <= belongs < end:
                tick = Tick(max(start, belongs + (20 if eighth % 2 else -20)))
                yield Note(tick, 51, Tick(tick + 100), 70)


@pytest.mark.parametrize("commit", [440, 470, 480, 490, 500, 510, 950, 960, 970])
def test_strokes_beside_the_horizon_are_neither_lost_nor_struck_twice(commit: int) -> None:
    played = heard(Loose(plain), commit=Tick(commit))
    places = [tick for tick, pitch in played.hits if pitch == 51]
    assert all(200 < b - a < 700 for a, b in pairwise(places))


class SilentDrummer(Silent):
    part: BandPart = "drums"


@pytest.mark.parametrize("beats", METERS)
@pytest.mark.parametrize("style", ["swing", "even", "bossa", "funk"])
def test_whatever_the_meter_a_drummer_that_says_nothing_keeps_its_time(beats: int, style: AskedStyle) -> None:
    parts = {"drums": PartSettings(), "piano": PartSettings()}
    players = {"drums": SilentDrummer(), "piano": Silent()}
    settings = JamSettings(Meter(beats), parts, seed=1, count_in=0, style=style)
    played = rendered(Jam(settings, None, players, players), [], 140, 16)  # type: ignore[arg-type]
    bar = beats * BEAT
    held, ratio = style_of(style, None, Meter(beats)), ratio_of(style_of(style, None, Meter(beats)), "band", 140)
    for number in range(1, 16):
        hits = [(t - number * bar, pitch) for t, pitch in played.hits if number * bar <= t < (number + 1) * bar]
        assert keeps_time([(place_of(Tick(t), ratio), kit.VOICE_OF_PITCH[p]) for t, p in hits], held, Meter(beats))


def test_under_a_bass_solo_a_light_hand_on_the_hats_with_the_foot_is_time() -> None:
    """At 300 bpm the drummer may strike two beats, on the hats or still on the ride: nothing is put back."""

    def judged(room: float, cymbal: int) -> set[str]:
        rails = Rails()
        scene = Scene(FOUR, 300.0, Tick(0), (), (), None, None, "comp", 0.5, 1.0, 1.0, 1)
        scene = msgspec.structs.replace(scene, room=room)
        light = [(beat, cymbal) for beat in (2, 3)] + [(beat, 44) for beat in (1, 3)]
        strokes = sorted((bar * BAR + beat * BEAT, pitch) for bar in range(3) for beat, pitch in light)
        played = tuple(Note(Tick(tick), pitch, Tick(tick + 100), 60) for tick, pitch in strokes)
        rails.keep(scene, (), Tick(0), Tick(3 * BAR), lambda own, start: tuple(n for n in played if n.start >= start))
        return set(rails.begin_plan(Tick(3 * BAR), FOUR))

    for cymbal in (42, 51):
        assert judged(0.4, cymbal) == set()
        assert judged(1.0, cymbal) == {"time"}
