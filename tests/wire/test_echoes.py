"""What comes straight back, a note at a time. Loops by their pattern: test_echo_paths.py."""

from jamd.music.channel_messages import note_off, note_on
from jamd.music.time.notes import Nanos
from jamd.wire.echoes import Echoes

MS = 1_000_000


def after_thru(*messages: bytes) -> Echoes:
    echoes = Echoes()
    for message in messages:
        echoes.sent(message, Nanos(0), yours=True)
    return echoes


def test_our_own_note_coming_back_is_no_keyboardist() -> None:
    echoes = after_thru(note_on(1, 60, 80))
    assert echoes.is_echo(note_on(1, 60, 80), Nanos(5 * MS))


def test_a_key_struck_by_hand_is_heard() -> None:
    echoes = after_thru(note_on(1, 60, 80))
    assert not echoes.is_echo(note_on(1, 60, 81), Nanos(5 * MS))
    assert not echoes.is_echo(note_on(1, 60, 80), Nanos(31 * MS))


def test_one_note_that_the_band_plays_too_is_no_loop() -> None:
    echoes = Echoes()
    echoes.sent(note_on(1, 60, 80), Nanos(0))
    assert not echoes.is_echo(note_on(1, 60, 80), Nanos(5 * MS))


def test_from_an_output_connected_to_the_input_not_even_the_first_note_is_heard() -> None:
    echoes = Echoes()
    echoes.sent(note_on(1, 60, 80), Nanos(0))
    assert echoes.is_echo(note_on(1, 60, 80), Nanos(3 * MS))


def test_each_echo_comes_once() -> None:
    echoes = after_thru(note_on(1, 60, 80))
    assert echoes.is_echo(note_on(1, 60, 80), Nanos(1 * MS))
    assert not echoes.is_echo(note_on(1, 60, 80), Nanos(2 * MS))


def test_a_key_that_is_let_go_together_with_the_bands_is_heard() -> None:
    echoes = Echoes()
    echoes.sent(note_off(1, 60), Nanos(0))
    assert not echoes.is_echo(note_off(1, 60), Nanos(1 * MS))


def test_in_a_loop_ons_and_offs_come_back_and_are_ignored() -> None:
    echoes = Echoes()
    for message in (note_on(1, 60, 80), note_off(1, 60)):
        echoes.sent(message, Nanos(0), yours=True)
        assert echoes.is_echo(message, Nanos(1 * MS))


def test_behind_thru_the_hand_that_lifts_is_heard_and_its_echo_is_not() -> None:
    echoes = after_thru(note_on(1, 60, 80))
    assert echoes.is_echo(note_on(1, 60, 80), Nanos(5 * MS))
    assert not echoes.is_echo(note_off(1, 60), Nanos(500 * MS))  # the hand
    echoes.sent(note_off(1, 60), Nanos(500 * MS), yours=True)
    assert echoes.is_echo(note_off(1, 60), Nanos(505 * MS))


def test_a_knob_that_goes_back_at_once_is_heard() -> None:
    echoes = after_thru(bytes((0xB0, 20, 0)), bytes((0xB0, 20, 1)))
    assert not echoes.is_echo(bytes((0xB0, 20, 0)), Nanos(1 * MS))
    assert echoes.is_echo(bytes((0xB0, 20, 1)), Nanos(1 * MS))
