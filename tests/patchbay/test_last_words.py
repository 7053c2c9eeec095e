"""What wire leaves behind when it is killed."""

from pathlib import Path

import pytest
from patchbay.fakes import FakeCables, no_sleep

from jamd.config.process_settings import wire_settings
from jamd.config.schema import Config
from jamd.ipc.settings import PortSettings
from jamd.music.channel_messages import note_off
from jamd.patchbay.last_words import LastWords
from jamd.wire.saved_settings import settings_record
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
    return LastWords(
        settings_record(tmp_path / "memory"), SharedState(tmp_path / "memory"), wire_settings(Config()), output.open
    )


@pytest.fixture
def shared(tmp_path: Path) -> SharedState:
    """What a wire that was killed has left."""
    shared = SharedState(tmp_path / "memory")
    shared.begin()
    for channel, pitch in ((1, 60), (1, 64), (10, 51)):
        shared.note_on((channel - 1) * 128 + pitch, 80)
    return shared


OFFS = {note_off(1, 60), note_off(1, 64), note_off(10, 51)}


def test_the_notes_of_a_killed_wire_are_closed_on_the_configured_output(
    words: LastWords, output: Output, shared: SharedState
) -> None:
    words.say(FakeCables(), no_sleep)
    assert set(output.sent) >= OFFS
    assert output.opened == [wire_settings(Config()).ports]
    assert output.closed
    assert not shared.owed


def test_an_off_that_wire_had_given_to_the_driver_when_it_was_killed_is_sent_again(
    words: LastWords, output: Output, shared: SharedState
) -> None:
    shared.note_off(60)
    words.say(FakeCables(), no_sleep)
    assert set(output.sent) >= OFFS


def test_nothing_is_said_before_the_new_port_has_its_cables(
    words: LastWords, output: Output, shared: SharedState
) -> None:
    cables = FakeCables()
    complete_at = []
    send = output.send

    def listen(data: bytes) -> None:
        complete_at.append(cables.is_complete)
        send(data)

    output.send = listen  # type: ignore[method-assign]
    words.say(cables, no_sleep)
    assert cables.expectations == 1
    assert all(complete_at)


def test_where_nothing_is_owed_or_nobody_ever_listened_no_port_is_opened(
    words: LastWords, output: Output, shared: SharedState
) -> None:
    nobody = FakeCables()
    nobody.has_listener = False
    words.say(nobody, no_sleep)
    shared.settle()
    words.say(FakeCables(), no_sleep)
    assert not output.opened


def test_a_wire_that_never_began_left_nothing(words: LastWords, output: Output) -> None:
    words.say(FakeCables(), no_sleep)
    assert not output.opened
