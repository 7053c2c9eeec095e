"""`jamd learn`: a control is moved, a person says what it is to do, and it is kept."""

import queue
from pathlib import Path
from typing import Any

import pytest

from jamd.cli import learn, learn_desks
from jamd.cli.learn import Lines, Talk
from jamd.cli.learn_desks import OwnInput
from jamd.config.load import load_config
from jamd.errors import JamdError, Refused
from jamd.ipc.bindings import read_binding
from jamd.ipc.control_entry import entry_of
from jamd.ipc.saving import Saved
from jamd.music.moved_control import Moved
from jamd.wire import guest_ports
from jamd.wire.port_choice import PortChoice

PEDAL = Moved("cc 67", 1, "tap")
FOUND = PortChoice("jack", ("Keystation",), (), "Keystation", "the only one", "", "", True)
KNOB = Moved("cc 20", 1, "knob")


class FakeDesk:
    """A jam in which these controls are moved, one after another, whenever one is waited for."""

    place = "jamd is running at http://127.0.0.1:8765/: what you learn acts at once."

    def __init__(self, *moves: Moved) -> None:
        self._moves = list(moves)
        self.added: list[dict[str, Any]] = []
        self.saved = False
        self._acted = 0

    def learn(self, on: bool) -> None: ...

    def moved(self) -> Moved | None:
        return self._moves[0] if self._moves else None

    def entries(self) -> list[dict[str, Any]]:
        return [{"midi": "note 36", "does": "tap"}]

    def add(self, entry: dict[str, Any]) -> None:
        try:
            self.added.append(entry_of(read_binding(entry)))
        except ValueError as fault:
            raise Refused(422, str(fault)) from None
        self._moves.pop(0)

    def acted(self) -> int:
        self._acted += 1
        return self._acted

    def save(self) -> Saved:
        self.saved = True
        return Saved("band.yaml", changes=("with {midi: cc 67, does: fill}",))

    def close(self) -> None: ...


class Typist(Lines):
    """What somebody types: an answer to each question, and Enter where a control is waited for and none moves."""

    def __init__(self, desk: FakeDesk, *answers: str) -> None:
        self._desk, self._answers = desk, list(answers)

    def next(self, within_s: float | None = None) -> str | None:
        if within_s is None:
            return self._answers.pop(0)
        if self._desk.moved() is not None:
            raise queue.Empty
        return ""


def talked(desk: FakeDesk, *answers: str) -> list[str]:
    said: list[str] = []
    Talk(desk, Typist(desk, *answers), said.append).run()
    return said


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learn, "_STILL_S", 0.0)


def test_a_pedal_and_a_knob_are_learned_act_and_are_saved() -> None:
    desk = FakeDesk(PEDAL, KNOB)
    said = talked(desk, "mode trade", "double tap", "intensity", "")
    assert desk.added == [
        {"midi": "cc 67", "channel": 1, "does": "mode", "value": "trade", "gesture": "double tap"},
        {"midi": "cc 20", "channel": 1, "does": "intensity", "gesture": "knob"},
    ]
    assert said[1] == "  {midi: note 36, does: tap}"
    assert said.count("  It acts.") == 2
    assert said[-1] == "Saved in band.yaml: with {midi: cc 67, does: fill}"
    assert desk.saved


def test_what_cannot_be_is_said_and_asked_again() -> None:
    desk = FakeDesk(PEDAL)
    said = talked(desk, "fil", "?", "mode jazz", "", "fill", "")
    assert "  there is no command 'fil' (did you mean fill?)" in said
    assert any(line.startswith("  mode takes accompany, ") for line in said)
    assert any("piano.volume" in line for line in said)
    assert [entry["does"] for entry in desk.added] == ["fill"]


def test_where_nothing_is_learned_nothing_is_saved() -> None:
    desk = FakeDesk()
    assert talked(desk)[-1] == "Nothing was learned; nothing is saved."
    assert not desk.saved


def test_without_a_jam_the_input_itself_is_listened_to_and_the_file_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Any] = []
    monkeypatch.setattr(learn_desks, "available_ports", lambda ports: FOUND)
    monkeypatch.setattr(learn_desks, "GuestPorts", FakeGuest)
    FakeGuest.listeners = heard
    desk = OwnInput(load_config(None, ["ports.backend=jack"]), tmp_path / "config.yaml")
    (hear,) = heard
    assert "Keystation" in desk.place
    hear(1, b"\xb0\x43\x7f")
    assert desk.moved() == PEDAL
    desk.add({"midi": "cc 67", "does": "fill"})
    assert desk.moved() is None
    assert desk.save().is_new
    assert load_config(tmp_path / "config.yaml").controls == (read_binding({"midi": "cc 67", "does": "fill"}),)


@pytest.mark.parametrize("left", [[], ["of another jam"]])
def test_where_the_token_is_not_known_it_says_how_to_give_it(left: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*where: object) -> None:
        raise Refused(401, "this jam needs its token")

    monkeypatch.setattr(learn_desks, "tokens_at", lambda port: left)
    monkeypatch.setattr(learn_desks, "RunningJam", refuse)
    with pytest.raises(JamdError, match="this jam needs its token: run JAMD_WEB_TOKEN=TOKEN jamd learn"):
        learn_desks.desk(load_config(None, []), Path("config.yaml"))


class FakeGuest(guest_ports.GuestPorts):
    listeners: list[Any]

    def __init__(self, backend: str, client: str) -> None: ...

    def listen_to(self, name: str, on_message: Any) -> None:
        self.listeners.append(on_message)
