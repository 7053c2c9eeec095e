"""Our own clock coming back is not followed; anybody else's is."""

import random

from jamd.clock.midi_messages import CLOCK, START, STOP
from jamd.clock.own_echo import OwnEcho
from jamd.music.time.notes import Nanos

MS = 1_000_000
PERIOD = 20 * MS


def followed(
    echo: OwnEcho, sends: range, late_ms: float, spread_ms: float = 0.0, period: int = PERIOD, sent_every: int = PERIOD
) -> list[bool]:
    """We send clocks; one arrives so much later, `period` apart. Whether each is taken for another's."""
    dice = random.Random(1)
    heard = []
    for n in sends:
        echo.sent(CLOCK, Nanos(n * sent_every))
        arrives = n * period + round((late_ms + dice.uniform(0, spread_ms)) * MS)
        heard.append(not echo.is_echo(CLOCK, Nanos(arrives)))
    return heard


def test_a_loop_is_not_followed_and_is_noticed_within_two_beats() -> None:
    echo = OwnEcho()
    assert not any(followed(echo, range(96), 0.7, 1.33))
    assert echo.caught


def test_at_a_slow_tempo_a_loop_through_a_daw_is_not_followed_either() -> None:
    slow = 41 * MS  # 60 bpm
    assert not any(followed(OwnEcho(), range(96), 38, 1.33, slow, slow))


def test_our_own_start_comes_back_through_a_daw() -> None:
    echo = OwnEcho()
    echo.sent(START, Nanos(0))
    assert echo.is_echo(START, Nanos(240 * MS))
    assert not any(followed(echo, range(96), 10))


def test_our_own_start_and_stop_are_nobodys_command() -> None:
    echo = OwnEcho()
    echo.sent(START, Nanos(0))
    assert echo.is_echo(START, Nanos(3 * MS))
    assert not echo.is_echo(START, Nanos(5000 * MS))
    echo.sent(STOP, Nanos(6000 * MS))
    assert echo.is_echo(STOP, Nanos(6001 * MS))


def test_a_master_that_was_there_before_is_followed_while_we_send() -> None:
    echo = OwnEcho()
    assert not echo.is_echo(CLOCK, Nanos(0))
    assert all(followed(echo, range(1, 100), 0.5))


def test_a_master_of_another_tempo_is_known_soon() -> None:
    heard = followed(OwnEcho(), range(120), 1.0, 0.0, PERIOD * 1003 // 1000)
    assert all(heard[60:])


def test_a_master_that_says_start_is_followed_at_once() -> None:
    echo = OwnEcho()
    followed(echo, range(10), 0.7)
    assert not echo.is_echo(START, Nanos(10 * PERIOD))
    assert all(followed(echo, range(11, 40), 0.7))
