"""What wire leaves behind when it is killed."""

from pathlib import Path

import pytest
from patchbay.fakes import FakeCables, no_sleep

from jamd.config.process_settings import wire_settings
from jamd.config.schema import Config
from jamd.ipc.settings import PortSettings
from jamd.music.events import note_off
from jamd.patchbay.last_words import LastWords
from jamd.wire.shared_state import SharedState


class Output:
    """An output that keeps what it is sent."""

    def __init__(self) -> None:
        self.opened: list[PortSettings] = []
        self.sent: list[bytes] = []
        self.closed = False

    def open(self, ports: PortSettings) -> "Output":
        self.opened.append(ports)
        return self

    def send(self, data: bytes) -> None:
        self.sent.append(data)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def output() -> Output:
    return Output()


@pytest.fixture
def words(tmp_path: Path, output: Output) -> LastWords:
    return LastWords(tmp_path, SharedState(tmp_path / "memory"), wire_settings(Config()), output.open)


def test_every_note_that_sounds_is_closed_on_the_configured_output(
    words: LastWords, output: Output, tmp_path: Path
) -> None:
    shared = SharedState(tmp_path / "memory")
    sounding = [(1, 60), (1, 64), (10, 51)]
    for channel, pitch in [*sounding, (1, 67)]:
        shared.note_on((channel - 1) * 128 + pitch, 80)
    shared.note_off(67)
    cables = FakeCables()
    words.say(cables, no_sleep)
    assert {note_off(channel, pitch) for channel, pitch in sounding} <= set(output.sent)
    assert note_off(1, 67) not in output.sent
    assert output.opened == [wire_settings(Config()).ports]
    assert output.closed
    assert (cables.expectations, cables.looks) == (1, 2)  # the new port is connected to the old one's peers


def test_where_nothing_sounds_no_port_is_opened(words: LastWords, output: Output, tmp_path: Path) -> None:
    shared = SharedState(tmp_path / "memory")
    shared.note_on(60, 80)
    shared.note_off(60)
    words.say(FakeCables(), no_sleep)
    assert not output.opened


def test_a_wire_that_never_began_left_nothing(words: LastWords, output: Output) -> None:
    words.say(FakeCables(), no_sleep)
    assert not output.opened
