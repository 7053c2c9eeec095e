"""Following MIDI clock: a recording of a real master.

jack_midi_clock at 64 frames to the period (microseconds, message): 120 bpm, stop, on, stop, back, start, a jump by 5 s;
then with a timebase of 150 bpm from bar 9, and a jump to bar 3. The place that it sends is the one of 2 s later, when
it sends Continue; its clock runs meanwhile.
"""

from pathlib import Path

import pytest
from clock.clocks import MS, Followed, S, follow

from jamd.clock.midi import MidiClock
from jamd.clock.source import Notify, Standby, Start, Stop


@pytest.fixture(scope="module")
def recording() -> Followed:
    lines = (Path(__file__).parent / "jack_midi_clock.txt").read_text().splitlines()
    messages = [(S + int(us) * 1000, bytes.fromhex(data)) for us, data in (line.split() for line in lines)]
    return follow(MidiClock(120), messages)


def test_a_real_master_starts_and_stops_where_it_says(recording: Followed) -> None:
    told = [(type(p).__name__, p.tick) for _, p in recording.actions if isinstance(p, Start | Stop)]
    assert told == [
        ("Start", 0),
        ("Stop", 192 * 40),
        ("Start", 192 * 40),
        ("Stop", 383 * 40),
        ("Start", 0),
        ("Stop", 96 * 40),
        ("Start", 96 * 40),
        ("Stop", 287 * 40),
        ("Start", 148 * 240),
        ("Stop", 148 * 240 + 180 * 40),
        ("Start", 52 * 240),
        ("Stop", 52 * 240 + 120 * 40),
    ]
    stands = [p.tick for _, p in recording.actions if isinstance(p, Standby)]
    assert stands[-1] == 91 * 240
    assert {148 * 240, 52 * 240} <= set(stands)


def test_a_real_master_is_never_lost_and_its_tempo_is_known(recording: Followed) -> None:
    assert not [p for _, p in recording.actions if isinstance(p, Notify)]
    tempi = [line.bpm for _, line in recording.lines]
    assert tempi[150] == pytest.approx(120, rel=0.001)
    assert tempi[-1] == pytest.approx(150, rel=0.001)


def test_the_line_of_a_real_master_lies_within_its_periods(recording: Followed) -> None:
    stable = [(ns, line) for ns, line in recording.lines[96:190] + recording.lines[-100:]]
    assert max(abs(ns - line.ns_at(line.anchor_tick)) for ns, line in stable) < 1.5 * MS
