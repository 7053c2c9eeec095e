"""MIDI clock out: every listener counts the same clocks, and starts where the form starts."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from jamd.clock.midi_messages import CLOCK, CONTINUE, START, STOP
from jamd.clock.sender import ClockSender
from jamd.music.sequencing.cue import Cue
from jamd.music.time.notes import Nanos, Tick
from jamd.music.time.timeline import Timeline

S = 1_000_000_000
BAR = 3840
LINE = Timeline.at_bpm(120, Nanos(0), Tick(0))


def sent(sender: ClockSender, until: int) -> list[Cue]:
    """All that leaves up to an instant, each as soon as it is due."""
    pulses: list[Cue] = []
    while (due := sender.next_ns()) is not None and due < until:
        pulses += sender.due(due)
    return pulses


def test_twenty_four_clocks_to_the_quarter_and_the_start_right_before_the_first() -> None:
    sender = ClockSender("playing", 0)
    assert sender.start(LINE, Tick(0)) == []
    pulses = sent(sender, 1 * S)
    assert [pulse.data for pulse in pulses] == [START] + [CLOCK] * 48
    assert [pulse.due_ns for pulse in pulses[1:]] == [LINE.ns_at(Tick(40 * n)) for n in range(48)]


def test_a_count_in_is_only_clock_and_the_start_is_the_first_beat_of_the_form() -> None:
    sender = ClockSender("playing", 0)
    sender.start(Timeline.at_bpm(120, Nanos(0), Tick(-BAR)), Tick(-BAR))
    pulses = sent(sender, 3 * S)
    (start,) = [n for n, pulse in enumerate(pulses) if pulse.data == START]
    assert pulses[start].tick == 0
    assert start == 96


def test_a_listener_who_joins_mid_form_gets_the_position() -> None:
    sender = ClockSender("playing", 0)
    assert sender.start(Timeline.at_bpm(120, Nanos(0), Tick(2 * BAR + 100)), Tick(2 * BAR + 100)) == [b"\xf2\x21\x00"]
    (go_on,) = [pulse for pulse in sent(sender, 1 * S) if pulse.data == CONTINUE]
    assert go_on.tick == 33 * 240


def test_a_jump_stops_the_listener_first() -> None:
    sender = ClockSender("playing", 0)
    sender.start(LINE, Tick(0))
    sent(sender, 1 * S)
    assert sender.start(Timeline.at_bpm(120, Nanos(S), Tick(4 * BAR)), Tick(4 * BAR))[0] == STOP


def test_the_music_stops_and_so_does_the_clock() -> None:
    sender = ClockSender("playing", 0)
    sender.start(LINE, Tick(0))
    assert sender.stop() == [STOP]
    assert sender.next_ns() is None
    assert sender.stop() == []


def test_where_it_is_asked_for_the_clock_goes_on_while_nothing_plays() -> None:
    sender = ClockSender("always", 0)
    sender.standby(LINE)
    assert {pulse.data for pulse in sent(sender, 1 * S)} == {CLOCK}
    sender.start(LINE, Tick(0))
    assert sender.stop() == [STOP]
    sender.standby(LINE)
    assert sender.next_ns() is not None


@given(st.lists(st.tuples(st.integers(0, S // 10), st.floats(60, 240)), min_size=1, max_size=20))
def test_changing_the_tempo_of_a_stopped_clock_sends_no_extra_clocks(script: list[tuple[int, float]]) -> None:
    sender, now, clocks = ClockSender("always", 0), Nanos(0), []
    for wait, bpm in script:
        sender.standby(Timeline.at_bpm(bpm, now, Tick(0)))
        now = Nanos(now + wait)
        clocks += [pulse.due_ns for pulse in sent(sender, now)]
    assert all(b - a >= 60 * S / 240 / 24 - 2 for a, b in pairwise(clocks))


def test_without_clock_out_no_clock_is_sent() -> None:
    sender = ClockSender("never", 0)
    assert sender.start(LINE, Tick(0)) == []
    sender.standby(LINE)
    assert sender.next_ns() is None
    assert sender.stop() == []


def test_a_slow_listener_gets_it_earlier() -> None:
    sender = ClockSender("playing", 7_000_000)
    sender.start(LINE, Tick(0))
    assert sender.next_ns() == LINE.ns_at(Tick(0)) - 7_000_000


@given(st.lists(st.tuples(st.integers(1, S), st.floats(30, 400)), max_size=20))
def test_however_the_tempo_bends_no_clock_is_missing_or_sent_twice(script: list[tuple[int, float]]) -> None:
    sender = ClockSender("playing", 0)
    line, now = LINE, 0
    sender.start(line, Tick(0))
    ticks: list[int] = []
    for pause, bpm in script:
        now += pause
        ticks += [pulse.tick for pulse in sender.due(Nanos(now)) if pulse.data == CLOCK]
        line = line.with_bpm(bpm, Nanos(now))
        sender.retime(line)
    assert ticks == [40 * n for n in range(len(ticks))]
    assert len(ticks) >= line.tick_at(Nanos(now)) // 40
