"""Which port a person means, and which one jamd takes unasked."""

import pytest

from jamd.ipc.settings import PortSettings
from jamd.wire.port_choice import PortChoice, choose_ports, find_port, no_midi_system

ALSA = ["Midi Through:Midi Through Port-0 14:0", "Keystation 49:Keystation 49 MIDI 1 20:0"]
JACK = ["ardour:midi out", "system:midi_capture_1", "jamd:jamd out"]


def choose(backend: str, inputs: list[str], outputs: list[str], **wanted: str) -> PortChoice:
    return choose_ports(PortSettings(**wanted), backend, inputs, outputs)


@pytest.mark.parametrize("wanted", ["Keystation", "keystation 49", "Keystation 49 MIDI 1", ALSA[1]])
def test_the_beginning_of_a_name_is_enough_with_or_without_the_client(wanted: str) -> None:
    assert find_port(wanted, ALSA) == ALSA[1]


def test_the_whole_name_wins_over_a_beginning() -> None:
    assert find_port("Piano", ["Piano 2", "Piano"]) == "Piano"


def test_nobody_is_meant_by_a_name_that_is_not_there() -> None:
    assert find_port("Steinway", ALSA) is None


def test_auto_takes_the_first_device_and_no_loopback() -> None:
    assert choose("alsa", ALSA, []).input == ALSA[1]


def test_on_jack_only_hardware_is_taken_unasked() -> None:
    assert choose("jack", JACK, []).input == "system:midi_capture_1"
    assert choose("jack", JACK[:1], []).input == ""


def test_our_own_output_is_the_default_and_never_our_input() -> None:
    choice = choose("jack", JACK, [], input="jamd")
    assert choice.output == ""
    assert choice.missing


def test_what_is_missing_is_said_in_one_sentence_with_what_is_there() -> None:
    (sentence,) = choose("alsa", ALSA, [], input="Steinway").missing
    assert "'Steinway' was not found" in sentence
    assert "Keystation 49" in sentence


def test_windows_has_no_ports_of_our_own_so_a_loopback_of_that_name_is_taken() -> None:
    choice = choose("winmm", ["Keystation 49 0"], ["Microsoft GS Wavetable Synth 0", "jamd out 1"])
    assert (choice.input, choice.output) == ("Keystation 49 0", "jamd out 1")
    assert "loopMIDI" in choice.notes[0]


def test_without_a_midi_system_a_named_port_is_missing_and_the_default_is_not() -> None:
    assert no_midi_system(PortSettings(), "no jack").missing == ()
    assert len(no_midi_system(PortSettings(input="Keystation"), "no jack").missing) == 1
