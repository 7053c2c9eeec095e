"""Practising: what changes each time round, exactly where the bars come round. Wire's conductor and the band's jam
machine in virtual time."""

import pytest
from music.planning.jams import BAR, BEAT, Quarters, settings
from music.planning.test_route import AB, INTRO, WALTZ

from jamd.clock.conductor import Conductor
from jamd.clock.settings import ClockSettings
from jamd.clock.source import ClockAction, Retime, Start
from jamd.music.charts.form import Chart
from jamd.music.events import Clock, Command, Event, Form, Plan, State
from jamd.music.planning.ending import last_chorus
from jamd.music.planning.jam import Jam
from jamd.music.planning.practice import counted_in
from jamd.music.planning.route import Route
from jamd.music.planning.saved_route import restored, saved
from jamd.music.time.notes import BAND, BandPart, Meter, Nanos, Note, Tick
from jamd.music.time.timeline import Timeline

SHORT = Chart("Short", Meter(4), AB.bars[:4])
STICK = 37
DRUMS, PIANO = 51, 60  # what the two of `Quarters` play


class Room:
    """A practice room: who plays there, and the tempo."""

    def __init__(self, tune: Chart | None = AB, bpm: float = 120.0, **asked: object) -> None:
        players = {part: Quarters(part) for part in BAND}
        self.jam = Jam(settings(**asked), tune, players, players)
        self.conductor = Conductor(ClockSettings(bpm=bpm, count_in=0))
        self.now = Nanos(10**9)
        self.lines: list[tuple[Tick, Timeline]] = []  # each new tempo, and where it came
        self.notes: dict[BandPart, list[Note]] = {part: [] for part in BAND}
        self.states: list[State] = []
        self.forms: list[Form] = []
        self._act(self.conductor.command(Command("start", ns=self.now)))

    def until(self, bar: float) -> "Room":
        """Let time pass to a bar of four: the clock and the band, each at its instant."""
        end = Tick(round(bar * BAR))
        while True:
            line = self.conductor.timeline
            assert line is not None
            clock, band = self.conductor.wake_ns, self.jam.wake_ns
            due = min(ns for ns in (clock, band, line.ns_at(end)) if ns is not None)
            self.now = max(self.now, due)
            if due == clock:
                self._act(self.conductor.advance(self.now))
            elif due == band and line.ns_at(end) > due:
                self._take(self.jam.advance(self.now))
            else:
                return self

    def ask(self, name: str, value: object = None) -> "Room":
        self._take(self.jam.handle(Command(name, value, self.now)))  # type: ignore[arg-type]
        return self

    def _act(self, actions: list[ClockAction]) -> None:
        for action in actions:
            if isinstance(action, Start | Retime):
                at = action.timeline.anchor_tick
                self.lines.append((at, action.timeline))
                self._take(self.jam.handle(Clock(self.now, True, action.timeline, Meter(4))))

    def _take(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Plan):
                for part, planned in event.parts.items():
                    kept = [note for note in self.notes[part] if note.start < event.start]
                    self.notes[part] = kept + [note for note in planned if note.start >= event.start]
            elif isinstance(event, Form):
                self.forms.append(event)
                self._act(self.conductor.form(event))
            elif isinstance(event, State):
                self.states.append(event)

    def struck(self, part: BandPart, pitch: int) -> list[float]:
        """In bars."""
        return [note.start / BAR for note in self.notes[part] if note.pitch == pitch]

    @property
    def told(self) -> dict[int, State]:
        """What was last told in each bar of four."""
        return {state.bar_line // BAR: state for state in self.states if state.bar_line is not None}

    @property
    def tempos(self) -> list[tuple[float, float]]:
        """In bars, and bpm."""
        return [(at / BAR, round(line.bpm, 3)) for at, line in self.lines]


# -- the tempo


def test_each_chorus_is_so_much_faster_as_far_as_the_goal() -> None:
    room = Room(SHORT, tempo_step=8.0, tempo_goal=140.0).until(17)
    assert room.tempos == [(0, 120), (4, 128), (8, 136), (12, 140)]


def test_a_step_bends_no_beat_and_comes_on_its_very_tick() -> None:
    room = Room(SHORT, tempo_step=7.0).until(13)
    assert len(room.lines) == 4
    for (_, before), (at, after) in zip(room.lines, room.lines[1:], strict=False):
        assert after.anchor_tick == at
        assert at % (4 * BAR) == 0
        assert after.ns_at(at) == before.ns_at(at)


def test_a_loop_steps_from_its_second_time_on() -> None:
    room = Room(tempo_step=10.0).until(1.5).ask("loop", "5-6").until(9.9)
    assert room.tempos == [(0, 120), (4, 130), (6, 140), (8, 150)]
    room.ask("play on").until(11).ask("tempo_step", 0.0).until(20)
    assert room.tempos[4:] == [(10, 160)]


def test_it_gets_slower_too_and_stays_inside_what_a_tempo_may_be() -> None:
    assert Room(SHORT, tempo_step=-20.0, bpm=60.0).until(13).tempos == [(0, 60), (4, 40), (8, 30)]
    assert Room(SHORT, tempo_step=-10.0, tempo_goal=45.0, bpm=60.0).until(13).tempos == [(0, 60), (4, 50), (8, 45)]
    assert Room(SHORT, tempo_step=5.0, tempo_goal=100.0).until(5).tempos == [(0, 120)]


def test_a_tempo_that_is_set_by_hand_is_where_the_steps_go_on_from() -> None:
    room = Room(SHORT, tempo_step=5.0).until(5)
    room._act(room.conductor.command(Command("tempo", 100.0, room.now)))
    assert room.until(9).tempos[-2:] == [(5, 100), (8, 105)]


def test_a_nudge_is_no_tempo() -> None:
    room = Room(SHORT, tempo_step=5.0).until(3)
    room._act(room.conductor.command(Command("nudge", 20.0, room.now)))
    assert room.until(9).tempos[-2:] == [(4, 125), (8, 130)]


def test_an_intro_is_no_time_round_and_the_end_of_the_tune_steps_no_more() -> None:
    assert Room(INTRO, tempo_step=5.0).until(21).tempos == [(0, 120), (12, 125), (20, 130)]
    room = Room(SHORT, tempo_step=5.0, ritardando=False).until(0.5)
    room._take(room.jam.end(room.now))
    assert room.until(3.9).forms[-1].step is None


# -- who plays


def test_who_lays_out_is_silent_every_other_time_from_the_second_on() -> None:
    room = Room(SHORT, lay_out="piano").until(15)
    silent = [bar for bar in range(16) if not any(bar <= at < bar + 1 for at in room.struck("piano", PIANO))]
    assert silent == [*range(4, 8), *range(12, 16)]
    assert len(room.struck("drums", DRUMS)) >= 15 * 4


def test_in_a_loop_it_is_every_other_time_of_the_loop() -> None:
    room = Room(lay_out="band").until(1.5).ask("loop", "3-4").until(9)
    bars = {int(at) for at in room.struck("drums", DRUMS)} - {10, 11}
    assert bars == {0, 1, 2, 3, 6, 7}
    assert bars == {int(at) for at in room.struck("piano", PIANO)} - {10, 11}


# -- the metronome


@pytest.mark.parametrize(("tune", "bar", "places"), [(AB, BAR, (1, 3)), (WALTZ, 3 * BEAT, (1,))])
def test_it_clicks_on_two_and_four_beside_the_drums_or_instead(tune: Chart, bar: int, places: tuple[int, ...]) -> None:
    wanted = {line * bar + beat * BEAT for line in range(8) for beat in places}
    for click in ("beside", "instead"):
        room = Room(tune, click=click).until(9)
        clicks = [note.start for note in room.notes["drums"] if note.pitch == STICK]
        assert {tick for tick in clicks if tick < 8 * bar} == wanted
        assert len(clicks) == len(set(clicks))
        assert bool(room.struck("drums", DRUMS)) == (click == "beside")
        assert room.struck("piano", PIANO)


def test_the_click_is_heard_where_the_drums_are_not() -> None:
    for asked in ({"mode": "piano"}, {"lay_out": "drums"}):
        assert len(Room(SHORT, click="beside", **asked).until(8).struck("drums", STICK)) >= 16


# -- the count-in


def test_every_time_round_is_counted_in_by_sticks_alone() -> None:
    room = Room(count_each=True, count_in=1).until(1.5).ask("loop", "3-4").until(12)
    counted = [4, 7, 10]
    for bar in counted:
        beats = [at - bar for at in room.struck("drums", STICK) if bar <= at < bar + 1]
        assert beats == [0, 0.25, 0.5, 0.75]
    others = {int(at) for part, pitch in (("drums", DRUMS), ("piano", PIANO)) for at in room.struck(part, pitch)}
    assert not others & set(counted)
    assert others >= {2, 3, 5, 6, 8, 9, 11}
    told = {bar: (state.chart_bar, state.loop) for bar, state in room.told.items()}
    assert [told[bar] for bar in range(2, 12)] == [(bar, (2, 4)) for bar in (2, 3, 2, 2, 3, 2, 2, 3, 2, 2)]


def test_a_chorus_is_counted_in_with_two_bars_in_its_own_key_and_tempo() -> None:
    room = Room(count_each=True, count_in=2, tempo_step=10.0).ask("modulate", 2).until(20.5)
    assert room.tempos == [(0, 120), (8, 130), (18, 140)]
    keys = {bar: (state.semitones, state.chorus) for bar, state in room.told.items()}
    assert [keys[bar] for bar in (7, 8, 9, 10, 17, 18, 20)] == [(0, 0), *[(2, 1)] * 4, (4, 2), (4, 2)]
    assert [at for at in room.struck("drums", STICK) if 8 <= at < 10] == [8, 8.5, 9, 9.25, 9.5, 9.75]


def test_with_a_count_in_it_is_still_every_other_time() -> None:
    room = Room(count_each=True, count_in=1, lay_out="piano").until(1.5).ask("loop", "3-4").until(13)
    assert {int(at) for at in room.struck("piano", PIANO)} - {14, 15} == {0, 1, 2, 3, 8, 9}


def test_who_leaves_the_loop_in_its_count_in_goes_on_with_its_first_bar() -> None:
    room = Room(count_each=True, count_in=1).until(1.5).ask("loop", "3-4").until(4.5).ask("play on").until(9.5)
    assert [room.told[bar].chart_bar for bar in range(4, 10)] == [2, 2, 3, 4, 5, 6]


def test_an_ending_that_is_asked_for_in_a_count_in_plays_the_bars_first() -> None:
    room = Room(count_each=True, count_in=1).until(8.2)
    room._take(room.jam.end(room.now))
    assert room.jam.arrangement.last_hit == 17 * BAR


@pytest.mark.parametrize(("asked", "when"), [(7.3, "bar"), (7.3, "chorus"), (8.3, "now"), (8.3, "bar")])
def test_the_next_solo_is_counted_in_to_its_end(asked: float, when: str) -> None:
    room = Room(count_each=True, count_in=2, mode="tune", solo_choruses=2, solo_order="you, piano", when=when)
    room.until(asked).ask("next solo").until(20.5)
    assert [at for at in room.struck("drums", STICK) if at < 18] == [8, 8.5, 9, 9.25, 9.5, 9.75]
    told = {(room.told[bar].part, room.told[bar].soloist) for bar in range(10, 18)}
    assert told == {("solo", "you" if asked < 8 else "piano")}


def test_without_a_chart_it_is_played_on_behind_a_count_in() -> None:
    room = Room(None, count_each=True, count_in=2).until(32.3).ask("play on").until(36)
    assert [at for at in room.struck("drums", STICK) if at >= 32] == [32, 32.5, 33, 33.25, 33.5, 33.75]
    assert {int(at) for at in room.struck("piano", PIANO)} >= {34, 35}


def test_a_route_that_ends_with_a_count_in_is_played_all_the_same() -> None:
    room = Room(count_each=True, count_in=2).until(7.3)
    *legs, _ = room.jam.arrangement.route.legs
    assert legs[-1].count_in
    endless = restored(saved(Route(tuple(legs))))
    assert counted_in(endless, Tick(8 * BAR), Tick(20 * BAR), 2) == endless
    assert endless.next_round(Tick(8 * BAR)) == 9 * BAR
    assert last_chorus(endless, Tick(9 * BAR))[1] == 10 * BAR


# -- a band that was killed


def test_a_new_band_practises_on_where_the_one_before_it_was() -> None:
    asked = {"count_each": True, "count_in": 1, "tempo_step": 5.0, "lay_out": "piano"}
    room = Room(**asked).until(1.5).ask("loop", "3-4").until(6.6)
    players = {part: Quarters(part) for part in BAND}
    before, room.jam = room.jam, Jam(settings(**asked), INTRO, players, players)
    room.jam.handle(room.forms[-1])
    assert room.conductor.timeline is not None
    room._take(room.jam.handle(Clock(room.now, True, room.conductor.timeline, Meter(4))))
    assert room.jam.arrangement.route == before.arrangement.route
    room.until(13)
    assert room.tempos == [(0, 120), (4, 125), (7, 130), (10, 135), (13, 140)]
    assert {int(at) for at in room.struck("piano", PIANO)} - {14, 15} == {0, 1, 2, 3, 8, 9}


def test_nothing_of_it_is_heard_where_nothing_is_set() -> None:
    room = Room().until(17)
    assert room.struck("drums", STICK) == []
    assert room.tempos == [(0, 120)]
    assert len(room.jam.arrangement.route.legs) == 1
