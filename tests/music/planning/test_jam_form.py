"""The jam machine: people lead the form while it plays."""

import msgspec
import pytest
from music.planning.jams import BAR, BEAT, TIMELINE, at, jam, plan_in, settings, started, starts

from jamd.errors import CommandError
from jamd.music.charts.load import load_chart
from jamd.music.events import Clock, Command, Ending, Event, Form, NoEnding, State
from jamd.music.planning.ensemble import Ensemble
from jamd.music.planning.jam import Jam
from jamd.music.planning.leading import from_the_top
from jamd.music.planning.leg import whole
from jamd.music.planning.roles import Span
from jamd.music.planning.route import Route
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import BandPart, Meter, Nanos, Note, Tick
from jamd.players.registry import make_player

THREE = Meter(3)
WALTZ = load_chart("builtin:jazz-waltz")
AABA = "builtin:rhythm-changes"


def asked(machine: Jam, tick: int, name: str, value: object = None) -> list[Event]:
    return machine.handle(Command(name, value, TIMELINE.ns_at(Tick(tick))))


def state(events: list[Event]) -> State:
    (found,) = [event for event in events if isinstance(event, State)]
    return found


def bars(machine: Jam, first: int, count: int) -> list[int | None]:
    """Of the chart, as they are told on the first beat of each bar from a tick on."""
    told, line = [], first
    for _ in range(count):
        here = state(at(machine, line))
        told.append(here.chart_bar)
        line += here.beats * BEAT
    return told


def test_a_tune_that_is_chosen_while_another_plays_begins_with_its_first_bar_in_its_own_meter() -> None:
    machine = jam(AABA)
    started(machine)
    machine.play_chart(WALTZ, TIMELINE.ns_at(Tick(5 * BAR + 100)))
    here = state(at(machine, 5 * BAR + BEAT))
    assert (here.chart_bar, here.beats) == (5, 4)
    assert [(each.at, each.bars, each.beats) for each in here.coming] == [(6 * BAR, 0, 3)]
    plan = plan_in(at(machine, 5 * BAR + 3 * BEAT))
    assert (plan.meter, plan.bar_line) == (THREE, 6 * BAR)
    assert bars(machine, 6 * BAR, 4) == [0, 1, 2, 3]
    assert state(at(machine, 6 * BAR + 4 * THREE.bar)).beats == 3


@pytest.mark.parametrize("when", ["now", "beat", "bar", "section", "chorus"])
def test_what_is_asked_for_in_the_count_in_is_played_from_the_first_beat_on(when: str) -> None:
    machine = jam(AABA, count_in=2, when=when)
    started(machine, -2 * BAR)
    at(machine, -BAR - BEAT)
    asked(machine, -BAR - BEAT // 2, "go to", "B")
    assert state(at(machine, -BAR)).chart_bar is None
    assert bars(machine, 0, 2) == [16, 17]
    assert state(at(machine, 2 * BAR)).bar == 2


def test_players_count_the_bars_of_another_tune_from_a_bar_line_of_its_meter() -> None:
    machine = jam(AABA)
    started(machine)
    machine.play_chart(WALTZ, TIMELINE.ns_at(Tick(5 * BAR + 100)))
    at(machine, 6 * BAR)
    scene = machine.ensemble.players["piano"].scenes[-1]
    assert scene.meter == THREE
    assert scene.chart == WALTZ
    first = scene.heard // THREE.bar
    assert (scene.heard % THREE.bar, first % len(WALTZ.bars)) == (0, 0)
    assert scene.heard >= 6 * BAR
    assert min(note.start for note in scene.own) >= scene.heard  # nothing that was played in four


def test_a_section_goes_round_until_it_is_left() -> None:
    machine = jam(AABA)
    started(machine)
    asked(machine, 0, "loop", "B")
    assert bars(machine, BAR, 9) == [16, 17, 18, 19, 20, 21, 22, 23, 16]
    assert state(at(machine, 10 * BAR)).loop == (16, 24)
    asked(machine, 10 * BAR + 10, "play on")
    assert bars(machine, 11 * BAR, 8) == [18, 19, 20, 21, 22, 23, 24, 25]
    assert state(at(machine, 19 * BAR)).loop is None


def test_a_vamp_goes_on_until_it_is_told_and_what_is_coming_is_counted_down() -> None:
    machine = jam(AABA)
    started(machine)
    asked(machine, 30, "vamp", 2)
    assert bars(machine, BAR, 5) == [1, 2, 1, 2, 1]
    asked(machine, 5 * BAR + 2 * BEAT, "play on")
    (coming,) = state(at(machine, 6 * BAR + BEAT)).coming
    assert (coming.what, coming.at, coming.bars, coming.beats) == ("play on", 7 * BAR, 0, 3)
    assert bars(machine, 7 * BAR, 2) == [3, 4]


def test_the_key_goes_up_with_every_chorus() -> None:
    machine = jam("builtin:blues-in-bb")
    started(machine)
    asked(machine, 0, "modulate", 1)
    told = [state(at(machine, chorus * 12 * BAR + BAR // 2)) for chorus in range(3)]
    assert [(here.chord, here.semitones, here.chorus) for here in told] == [("Bb7", 0, 0), ("B7", 1, 1), ("C7", 2, 2)]


def test_without_a_chart_there_is_no_form_to_lead() -> None:
    machine = jam(None)
    started(machine)
    with pytest.raises(CommandError, match="there is no chart"):
        asked(machine, 0, "loop", "A")


def test_a_fault_leaves_the_form_as_it_is() -> None:
    machine = jam(AABA)
    started(machine)
    route = machine.arrangement.route
    for name, value in (("go to", "Z"), ("go to", "33"), ("loop", "8-5"), ("transpose", 12)):
        with pytest.raises(CommandError):
            asked(machine, 0, name, value)
    assert machine.arrangement.route == route


def test_an_end_moves_with_the_form_and_whoever_plays_on_takes_it_back() -> None:
    machine = jam(AABA, tag=2)
    started(machine)
    (first,) = [event for event in machine.end(TIMELINE.ns_at(Tick(BAR))) if isinstance(event, Ending)]
    assert first.at == 34 * BAR
    (moved,) = [event for event in asked(machine, BAR, "go to", "29") if isinstance(event, Ending)]
    assert moved.at == 2 * BAR + 4 * BAR + 2 * BAR
    taken_back = asked(machine, 3 * BAR, "play on")
    assert any(isinstance(event, NoEnding) for event in taken_back)
    assert len(starts(plan_in(at(machine, 8 * BAR)), "drums")) > 4


def test_a_new_band_goes_on_where_the_one_before_it_was() -> None:
    before, after = jam(AABA), jam("builtin:blues-in-f")
    started(before)
    forms = asked(before, 3 * BAR, "go to", "B") + before.play_chart(WALTZ, TIMELINE.ns_at(Tick(7 * BAR + 5)))
    after.handle([event for event in forms if isinstance(event, Form)][-1])
    clock = Clock(TIMELINE.ns_at(Tick(9 * BAR)), True, TIMELINE, Meter(4))
    assert state(after.handle(clock)).chart_bar == state(at(before, 9 * BAR)).chart_bar
    assert after.arrangement.route == before.arrangement.route


def test_the_next_run_begins_the_tune_again_and_a_jump_of_the_clock_keeps_it() -> None:
    machine = jam(AABA)
    started(machine)
    asked(machine, 3 * BAR, "go to", "B")
    jumped = Clock(Nanos(0), False, TIMELINE, Meter(4), Tick(2 * BAR))
    machine.handle(jumped)
    assert bars(machine, 0, 0) == []
    started(machine, 2 * BAR, began=2 * BAR)
    assert bars(machine, 3 * BAR, 3) == [3, 16, 17]
    machine.handle(Clock(Nanos(0), False, TIMELINE, Meter(4), Tick(-2 * BAR)))
    started(machine, 0, began=-2 * BAR)
    assert bars(machine, 3 * BAR, 3) == [3, 4, 5]


def test_what_is_asked_for_while_nothing_plays_is_how_the_run_begins() -> None:
    machine = jam(AABA)
    machine.handle(Clock(Nanos(0), False, TIMELINE, Meter(4), Tick(-2 * BAR)))
    machine.play_chart(WALTZ, Nanos(5))
    (form, *_) = [event for event in asked(machine, 0, "go to", "3") if isinstance(event, Form)]
    assert form.meter == THREE
    started(machine, 0, began=-2 * BAR)
    assert bars(machine, THREE.bar, 2) == [3, 4]


def test_a_tune_brings_its_tempo() -> None:
    machine = jam(AABA)
    started(machine)
    quick = msgspec.structs.replace(WALTZ, bpm=200.0)
    (form,) = [event for event in machine.play_chart(quick, TIMELINE.ns_at(Tick(BAR))) if isinstance(event, Form)]
    assert form.tempo == (2 * BAR, 200.0)
    (form,) = [event for event in asked(machine, BAR, "play on") if isinstance(event, Form)]
    assert form.tempo is None


@pytest.mark.parametrize("part", ["drums", "piano"])
def test_law_a_passage_sounds_the_same_wherever_it_is_played(part: BandPart) -> None:
    """With the same history, and bars of the same number."""
    tune = load_chart(AABA)
    here = from_the_top(tune, Meter(4))
    there = Route((msgspec.structs.replace(whole(tune, Meter(4), Tick(5 * BEAT)), number=32),))
    assert notes(part, here, Tick(32 * BAR)) == [
        Note(Tick(n.start + 32 * BAR - 5 * BEAT), n.pitch, Tick(n.end + 32 * BAR - 5 * BEAT), n.velocity)
        for n in notes(part, there, Tick(5 * BEAT))
    ]


def notes(part: BandPart, route: Route, start: Tick) -> list[Note]:
    """Eight bars of the rules from a tick on."""
    players = {each: make_player(each, "rules") for each in ("drums", "piano")}
    passage, end = route.at(start), Tick(start + 8 * BAR)
    scene = Scene(Meter(4), 140.0, start, (), (), passage.form, None, "comp", 0.5, 1.0, 1.0, 1, offset=passage.offset)
    written, _ = Ensemble(players, players).write(
        part, scene, settings(intensity=0.5), route, start, end, [Span(start, end, "comp")], Nanos(0)
    )
    return list(written)
