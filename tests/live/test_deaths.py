"""Whatever dies, nothing that sounds hangs, and the band is back in time. Two deaths, and deaths just before the end:
`test_chaos.py`."""

import os
import shutil
import signal
import time
from collections.abc import Callable
from itertools import pairwise

import mido
import pytest
from live.conftest import Daemon, Start
from live.keyboardist import Keyboardist, wait_until
from live.test_jam import BEAT, FAST, in_time, jam, play_a_phrase

Silence = Callable[[Keyboardist], None]


def test_a_killed_band_leaves_the_drums_playing_and_comes_back(
    start: Start, musician: Keyboardist, silence: Silence
) -> None:
    daemon = jam(start, musician)
    dead = daemon.kill("band")
    killed = time.monotonic()
    wait_until(lambda: daemon.find("band") not in (None, dead), 3, "for the band")
    time.sleep(2.5)
    onsets = [t for t, _ in musician.ons(10)]
    since = [t for t in onsets if t > killed - 1]
    assert max(b - a for a, b in pairwise(since)) < 3 * BEAT, "the drums stopped"
    before, after = [t for t in onsets if t < killed], [t for t in onsets if t > killed + 1]
    assert in_time(before, after), "the drums left the beat"
    assert len(after) > 5
    daemon.stop()
    silence(musician)


def stop_the_unit(daemon: Daemon) -> None:
    """As `systemctl --user stop jamd` does: SIGTERM to every process at once."""
    for pid in (*daemon.children, daemon.process.pid):
        os.kill(pid, signal.SIGTERM)
    assert daemon.process.wait(10) == 0


def test_a_killed_wire_comes_back_on_the_same_cables_in_time_and_nothing_hangs(
    start: Start, musician: Keyboardist, silence: Silence
) -> None:
    daemon = jam(start, musician)
    musician.play(b"\x90\x3c\x50")
    onsets_before = [t for t, _ in musician.ons(10)]
    daemon.kill("wire")
    killed = time.monotonic()
    wait_until(lambda: len([t for t, _ in musician.ons(10) if t > killed + 0.1]) > 12, 6, "for wire")
    onsets_after = [t for t, _ in musician.ons(10) if t > killed + 0.1]
    assert in_time(onsets_before, onsets_after)
    played = len(musician.ons(1))
    wait_until(lambda: len(musician.ons(1)) > played, 15, "for the piano: the input's cable is back, too")
    stop_the_unit(daemon)
    silence(musician)


def test_a_killed_stage_costs_nothing_of_the_take(start: Start, musician: Keyboardist) -> None:
    daemon = jam(start, musician)
    first = play_a_phrase(musician)
    daemon.kill("stage")
    second = play_a_phrase(musician)
    wait_until(lambda: daemon.find("stage"))
    time.sleep(0.5)
    daemon.stop()
    (take,) = daemon.takes
    you = next(track for track in mido.MidiFile(take).tracks if track.name == "You")
    notes = [bytes(m.bytes())[:2] for m in you if m.type in ("note_on", "note_off")]
    assert notes == [message[:2] for message in first + second]


def test_a_killed_supervisor_leaves_silence_and_a_take_and_no_folder(
    start: Start, musician: Keyboardist, silence: Silence
) -> None:
    daemon = jam(start, musician)
    folder = daemon.runtime_folder
    os.kill(daemon.process.pid, signal.SIGKILL)
    daemon.process.wait()
    wait_until(lambda: daemon.takes and not folder.exists())
    silence(musician)
    heard = len(musician.ons(10))
    time.sleep(1)
    assert len(musician.ons(10)) == heard


def test_a_wire_that_dies_before_the_first_key_still_starts_with_it(start: Start, musician: Keyboardist) -> None:
    daemon = start(*FAST, "--set", "clock.start=key")
    daemon.wait_for("listening")
    dead = daemon.kill("wire")
    wait_until(lambda: daemon.find("wire") not in (None, dead))
    musician.plug_in()
    time.sleep(0.5)
    play_a_phrase(musician)
    wait_until(lambda: len(musician.ons(10)) > 4)


def test_a_closed_terminal_ends_in_silence_with_a_take(start: Start, musician: Keyboardist, silence: Silence) -> None:
    daemon = jam(start, musician)
    os.killpg(daemon.process.pid, signal.SIGHUP)
    assert daemon.process.wait(20) == 0
    silence(musician)
    assert daemon.takes


def test_the_spare_wire_is_back_as_soon_as_the_jack_server_lets_it(start: Start, musician: Keyboardist) -> None:
    daemon = jam(start, musician)
    wait_until(lambda: daemon.find("spare wire"), 15)
    time.sleep(2)  # it has loaded everything
    spare = daemon.pid("spare wire")
    daemon.kill("wire")
    wait_until(lambda: daemon.find("wire") == spare, 2)


@pytest.mark.parametrize("name", ["wire", "band", "stage"])
def test_without_its_runtime_folder_whatever_dies_comes_back_as_ever(
    start: Start, musician: Keyboardist, silence: Silence, name: str
) -> None:
    daemon = jam(start, musician)
    shutil.rmtree(daemon.runtime_folder)
    dead = daemon.kill(name)
    killed = time.monotonic()
    wait_until(lambda: daemon.find(name) not in (None, dead), 10)
    wait_until(lambda: len([t for t, _ in musician.ons(10) if t > killed + 2]) > 12, 10)
    play_a_phrase(musician)
    daemon.stop()
    assert "bug" not in daemon.said
    assert daemon.said.count("is started again") == 1
    silence(musician)
    assert daemon.takes
