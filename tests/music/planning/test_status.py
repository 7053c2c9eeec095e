"""What is told of the jam while it plays."""

import pytest
from music.planning.jams import BAR, BEAT, TIMELINE, at, jam, key, release, started

from jamd.music.events import Command, State
from jamd.music.planning.jam import Jam
from jamd.music.settings import BassistSettings
from jamd.music.time.notes import Tick

EIGHTH = BEAT // 2


def has_the_bass(machine: Jam) -> bool:
    """Whether the keyboardist is told so whose left hand has walked into the second chorus."""
    told = []
    for tick in range(0, 14 * BAR, BEAT):
        pitch = 36 + tick // BEAT * 3 % 9
        machine.handle(key(tick, pitch))
        told += [event for event in at(machine, tick) if isinstance(event, State)]
        machine.handle(release(tick + EIGHTH, pitch))
    return told[-1].left_hand_bass


@pytest.mark.parametrize(("mode", "has_it"), [("accompany", True), ("bass", False), ("drums", False), ("piano", False)])
def test_you_have_the_bass_where_the_bassist_would_leave_it_to_you(mode: str, has_it: bool) -> None:
    machine = jam(mode=mode)
    started(machine)
    assert has_the_bass(machine) == has_it


def test_you_do_not_have_the_bass_while_it_solos() -> None:
    machine = jam()
    started(machine)
    machine.handle(Command("bass solo", "held", TIMELINE.ns_at(Tick(100))))
    assert not has_the_bass(machine)


def test_a_bassist_that_does_not_follow_leaves_you_no_bass() -> None:
    for machine, has_it in ((jam(bassist=BassistSettings(follow=0.0)), False), (jam(follow=0.0), True)):
        started(machine)
        assert has_the_bass(machine) == has_it
