"""The clock master's own instants."""

import random

from hypothesis import given
from hypothesis import strategies as st

from jamd.bench.clock_master import Request, deadlines

CLOCK, START, STOP = b"\xf8", b"\xfa", b"\xfc"


def kept(bpm, jitter_ms=0.0, seconds=4.0):
    return deadlines(Request("jack", seconds, bpm, jitter_ms), 10**9, random.Random(1))


@given(st.floats(30, 300))
def test_the_first_clock_after_start_is_beat_one_and_24_make_a_beat_without_drift(bpm):
    grid, sent = kept(bpm)
    words = [data for _, data in sent]
    start = words.index(START)
    assert sent[start + 1] == (grid.start_ns, CLOCK)
    clocks = [ns for ns, data in sent[start + 1 :] if data == CLOCK]
    assert all(abs(ns - grid.start_ns - k * grid.ns_per_beat / 24) <= 1 for k, ns in enumerate(clocks))
    assert words[-1] == STOP
    assert words.count(START) == words.count(STOP) == 1


@given(st.floats(60, 300), st.floats(0, 4))
def test_jitter_moves_a_clock_by_so_much_at_most_and_never_the_grid(bpm, jitter_ms):
    steady, jittered = kept(bpm), kept(bpm, jitter_ms)
    assert jittered[0] == steady[0]
    for a, b in zip(clocks_of(steady), clocks_of(jittered), strict=True):
        assert abs(a - b) <= jitter_ms * 1e6 + 1


def clocks_of(timed):
    return [ns for ns, data in timed[1] if data == CLOCK]


def test_it_jitters_at_all():
    assert clocks_of(kept(120)) != clocks_of(kept(120, 2.0))
