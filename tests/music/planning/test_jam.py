"""The jam machine in stories: what it is told, what it plans."""

from jamd.music.charts.load import load_chart
from jamd.music.events import (
    Clock,
    Command,
    Ending,
    Event,
    FallbackUsed,
    Heard,
    Notice,
    Plan,
    Ports,
    State,
    note_off,
    note_on,
)
from jamd.music.listening.phrase import REST, REST_AFTER_LONG
from jamd.music.planning.jam import Jam
from jamd.music.planning.scene import Scene
from jamd.music.settings import JamSettings, PartSettings
from jamd.music.time.notes import BAND, BandPart, Meter, Nanos, Note, Tick
from jamd.music.time.timeline import Timeline

BEAT, BAR = 960, 3840
TIMELINE = Timeline.at_bpm(120, Nanos(10**9), Tick(0))  # a beat is half a second


class Quarters:
    """Plays a quarter on every beat (the drums: on the ride), and remembers what it was shown."""

    def __init__(self, part: BandPart) -> None:
        self.part, self.pitch = part, 51 if part == "drums" else 60
        self.scenes: list[Scene] = []

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        self.scenes.append(scene)
        beats = range(-(-start // BEAT), -(-end // BEAT))
        return tuple(Note(Tick(beat * BEAT), self.pitch, Tick(beat * BEAT + 900), 64) for beat in beats)


class Broken(Quarters):
    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        raise FloatingPointError("a network gave up")


class LastHit(Quarters):
    """Knows only how to end."""

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        assert scene.role == "last"
        return (Note(start, 49, Tick(start + BAR), 100),)


def settings(**changes: object) -> JamSettings:
    parts = {"drums": PartSettings(), "piano": PartSettings()}
    return JamSettings(**{"meter": Meter(4), "parts": parts, "seed": 1, "count_in": 0} | changes)


def jam(chart: str | None = "builtin:blues-in-bb", **changes: object) -> Jam:
    quarters = {part: Quarters(part) for part in ("drums", "piano")}
    return Jam(settings(**changes), load_chart(chart) if chart else None, quarters, quarters)


def started(machine: Jam, tick: int = 0, began: int | None = None, ahead_ns: int = 0) -> list[Event]:
    first = Tick(min(tick, 0) if began is None else began)
    clock = Clock(TIMELINE.ns_at(Tick(tick)), True, TIMELINE, machine.settings.meter, first, ahead_ns=ahead_ns)
    return machine.handle(clock)


def at(machine: Jam, tick: int) -> list[Event]:
    return machine.advance(TIMELINE.ns_at(Tick(tick)))


def key(tick: int, pitch: int, velocity: int = 80) -> Heard:
    return Heard(TIMELINE.ns_at(Tick(tick)), Tick(tick), note_on(1, pitch, velocity))


def release(tick: int, pitch: int) -> Heard:
    return Heard(TIMELINE.ns_at(Tick(tick)), Tick(tick), note_off(1, pitch))


def plan_in(events: list[Event]) -> Plan:
    (plan,) = [event for event in events if isinstance(event, Plan)]
    return plan


def starts(plan: Plan, part: BandPart) -> list[int]:
    return [note.start for note in plan.parts[part]]


def test_the_first_plan_reaches_from_the_first_tick_to_the_end_of_the_next_bar() -> None:
    plan = plan_in(started(jam()))
    assert (plan.start, plan.end) == (0, 2 * BAR)
    assert starts(plan, "drums") == [beat * BEAT for beat in range(8)]


def test_players_are_told_the_style_and_play_an_even_one_straight() -> None:
    machine = jam()
    started(machine)
    scenes = [machine.ensemble.players[part].scenes for part in BAND]
    assert {(told[-1].style, told[-1].swing > 1.3) for told in scenes} == {("swing", True)}
    machine.handle(Command("style", "bossa"))
    assert {(told[-1].style, told[-1].swing) for told in scenes} == {("bossa", 1.0)}


def test_another_style_begins_at_the_next_bar_line() -> None:
    machine = jam()
    started(machine)
    at(machine, 5 * BEAT)
    scenes = [machine.ensemble.players[part].scenes for part in BAND]
    for told in scenes:
        told.clear()
    machine.handle(Command("style", "samba", ns=TIMELINE.ns_at(Tick(5 * BEAT))))
    for told in scenes:
        assert [(scene.style, scene.style_since) for scene in told] == [("swing", 0), ("samba", 2 * BAR)]
    at(machine, 8 * BEAT)
    for told in scenes:
        assert (told[-1].style, told[-1].style_since) == ("samba", 2 * BAR)


def test_a_style_that_is_taken_back_before_it_began_leaves_no_trace() -> None:
    machine = jam()
    started(machine)
    at(machine, 5 * BEAT)
    machine.handle(Command("style", "samba", ns=TIMELINE.ns_at(Tick(5 * BEAT))))
    machine.handle(Command("style", "swing", ns=TIMELINE.ns_at(Tick(5 * BEAT))))
    scene = machine.ensemble.players["drums"].scenes[-1]
    assert (scene.style, scene.style_since) == ("swing", 0)


def test_a_note_that_sounds_across_a_change_of_style_is_planned_once() -> None:
    machine = jam()
    started(machine)
    at(machine, 5 * BEAT)
    plan = plan_in(machine.handle(Command("style", "samba", ns=TIMELINE.ns_at(Tick(5 * BEAT)))))
    for part in BAND:
        assert len({note.start for note in plan.parts[part]}) == len(plan.parts[part])


def test_the_count_in_is_sticks_alone() -> None:
    plan = plan_in(started(jam(count_in=2), -2 * BAR))
    assert [(n.start // BEAT, n.pitch) for n in plan.parts["drums"]] == [(b, 37) for b in (-8, -6, -4, -3, -2, -1)]
    assert plan.parts["piano"] == ()


def test_a_waltz_is_counted_in_in_three() -> None:
    machine = jam(chart="builtin:jazz-waltz", meter=Meter(3), count_in=2)
    plan = plan_in(started(machine, -2 * 2880))
    assert [n.start // BEAT for n in plan.parts["drums"]] == [-6, -3, -2, -1]


def test_it_plans_again_on_every_beat_from_the_horizon_on() -> None:
    machine = jam()
    started(machine)
    assert machine.wake_ns == TIMELINE.ns_at(Tick(BEAT))
    plan = plan_in(at(machine, BEAT))
    assert (plan.start, plan.end) == (BEAT + 480, 2 * BAR)
    assert machine.wake_ns == TIMELINE.ns_at(Tick(2 * BEAT))


def test_the_horizon_is_never_under_60_ms() -> None:
    machine = jam(commit=Tick(10))
    started(machine)
    assert plan_in(at(machine, BEAT)).start == BEAT + 115  # ticks in 60 ms at 120


def test_a_note_that_sounds_across_the_horizon_is_listed_with_its_end() -> None:
    machine = jam()
    started(machine)
    sounding = [n for n in plan_in(at(machine, BEAT)).parts["piano"] if n.start < BEAT + 480]
    assert sounding == [Note(Tick(BEAT), 60, Tick(BEAT + 900), 64)]


def test_players_are_shown_what_was_heard_and_what_they_played() -> None:
    machine = jam()
    started(machine)
    machine.handle(key(100, 72))
    at(machine, BEAT)
    scene = machine.ensemble.players["piano"].scenes[-1]
    assert scene.you == (Note(Tick(100), 72, Tick(BEAT), 80),)
    assert [note.start for note in scene.own] == [0, BEAT]
    assert scene.heard == BEAT


def test_louder_and_busier_hands_make_the_band_play_with_more_intensity() -> None:
    def intensity(velocity: int, gap: int) -> float:
        machine = jam()
        started(machine)
        for tick in range(0, 2 * BAR, gap):
            machine.handle(key(tick, 72, velocity))
            machine.handle(release(tick + gap // 2, 72))
        at(machine, 2 * BAR)
        return machine.ensemble.players["drums"].scenes[-1].intensity

    assert intensity(40, 960) < intensity(110, 960)
    assert intensity(80, 960) < intensity(80, 240)


def test_who_trades_waits_for_his_turn() -> None:
    machine = jam(mode="trade", trade_bars=1, you_first=True)
    plan = plan_in(started(machine))
    assert starts(plan, "piano") == [BAR + beat * BEAT for beat in range(4)]
    assert machine.ensemble.players["piano"].scenes[-1].role == "answer"
    assert starts(plan, "drums") == [beat * BEAT for beat in range(8)]


def test_the_band_may_trade_first() -> None:
    plan = plan_in(started(jam(mode="trade", trade_bars=1, you_first=False)))
    assert starts(plan, "piano") == [beat * BEAT for beat in range(4)]


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


def test_modes_for_one_part_leave_the_other_silent() -> None:
    assert starts(plan_in(started(jam(mode="drums"))), "piano") == []
    assert starts(plan_in(started(jam(mode="piano"))), "drums") == []


def test_without_a_chart_the_last_detect_chord_stays_when_the_hand_lifts() -> None:
    machine = jam(chart=None)
    started(machine)
    for pitch in (38, 41, 45, 48):  # D F A C
        machine.handle(key(100, pitch))
    for pitch in (38, 41, 45, 48):
        machine.handle(release(500, pitch))
    at(machine, BEAT)
    chord = machine.ensemble.players["piano"].scenes[-1].chord_at(Tick(4 * BAR))
    assert chord is not None
    assert chord.root == 2
    assert chord.quality == "m7"


def test_a_new_chord_is_planned_for_at_once() -> None:
    machine = jam(chart=None)
    started(machine)
    machine.handle(key(100, 38))
    machine.handle(key(100, 41))
    assert plan_in(machine.handle(key(101, 45))).start == 101 + 480


def test_the_chart_wins_unless_harmony_follows() -> None:
    for follow, root in ((False, 10), (True, 2)):
        machine = jam(harmony="follow" if follow else "chart")
        started(machine)
        for pitch in (38, 41, 45, 48):
            machine.handle(key(100, pitch))
        at(machine, BEAT)
        told = machine.ensemble.players["piano"].scenes[-1]
        chord = told.chord_at(Tick(0))
        assert chord is not None
        assert chord.root == root
        assert (told.likely_at(Tick(0)) is not None) == follow


def test_an_author_that_fails_is_replaced_for_the_plan_and_it_is_said() -> None:
    drums, piano = Quarters("drums"), Quarters("piano")
    machine = Jam(settings(), None, {"drums": Broken("drums"), "piano": piano}, {"drums": drums, "piano": piano})
    events = started(machine)
    assert starts(plan_in(events), "drums") == [beat * BEAT for beat in range(8)]
    (notice,) = [event for event in events if isinstance(event, Notice)]
    assert "drums" in notice.text
    assert "a network gave up" in notice.text


def test_volume_scales_what_leaves_and_not_what_is_remembered() -> None:
    machine = jam(parts={"drums": PartSettings(volume=0.5), "piano": PartSettings(volume=0)})
    plan = plan_in(started(machine))
    assert {note.velocity for note in plan.parts["drums"]} == {32}
    assert plan.parts["piano"] == ()
    at(machine, BEAT)
    assert {note.velocity for note in machine.ensemble.players["drums"].scenes[-1].own} == {64}


def test_a_command_is_planned_for_at_once() -> None:
    machine = jam()
    started(machine)
    at(machine, BEAT)
    plan = plan_in(machine.handle(Command("mode", "drums", TIMELINE.ns_at(Tick(1000)))))
    assert plan.start == 1480
    assert [n for n in plan.parts["piano"] if n.start >= 1480] == []


def test_while_the_clock_is_stopped_only_the_next_start_is_planned() -> None:
    machine = jam()
    started(machine)
    (plan,) = machine.handle(Clock(Nanos(0), False, TIMELINE, Meter(4), Tick(8 * BAR)))
    assert isinstance(plan, Plan)
    assert (plan.start, plan.end) == (8 * BAR, 10 * BAR)
    assert starts(plan, "drums") == [8 * BAR + beat * BEAT for beat in range(8)]
    assert machine.wake_ns is None
    assert at(machine, BEAT) == []


def test_a_run_that_begins_in_the_middle_of_the_form_is_planned_from_its_first_beat() -> None:
    plan = plan_in(started(jam(), 4 * BAR, began=4 * BAR))
    assert (plan.start, plan.end) == (4 * BAR, 6 * BAR)


def test_a_band_that_starts_while_the_clock_runs_joins_after_the_horizon_in_the_right_bar() -> None:
    machine = jam()
    events = started(machine, 5 * BAR + 100)
    assert plan_in(events).start == 5 * BAR + 580
    (state,) = [event for event in events if isinstance(event, State)]
    assert (state.bar, state.chord) == (5, "Edim7")


def test_a_key_of_an_unplugged_keyboard_is_not_held_for_ever() -> None:
    machine = jam(mode="continue")
    started(machine)
    machine.handle(key(0, 72))
    machine.handle(Ports(TIMELINE.ns_at(Tick(500)), "", "", "jack"))
    at(machine, BEAT)
    at(machine, 2 * BEAT)
    assert machine.ensemble.players["piano"].scenes[-1].role == "line"


def test_what_leaves_early_is_planned_early() -> None:
    machine = jam()
    started(machine, ahead_ns=100_000_000)  # 192 ticks
    assert plan_in(at(machine, BEAT)).start == BEAT + 480 + 192


def test_during_the_count_in_of_a_trade_it_is_the_first_players_turn() -> None:
    machine = jam(mode="trade", you_first=True, count_in=1)
    (state,) = [event for event in started(machine, -BAR) if isinstance(event, State)]
    assert state.turn == "you"


# -- the ending


def test_an_ending_plays_to_the_end_of_the_form_hits_once_more_and_is_silent() -> None:
    machine = jam()
    machine.ensemble.fallback_players = {part: LastHit(part) for part in ("drums", "piano")}
    started(machine)
    ending, *_ = machine.end(TIMELINE.ns_at(Tick(5 * BAR + 100)))
    assert ending == Ending(TIMELINE.ns_at(Tick(5 * BAR + 100)), Tick(10 * BAR), Tick(12 * BAR), Tick(13 * BAR))
    plan = plan_in(at(machine, 11 * BAR + 3 * BEAT))
    assert starts(plan, "drums") == [12 * BAR]
    assert [note.pitch for note in plan.parts["drums"]] == [49]


def test_an_ending_too_near_to_the_end_of_the_form_takes_another_chorus_and_asked_again_the_next_bar() -> None:
    machine = jam()
    started(machine)
    first, *_ = machine.end(TIMELINE.ns_at(Tick(11 * BAR + 100)))
    assert isinstance(first, Ending)
    assert first.at == 24 * BAR
    again, *_ = machine.end(TIMELINE.ns_at(Tick(11 * BAR + 200)))
    assert isinstance(again, Ending)
    assert (again.slow_from, again.at) == (11 * BAR + 200, 12 * BAR)


def test_a_new_wire_is_told_of_the_ending_again() -> None:
    machine = jam()
    started(machine)
    asked, *_ = machine.end(TIMELINE.ns_at(Tick(0)))
    again, *_ = started(machine, 3 * BAR, began=0)
    assert isinstance(asked, Ending)
    assert isinstance(again, Ending)
    assert again.at == asked.at


def test_the_next_run_knows_nothing_of_the_ending() -> None:
    machine = jam()
    started(machine)
    machine.end(TIMELINE.ns_at(Tick(0)))
    machine.handle(Clock(TIMELINE.ns_at(Tick(13 * BAR)), False, TIMELINE, Meter(4)))
    started(machine)
    assert len(starts(plan_in(at(machine, 12 * BAR)), "drums")) > 4


# -- what the keyboardist does is answered at once


def eighths(machine: Jam, first: int, count: int, velocity: int) -> list[Plan]:
    """So many eighths played evenly, with the beats that pass; the plans that came between two beats."""
    plans = []
    for start in range(first, first + count * 480, 480):
        for event in machine.handle(key(start, 72, velocity)):
            plans += [event] if isinstance(event, Plan) else []
        machine.handle(release(start + 380, 72))
        if start % BEAT:
            at(machine, start // BEAT * BEAT + BEAT)
    return plans


def test_an_even_keyboardist_is_planned_for_at_the_beats_alone() -> None:
    machine = jam()
    started(machine)
    eighths(machine, 0, 16, 80)
    assert eighths(machine, 16 * 480, 16, 80) == []


def test_a_keyboardist_who_plays_softer_is_answered_at_once() -> None:
    machine = jam()
    started(machine)
    eighths(machine, 0, 16, 104)
    loud = machine.ensemble.players["drums"].scenes[-1].intensity
    (plan, *_) = eighths(machine, 16 * 480, 1, 40)
    assert plan.start == 16 * 480 + 480
    assert machine.ensemble.players["drums"].scenes[-1].intensity < loud - 0.1


def test_a_key_that_is_missed_is_answered_before_the_next_beat() -> None:
    machine = jam()
    started(machine)
    eighths(machine, 0, 16, 90)
    at(machine, 8 * BEAT)
    wake = machine.wake_ns
    assert wake is not None
    assert TIMELINE.ns_at(Tick(8 * BEAT)) < wake < TIMELINE.ns_at(Tick(8 * BEAT + 300))
    playing = machine.ensemble.players["drums"].scenes[-1].intensity
    plan = plan_in(machine.advance(wake))
    assert plan.start < 9 * BEAT
    assert machine.ensemble.players["drums"].scenes[-1].intensity < playing - 0.1
    assert machine.wake_ns == TIMELINE.ns_at(Tick(9 * BEAT))


def test_waiting_for_the_bands_trade_is_not_resting() -> None:
    machine = jam(mode="trade", trade_bars=2, you_first=True)
    started(machine)
    eighths(machine, 0, 16, 100)
    at(machine, 8 * BEAT)
    at(machine, 9 * BEAT)
    assert machine.ensemble.players["piano"].scenes[-1].intensity > 0.6


def test_with_an_intensity_that_was_asked_for_nothing_is_answered() -> None:
    machine = jam(intensity=0.5)
    started(machine)
    eighths(machine, 0, 16, 110)
    assert eighths(machine, 16 * 480, 2, 30) == []
    assert {scene.intensity for scene in machine.ensemble.players["drums"].scenes} == {0.5}


# -- as often and as far ahead as the machine can


def slow(machine: Jam, ms: int, plans: int = 4) -> list[Event]:
    """So many plans that took so long."""
    said: list[Event] = []
    for _ in range(plans):
        said += machine.record_plan_time(Nanos(ms * 10**6), Nanos(0), Nanos(ms * 10**6))
    return said


def test_a_machine_that_is_too_slow_plans_every_two_beats_and_says_so() -> None:
    machine = jam()
    started(machine)
    said = slow(machine, 450)
    assert [event.what for event in said if isinstance(event, FallbackUsed)] == ["slower planning", "wider commit"]
    at(machine, BEAT)
    assert machine.wake_ns == TIMELINE.ns_at(Tick(2 * BEAT))
    at(machine, 2 * BEAT)
    assert machine.wake_ns == TIMELINE.ns_at(Tick(4 * BEAT))


def test_no_plan_begins_before_it_can_be_with_wire() -> None:
    machine = jam()
    started(machine)
    slow(machine, 450)
    events = at(machine, BEAT)
    assert TIMELINE.ns_at(plan_in(events).start) >= TIMELINE.ns_at(Tick(BEAT)) + 450 * 10**6
    (state,) = [event for event in events if isinstance(event, State)]
    assert state.replan_beats == 2
    assert state.commit_ms > 450
    assert (state.plan_p50_ms, state.plan_p99_ms) == (450.0, 450.0)


def test_what_was_measured_before_the_start_counts_at_the_tempo_of_the_start() -> None:
    machine = jam()
    assert slow(machine, 450) == []
    kinds = {event.what for event in started(machine) if isinstance(event, FallbackUsed)}
    assert kinds == {"slower planning", "wider commit"}


def test_a_slow_machine_does_not_plan_between_two_beats_for_a_soft_key() -> None:
    machine = jam()
    started(machine)
    slow(machine, 300)
    eighths(machine, 0, 16, 104)
    assert eighths(machine, 16 * 480, 1, 40) == []


def test_every_time_that_a_player_fails_is_counted_and_said_once() -> None:
    drums, piano = Quarters("drums"), Quarters("piano")
    machine = Jam(settings(), None, {"drums": Broken("drums"), "piano": piano}, {"drums": drums, "piano": piano})
    events = [*started(machine), *at(machine, BEAT), *at(machine, 2 * BEAT)]
    assert [(e.what, e.detail) for e in events if isinstance(e, FallbackUsed)] == [("fallback player", "drums")] * 3
    assert [e.ns for e in events if isinstance(e, FallbackUsed)] == [TIMELINE.ns_at(Tick(b * BEAT)) for b in range(3)]
    assert sum(isinstance(event, Notice) for event in events) == 1


# -- a clock that bends


def test_a_clock_that_bends_a_little_costs_no_plan_and_the_beats_go_with_it() -> None:
    machine = jam()
    started(machine)
    now = TIMELINE.ns_at(Tick(500))
    bent = Timeline.at_bpm(121, now, Tick(505))
    assert machine.handle(Clock(now, True, bent, Meter(4))) == []
    assert machine.wake_ns == bent.ns_at(Tick(BEAT))


def test_another_tempo_is_planned_for_at_once() -> None:
    machine = jam()
    started(machine)
    now = TIMELINE.ns_at(Tick(500))
    fast = TIMELINE.with_bpm(180, now)
    assert plan_in(machine.handle(Clock(now, True, fast, Meter(4)))).start == 980


def test_a_new_wire_knows_no_plan() -> None:
    machine = jam()
    started(machine)
    assert plan_in(started(machine, 500)).start == 980


def test_a_clock_that_jumps_back_forgets_what_lies_ahead_now() -> None:
    machine = jam()
    started(machine)
    eighths(machine, 0, 16, 80)
    now = TIMELINE.ns_at(Tick(8 * BEAT))
    again = Timeline.at_bpm(120, now, Tick(BEAT))
    assert plan_in(machine.handle(Clock(now, True, again, Meter(4)))).start == BEAT + 480
    scene = machine.ensemble.players["piano"].scenes[-1]
    assert (scene.you, scene.own) == ((), ())


def test_a_command_while_the_clock_is_stopped_changes_how_the_next_run_starts() -> None:
    machine = jam()
    machine.handle(Clock(Nanos(0), False, TIMELINE, Meter(4), Tick(0)))
    (plan,) = machine.handle(Command("mode", "piano"))
    assert isinstance(plan, Plan)
    assert starts(plan, "drums") == []
    assert starts(plan, "piano") == [beat * BEAT for beat in range(8)]


def test_what_was_planned_while_the_clock_stood_is_remembered_when_it_starts() -> None:
    """An external start is heard of when the first beat has sounded already, as planned."""
    machine = jam()
    machine.handle(Clock(Nanos(0), False, TIMELINE, Meter(4), Tick(0)))
    started(machine, tick=100, began=0)
    assert [note.start for note in machine.ensemble.players["piano"].scenes[-1].own] == [0]
    started(machine, tick=16 * BAR, began=16 * BAR)
    assert machine.ensemble.players["piano"].scenes[-1].own == ()


def test_players_do_not_see_small_swings_of_the_tempo() -> None:
    machine = jam()
    started(machine)
    for beat, bpm in ((1, 120.8), (2, 119.3), (3, 122.0)):
        now = TIMELINE.ns_at(Tick(beat * BEAT))
        machine.handle(Clock(now, True, Timeline.at_bpm(bpm, now, Tick(beat * BEAT)), Meter(4), Tick(0)))
        machine.advance(machine.wake_ns)
    told = [round(scene.bpm, 1) for scene in machine.ensemble.players["drums"].scenes]
    assert set(told[:-1]) == {120.0}
    assert told[-1] == 122.0
