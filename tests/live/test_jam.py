"""A keyboardist and the band on real ports: they answer, in time, and nothing that dies is heard for long."""

import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeGuard

import mido
from live.conftest import SERVER, Daemon, JackServer, Start
from live.keyboardist import Keyboardist, wait_until

from jamd.music.channel_messages import is_note_on
from jamd.music.events import Event, Played
from jamd.stage.log import read_log

RULES = ("--set", "parts.drums.player=rules", "--set", "parts.piano.player=rules", "--set", "jam.intensity=0.7")
FAST = (*RULES, "--bpm", "200", "--set", "clock.count_in=0", "--set", "jam.swing=0")
BEAT = 0.3  # seconds at 200
EIGHTH = BEAT / 2

Silence = Callable[[Keyboardist], None]


def jam(start: Start, musician: Keyboardist, *flags: str) -> Daemon:
    """A running daemon with the musician plugged in and the band playing."""
    daemon = start(*(flags or FAST))
    musician.plug_in()
    wait_until(lambda: len(musician.ons(10)) > 4, 15, lambda: f"for the drums:\n{daemon.said}")
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


def logged(daemon: Daemon) -> list[Event]:
    """What is on the tape so far."""
    return [event for log in (daemon.folder / "takes").glob("*.jsonl") for event in read_log(log.read_bytes()).events]


def is_stroke(event: Event) -> TypeGuard[Played]:
    return isinstance(event, Played) and event.part == "drums" and is_note_on(event.data)


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
    meant = {}  # bytes of a stroke -> when each of its like was due, in seconds
    for event in logged(daemon):
        if is_stroke(event):
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
    with Keyboardist(SERVER, "stagepiano"):
        daemon = start(*FAST, "--in", "stagepiano")
        daemon.wait_for("stagepiano:keys")
        musician.plug_in()
        wait_until(lambda: len(musician.ons(10)) > 4, 15)
    daemon.wait_for("'stagepiano' was not found")
    heard = len(musician.ons(10))
    wait_until(lambda: len(musician.ons(10)) > heard + 6)
    with Keyboardist(SERVER, "stagepiano") as keyboard:
        wait_until(lambda: daemon.said.count("stagepiano:keys") >= 2)
        play_a_phrase(keyboard)
        daemon.stop()
        silence(musician)
    (take,) = daemon.takes
    you = next(track for track in mido.MidiFile(take).tracks if track.name == "You")
    assert sum(m.type == "note_on" for m in you) == 4


def test_a_midi_system_that_dies_and_comes_back_finds_the_band_playing(start: Start, jack: JackServer) -> None:
    daemon = start(*FAST)
    daemon.wait_for("plays")
    with jack.away():
        daemon.wait_for("no MIDI system")
    with Keyboardist(SERVER, "listener") as listener:
        listener.plug_in()
        wait_until(lambda: len(listener.ons(10)) > 4, what=lambda: f"for the drums:\n{daemon.said}")
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
    wait_until(lambda: len([event for event in logged(daemon) if is_stroke(event)]) > 20, 30)
    assert daemon.stop() == 0
    (take,) = daemon.takes
    assert sum(m.type == "note_on" for track in mido.MidiFile(take).tracks for m in track) > 10


def test_an_unknown_port_is_one_sentence_and_exit_code_1(start: Start, tmp_path: Path) -> None:
    daemon = start(*FAST, "--in", "Steinway")
    assert daemon.process.wait(10) == 1
    assert len(daemon.said.strip().splitlines()) == 1
    assert "'Steinway' was not found" in daemon.said
