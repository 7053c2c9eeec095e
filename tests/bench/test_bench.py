"""The command itself, on a machine without MIDI, and the table that people read."""

import json
import sys
import time

import pytest
from bench.command import bench, processes

from jamd.bench.report import BenchReport, Figures, PlanTimes, TempoResult, Thru
from jamd.cli.tables import print_bench

SPREAD = Figures(1234.567, 2345.678, 345_678.901, 1000)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_without_midi_it_measures_what_it_can_and_leaves_nothing_behind(tmp_path):
    run = bench(tmp_path, "--backend", "none", "--json", "--seconds", "2", "--load")
    out, err = run.communicate(timeout=120)
    report = json.loads(out)
    assert run.returncode == 0, err
    assert (report["backend"], report["load"]) == ("none", True)
    assert report["thru_us"] is report["clock_phase_us"] is report["round_trip_us"] is None
    for key in ("thru_us", "clock_phase_us", "round_trip_us"):
        assert any(note.startswith(key) for note in report["notes"])
    assert report["lateness_us"]["n"] > 10
    assert report["plan_ms"]["both"]["n"] >= 60
    assert [tempo["bpm"] for tempo in report["tempos"]] == [120, 220, 300, 400]
    assert all(tempo["bars"] >= 1 for tempo in report["tempos"])
    assert (processes(tmp_path), list(tmp_path.iterdir())) == ([], [])


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("at", ["planning bars", "the band at 120 bpm"])
def test_stopping_it_leaves_nothing_behind(tmp_path, at):
    run = bench(tmp_path, "--backend", "none", "--seconds", "30", "--load")
    while at not in run.stderr.readline():
        pass
    time.sleep(1)
    run.send_signal(2)
    out, err = run.communicate(timeout=30)
    assert (run.returncode, out) == (1, "")
    assert err == "stopped before the end; nothing was measured\n"
    assert (processes(tmp_path), list(tmp_path.iterdir())) == ([], [])


def report(**fields):
    nothing = dict.fromkeys(
        ("lateness_us", "thru_us", "ready_ratio", "clock_phase_us", "clock_phase_jittered_us", "round_trip_us")
    )
    rest = {"max_bpm": None, "tempos": (), "realtime": "normal", "backend": "none", "load": False, "players": {}}
    plan = PlanTimes(None, None, None, None, None)
    return BenchReport(**(nothing | rest | {"plan_ms": plan, "seconds": 40, "notes": (), "advice": ()} | fields))


def printed(report, capsys):
    print_bench(report)
    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= 80 for line in lines)
    return [" ".join(line.split()) for line in lines]


def test_an_empty_table_says_so(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    lines = printed(report(notes=("lateness_us: the reason",)), capsys)
    assert lines[0] == "MIDI system: none; wire runs in normal scheduling"
    assert "lateness of a note - - -" in lines
    assert "highest: none poor" in lines
    assert lines[-2:] == ["notes:", "- lateness_us: the reason"]


def test_a_full_table_fits_into_80_columns_with_a_rating_on_each_line(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    thru = Thru(10, 150, 900, 300, SPREAD, SPREAD, SPREAD, SPREAD, SPREAD, 0)
    held = TempoResult(120, 10, 1, 12, SPREAD, SPREAD)
    full = report(
        lateness_us=SPREAD,
        thru_us=thru,
        plan_ms=PlanTimes(SPREAD, SPREAD, SPREAD, Figures(8, 11, 12, 93), None),
        ready_ratio=0.9,
        clock_phase_us=SPREAD,
        clock_phase_jittered_us=SPREAD,
        round_trip_us=SPREAD,
        tempos=(held,),
        realtime="fifo",
        load=True,
        advice=("close other programs " * 6,),
    )
    lines = printed(full, capsys)
    assert lines[0].endswith("(SCHED_FIFO), every core busy")
    assert "lateness of a note 1.235 2.346 345.679 1000 fair" in lines
    assert "delay added by thru 0.010 0.150 0.900 300 good" in lines
    assert "planning a bar of all 8.000 11.000 12.000 93 good" in lines
    assert "120 10 0.9000 12 2.346 2345.678 no" in lines
    assert "up to 300 0.9000 poor" in lines
    assert "what to change:" in lines
