"""The jam machine: how hard and how busily the keyboardist plays is answered at once."""

from itertools import pairwise

from music.planning.jams import BAR, BEAT, TIMELINE, at, eighths, jam, key, plan_in, release, started

from jamd.music.time.notes import Tick


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


def test_a_band_that_is_slow_to_follow_comes_up_beat_by_beat() -> None:
    machine = jam(intensity_attack=16.0)
    started(machine)
    assert eighths(machine, 0, 24, 110) == []  # nothing is planned in a hurry
    told = [scene.intensity for scene in machine.ensemble.players["drums"].scenes]
    assert told == sorted(told)
    assert told[0] < told[len(told) // 2] < told[-1]
    assert max(after - before for before, after in pairwise(told)) < 0.15


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
