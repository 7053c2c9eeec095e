from jamd.music.events import note_on
from jamd.music.notes import Nanos
from jamd.wire.feedback import Echoes

MS = 1_000_000


def test_our_own_note_coming_back_is_no_keyboardist() -> None:
    echoes = Echoes()
    echoes.sent(note_on(1, 60, 80), Nanos(0))
    assert echoes.is_echo(note_on(1, 60, 80), Nanos(5 * MS))


def test_a_key_struck_by_hand_is_heard() -> None:
    echoes = Echoes()
    echoes.sent(note_on(1, 60, 80), Nanos(0))
    assert not echoes.is_echo(note_on(1, 60, 81), Nanos(5 * MS))
    assert not echoes.is_echo(note_on(1, 60, 80), Nanos(31 * MS))


def test_each_echo_comes_once() -> None:
    echoes = Echoes()
    echoes.sent(note_on(1, 60, 80), Nanos(0))
    assert echoes.is_echo(note_on(1, 60, 80), Nanos(1 * MS))
    assert not echoes.is_echo(note_on(1, 60, 80), Nanos(2 * MS))
