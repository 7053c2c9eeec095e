"""A watch at each player."""

import time

from players.rules.scenes import scene_for

from jamd.bench.planning import Request, Stopwatch, plan
from jamd.config.load import load_config
from jamd.config.process_settings import band_settings
from jamd.music.time.notes import Note, Tick

BAR = 3840


class Slowly:
    """Plays a note a bar, and takes a while for each."""

    part = "drums"

    def __init__(self):
        self.request = []

    def play(self, scene, start, end):
        self.request.append((start, end, len(scene.own)))
        bars = range(-(-start // BAR), -(-end // BAR))
        time.sleep(0.01 * len(bars))
        return tuple(Note(Tick(bar * BAR), 51, Tick(bar * BAR + 100), 60) for bar in bars)


def test_a_new_bar_is_timed_once_and_what_was_planned_before_is_not():
    player = Slowly()
    watch = Stopwatch(player)
    told = scene_for("drums")
    assert len(watch.play(told, Tick(0), Tick(2 * BAR))) == 2
    assert len(watch.play(told, Tick(960), Tick(2 * BAR))) == 1
    assert len(watch.play(told, Tick(BAR), Tick(3 * BAR))) == 2
    assert set(watch.ms) == {0, 2}
    assert watch.ms[0] >= 20
    assert watch.ms[2] >= 10


def test_the_new_bar_is_written_after_what_was_planned_before_it():
    player = Slowly()
    watch = Stopwatch(player)
    told = scene_for("drums")
    watch.play(told, Tick(0), Tick(BAR))
    watch.play(told, Tick(0), Tick(2 * BAR))
    assert player.request == [(0, BAR, 0), (0, BAR, 0), (BAR, 2 * BAR, 1)]


def test_the_real_band_writes_as_many_bars_as_were_asked_for():
    rules = ["parts.drums.player=rules", "parts.piano.player=rules"]
    found = plan(Request(band_settings(load_config(sets=rules), 1), least_bars=10, seconds=0))
    for times in (found.drums, found.bass, found.piano, found.band):
        assert times.n >= 10
        assert 0 < times.p50 <= times.p99 <= times.max
    assert found.band.max >= max(found.drums.p50, found.bass.p50, found.piano.p50)
    assert found.both == found.band  # for programs that know its first name
