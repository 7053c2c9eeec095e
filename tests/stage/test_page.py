"""The page and the jam do not hurt each other: a busy port, a stage that dies, a daemon that comes back."""

import contextlib
import json
import select
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import mido
import pytest
from stage.page_client import Daemon, Jam, free_port
from stage.page_settings import my_settings, page_settings
from websockets.exceptions import ConnectionClosed, WebSocketException

from jamd.library.library import Library
from jamd.music.events import Notice
from jamd.music.time.notes import Nanos
from jamd.stage.page import Page
from jamd.stage.server import Server
from jamd.stage.tape_shown import TapeShown

Start = Callable[..., Daemon]
FAST = ("--bpm", "300", "--set", "clock.count_in=0")


def test_a_busy_port_is_one_sentence_and_the_band_plays_on(start: Start) -> None:
    with socket.socket() as neighbour:
        neighbour.bind(("127.0.0.1", 0))
        neighbour.listen()
        port = neighbour.getsockname()[1]
        daemon = start(*FAST, words="plays", port=port)
        lines = [line for line in daemon.said.splitlines() if "page" in line]
        why = f"port {port} is not available (address already in use)"
        assert lines == [f"jamd: no page: {why}; the band still plays; use another port with --port N"]
        time.sleep(1.5)
        assert daemon.stop() == 0
    assert sum(m.type == "note_on" for m in mido.MidiFile(*(daemon.folder / "takes").glob("*.mid"))) > 2


def test_without_web_there_is_no_page(start: Start) -> None:
    daemon = start(*FAST, "--no-web", words="plays")
    assert "page" not in daemon.said
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", daemon.port)) != 0


def test_a_killed_stage_comes_back_with_its_page_and_its_take(start: Start) -> None:
    daemon = start(*FAST, words="plays")
    jam = Jam(daemon.port)
    run, take = jam.shown["run"], jam.shown["tape"]["recording"]
    jam.key(61)
    jam.next("heard")
    daemon.kill("stage")
    again = knock(daemon)
    assert (again.shown["run"], again.shown["tape"]["recording"]) == (run, take)
    again.wait_for(lambda state: state["clock"]["running"] and state["jam"] and state["chart"])
    again.close()
    daemon.stop()
    you = next(track for track in mido.MidiFile(*(daemon.folder / "takes").glob("*.mid")).tracks if track.name == "You")
    assert [message.note for message in you if message.type == "note_on"] == [61]


def test_a_key_that_steers_begins_a_new_take(start: Start) -> None:
    """A command of the stage's own, from a pedal: by way of wire."""
    daemon = start(*FAST, "--set", "controls=[{midi: note 36, does: new take}]", words="plays")
    jam = Jam(daemon.port)
    take = jam.shown["tape"]["recording"]
    jam.next("played")  # an empty take would leave its name to the next one
    jam.key(36)
    jam.wait_for(lambda state: state["tape"]["recording"] not in (take, None))
    jam.close()


def test_a_killed_band_comes_back_with_what_was_commanded(start: Start) -> None:
    daemon = start(*FAST, words="plays")
    jam = Jam(daemon.port)
    for name, value in (("mode", "trade"), ("drums.volume", 0.5), ("chart", "builtin:ii-v-i")):
        jam.do(name, value)
    jam.wait_for(lambda state: state["chart"]["title"] == "II V I in C")
    daemon.kill("band")
    daemon.wait_for("band ended")
    jam.do("swing", 0.3)  # answered by the new one, with all that the old one was told
    jam.wait_for(lambda state: state["jam"]["swing"] == 0.3)
    assert (jam.shown["jam"]["mode"], jam.shown["chart"]["title"]) == ("trade", "II V I in C")
    assert jam.shown["parts"]["drums"]["volume"] == 0.5
    jam.close()


def test_a_killed_wire_is_back_under_the_open_page(start: Start) -> None:
    daemon = start(*FAST, words="plays")
    jam = Jam(daemon.port)
    daemon.kill("wire")
    daemon.wait_for("wire ended")
    give_up = time.monotonic() + 30
    heard = None
    while heard is None:  # a key that comes while no wire is there is lost
        assert time.monotonic() < give_up, daemon.said
        jam.key(66)
        with contextlib.suppress(TimeoutError):
            heard = jam.next("heard", 0.5)
    assert heard["data"][1] == 66
    jam.next("played")
    jam.close()


def test_the_next_daemon_is_another_run_on_the_same_port(start: Start) -> None:
    first = start(*FAST)
    jam = Jam(first.port)
    assert first.stop() == 0
    with pytest.raises(ConnectionClosed) as closed:
        jam.next("nothing")
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012  # the service goes: come again
    second = start(*FAST, port=first.port)
    again = knock(second)
    assert again.shown["run"] != jam.shown["run"]
    again.close()


def test_the_board_goes_with_the_stage(start: Start) -> None:
    daemon = start()
    body = json.dumps({"part": "drums", "notes": [], "bars": 1}).encode()
    assert daemon.ask("/api/continue", body)[0] == 200
    (board,) = boards_of(daemon.child("stage"))
    daemon.kill("stage")
    give_up = time.monotonic() + 10
    while subprocess.run(["ps", "-p", board], capture_output=True, check=False).returncode == 0:
        assert time.monotonic() < give_up
        time.sleep(0.05)


def test_a_killed_board_is_one_refusal_and_back(start: Start) -> None:
    daemon = start()
    body = json.dumps({"part": "drums", "notes": [], "bars": 1}).encode()
    assert daemon.ask("/api/continue", body)[0] == 200
    (board,) = boards_of(daemon.child("stage"))
    subprocess.run(["kill", "-9", board], check=True)
    assert daemon.ask("/api/continue", body)[0] in (200, 503)
    assert daemon.ask("/api/continue", body)[0] == 200


def boards_of(stage: int) -> list[str]:
    listed = subprocess.run(["ps", "--ppid", str(stage), "-o", "pid="], capture_output=True, text=True, check=False)
    return listed.stdout.split()


def knock(daemon: Daemon) -> Jam:
    """A socket as soon as there is a page again."""
    give_up = time.monotonic() + 20
    while True:
        try:
            return Jam(daemon.port)
        except (OSError, WebSocketException):  # nobody there, or one who was just dying
            assert time.monotonic() < give_up, daemon.said
            time.sleep(0.05)


def test_a_page_that_breaks_says_so_and_is_no_burden(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def break_down(server: Server, door: socket.socket) -> None:
        raise LookupError("oh")

    monkeypatch.setattr(Server, "serve", break_down)
    page = Page(
        page_settings(free_port()),
        {"piano": 1, "bass": 2, "drums": 10},
        tmp_path,
        TapeShown(),
        "run",
        Library(tmp_path / "charts"),
        my_settings(tmp_path),
    )
    page.open()
    select.select([page], [], [], 10)
    (notice,) = page.outgoing()
    assert isinstance(notice, Notice)
    assert notice.text == "the page has stopped because of a bug in jamd; the band plays on (LookupError: oh)"
    for _ in range(50):
        page.show([Notice(Nanos(1), "one of very many")] * 1000)
    page.record(TapeShown("another"))
    assert page.outgoing() == []
    page.close()
