"""The bassist in the jam machine, whose other players play quarters: when it plays, and when it is silent."""

from itertools import pairwise

import pytest
from music.planning.jams import BAR, BEAT, TIMELINE, jam, started, until

from jamd.commands.choices import When
from jamd.music.events import Command, Plan
from jamd.music.planning.jam import Jam
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import BandPart, Note, Tick
from jamd.players.bassist.bassist import Bassist
from jamd.players.rules.bassist import RulesBassist

NEAR = BEAT // 8


class Failing:
    part: BandPart = "bass"

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        raise ValueError("no idea")


def with_bassist(**changes: object) -> Jam:
    machine = jam(**changes)
    machine.ensemble.players["bass"] = Bassist()
    machine.ensemble.fallback_players = {**machine.ensemble.fallback_players, "bass": RulesBassist()}
    return machine


def bars_of(notes: list[Note]) -> set[int]:
    return {(note.start + NEAR) // BAR for note in notes if note.start < 12 * BAR - NEAR}


def test_it_walks_under_everybody_and_is_silent_while_the_drums_trade() -> None:
    machine = with_bassist(mode="trade", trade_with="both", trade_bars=1)  # you, piano, you, drums
    started(machine)
    notes = until(machine, 12 * BAR)["bass"]
    assert bars_of(notes) == {bar for bar in range(12) if bar % 4 != 3}
    for line in range(4 * BAR, 12 * BAR, 4 * BAR):
        back = next(note for note in notes if note.start >= line - BAR)
        assert abs(back.start - line) < NEAR
        before = max(note.end for note in notes if note.start < line - BAR)
        assert before <= line - BAR + NEAR


def test_a_break_is_a_hit_then_nothing_then_one() -> None:
    machine = with_bassist()
    started(machine)
    notes = until(machine, 3 * BAR)
    machine.handle(Command("break", 1, TIMELINE.ns_at(Tick(3 * BAR + 100))))
    played = until(machine, 8 * BAR, notes)["bass"]
    (line,) = (
        bar * BAR for bar in range(4, 7) if sum(bar * BAR - NEAR <= n.start < bar * BAR + BAR for n in played) == 1
    )
    hit, back = (note for note in played if line - NEAR <= note.start <= line + BAR + NEAR)
    assert hit.end <= line + BEAT
    assert abs(back.start - line - BAR) < NEAR


@pytest.mark.parametrize("when", ["now", "beat"])
def test_at_a_break_inside_a_bar_what_sounds_ends(when: When) -> None:
    for seed in range(6):
        machine = with_bassist(seed=seed, intensity=0.3, style="ballad")
        started(machine)
        notes = until(machine, 3 * BAR)
        events = machine.handle(Command("break", 1, TIMELINE.ns_at(Tick(3 * BAR + 700)), when=when))
        (plan,) = (event for event in events if isinstance(event, Plan))
        (asked,) = machine.arrangement.requests.interludes
        assert asked.start % BAR
        (hit,) = (note for note in plan.parts["bass"] if note.start == asked.start)
        assert hit.end - hit.start == BEAT // 2
        played = until(machine, 6 * BAR, {**notes, "bass": [*plan.parts["bass"]]})["bass"]
        assert all(note.end <= after.start for note, after in pairwise(sorted(played)))


def test_where_the_bassist_fails_the_rules_play_and_where_they_fail_it_is_silent() -> None:
    machine = with_bassist()
    machine.ensemble.players["bass"] = Failing()
    started(machine)
    notes = until(machine, 4 * BAR)
    assert [sum(bar * BAR <= note.start + NEAR < (bar + 1) * BAR for note in notes["bass"]) for bar in (1, 2, 3)] == [
        2
    ] * 3
    machine.ensemble.fallback_players = {**machine.ensemble.fallback_players, "bass": Failing()}
    notes = until(machine, 8 * BAR, notes)
    assert bars_of(notes["bass"]) <= set(range(6))
    assert bars_of(notes["drums"]) >= set(range(8))


def test_the_count_in_is_silent() -> None:
    machine = with_bassist(count_in=2)
    started(machine, -2 * BAR)
    assert min(note.start for note in until(machine, BAR)["bass"]) >= 0


def test_an_ending_leads_to_a_root_that_is_held() -> None:
    machine = with_bassist()
    started(machine)
    notes = until(machine, 5 * BAR)
    machine.end(TIMELINE.ns_at(Tick(5 * BAR + 100)))
    played = until(machine, 14 * BAR, notes)["bass"]
    last, before = played[-1], played[-2]
    assert (last.start, last.pitch % 12) == (12 * BAR, 10)
    assert last.end - last.start >= BAR
    assert before.end <= last.start
    assert abs(before.pitch - last.pitch) <= 12


def test_the_head_in_two_is_left_in_the_second_chorus() -> None:
    machine = with_bassist()
    started(machine)
    notes = until(machine, 24 * BAR)["bass"]
    head, solos = (sum(first <= note.start < first + 11 * BAR for note in notes) for first in (0, 12 * BAR))
    assert head < 0.85 * solos
