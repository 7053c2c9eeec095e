"""Two may hold one key on one channel: nobody cuts the other's note, and every note-on has its off."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.ipc.settings import PortSettings
from jamd.music.events import is_note_on, note_off, note_on
from jamd.music.time.notes import Nanos
from jamd.wire.desk import Desk
from jamd.wire.feedback import Echoes
from jamd.wire.outlet import Outlet
from jamd.wire.ports import Rig


class Cable(Rig):
    """A rig whose driver is a list."""

    def __init__(self) -> None:
        super().__init__(PortSettings(backend="none"), lambda ns, data: None, lambda: None)
        self.carried: list[bytes] = []

    def send(self, batch: Sequence[bytes]) -> list[Nanos]:
        self.carried.extend(batch)
        return [Nanos(0)] * len(batch)


@pytest.fixture
def cable() -> Cable:
    return Cable()


@pytest.fixture
def outlet(tmp_path: Path, cable: Cable) -> Outlet:
    return Outlet(cable, Desk(tmp_path / "desk"), Echoes())


C = note_on(1, 60, 80), note_off(1, 60)


def test_the_bands_off_leaves_the_keyboardists_key_down(outlet: Outlet, cable: Cable) -> None:
    on, off = C
    outlet.send(on, yours=True)
    outlet.send(on)
    outlet.send(off)
    assert cable.carried == [on, off, on]
    outlet.send(off, yours=True)
    assert cable.carried[-1] == off


def test_after_a_panic_nobody_holds_anything(outlet: Outlet, cable: Cable) -> None:
    on, off = C
    outlet.send(on, yours=True)
    outlet.silence()
    cable.carried.clear()
    outlet.send(on)
    outlet.send(off)
    assert cable.carried == [on, off]


@given(st.lists(st.tuples(st.booleans(), st.sampled_from((60, 61))), max_size=60))
def test_whoever_strikes_every_on_is_answered_by_one_off(script: list[tuple[bool, int]]) -> None:
    cable = Cable()
    outlet = Outlet(cable, _Book(), Echoes())  # type: ignore[arg-type]
    down: set[tuple[bool, int]] = set()
    for who in [*script, *sorted(set(script) | {(b, p) for b in (True, False) for p in (60, 61)})]:
        yours, pitch = who
        outlet.send(note_off(1, pitch) if who in down else note_on(1, pitch, 80), yours)
        down ^= {who}
    for yours, pitch in sorted(down):
        outlet.send(note_off(1, pitch), yours)
    sounding: Counter[int] = Counter()
    for data in cable.carried:
        sounding[data[1]] += 1 if is_note_on(data) else -1
        assert sounding[data[1]] in (0, 1)
    assert not any(sounding.values())


class _Book:
    """No shared file: what sounds is judged from what was carried."""

    def note(self, data: bytes) -> None: ...
