"""The jam machine: the chord that players are told, from the chart or from the keyboardist's hand."""

from music.planning.jams import BAR, BEAT, at, jam, key, plan_in, release, started

from jamd.music.time.notes import Tick


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
