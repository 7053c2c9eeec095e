"""Whatever comes in at a port: the music gets in whole, and nothing that is cut short stops anybody."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wire.test_outlet import Cable

from jamd.ipc.settings import Binding
from jamd.music.events import is_channel_message, note_on
from jamd.music.time.notes import Nanos
from jamd.wire.desk import Desk
from jamd.wire.feedback import Echoes
from jamd.wire.inlet import SYSTEM, Inlet
from jamd.wire.outlet import Outlet
from jamd.wire.pedals import Pedals

PEDAL = Binding("cc", 67, None, "tap")


def opened(folder: Path) -> tuple[Inlet, Cable, Pedals]:
    cable, echoes, pedals = Cable(), Echoes(), Pedals((PEDAL,))
    return Inlet(Outlet(cable, Desk(folder / "desk"), echoes), echoes, pedals, thru=True), cable, pedals


def test_what_is_played_is_passed_on_and_queued(tmp_path: Path) -> None:
    inlet, cable, _ = opened(tmp_path)
    inlet.take(1, note_on(1, 60, 80))
    (arrival,) = inlet.arrivals()
    assert (arrival.ns, arrival.data) == (1, note_on(1, 60, 80))
    assert cable.carried == [note_on(1, 60, 80)]


@given(st.lists(st.binary(max_size=4), max_size=30))
@example([b"", b"\xb0\x40", b"\xb0\x43", b"\x90", b"\xf2\x01"])
def test_only_whole_messages_get_in(tmp_path_factory: pytest.TempPathFactory, junk: list[bytes]) -> None:
    inlet, cable, pedals = opened(tmp_path_factory.mktemp("junk"))
    for data in junk:
        inlet.take(0, data)
    for arrival in inlet.arrivals():
        assert arrival.data[:1] >= SYSTEM or is_channel_message(arrival.data)
        if arrival.data[:1] < SYSTEM:
            pedals.take(arrival.data, Nanos(0))
    assert all(is_channel_message(data) for data in cable.carried)
