"""Two jamds on one JACK server: each keeps to its own ports and cables, whatever dies."""

import time
from collections.abc import Callable, Iterator

import pytest
from live.conftest import SERVER, Start
from live.keyboardist import Keyboardist, wait_until
from live.test_jam import FAST, jam

FIRST, SECOND = ("jamd out", "jamd in"), ("jamd 2 out", "jamd 2 in")


@pytest.fixture
def friend() -> Iterator[Keyboardist]:
    """Plays with the second one."""
    with Keyboardist(SERVER, "friend") as keyboardist:
        yield keyboardist


def test_wires_that_die_come_back_each_on_its_own_cables(
    start: Start, musician: Keyboardist, friend: Keyboardist, silence: Callable[[Keyboardist], None]
) -> None:
    first = jam(start, musician)
    second = start(*FAST)
    second.wait_for("another jamd is running; this one's ports are 'jamd 2 in' and 'jamd 2 out'")
    friend.plug_in(*SECOND)
    wait_until(lambda: len(friend.ons(10)) > 4, 15)
    cables = [connected(musician, *FIRST), connected(friend, *SECOND)]
    for daemon in (first, second):
        daemon.kill("wire")
    killed = time.monotonic()
    for listener in (musician, friend):
        wait_until(lambda ears=listener: len([t for t, _ in ears.ons(10) if t > killed + 0.1]) > 8, 10, "for wire")  # type: ignore[misc]
    assert [connected(musician, *FIRST), connected(friend, *SECOND)] == cables
    second.stop()
    silence(friend)
    heard = len(musician.ons(10))
    wait_until(lambda: len(musician.ons(10)) > heard + 4)
    first.stop()
    silence(musician)


def connected(one: Keyboardist, ears: str, keys: str) -> list[tuple[str, str]]:
    """(jamd's port, the port at the other end of the cable) of each cable that is not jamd's own, which comes and
    goes."""
    ports = [port for short in (ears, keys) for port in one.client.get_ports(f":{short}$")]
    cables = [(port.shortname, peer.name) for port in ports for peer in one.client.get_all_connections(port)]
    return [cable for cable in cables if not cable[1].startswith("jamd")]
