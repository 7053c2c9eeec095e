"""The daemon's interface, used as another program would use it."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import mido
import pytest
from stage.page_client import Daemon, Jam

from jamd.commands.table import COMMANDS

Start = Callable[..., Daemon]


def test_the_snapshot_is_the_same_by_request_and_by_socket(daemon: Daemon, jam: Jam) -> None:
    status, body, headers = daemon.ask("/api/state")
    state = json.loads(body)
    assert status == 200
    assert headers["content-type"] == "application/json"
    assert state.keys() == jam.shown.keys() - {"type", "you"}
    assert {name: state[name] for name in ("run", "chart", "library", "ports", "tape")} == {
        name: jam.shown[name] for name in ("run", "chart", "library", "ports", "tape")
    }


def test_all_commands_are_listed_with_the_values_they_take(daemon: Daemon) -> None:
    status, body, _ = daemon.ask("/api/commands")
    told = {command["name"]: command for command in json.loads(body)["commands"]}
    assert (status, told.keys()) == (200, COMMANDS.keys())
    assert (told["tempo"]["min"], told["tempo"]["max"], told["trade_bars"]["choices"]) == (30, 400, [1, 2, 4, 8, 12])


def test_a_plan_comes_before_its_start(jam: Jam) -> None:
    clock = jam.shown["clock"]
    for _ in range(3):
        plan = jam.next("plan")
        start_t = clock["anchor_t"] + (plan["start"] - clock["anchor_tick"]) * clock["ms_per_beat"] / 960
        assert start_t - plan["t"] > 30  # ms ahead, of 60 or more that the band leaves
        assert plan["end"] > plan["start"]
        notes = plan["parts"]["drums"]
        assert notes == sorted(notes)
        assert all(start < end and 0 <= pitch < 128 and 0 < velocity < 128 for start, pitch, end, velocity in notes)


def test_what_was_planned_is_played_at_its_instant(jam: Jam) -> None:
    clock = jam.shown["clock"]
    for _ in range(8):
        played = jam.next("played")
        planned_t = clock["anchor_t"] + (played["tick"] - clock["anchor_tick"]) * clock["ms_per_beat"] / 960
        assert played["t"] - planned_t == pytest.approx(played["late_ms"], abs=0.01)


def test_time_is_told(jam: Jam) -> None:
    before = time.monotonic() * 1e3
    jam.say('{"type": "time", "client": 12.5}')
    told = jam.next("time")
    assert told["client"] == 12.5
    assert before <= told["server"] <= time.monotonic() * 1e3


def test_a_key_of_the_page_is_heard_with_its_socket(daemon: Daemon, jam: Jam) -> None:
    other = Jam(daemon.port)
    jam.key(65, 90)
    assert jam.next("heard")["data"] == [0x90, 65, 90]
    heard = other.next("heard")
    assert (heard["by"], heard["data"]) == (jam.shown["you"], [0x90, 65, 90])
    jam.key(65, 0)
    assert jam.next("heard")["data"][1:] == [65, 0]
    other.close()


def test_keys_and_pedal_of_a_page_that_goes_are_let_go(daemon: Daemon, jam: Jam) -> None:
    gone = Jam(daemon.port)
    gone.say('{"type": "pedal", "down": true}')
    gone.key(72)
    assert jam.next("heard")["data"] == [0xB0, 64, 127]
    assert jam.next("heard")["data"] == [0x90, 72, 80]
    gone.close()
    assert jam.next("heard")["data"] == [0x80, 72, 0]
    assert jam.next("heard")["data"] == [0xB0, 64, 0]


CHARTS = {1: "title: Blues in Bb\n| Dm7 |", 12: "builtin:blues-in-bb"}  # by their bars

CONTROLS = [
    ("tempo", 210, 200, lambda s: s["clock"]["bpm"]),
    ("mode", "trade", "accompany", lambda s: s["jam"]["mode"]),
    ("trade_bars", 2, 4, lambda s: s["jam"]["trade_bars"]),
    ("you_first", False, True, lambda s: s["jam"]["you_first"]),
    ("intensity", 0.9, None, lambda s: s["jam"]["intensity"]),
    ("trade_with", "drums", "piano", lambda s: s["jam"]["trade_with"]),
    ("style", "bossa", "auto", lambda s: s["jam"]["style"]),
    ("busy", 1.5, 1, lambda s: s["jam"]["busy"]),
    ("follow", 1, 0.5, lambda s: s["jam"]["follow"]),
    ("build", True, False, lambda s: s["jam"]["build"]),
    ("swing", 0, 1, lambda s: s["jam"]["swing"]),
    ("split", 60, 127, lambda s: s["jam"]["split"]),
    ("harmony", "follow", "chart", lambda s: s["jam"]["harmony"]),
    ("spelling", "C-7", "Cm7", lambda s: s["jam"]["spelling"]),
    ("drums.volume", 0.5, 1, lambda s: s["parts"]["drums"]["volume"]),
    ("drums.temperature", 0.5, 1, lambda s: s["parts"]["drums"]["temperature"]),
    ("piano.mute", True, False, lambda s: s["parts"]["piano"]["mute"]),
    ("piano.solo", True, False, lambda s: s["parts"]["piano"]["solo"]),
    ("piano.busy", 0.5, 1, lambda s: s["parts"]["piano"]["busy"]),
    ("piano.register", -12, 0, lambda s: s["parts"]["piano"]["register"]),
    ("piano.outside", 2, 1, lambda s: s["parts"]["piano"]["outside"]),
    ("bass.busy", 0.5, 1, lambda s: s["parts"]["bass"]["busy"]),
    ("bass.follow", 0, 0.5, lambda s: s["parts"]["bass"]["follow"]),
    ("drums.player", "seed", "rules", lambda s: s["parts"]["drums"]["player"]),
    ("chart", "title: Blues in Bb\n| Dm7 |", "builtin:blues-in-bb", lambda s: CHARTS[len(s["chart"]["bars"])]),
]


@pytest.mark.parametrize(("name", "value", "back", "shown"), CONTROLS, ids=[control[0] for control in CONTROLS])
def test_what_is_commanded_is_shown(
    jam: Jam, name: str, value: object, back: object, shown: Callable[[dict[str, object]], object]
) -> None:
    for asked in (value, back):
        jam.do(name, asked)
        jam.wait_for(lambda state, asked=asked: shown(state) == asked)


def test_a_muted_part_is_planned_without_notes_at_once(jam: Jam) -> None:
    jam.do("drums.mute", True)
    jam.wait_for(lambda state: state["parts"]["drums"]["mute"])
    assert jam.next("plan", when=lambda plan: True)["parts"]["drums"] == []
    jam.do("drums.mute", False)
    jam.wait_for(lambda state: not state["parts"]["drums"]["mute"])
    assert jam.next("plan")["parts"]["drums"]


def test_a_solo_silences_the_other(jam: Jam) -> None:
    jam.do("piano.solo", True)
    jam.wait_for(lambda state: state["parts"]["piano"]["solo"])
    assert jam.next("plan")["parts"]["drums"] == []
    jam.do("piano.solo", False)
    jam.wait_for(lambda state: not state["parts"]["piano"]["solo"])


def test_a_chart_of_ones_own(jam: Jam) -> None:
    jam.do("chart", "title: Mine\n| Dm7 | G7 | C6 A7 | % |")
    jam.wait_for(lambda state: state["chart"]["title"] == "Mine")
    assert jam.shown["chart"]["bars"][2] == [{"beat": 0, "chord": "C6"}, {"beat": 2, "chord": "A7"}]
    jam.do("chart", None)
    jam.wait_for(lambda state: state["chart"] is None)
    jam.do("chart", "builtin:blues-in-bb")
    jam.wait_for(lambda state: state["chart"])


def test_stop_and_start(jam: Jam) -> None:
    jam.do("stop")
    jam.wait_for(lambda state: not state["clock"]["running"])
    jam.do("drums.volume", 0.7)  # is shown while nobody plays, too
    jam.wait_for(lambda state: state["parts"]["drums"]["volume"] == 0.7)
    jam.do("drums.volume", 1)
    jam.do("start")
    jam.wait_for(lambda state: state["clock"]["running"] and state["place"]["bar"] in (-1, 0))


WRONG = [
    ("{", "JSON"),
    ("[]", "object"),
    ('{"type": "dance"}', "time, key, pedal or do"),
    ('{"type": "key", "pitch": 128}', "pitch"),
    ('{"type": "key"}', "pitch"),
    ('{"type": "pedal", "down": 1}', "down"),
    ('{"type": "do", "name": "tempo", "value": 1000}', "30 to 400"),
    ('{"type": "do", "name": "tempo", "value": "fast"}', "30 to 400"),
    ('{"type": "do", "name": "split", "value": 5.5}', "0 to 127"),
    ('{"type": "do", "name": "rm -rf"}', "rm -rf"),
    ('{"type": "do", "name": "catch up"}', "catch up"),
    ('{"type": "do", "name": "drums.player", "value": "Elvin"}', "seed or rules"),
    ('{"type": "do", "name": "chart", "value": "| Xx |"}', "Xx"),
    ('{"type": "do", "name": "chart", "value": "/etc/passwd"}', "chart"),
    ('{"type": "do", "name": "tempo", "value": 1e999}', "range"),
    ("[" * 30_000, "object"),
    ('{"type": "do", "name": "tempo", "value": ' + "[" * 30_000, "JSON"),
    (b"\x00\x01", "bytes"),
]


@pytest.mark.parametrize(("text", "word"), WRONG)
def test_every_malformed_message_gets_its_sentence(jam: Jam, text: str | bytes, word: str) -> None:
    jam.say(text)
    error = jam.next("error")["error"]
    assert word in error
    assert "\n" not in error
    assert len(error) < 600


def test_a_fault_comes_back_with_its_id(jam: Jam) -> None:
    jam.say('{"type": "do", "id": 17, "name": "swing", "value": 9}')
    assert jam.next("error") == {"type": "error", "id": 17, "error": "swing takes 0 (straight) to 2, not 9"}


# -- takes


def test_takes_from_recording_to_the_bin(start: Start) -> None:
    daemon = start("--bpm", "300", "--set", "clock.count_in=0", words="plays")
    jam = Jam(daemon.port)
    jam.key(60)
    jam.next("heard")
    first = jam.shown["tape"]["recording"]
    for _ in range(20):
        jam.next("played")
    status, body, headers = daemon.ask(f"/api/takes/{first}.mid")  # up to now
    assert (status, headers["content-type"]) == (200, "audio/midi")
    assert {track.name for track in midi(body, daemon.folder).tracks} >= {"You", "Drums"}

    jam.do("new take")
    jam.wait_for(lambda state: state["tape"]["recording"] != first)
    second = jam.shown["tape"]["recording"]
    listed = json.loads(daemon.ask("/api/takes")[1])["takes"]
    assert [(take["name"], take["recording"]) for take in listed] == [(second, True), (first, False)]
    assert [(take["tune"], take["bpm"]) for take in listed] == [("Blues in Bb", 300)] * 2
    assert first.endswith("_Blues_in_Bb")
    assert 0 < listed[1]["seconds"] < 30
    status, body, headers = daemon.ask(f"/api/takes/{first}.musicxml?part=you")
    assert (status, headers["content-type"]) == (200, "application/vnd.recordare.musicxml+xml")
    assert b"<work-title>Blues in Bb</work-title>" in body
    assert daemon.ask(f"/api/takes/{first}.musicxml?part=drums")[0] == 422

    assert daemon.ask(f"/api/takes/{first}", b'{"name": "blues, slow"}', "PATCH")[0] == 200
    jam.wait_for(lambda state: state["tape"]["edition"] > 2)
    assert daemon.ask("/api/takes/blues,%20slow.mid")[0] == 200
    assert daemon.ask(f"/api/takes/{first}.mid")[0] == 404
    assert daemon.ask(f"/api/takes/{second}", method="DELETE")[0] == 409
    assert daemon.ask(f"/api/takes/{second}", b'{"name": "x"}', "PATCH")[0] == 409
    assert daemon.ask("/api/takes/blues,%20slow", method="DELETE")[0] == 200
    assert [take["name"] for take in json.loads(daemon.ask("/api/takes")[1])["takes"]] == [second]
    for _ in range(8):
        jam.next("played")
    jam.close()
    daemon.stop()
    assert [path.stem for path in (daemon.folder / "takes").glob("*.mid")] == [second]
    last = mido.MidiFile(daemon.folder / "takes" / f"{second}.mid")
    assert last.length < 30  # begins when it began, not with the jam


def midi(body: bytes, folder: Path) -> mido.MidiFile:
    path = folder / "downloaded.mid"
    path.write_bytes(body)
    return mido.MidiFile(path)


# -- the board


def drawing(**other: object) -> bytes:
    notes = [{"pitch": 60 + step % 5, "start": step, "end": step + 1} for step in range(16)]
    return json.dumps({"part": "piano", "notes": notes, "bars": 2, "seed": 5} | other).encode()


def test_a_drawing_is_continued_where_it_ends(daemon: Daemon) -> None:
    status, body, _ = daemon.ask("/api/continue", drawing())
    answer = json.loads(body)
    assert status == 200
    assert answer["seed"] == 5
    assert answer["ms"] > 0
    assert all(16 <= note["start"] < note["end"] <= 48 for note in answer["notes"])
    assert json.loads(daemon.ask("/api/continue", drawing())[1])["notes"] == answer["notes"]


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        (b"", 400, "JSON"),
        (b"{", 400, "JSON"),
        (b"\xff\xfe", 400, "JSON"),
        (b"[" * 100_000, 422, "object"),
        (b'{"part": ' + b"[" * 100_000, 422, "part"),
        (b"[]", 422, "object"),
        (b"{}", 422, "part"),
        (drawing(part="bass"), 422, "part"),
        (drawing(notes=None), 422, "notes"),
        (drawing(notes=[{"pitch": 60, "start": 0, "end": 1}] * 2001), 422, "notes"),
        (drawing(notes=[{"pitch": 60, "start": 3, "end": 1}]), 422, "notes[0]"),
        (drawing(notes=[{"pitch": 128, "start": 0, "end": 1}]), 422, "notes[0].pitch"),
        (drawing(notes=[{"pitch": 60, "start": -1, "end": 1}]), 422, "notes[0].start"),
        (drawing(notes=[{"pitch": 60, "start": 0, "end": 1e9}]), 422, "notes[0]"),
        (drawing(steps_per_beat=0), 422, "steps_per_beat"),
        (drawing(bpm=0), 422, "bpm"),
        (drawing(bars=17), 422, "bars"),
        (drawing(temperature=-1), 422, "temperature"),
        (drawing(scale="H"), 422, "scale"),
        (drawing(chart="| Xx |"), 422, "chart"),
        (drawing(chart="/etc/passwd"), 422, "chart"),
        (drawing(seed=-1), 422, "seed"),
        (b" " * 300_000, 413, "256 kB"),
    ],
)
def test_a_drawing_that_cannot_be_continued(daemon: Daemon, body: bytes, status: int, word: str) -> None:
    answered, fault, _ = daemon.ask("/api/continue", body, "POST")
    sentence = json.loads(fault)["error"]
    assert (answered, word in sentence) == (status, True), sentence
    assert "\n" not in sentence
