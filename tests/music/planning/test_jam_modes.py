"""The jam machine: who plays when, in each mode."""

import pytest
from music.planning.jams import BAR, BEAT, TIMELINE, at, jam, key, plan_in, release, started, starts

from jamd.errors import CommandError
from jamd.music.channel_messages import CONTROL, SUSTAIN
from jamd.music.events import Command, Event, Heard, Notice, Plan, Ports, State
from jamd.music.listening.phrase import REST, REST_AFTER_LONG
from jamd.music.planning.jam import Jam
from jamd.music.time.notes import Nanos, Tick


def test_who_trades_waits_for_his_turn() -> None:
    machine = jam(mode="trade", trade_bars=1, you_first=True)
    plan = plan_in(started(machine))
    assert starts(plan, "piano") == [BAR + beat * BEAT for beat in range(4)]
    assert machine.ensemble.players["piano"].scenes[-1].role == "answer"
    assert starts(plan, "drums") == [beat * BEAT for beat in range(8)]


def test_the_band_may_trade_first() -> None:
    plan = plan_in(started(jam(mode="trade", trade_bars=1, you_first=False)))
    assert starts(plan, "piano") == [beat * BEAT for beat in range(4)]


def test_during_the_count_in_of_a_trade_it_is_the_first_players_turn() -> None:
    machine = jam(mode="trade", you_first=True, count_in=1)
    (state,) = [event for event in started(machine, -BAR) if isinstance(event, State)]
    assert state.turn == "you"


def continued(machine: Jam, *keys: Heard) -> Plan:
    """These keys, then time passes until the piano is planned to come in."""
    started(machine)
    for each in keys:
        machine.handle(each)
    while True:
        assert machine.wake_ns is not None
        plans = [event for event in machine.advance(machine.wake_ns) if isinstance(event, Plan)]
        if plans and plans[0].parts["piano"]:
            return plans[0]


def test_continue_carries_the_phrase_on_within_a_beat_of_its_last_note() -> None:
    machine = jam(mode="continue")
    assert starts(plan_in(started(machine)), "piano") == []  # nothing to continue yet
    plan = continued(machine, key(0, 72), release(400, 72))
    assert set(plan.parts) == {"piano"}  # the drums are as they were
    assert starts(plan, "piano")[0] == 2 * BEAT  # this pianist plays on beats only
    (told,) = machine.ensemble.players["piano"].scenes[-1:]
    assert (told.role, told.entry) == ("line", 400 + REST)
    assert plan.start <= told.entry


def test_after_a_long_note_the_piano_comes_in_sooner() -> None:
    entries = []
    for length in (400, 1900):
        machine = jam(mode="continue")
        continued(
            machine,
            *(each for n in range(4) for each in (key(480 * n, 72), release(480 * n + 400, 72))),
            key(BEAT * 2, 71),
            release(BEAT * 2 + length, 71),
        )
        entries.append(machine.ensemble.players["piano"].scenes[-1].entry - BEAT * 2 - length)
    assert entries == [REST, REST_AFTER_LONG]


def test_who_plays_on_has_the_floor_at_once() -> None:
    machine = jam(mode="continue")
    continued(machine, key(0, 72), release(400, 72))
    again = plan_in(machine.handle(key(2 * BEAT + 200, 74)))
    assert (again.start, again.parts) == (2 * BEAT + 200, {"piano": ()})  # what sounds ends, too
    assert machine.ensemble.players["piano"].scenes[-1].entry is not None
    assert plan_in(at(machine, 3 * BEAT)).parts["piano"] == ()
    machine.handle(release(3 * BEAT + 200, 74))
    at(machine, 4 * BEAT)
    own = machine.ensemble.players["piano"].scenes[-1].own
    assert [(note.start, note.end) for note in own if note.start == 2 * BEAT] == [(2 * BEAT, 2 * BEAT + 200)]


def test_a_note_that_had_just_begun_when_they_play_on_is_a_short_note_and_no_click() -> None:
    machine = jam(mode="continue")
    continued(machine, key(0, 72), release(400, 72))
    again = plan_in(machine.handle(key(2 * BEAT + 20, 74)))
    assert [(note.start, note.end) for note in again.parts["piano"]] == [(2 * BEAT, 2 * BEAT + 154)]  # 80 ms


def test_short_rests_inside_a_phrase_are_left_alone() -> None:
    machine, heard = jam(mode="continue"), []
    started(machine)
    for beat in range(8):
        for tick, event in ((0, None), (10, key(beat * BEAT + 10, 72)), (500, release(beat * BEAT + 500, 72))):
            events = at(machine, beat * BEAT + tick) + (machine.handle(event) if event else [])
            for plan in (event for event in events if isinstance(event, Plan)):
                heard = [note for note in heard if note.start < plan.start] + [*plan.parts["piano"]]
    assert heard == []


def test_a_key_of_an_unplugged_keyboard_is_not_held_for_ever() -> None:
    machine = jam(mode="continue")
    started(machine)
    machine.handle(key(0, 72))
    machine.handle(Ports(TIMELINE.ns_at(Tick(500)), "", "", "jack"))
    at(machine, BEAT)
    at(machine, 2 * BEAT)
    assert machine.ensemble.players["piano"].scenes[-1].role == "line"


def test_a_pedal_of_a_keyboard_that_is_unplugged_while_nothing_plays_is_up() -> None:
    machine = jam(mode="continue")
    machine.handle(Heard(Nanos(0), None, bytes((CONTROL, SUSTAIN, 127))))
    machine.handle(Ports(Nanos(1), "", "", "jack"))
    started(machine)
    machine.handle(key(0, 72))
    machine.handle(release(400, 72))
    at(machine, BEAT)
    at(machine, 2 * BEAT)
    assert machine.ensemble.players["piano"].scenes[-1].role == "line"


def test_modes_for_one_part_leave_the_other_silent() -> None:
    assert starts(plan_in(started(jam(mode="drums"))), "piano") == []
    assert starts(plan_in(started(jam(mode="piano"))), "drums") == []


def notices(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, Notice)]


@pytest.mark.parametrize("solo", ["piano solo", "drum solo"])
@pytest.mark.parametrize(("setting", "value", "why"), [("enabled", False, "switched off"), ("mute", True, "muted")])
def test_who_cannot_be_heard_has_no_solo(solo: str, setting: str, value: bool, why: str) -> None:
    machine = jam()
    started(machine)
    part = "drums" if solo == "drum solo" else "piano"
    machine.handle(Command(f"{part}.{setting}", value))
    with pytest.raises(CommandError, match=f"the {part} .* {why}, so .* no solo"):
        machine.handle(Command(solo))
    machine.handle(Command(f"{part}.{setting}", not value))
    machine.handle(Command(solo))
    assert machine.arrangement.requests.solos(part)  # type: ignore[arg-type]


def test_a_mode_in_which_nobody_plays_is_said_once() -> None:
    machine = jam(mode="piano")
    assert notices(started(machine)) == []
    (said,) = notices(machine.handle(Command("piano.enabled", False)))
    assert said.startswith("in the mode piano nobody plays while parts.piano.enabled is false")
    assert notices(at(machine, BEAT)) == []
    assert notices(machine.handle(Command("mode", "drums"))) == []
    assert notices(machine.handle(Command("mode", "piano"))) == [said]
