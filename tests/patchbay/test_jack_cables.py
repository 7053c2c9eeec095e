"""A wire that died comes back with its connections, and the patchbay learns who is new, without a JACK server."""

import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from supervisor.fakes import FakeTime

from jamd.ipc.memory import CABLES, CABLES_SIZE, open_memory
from jamd.ipc.record import Record
from jamd.ipc.settings import own_ports
from jamd.patchbay.jack_cables import JackCables

OWN = own_ports(1)
IN, OUT = f"jamd:{OWN.input}", f"jamd:{OWN.output}"
SECOND_IN, SECOND_OUT = "jamd 2:jamd 2 in", "jamd 2:jamd 2 out"


class Port(NamedTuple):
    name: str
    is_output: bool = False

    @property
    def is_input(self) -> bool:
        return not self.is_output


class FakeJack:
    """The `jack` module and its server."""

    class JackError(Exception):
        pass

    def __init__(self) -> None:
        self.running = True
        self.refuses = False
        self.ports: dict[str, Port] = {}
        self.connections: dict[str, set[str]] = defaultdict(set)
        self._on_shutdown: Callable[[object, object], None] = lambda status, reason: None

    def appear(self, *names: str) -> None:
        self.ports |= {name: Port(name, name.endswith("out")) for name in names}

    def disappear(self, *names: str) -> None:
        self.unplug(*names)
        for name in names:
            del self.ports[name]

    def unplug(self, *names: str) -> None:
        for name in names:
            for peer in self.connections.pop(name, set()):
                self.connections[peer].discard(name)

    def shut_down(self) -> None:
        self.running = False
        self.disappear(*self.ports)
        self._on_shutdown(None, None)

    # -- as a client sees it

    def Client(self, name: str, no_start_server: bool) -> "FakeJack":
        assert no_start_server
        self._check(self.running)
        return self

    def set_shutdown_callback(self, callback: Callable[[object, object], None]) -> None:
        self._on_shutdown = callback

    def get_ports(
        self, pattern: str = "", is_midi: bool = True, is_output: bool = False, is_input: bool = False
    ) -> list[Port]:
        found = [port for name, port in self.ports.items() if re.search(pattern, name)]
        return [port for port in found if port.is_output >= is_output and port.is_input >= is_input]

    def get_all_connections(self, port: Port) -> list[Port]:
        return [Port(name) for name in self.connections[port.name]]

    def connect(self, source: str | Port, target: str | Port) -> None:
        source, target = (port.name if isinstance(port, Port) else port for port in (source, target))
        self._check(source in self.ports and target in self.ports and not self.refuses)
        self.connections[source].add(target)
        self.connections[target].add(source)

    def disconnect(self, source: Port, target: Port) -> None:
        self.connections[source.name].remove(target.name)
        self.connections[target.name].remove(source.name)

    def close(self) -> None:
        pass

    def _check(self, condition: bool) -> None:
        if not condition:
            raise self.JackError


@pytest.fixture
def jack() -> FakeJack:
    jack = FakeJack()
    jack.appear(IN, OUT, "keyboard:out", "synth:in")
    return jack


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return Record(open_memory(tmp_path / "memory"), CABLES, CABLES_SIZE)


@pytest.fixture
def cables(jack: FakeJack, time: FakeTime, record: Record) -> JackCables:
    """One that has seen a keyboard and a synth connected."""
    cables = JackCables(record, OWN, lambda: jack, time.now_s)
    jack.connect("keyboard:out", IN)
    jack.connect(OUT, "synth:in")
    cables.look()
    return cables


def test_a_wire_that_comes_back_is_connected_as_before(jack: FakeJack, cables: JackCables) -> None:
    cables.expect_new_ports()
    assert cables.is_expecting
    jack.disappear(IN, OUT)
    cables.look()
    jack.appear(IN, OUT)
    cables.look()
    assert (jack.connections[IN], jack.connections[OUT]) == ({"keyboard:out"}, {"synth:in"})
    assert cables.new_listener
    assert cables.is_complete


def test_the_new_ports_get_the_cables_although_the_dead_ones_were_still_listed(
    jack: FakeJack, cables: JackCables
) -> None:
    cables.expect_new_ports()
    cables.look()
    jack.disappear(IN, OUT)
    jack.appear(IN, OUT)  # between two looks
    cables.look()
    assert (jack.connections[IN], jack.connections[OUT]) == ({"keyboard:out"}, {"synth:in"})


def test_however_long_the_dead_ports_are_listed_without_their_cables_the_new_ones_get_them(
    jack: FakeJack, cables: JackCables, time: FakeTime
) -> None:
    cables.wire_has_died()
    jack.unplug(IN, OUT)
    jack.refuses = True  # to connect what is dead
    for _ in range(10):
        cables.look()
        time.sleep(1)
    jack.refuses = False
    jack.disappear(IN, OUT)
    jack.appear(IN, OUT)
    cables.wire_is_back()
    cables.look()
    assert (jack.connections[IN], jack.connections[OUT]) == ({"keyboard:out"}, {"synth:in"})


def test_a_peer_that_comes_back_a_little_later_is_connected_one_that_takes_longer_is_given_up(
    jack: FakeJack, cables: JackCables, time: FakeTime
) -> None:
    cables.expect_new_ports()
    jack.disappear(IN, OUT, "synth:in", "keyboard:out")
    cables.look()
    jack.appear(IN, OUT)
    cables.look()
    assert not cables.is_complete
    time.sleep(1)
    jack.appear("synth:in")
    cables.look()
    assert jack.connections[OUT] == {"synth:in"}
    assert cables.is_complete
    time.sleep(1.5)
    cables.look()
    jack.appear("keyboard:out")
    cables.look()
    assert not jack.connections[IN]


def test_a_patchbay_that_follows_a_killed_one_knows_the_cables_of_a_wire_that_died_meanwhile(
    jack: FakeJack, cables: JackCables, record: Record
) -> None:
    jack.disappear(IN, OUT)
    jack.appear(IN, OUT)
    JackCables(record, OWN, lambda: jack).look()
    assert (jack.connections[IN], jack.connections[OUT]) == ({"keyboard:out"}, {"synth:in"})


def test_a_patchbay_that_is_killed_while_cables_are_owed_leaves_them_to_the_next(
    jack: FakeJack, cables: JackCables, record: Record
) -> None:
    cables.expect_new_ports()
    jack.disappear(IN, OUT, "synth:in")
    jack.appear(IN, OUT)
    cables.look()  # the port is back, and its peer is not
    jack.appear("synth:in")
    JackCables(record, OWN, lambda: jack).look()
    assert jack.connections[OUT] == {"synth:in"}


def test_a_cable_that_a_person_pulls_stays_pulled(jack: FakeJack, cables: JackCables) -> None:
    jack.disappear("synth:in")
    jack.appear("synth:in")
    cables.look()
    cables.expect_new_ports()
    jack.disappear(IN, OUT)
    cables.look()
    jack.appear(IN, OUT)
    cables.look()
    assert not jack.connections[OUT]


def test_only_a_new_listener_at_our_output_is_reported_and_only_once(jack: FakeJack, cables: JackCables) -> None:
    cables.look()
    assert not cables.new_listener
    jack.appear("recorder:in", "pads:out")
    jack.connect("pads:out", IN)
    cables.look()
    assert not cables.new_listener
    jack.connect(OUT, "recorder:in")
    cables.look()
    assert cables.new_listener
    cables.look()
    assert not cables.new_listener


def test_a_server_that_goes_and_comes_back_is_reported_and_the_connections_are_restored(
    jack: FakeJack, cables: JackCables
) -> None:
    jack.shut_down()
    cables.look()
    assert cables.server_changed
    cables.look()
    assert not cables.server_changed
    jack.running = True
    jack.appear("keyboard:out", "synth:in")
    cables.look()
    assert cables.server_changed
    jack.appear(IN, OUT)
    cables.look()
    assert jack.connections[OUT] == {"synth:in"}


@pytest.mark.parametrize("names", [(SECOND_IN, SECOND_OUT), ("other:jamd in", "other:jamd out")])
def test_ports_of_another_jamd_are_not_ours(jack: FakeJack, cables: JackCables, names: tuple[str, str]) -> None:
    theirs_in, theirs_out = names
    jack.ports = {name: Port(name, name.endswith("out")) for name in (theirs_in, theirs_out)} | jack.ports
    jack.connect(theirs_out, "synth:in")
    cables.expect_new_ports()
    jack.disappear(IN, OUT)
    cables.look()
    assert not jack.connections[theirs_in]
    assert not cables.is_complete
    jack.appear(IN, OUT)
    cables.look()
    assert jack.connections[IN] == {"keyboard:out"}
    assert cables.is_complete


def test_a_wire_whose_client_got_a_number_of_jacks_is_ours(jack: FakeJack, cables: JackCables) -> None:
    cables.expect_new_ports()
    jack.disappear(IN, OUT)
    cables.look()
    jack.appear("jamd-01:jamd in", "jamd-01:jamd out")
    cables.look()
    assert jack.connections["jamd-01:jamd out"] == {"synth:in"}


def test_a_client_is_connected_to_all_our_inputs_for_a_moment(jack: FakeJack, cables: JackCables) -> None:
    jack.appear("jamd-01:jamd keys", "jamd 2:jamd 2 in", "jamd sysex:out")
    assert cables.inputs_have_cables
    with cables.into_our_inputs("jamd sysex") as connected:
        assert connected
        assert jack.connections["jamd sysex:out"] == {IN, "jamd-01:jamd keys"}
    assert not jack.connections["jamd sysex:out"]
    assert jack.connections[IN] == {"keyboard:out"}


def test_a_client_that_is_gone_is_connected_to_nothing(jack: FakeJack, cables: JackCables) -> None:
    with cables.into_our_inputs("jamd sysex") as connected:
        assert not connected
    jack.disappear("keyboard:out")
    assert not cables.inputs_have_cables


def test_names_are_listed_by_the_way_that_they_go_and_not_without_a_server(jack: FakeJack, cables: JackCables) -> None:
    assert cables.names() == ((OUT, "keyboard:out"), (IN, "synth:in"))
    jack.shut_down()
    cables.look()
    assert cables.names() is None


def test_without_libjack_there_is_nothing_to_do(record: Record) -> None:
    cables = JackCables(record, OWN, lambda: None)
    cables.look()
    assert not cables.server_changed
    cables.close()
