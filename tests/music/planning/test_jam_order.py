"""The jam machine plays a whole tune: head, solos, head out, ending."""

from music.planning.jams import BAR, TIMELINE, at, jam, plan_in, started, starts

from jamd.music.events import Command, Ending, Event, Form, NoEnding, Plan, State
from jamd.music.planning.jam import Jam
from jamd.music.time.notes import Tick

TWO_BARS = "title: Two\n| Dm7 | G7 |"


def state_in(events: list[Event]) -> State:
    return next(event for event in events if isinstance(event, State))


def asked(machine: Jam, tick: int, name: str, value: object = None) -> list[Event]:
    return machine.handle(Command(name, value, TIMELINE.ns_at(Tick(tick))))  # type: ignore[arg-type]


def played(machine: Jam, bars: int, first: int = 0) -> list[tuple[int, State, list[Event]]]:
    """At every bar line: its number, the state, all events of the bar."""
    found = []
    for bar in range(first, bars):
        events = [event for beat in range(4) for event in at(machine, bar * BAR + beat * 960)]
        found.append((bar, state_in(events), events))
    return found


def test_a_tune_with_an_order_of_solos_ends_by_itself() -> None:
    machine = jam(TWO_BARS, mode="tune", ritardando=False)
    started(machine)
    bars = played(machine, 10)
    assert [(state.part, state.soloist, state.next_soloist) for _, state, _ in bars][::2] == [
        ("head", "you", "you"),
        ("solo", "you", "piano"),
        ("solo", "piano", "drums"),
        ("solo", "drums", "you"),
        ("head out", "you", ""),
    ]
    assert [state.turn for _, state, _ in bars][::2] == ["you", "you", "band", "band", "you"]
    assert [state.turn_ends for _, state, _ in bars][::2] == [2 * BAR, 4 * BAR, 6 * BAR, 8 * BAR, 10 * BAR]
    endings = [event for _, _, events in bars for event in events if isinstance(event, Ending)]
    assert [(ending.at, ending.until) for ending in endings] == [(10 * BAR, 11 * BAR)]


def test_who_solos_in_which_chorus_is_told() -> None:
    machine = jam(TWO_BARS, mode="tune", solo_order="piano", solo_choruses=3)
    started(machine)
    told = [state.solo_chorus for _, state, _ in played(machine, 10)]
    assert told[::2] == [(1, 1), (1, 3), (2, 3), (3, 3), (1, 1)]


def test_the_piano_is_silent_in_the_solo_of_the_drums() -> None:
    machine = jam(TWO_BARS, mode="tune", solo_order="drums")
    started(machine)
    events = played(machine, 3)[-1][2]
    plans = [event for event in events if isinstance(event, Plan)]
    assert all(not starts(plan, "piano") for plan in plans if plan.end <= 4 * BAR)
    assert starts(plans[-1], "drums")


def test_what_was_asked_for_is_counted_down() -> None:
    machine = jam(mode="tune", when="chorus")
    started(machine)
    state = state_in(asked(machine, 2 * BAR, "next solo"))
    assert [(each.what, each.at, each.bars) for each in state.coming] == [("your solo", 12 * BAR, 10)]
    state = state_in(asked(machine, 2 * BAR, "head out"))
    assert [each.what for each in state.coming] == ["head out"]


def test_without_an_order_no_solo_is_announced() -> None:
    machine = jam(mode="tune", when="chorus")
    started(machine)
    assert state_in(asked(machine, 2 * BAR, "next solo")).coming
    assert state_in(asked(machine, 3 * BAR, "mode", "accompany")).coming == ()


def test_played_on_the_head_out_is_played_once_more_and_then_it_ends() -> None:
    machine = jam(TWO_BARS, mode="tune", solo_order="you", ritardando=False)
    started(machine)
    played(machine, 5)
    told = [event for event in asked(machine, 5 * BAR, "play on") if isinstance(event, Ending | NoEnding)]
    assert isinstance(told[0], NoEnding)
    assert isinstance(told[1], Ending)
    assert told[1].at == 8 * BAR


def test_a_tag_comes_behind_the_head_out() -> None:
    machine = jam("title: Four\n| Dm7 | G7 | C | % |", mode="tune", solo_order="you", tag=2, ritardando=False)
    started(machine)
    endings = [event for _, _, events in played(machine, 12) for event in events if isinstance(event, Ending)]
    assert {ending.at for ending in endings} == {14 * BAR}


def test_a_new_band_goes_on_where_the_one_before_was_killed() -> None:
    killed = jam(TWO_BARS, mode="tune")
    started(killed)
    played(killed, 3)
    (form, *_) = [event for event in asked(killed, 3 * BAR, "next solo") if isinstance(event, Form)]
    band = jam(TWO_BARS)  # config.yaml says nothing of the mode that was chosen
    for name, value in (("mode", "tune"), ("solo_choruses", 1)):
        band.handle(Command(name, value))
    band.handle(form)
    state = state_in(started(band, 4 * BAR, began=0))
    assert (state.part, state.soloist) == ("solo", "piano")


def test_another_mode_leaves_the_order_and_the_mode_again_begins_with_the_head() -> None:
    machine = jam(TWO_BARS, mode="tune")
    started(machine)
    played(machine, 3)
    assert state_in(asked(machine, 3 * BAR, "mode", "accompany")).part == ""
    asked(machine, 3 * BAR, "mode", "tune")
    assert state_in(at(machine, 3 * BAR + 960)).part == "head"
    assert state_in(at(machine, 4 * BAR)).part == "solo"


def test_a_plan_across_the_border_has_both_roles() -> None:
    machine = jam(TWO_BARS, mode="tune", solo_order="drums")
    started(machine)
    plan = plan_in(at(machine, BAR))
    assert [start for start in starts(plan, "piano") if start >= 2 * BAR] == []
