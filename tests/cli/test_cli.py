"""The words of the command line, its exit codes, and what people read."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli.conftest import RULES, Say

from jamd.cli.app import run_line
from jamd.wire.port_choice import PortChoice

# -- whose fault it is -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "render -o out.mid",
        "render in.mid --solo -o out.mid",
        "render --solo",
        "render --solo -o out.mid --parts harp",
        "render --solo -o out.mid --bars 0",
        "render --solo -o out.mid --bpm fast",
        "--bpm fast",
        "perform",
        "chart",
        "ports --loud",
    ],
)
def test_wrong_usage_is_2_and_shows_the_usage(say: Say, words: str) -> None:
    code, out, err = say(*words.split())
    assert (code, out) == (2, "")
    assert err.startswith("Usage: jamd")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--bpm 900", "clock.bpm: 900 is not allowed; use a number from 30 to 400"),
        ("run --mode trad", "did you mean trade?"),
        ("run --backend ALSA", "did you mean alsa?"),
        ("--config none.yaml", "none.yaml: there is no such file"),
        ("--set clock.bmp=3", "clock.bmp: there is no such key; did you mean bpm?"),
        ("render none.mid -o out.mid", "none.mid: there is no such file"),
        ("render words.mid -o out.mid", "words.mid: this is not a MIDI file"),
        ("render --solo -o out.mid --chart none.txt", "none.txt: the chart cannot be read"),
        ("render --solo -o out.mid --chart builtin:blues", "no built-in chart is called 'blues'"),
        ("render --solo -o words.mid/out.mid", "cannot be written"),
        ("chart show none.txt", "none.txt: the chart cannot be read"),
        ("run --no-web --backend none --set clock.source=link", "Ableton Link is not installed: run pip install"),
        ("learn --set web.enabled=false --set ports.backend=none", "no MIDI system"),
        ("bench --backend none --out nonsense", "output 'nonsense' was not found: no MIDI system"),
        ("bench --backend jak", "did you mean jack?"),
    ],
)
def test_a_fault_of_input_or_rig_is_1_and_one_line(
    say: Say, monkeypatch: pytest.MonkeyPatch, words: str, said: str
) -> None:
    monkeypatch.setattr("jamd.config.process_settings.link_is_installed", lambda: False)
    Path("words.mid").write_text("these are words")
    rules = RULES if words.startswith("render") else []
    code, out, err = say(*words.split(), *rules)
    assert (code, out) == (1, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_all_faults_of_the_settings_come_at_once(say: Say) -> None:
    code, _, err = say("--bpm", "900", "--set", "jam.split=300", "--in", "")
    assert code == 1
    assert [line.partition(":")[0] for line in err.splitlines()] == ["ports.input", "clock.bpm", "jam.split"]


def test_a_bug_is_3_and_its_traceback_lies_in_a_file(say: Say, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("jamd.ipc.entry_point.tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("jamd.music.charts.load.load_tune", lambda name: 1 / 0)
    code, out, err = say("chart", "show", "builtin:blues-in-bb")
    (report,) = tmp_path.glob("jamd-bug-*.txt")
    assert (code, out) == (3, "")
    said = f"jamd: this is a bug in jamd (ZeroDivisionError: division by zero); the traceback is in {report}\n"
    assert err == said
    assert "Traceback" in report.read_text()


def test_the_traceback_is_shown_to_those_who_ask(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAMD_TRACEBACK", "1")
    monkeypatch.setattr("jamd.music.charts.load.load_tune", lambda name: 1 / 0)
    assert run_line(["chart", "show", "builtin:blues-in-bb"]) == 3
    assert "Traceback" in capsys.readouterr().err


# -- run ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [[], ["run"]])
def test_jamd_alone_is_jamd_run_and_takes_its_flags(
    say: Say, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    started = []
    monkeypatch.setattr("jamd.supervisor.supervisor.run", lambda config, *rest: started.append(config) or 0)
    Path("config.yaml").write_text("clock: {bpm: 90, count_in: 1}\njam: {split: 40}")
    where = ["--in", "Key:1", "--out", "synth", "--backend", "jack", "--no-web", "--port", "9"]
    what = ["--chart", "builtin:ii-v-i", "--bpm", "99.5", "--mode", "trade", "--seed", "4"]
    assert say(*command, *where, *what, "--set", "jam.split=41", "--set", "clock.bpm=33")[0] == 0
    (config,) = started
    assert (config.ports.input, config.ports.output, config.ports.backend) == ("Key:1", "synth", "jack")
    assert (config.clock.bpm, config.clock.count_in, config.jam.split) == (
        99.5,
        1,
        41,
    )  # flags over --set over the file
    assert (config.jam.chart, config.jam.mode, config.jam.seed) == ("builtin:ii-v-i", "trade", 4)
    assert (config.web.enabled, config.web.port) == (False, 9)


def test_the_daemons_exit_code_is_passed_on(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jamd.supervisor.supervisor.run", lambda config, *rest: 1)
    assert say()[0] == 1


def test_help_loads_nothing_heavy_and_the_supervisor_no_numbers() -> None:
    code = """
import sys, jamd.cli.app
jamd.cli.app.run_line(["--help"])
light = {"numpy", "pydantic", "ruamel.yaml", "rich", "mido", "onnxruntime", "rtmidi", "supriya_midi"} & set(sys.modules)
import jamd.supervisor.supervisor
jamd.cli.app._settings(None, [], {})
small = {"numpy", "mido", "onnxruntime", "tensorflow", "rich"} & set(sys.modules)
print(light, small)
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "set() set()"


# -- the others --------------------------------------------------------------------------------------------------------


def test_help_names_every_command(say: Say) -> None:
    code, out, _ = say("--help")
    assert code == 0
    words = [line.split()[0] for line in out.partition("Commands:")[2].splitlines() if line.strip()]
    assert words == ["run", "ports", "render", "bench", "check", "learn", "panic", "chart", "take"]
    assert "..." not in out.partition("Commands:")[2]


def test_ports_without_a_midi_system_says_so(say: Say) -> None:
    code, out, err = say("ports", "--set", "ports.backend=none")
    assert (code, err) == (0, "")
    assert "no MIDI system" in out
    survey = json.loads(say("ports", "--json", "--set", "ports.backend=none")[1])
    assert survey["backend"] == "none"


def test_the_ports_are_listed_with_a_mark_at_the_chosen_ones(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    long_name = "A keyboard with a very long name: A keyboard with a very long name MIDI 1 20:0"
    found = PortChoice(
        "alsa", ("Midi Through", long_name), ("Synth",), long_name, "the first device found", "", "own", True
    )
    monkeypatch.setattr("jamd.wire.ports.available_ports", lambda settings: found)
    code, out, _ = say("ports")
    assert code == 0
    assert [line.split()[:2] for line in out.splitlines() if "*" in line] == [["in", "*"]]
    assert "(the first device found)" in " ".join(out.split())
