"""What to change, and only where it helps."""

import msgspec
import pytest

from jamd.bench.advice import advice
from jamd.bench.machine import UNLIMITED, Machine
from jamd.bench.rating import rating
from jamd.bench.report import Figures, TempoResult

FINE = Machine(
    system="linux",
    user="bill",
    root=False,
    realtime="fifo",
    memlock=UNLIMITED,
    swaps=True,
    limits_file="",
    governors=frozenset({"performance"}),
    period=(64, 48_000),
    sequencer=False,
)
IN_TIME, LATE = Figures(5, 50, 60, 100), Figures(50, 5_000, 6_000, 100)
HOLDS = TempoResult(300, 7, 0, 0, IN_TIME, Figures(2, 10, 20, 28))


def said(late=IN_TIME, tempos=(HOLDS,), trip=None, **facts):
    return advice(msgspec.structs.replace(FINE, **facts), late, tempos, trip)


def test_a_machine_in_order_is_left_alone():
    assert said() == ()


def test_without_a_limit_for_real_time_the_file_and_its_lines_are_named():
    (sentence,) = said(realtime="normal")
    words, *lines = sentence.splitlines()
    assert "usermod -aG audio bill" in words
    assert words.endswith("/etc/security/limits.d/95-jamd.conf:")
    assert [line.strip() for line in lines] == ["@audio - rtprio 95", "@audio - memlock unlimited"]


def test_where_the_audio_group_may_already_joining_it_is_enough():
    (sentence,) = said(realtime="normal", limits_file="/etc/security/limits.d/audio.conf")
    assert "audio.conf" in sentence
    assert "95-jamd.conf" not in sentence


def test_root_and_other_systems_are_not_sent_to_limits():
    assert said(realtime="normal", root=True) == said(realtime="normal", system="darwin") == ()


def test_little_locked_memory_matters_where_something_swaps():
    assert "memlock" in said(memlock=8 * 2**20)[0]
    assert said(memlock=8 * 2**20, swaps=False) == ()


def test_a_saving_governor_matters_where_notes_are_late():
    assert "governor powersave" in said(late=LATE, governors=frozenset({"powersave"}))[0]
    assert said(governors=frozenset({"powersave"})) == said(late=LATE) == ()


def test_a_long_period_of_jack_is_named_in_ms():
    (sentence,) = said(period=(1024, 48_000))
    assert "21.3 ms (1024 frames" in sentence
    assert "alsa" not in sentence
    assert "--backend alsa" in said(period=(1024, 48_000), sequencer=True)[0]
    assert said(period=(256, 48_000)) == ()


def test_slow_planning_and_a_busy_machine_are_told_apart():
    vamped = msgspec.structs.replace(HOLDS, bars_vamped=1)
    slow = msgspec.structs.replace(vamped, plan_ms=Figures(150, 250, 300, 28))
    assert "rules" in said(tempos=(slow,))[0]
    assert "close other programs" in said(tempos=(vamped,))[0]
    assert said(tempos=(msgspec.structs.replace(vamped, bpm=400),)) == ()


def test_half_a_long_round_trip_is_the_latency_to_set():
    assert "ports.latency_ms to about 6" in said(trip=Figures(12_000, 13_000, 14_000, 40))[0]
    assert said(trip=Figures(1_500, 13_000, 14_000, 40)) == ()


@pytest.mark.parametrize(
    ("what", "realtime", "value", "word"),
    [
        ("lateness_us", "fifo", 100, "good"),
        ("lateness_us", "fifo", 101, "fair"),
        ("lateness_us", "normal", 1_000, "good"),
        ("lateness_us", "normal", 3_001, "poor"),
        ("ready_ratio", "fifo", 0.9995, "good"),
        ("ready_ratio", "fifo", 0.98, "poor"),
        ("max_bpm", "fifo", 220, "fair"),
        ("plan_ms", "fifo", 201, "poor"),
    ],
)
def test_ratings(what, realtime, value, word):
    assert rating(what, value, realtime) == word
