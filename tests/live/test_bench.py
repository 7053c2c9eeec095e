"""`jamd bench` on a real JACK server: figures of a plausible kind, and nothing left behind. How good they are is no
test's matter."""

import json
from collections.abc import Iterator
from pathlib import Path

import jack as jack_client
import pytest
from bench.command import bench, processes
from live.conftest import SERVER, Start


@pytest.fixture
def loop() -> Iterator[str]:
    """A cable from an output to an input, by the name of its client."""
    client = jack_client.Client("a cable", servername=SERVER, no_start_server=True)
    into, out_of = client.midi_inports.register("playback"), client.midi_outports.register("capture")

    def carry(frames: int) -> None:
        out_of.clear_buffer()
        for offset, data in into.incoming_midi_events():
            out_of.write_midi_event(offset, bytes(data))

    client.set_process_callback(carry)
    client.activate()
    yield "a cable"
    client.deactivate()
    client.close()


def test_every_figure_is_measured_through_real_ports(tmp_path: Path, loop: str) -> None:
    ports = ("--in", f"{loop}:capture", "--out", f"{loop}:playback")
    run = bench(tmp_path, "--json", "--seconds", "4", *ports)
    out, err = run.communicate(timeout=180)
    assert run.returncode == 0, err
    report = json.loads(out)
    assert report["backend"] == "jack"
    assert report["realtime"] in ("fifo", "normal")
    for key in ("lateness_us", "thru_us", "round_trip_us"):
        spread = report[key]
        assert spread["n"] > 5, key
        assert spread["p50"] <= spread["p99"] <= spread["max"] or key == "thru_us"
    for way in ("through", "relay", "bare"):
        assert report["thru_us"][way]["p50"] > 0
    assert report["plan_ms"]["both"]["n"] >= 60
    assert [tempo["bpm"] for tempo in report["tempos"]] == [120, 220, 300, 400]
    assert 0 <= report["ready_ratio"] <= 1
    assert report["clock_phase_us"] is not None or any(note.startswith("clock_phase_us") for note in report["notes"])
    assert (processes(tmp_path), list(tmp_path.iterdir())) == ([], [])


def test_a_band_that_plays_already_is_said_and_not_disturbed(tmp_path: Path, start: Start) -> None:
    daemon = start()
    daemon.wait_for("listening")
    run = bench(tmp_path)
    out, err = run.communicate(timeout=30)
    assert (run.returncode, out) == (1, "")
    assert err == "another jamd is running on this machine: stop it and measure again\n"
