"""The driver's clients: on JACK they are kept, and no port that changes makes or closes one."""

from typing import Any

import pytest

from jamd.wire import clients
from jamd.wire.clients import Clients
from jamd.wire.driver import System


class Client:
    """A `MidiOut` of the driver."""


class Listening(Client):
    """A `MidiIn`."""

    def set_callback(self, callback: object) -> None: ...


class Driver:
    """Counts the clients that come and go."""

    def __init__(self) -> None:
        self.inputs, self.outputs = Listening(), Client()
        self.made: list[Client] = []
        self.closed: list[Any] = []

    def system(self, name: str) -> Clients:
        return Clients(System(name, self.inputs, self.outputs, ""), "jamd")

    def new_port(self, system: str, kind: str, *arguments: object) -> Client:
        self.made.append(Listening() if kind == "MidiIn" else Client())
        return self.made[-1]

    def close_port(self, client: Any, keep_client: bool = False) -> None:
        if not keep_client and client is not None:
            self.closed.append(client)


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Driver:
    driver = Driver()
    monkeypatch.setattr(clients, "new_port", driver.new_port)
    monkeypatch.setattr(clients, "close_port", driver.close_port)
    return driver


def test_on_jack_those_that_list_the_names_carry_our_ports(driver: Driver) -> None:
    jack = driver.system("jack")
    assert (jack.take_output(), jack.take_input()) == (driver.outputs, driver.inputs)
    assert not driver.made


def test_on_jack_another_device_makes_and_closes_no_client(driver: Driver) -> None:
    jack = driver.system("jack")
    out, _own, keys = jack.take_output(), jack.take_input(), jack.take_input()
    for _ in range(3):
        jack.give_back(out, virtual=False)
        jack.give_back(keys, virtual=False)
        assert (jack.take_output(), jack.take_input()) == (out, keys)
    assert driver.made == [keys]
    assert not driver.closed


def test_on_jack_the_client_of_a_virtual_port_is_closed_in_a_quiet_moment(driver: Driver) -> None:
    jack = driver.system("jack")
    jack.take_output()
    own = jack.take_output()
    jack.give_back(own, virtual=True)
    another = jack.take_output()
    assert another is not own
    assert not driver.closed
    jack.tidy()
    jack.tidy()
    assert driver.closed == [own]


def test_on_jack_those_that_list_the_names_stay(driver: Driver) -> None:
    jack = driver.system("jack")
    jack.give_back(jack.take_output(), virtual=True)
    jack.tidy()
    assert not driver.closed
    assert jack.take_output() is not driver.outputs


@pytest.mark.parametrize("virtual", [True, False])
def test_on_jack_each_client_is_closed_once_in_the_end(driver: Driver, virtual: bool) -> None:
    jack = driver.system("jack")
    taken = [jack.take_output(), jack.take_input(), jack.take_input()]
    for client in taken:
        jack.give_back(client, virtual)
    jack.close()
    assert sorted(map(id, driver.closed)) == sorted(map(id, taken))


def test_elsewhere_a_client_goes_with_its_port(driver: Driver) -> None:
    alsa = driver.system("alsa")
    out = alsa.take_output()
    alsa.give_back(out, virtual=True)
    assert alsa.take_output() is not out
    alsa.close()
    assert driver.closed == [out, driver.outputs, driver.inputs]
