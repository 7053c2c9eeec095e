"""The jam machine: the chord that players are told, from the chart or from the keyboardist's hand."""

import pytest
from music.planning.jams import BAR, BEAT, TIMELINE, at, jam, key, plan_in, release, started

from jamd.music.channel_messages import CONTROL, SUSTAIN, note_off, note_on
from jamd.music.events import Event, Heard, State
from jamd.music.planning.jam import Jam
from jamd.music.time.notes import Tick

WINDOW = 48  # ticks: 25 ms at 120 bpm


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


def test_a_new_chord_is_planned_for_as_soon_as_no_further_key_belongs_to_it() -> None:
    machine = jam(chart=None, intensity=0.5)
    started(machine)
    for tick, pitch in ((100, 38), (100, 41), (101, 45)):
        assert machine.handle(key(tick, pitch)) == []
    due = 101 + WINDOW
    assert machine.wake_ns == TIMELINE.ns_at(Tick(due))
    assert plan_in(at(machine, due)).start == due + 480


@pytest.mark.parametrize("first", [36, 40, 43, 47])
def test_law_the_first_key_of_a_chord_alone_never_changes_it(first: int) -> None:
    """The old hand is still down, as it is in legato, and a beat falls between the first key and the others."""
    machine = jam(chart=None, intensity=0.5)
    started(machine)
    for pitch in (38, 41, 45, 48):
        machine.handle(key(100, pitch))
    assert chord_told(machine, 1) == "Dm7"
    machine.handle(key(2 * BEAT - 10, first))
    assert chord_told(machine, 2) == "Dm7"
    for pitch in (36, 40, 43, 47):
        machine.handle(key(2 * BEAT + 5, pitch))
    for pitch in (38, 41, 45, 48):
        machine.handle(release(2 * BEAT + 20, pitch))
    events = at(machine, 2 * BEAT + 5 + WINDOW)
    assert [event.chord for event in events if isinstance(event, State)] == ["Cmaj7"]


def test_a_melody_over_a_held_chord_is_no_new_chord() -> None:
    machine = jam(chart=None)
    started(machine)
    for pitch in (38, 41, 45, 48):
        machine.handle(key(0, pitch))
    for number, pitch in enumerate((64, 67, 66, 68, 71, 70)):
        machine.handle(key(480 + 480 * number, pitch))
        machine.handle(release(900 + 480 * number, pitch))
        if number % 2:
            assert chord_told(machine, 1 + number // 2) == "Dm7"


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


def send(machine: Jam, tick: int, data: bytes) -> list[Event]:
    return machine.handle(Heard(TIMELINE.ns_at(Tick(tick)), Tick(tick), data))


def chord_told(machine: Jam, beat: int) -> str | None:
    at(machine, beat * BEAT)
    chord = machine.ensemble.players["piano"].scenes[-1].chord_at(Tick(beat * BEAT))
    return None if chord is None else str(chord)


def test_a_chord_under_the_pedal_holds() -> None:
    machine = jam(chart=None)
    started(machine)
    send(machine, 0, bytes((CONTROL, SUSTAIN, 127)))
    for pitch in (60, 64, 67, 71):
        send(machine, 1, note_on(1, pitch, 70))
    for pitch in (60, 64, 67, 71):
        send(machine, 400, note_off(1, pitch))
    assert [chord_told(machine, beat) for beat in range(1, 13)] == ["Cmaj7"] * 12


def test_pads_are_no_chord() -> None:
    machine = jam(chart=None)
    started(machine)
    for pitch in (36, 42, 51):
        assert send(machine, 100, note_on(10, pitch, 90)) == []
    assert chord_told(machine, 1) is None


def test_pads_that_are_hit_hard_drive_the_band() -> None:
    machine = jam()
    started(machine)
    for n in range(16):
        send(machine, n * 480, note_on(10, 38, 120))
    at(machine, 8 * BEAT)
    assert machine.ensemble.players["drums"].scenes[-1].intensity > 0.7


def test_a_stuck_key_is_in_no_chord_after_four_bars() -> None:
    machine = jam(chart=None)
    started(machine)
    machine.handle(key(0, 37))
    for pitch in (48, 52, 55, 59):
        machine.handle(key(5 * BAR, pitch))
    assert chord_told(machine, 21) == "Cmaj7"


def test_a_chord_is_shown_in_the_spelling_that_is_asked_for() -> None:
    machine = jam(chart=None, spelling="C-7")
    started(machine)
    for pitch in (38, 41, 45, 48):  # D F A C
        machine.handle(key(100, pitch))
    states = [event for event in at(machine, BEAT) if isinstance(event, State)]
    assert states[-1].chord == "D-7"
