"""A keyboardist and the band on real ports: they answer, in time, and nothing that dies is heard for long."""

import os
import signal
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import mido
import pytest
from live.conftest import SERVER, Daemon, JackServer, Start
from live.keyboardist import Keyboardist, wait_until

from jamd.music.events import Played, is_note_on
from jamd.stage.log import read_log

RULES = ("--set", "parts.drums.player=rules", "--set", "parts.piano.player=rules", "--set", "jam.intensity=0.7")
FAST = (*RULES, "--bpm", "200", "--set", "clock.count_in=0", "--set", "jam.swing=0")
BEAT = 0.3  # seconds at 200
EIGHTH = BEAT / 2

Silence = Callable[[Keyboardist], None]


def jam(start: Start, musician: Keyboardist, *flags: str) -> Daemon:
    """A running daemon with the musician plugged in and the band playing."""
    daemon = start(*(flags or FAST))
    musician.plug_in(patience=10)
    wait_until(lambda: len(musician.ons(10)) > 4, 15, f"for the drums:\n{daemon.said}")
    return daemon


def play_a_phrase(musician: Keyboardist) -> list[bytes]:
    """Four notes, a beat each; the messages."""
    played = []
    for pitch in (60, 63, 65, 67):
        for message in (bytes((0x90, pitch, 90)), bytes((0x80, pitch, 0))):
            musician.play(message)
            played.append(message)
            time.sleep(BEAT / 2)
    return played


def phase(onsets: list[float]) -> float:
    """Where in the straight eighth most onsets lie, as a share of it (0 to 1)."""
    phases = sorted(onset / EIGHTH % 1 for onset in onsets)
    return max(phases, key=lambda p: sum(abs((other - p + 0.5) % 1 - 0.5) < 0.06 for other in phases))


def in_time(before: list[float], after: list[float]) -> bool:
    """Do both lie on one grid, to 20 ms?"""
    return abs((phase(after) - phase(before) + 0.5) % 1 - 0.5) < 0.13


def test_drums_and_piano_answer_on_their_channels(start: Start, musician: Keyboardist, silence: Silence) -> None:
    daemon = jam(start, musician)
    play_a_phrase(musician)
    wait_until(lambda: len(musician.ons(1)) >= 3 and len(musician.ons(10)) >= 30)
    assert daemon.stop() == 0
    silence(musician)


def test_the_seeds_networks_play(start: Start, musician: Keyboardist, silence: Silence) -> None:
    seed = ("--set", "parts.drums.player=seed", "--set", "parts.piano.player=seed", "--set", "clock.count_in=0")
    daemon = jam(start, musician, *seed)
    play_a_phrase(musician)
    wait_until(lambda: len(musician.ons(1)) >= 3 and len(musician.ons(10)) >= 20, 20)
    assert "failed" not in daemon.said
    assert daemon.stop() == 0
    silence(musician)


def test_drums_sound_when_the_band_meant_them_to(start: Start, musician: Keyboardist) -> None:
    """The hands of the band have a touch of their own, so what counts is the instant that each stroke was meant for."""
    daemon = jam(start, musician)
    wait_until(lambda: len(musician.ons(10)) > 60, 30)
    (log,) = (daemon.folder / "takes").glob("*.jsonl")
    events = read_log(log.read_bytes()).events
    meant = {}  # bytes of a stroke -> when each of its like was due, in seconds
    for event in events:
        if isinstance(event, Played) and event.part == "drums" and is_note_on(event.data):
            meant.setdefault(event.data, []).append((event.ns - event.late_ns) / 1e9)
    late = [min((t - due for due in meant[data]), key=abs) for t, data in musician.ons(10)[:50]]
    middle = sorted(late)[len(late) // 2]
    # A sanity check; benchmarks measure lateness. Nine of ten within 8 ms.
    assert sum(abs(offset - middle) < 0.008 for offset in late) >= 0.9 * len(late)


def test_the_first_key_starts_the_band_where_that_was_agreed(start: Start, musician: Keyboardist) -> None:
    daemon = start(*FAST, "--set", "clock.start=key")
    daemon.wait_for("listening")
    musician.plug_in()
    time.sleep(0.7)
    assert not musician.ons(10)
    play_a_phrase(musician)
    wait_until(lambda: len(musician.ons(10)) > 4)


def test_the_take_has_every_musician(start: Start, musician: Keyboardist) -> None:
    daemon = jam(start, musician)
    played = play_a_phrase(musician)
    time.sleep(0.2)
    daemon.stop(signal.SIGINT)
    (take,) = daemon.takes
    file = mido.MidiFile(take)
    tracks = {track.name: [m for m in track if m.type in ("note_on", "note_off")] for track in file.tracks}
    assert [bytes(message.bytes())[:2] for message in tracks["You"]] == [message[:2] for message in played]
    assert sum(m.type == "note_on" for m in tracks["Drums"]) >= len(musician.ons(10))
    assert "Piano" in tracks


# -- who dies


def test_a_killed_band_leaves_the_drums_playing_and_comes_back(
    start: Start, musician: Keyboardist, silence: Silence
) -> None:
    daemon = jam(start, musician)
    dead = daemon.kill("band")
    killed = time.monotonic()
    wait_until(lambda: daemon.pid("band") != dead if _lives(daemon, "band") else False, 3, "for the band")
    time.sleep(2.5)
    onsets = [t for t, _ in musician.ons(10)]
    since = [t for t in onsets if t > killed - 1]
    assert max(b - a for a, b in pairwise(since)) < 3 * BEAT, "the drums stopped"
    before, after = [t for t in onsets if t < killed], [t for t in onsets if t > killed + 1]
    assert in_time(before, after), "the drums left the beat"
    assert len(after) > 5
    daemon.stop()
    silence(musician)


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
    daemon.stop()
    silence(musician)


def test_a_killed_stage_costs_nothing_of_the_take(start: Start, musician: Keyboardist) -> None:
    daemon = jam(start, musician)
    first = play_a_phrase(musician)
    daemon.kill("stage")
    second = play_a_phrase(musician)
    wait_until(lambda: _lives(daemon, "stage"))
    time.sleep(0.5)
    daemon.stop()
    (take,) = daemon.takes
    you = next(track for track in mido.MidiFile(take).tracks if track.name == "You")
    notes = [bytes(m.bytes())[:2] for m in you if m.type in ("note_on", "note_off")]
    assert notes == [message[:2] for message in first + second]


def test_a_killed_supervisor_leaves_silence_and_a_take(start: Start, musician: Keyboardist, silence: Silence) -> None:
    daemon = jam(start, musician)
    os.kill(daemon.process.pid, signal.SIGKILL)
    daemon.process.wait()
    wait_until(lambda: daemon.takes)
    silence(musician)
    heard = len(musician.ons(10))
    time.sleep(1)
    assert len(musician.ons(10)) == heard


@pytest.mark.parametrize("wait_s", [0.1, 0.5, 1.0])
def test_a_signal_to_stop_while_wire_is_being_reborn_leaves_silence(
    start: Start, musician: Keyboardist, silence: Silence, wait_s: float
) -> None:
    daemon = jam(start, musician)
    daemon.kill("wire")
    time.sleep(wait_s)
    daemon.stop()
    silence(musician)


def test_wire_and_supervisor_killed_together_leave_silence(
    start: Start, musician: Keyboardist, silence: Silence
) -> None:
    daemon = jam(start, musician)
    wait_until(musician.hanging)  # something sounds
    daemon.kill("wire")
    daemon.process.kill()
    daemon.process.wait()
    wait_until(lambda: not musician.hanging(), 5)
    silence(musician)


def test_wire_and_patchbay_killed_together_come_back_on_the_same_cables(
    start: Start, musician: Keyboardist, silence: Silence
) -> None:
    daemon = jam(start, musician)
    daemon.kill("wire")
    daemon.kill("patchbay")
    killed = time.monotonic()
    wait_until(lambda: len([t for t, _ in musician.ons(10) if t > killed + 0.1]) > 12, 10, "for wire")
    daemon.stop()
    silence(musician)


def test_a_wire_that_dies_before_the_first_key_still_starts_with_it(start: Start, musician: Keyboardist) -> None:
    daemon = start(*FAST, "--set", "clock.start=key")
    daemon.wait_for("listening")
    dead = daemon.kill("wire")
    wait_until(lambda: _lives(daemon, "wire") and daemon.pid("wire") != dead)
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


# -- cables and servers


def test_a_cut_cable_leaves_nothing_hanging_once_it_is_back(
    start: Start, musician: Keyboardist, silence: Silence
) -> None:
    daemon = jam(start, musician)
    for _ in range(3):
        wait_until(musician.hanging)  # something sounds
        musician.unplug()
        time.sleep(0.7)
        musician.plug_in()
        time.sleep(0.7)
    daemon.stop()
    silence(musician)


def test_a_keyboard_that_is_unplugged_and_comes_back_is_heard_again_and_the_listener_never_notices(
    start: Start, musician: Keyboardist, silence: Silence
) -> None:
    keyboard = Keyboardist(SERVER, "stagepiano")
    daemon = start(*FAST, "--in", "stagepiano")
    daemon.wait_for("stagepiano:keys")
    musician.plug_in()
    wait_until(lambda: len(musician.ons(10)) > 4, 15)
    keyboard.leave()
    daemon.wait_for("'stagepiano' was not found")
    heard = len(musician.ons(10))
    wait_until(lambda: len(musician.ons(10)) > heard + 6)
    keyboard = Keyboardist(SERVER, "stagepiano")
    wait_until(lambda: daemon.said.count("stagepiano:keys") >= 2)
    play_a_phrase(keyboard)
    daemon.stop()
    silence(musician)
    keyboard.leave()
    (take,) = daemon.takes
    you = next(track for track in mido.MidiFile(take).tracks if track.name == "You")
    assert sum(m.type == "note_on" for m in you) == 4


def test_a_midi_system_that_dies_and_comes_back_finds_the_band_playing(start: Start, jack: JackServer) -> None:
    daemon = start(*FAST)
    daemon.wait_for("plays")
    jack.stop()
    daemon.wait_for("no MIDI system")
    jack.start()
    listener = Keyboardist(SERVER, "listener")
    listener.plug_in(patience=10)
    wait_until(lambda: len(listener.ons(10)) > 4)
    listener.leave()
    assert daemon.stop() == 0
    assert len(daemon.takes) == 1


def test_our_own_output_on_our_own_input_is_not_heard_as_a_keyboardist(start: Start, musician: Keyboardist) -> None:
    daemon = jam(start, musician)
    out, in_ = musician.client.get_ports(":jamd out$")[0], musician.client.get_ports(":jamd in$")[0]
    musician.client.connect(out, in_)
    daemon.wait_for("loop between output and input")
    time.sleep(1)
    daemon.stop()
    (take,) = daemon.takes
    assert not [m for t in mido.MidiFile(take).tracks if t.name == "You" for m in t if m.type == "note_on"]


def test_thru_sends_on_what_is_played(start: Start, musician: Keyboardist) -> None:
    jam(start, musician, *FAST, "--set", "ports.thru=true", "--set", "parts.piano.enabled=false")
    play_a_phrase(musician)
    wait_until(lambda: [d[1] for _, d in musician.ons(1)] == [60, 63, 65, 67])


# -- without a rig


def test_without_a_midi_system_it_runs_says_so_and_records(start: Start) -> None:
    daemon = start(*FAST, "--backend", "none")
    daemon.wait_for("no MIDI")
    time.sleep(2)
    assert daemon.stop() == 0
    (take,) = daemon.takes
    assert sum(m.type == "note_on" for track in mido.MidiFile(take).tracks for m in track) > 10


def test_an_unknown_port_is_one_sentence_and_exit_code_1(start: Start, tmp_path: Path) -> None:
    daemon = start(*FAST, "--in", "Steinway")
    assert daemon.process.wait(10) == 1
    assert len(daemon.said.strip().splitlines()) == 1
    assert "'Steinway' was not found" in daemon.said


def _lives(daemon: Daemon, name: str) -> bool:
    try:
        return bool(daemon.pid(name))
    except LookupError:
        return False
