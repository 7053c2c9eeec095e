"""The conductor and the form: the next count-in, the tempo that a tune brings, an ending that is taken back."""

import pytest

from jamd.clock.conductor import Conductor
from jamd.clock.settings import ClockSettings
from jamd.clock.source import Standby
from jamd.music.events import Command, Ending, Form
from jamd.music.time.notes import Meter, Nanos, Tick

BAR, S = 3840, 1_000_000_000


def started() -> Conductor:
    """At 120 bpm, without a count-in: tick 0 is 0.3 s after the start."""
    conductor = Conductor(ClockSettings(bpm=120, count_in=0))
    conductor.command(Command("start", ns=Nanos(0)))
    return conductor


def at(conductor: Conductor, seconds: float) -> float:
    conductor.advance(Nanos(round(seconds * S)))
    return round(conductor.bpm)


def form(ns: int = 0, tempo: tuple[Tick, float] | None = None) -> Form:
    return Form(Nanos(ns), Meter(3), 1, b"", tempo)


def test_the_next_run_is_counted_in_in_its_meter() -> None:
    conductor = Conductor(ClockSettings(bpm=120, count_in=2))
    assert conductor.form(form())[-1] == Standby(Tick(-3 * 960), 120)
    assert conductor.form(form()) == []  # known already


def test_a_tune_brings_its_tempo_on_its_first_beat() -> None:
    conductor = started()
    conductor.form(form(S, (Tick(BAR), 200.0)))
    assert [at(conductor, second) for second in (2.2, 2.4)] == [120, 200]  # its bar line is at 2.3 s


def test_a_step_of_the_tempo_comes_on_its_tick_even_where_the_band_tells_the_next_one_first() -> None:
    conductor = started()
    conductor.form(Form(Nanos(S), Meter(4), 0, b"", None, (Tick(BAR), 20.0, 150.0)))
    conductor.form(Form(Nanos(round(2.4 * S)), Meter(4), 0, b"", None, (Tick(2 * BAR), 20.0, 150.0)))
    assert conductor.bpm == pytest.approx(140)
    assert conductor.timeline is not None
    assert (conductor.timeline.anchor_tick, conductor.timeline.anchor_ns) == (BAR, round(2.3 * S))
    assert [at(conductor, second) for second in (4, 4.1)] == [140, 150]  # a bar of 140 lasts 1.714 s
    conductor.form(Form(Nanos(5 * S), Meter(4), 0, b"", None, (Tick(3 * BAR), 20.0, 150.0)))
    conductor.form(Form(Nanos(5 * S), Meter(4), 0, b""))  # it was switched off
    assert at(conductor, 60) == 150


def test_a_tune_that_is_called_off_or_a_tempo_set_meanwhile_leaves_it() -> None:
    for meanwhile in ("called off", "set"):
        conductor = started()
        conductor.form(form(S, (Tick(BAR), 200.0)))
        if meanwhile == "set":
            conductor.command(Command("tempo", 120.0, Nanos(S)))
            conductor.form(form(S, (Tick(BAR), 200.0)))  # a fill is asked for
        else:
            conductor.form(form(S))
        assert at(conductor, 3) == 120


def test_an_ending_that_is_taken_back_does_not_stop_the_music_and_the_tempo_returns() -> None:
    conductor = started()
    conductor.end(Ending(Nanos(S), Tick(0), Tick(BAR), Tick(2 * BAR)))
    assert at(conductor, 2) < 110
    conductor.no_ending(Nanos(2 * S))
    assert at(conductor, 60) == 120
    assert conductor.timeline is not None


def test_an_ending_without_a_ritardando_keeps_the_tempo() -> None:
    conductor = started()
    conductor.end(Ending(Nanos(S), Tick(BAR), Tick(BAR), Tick(BAR)))
    assert at(conductor, 2.2) == 120
    conductor.advance(Nanos(3 * S))
    assert conductor.timeline is None
