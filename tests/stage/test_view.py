"""The view of the state: what is counted, and how it is put in words."""

from typing import get_args

import pytest

from jamd.clock.settings import SourceName
from jamd.music.channel_messages import note_off, note_on
from jamd.music.events import Clock, Dropped, Event, Heard, Plan, Played, Vamped
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.stage.view import SOURCES, View, clock_label, hold_of

ZERO, FIRST = Nanos(0), Tick(0)
CLOCK = Clock(ZERO, True, Timeline.at_bpm(120, ZERO, FIRST), Meter(4))


def view(*events: Event) -> View:
    seen = View()
    for event in events:
        seen.take(event)
    return seen


def test_every_source_of_time_has_a_label() -> None:
    assert set(SOURCES) == set(get_args(SourceName))


@pytest.mark.parametrize(
    ("source", "hold", "label"),
    [
        ("internal", "steady", "jamd's clock"),
        ("midi", "lost", "MIDI clock: lost"),
        ("midi", "unstarted", "MIDI clock: no Start"),
        ("link", "waiting", "Ableton Link: alone"),
    ],
)
def test_a_label_says_why_a_source_does_not_lead(source: str, hold: str, label: str) -> None:
    assert clock_label(source, hold) == label


def test_a_source_that_leads_needs_no_sentence() -> None:
    assert hold_of("midi", "steady").sentence == ""


def test_notes_are_counted_and_not_their_ends() -> None:
    counts = view(Heard(ZERO, FIRST, note_on(1, 60, 80)), Heard(ZERO, FIRST, note_off(1, 60))).counts
    assert counts.heard == 1


def test_the_lateness_is_the_bands_and_not_the_keyboardists() -> None:
    seen = view(*(Played(ZERO, FIRST, "drums", note_on(10, 51, 80), late) for late in range(100)))
    seen.take(Played(ZERO, FIRST, "you", note_on(1, 60, 80), 10**9))
    assert (seen.late_ns(0.5), seen.late_ns(0.99), seen.late_ns(1)) == (50, 99, 99)
    assert seen.counts.played == 101
    assert View().late_ns(0.5) is None


def test_the_band_is_there_from_a_plan_to_the_next_vamp() -> None:
    assert not View().band_is_there
    assert view(Plan(FIRST, Tick(960), {})).band_is_there
    assert not view(CLOCK, Plan(FIRST, Tick(960), {}), Vamped(ZERO, FIRST)).band_is_there


def test_notes_that_were_left_out_are_counted() -> None:
    assert view(Dropped(ZERO, FIRST, "drums", 5), Dropped(ZERO, FIRST, "piano", 5)).counts.dropped == 2
