"""Events of the jam to clients, and what clients say to the jam: without a socket."""

import json
import time
from typing import Any

from stage.coroutines import run
from stage.page_settings import page_settings

from jamd.music.channel_messages import note_on
from jamd.music.events import Clock, Command, Event, Heard, Keyed, Notice, Plan, Played
from jamd.music.time.notes import Meter, Nanos, Note, Tick
from jamd.music.time.timeline import Timeline
from jamd.stage.client import TOO_MUCH, TOO_SLOW, Client
from jamd.stage.hub import MAX_CLIENTS, Hub
from jamd.stage.snapshot import Snapshot

CLOCK = Clock(Nanos(1_000_000), True, Timeline.at_bpm(120, Nanos(2_000_000), Tick(-7680)), Meter(4))
PLAN = Plan(Tick(0), Tick(3840), {"drums": (Note(Tick(0), 51, Tick(100), 60),), "piano": ()})


def hub(sent: list[Event] | None = None) -> Hub:
    snapshot = Snapshot(page_settings(), {"piano": 1, "bass": 2, "drums": 10}, "run")
    return Hub(snapshot, [].append if sent is None else sent.append)


def said(client: Client) -> list[dict[str, Any]]:
    return [json.loads(text) for text in run(client.next_texts())]


def connected(of: Hub) -> Client:
    client = of.attach()
    assert client is not None
    return client


def test_the_first_text_is_the_snapshot() -> None:
    (snapshot,) = said(connected(hub()))
    assert (snapshot["type"], snapshot["you"], snapshot["run"], snapshot["clock"]["running"]) == (
        "snapshot",
        1,
        "run",
        False,
    )


def test_a_clock_is_told_before_the_plan_that_lies_on_it() -> None:
    stage = hub()
    client = connected(stage)
    stage.show([CLOCK, PLAN])
    _, change, plan = said(client)
    assert change["clock"] == {
        "running": True,
        "bpm": 120.0,
        "beats": 4,
        "anchor_t": 2.0,
        "anchor_tick": -7680,
        "ms_per_beat": 500.0,
        "count_in": 2,
        "source": "internal",
        "sources": ["internal"],
        "labels": {"internal": "jamd's clock"},
        "hold": "steady",
        "hold_word": "",
        "hold_sentence": "",
        "sending": "never",
    }
    assert plan["parts"] == {"drums": [[0, 51, 100, 60]], "piano": []}


def test_only_what_changed_is_told() -> None:
    stage = hub()
    client = connected(stage)
    said(client)
    stage.send_changes()
    stage.show([Played(Nanos(5), Tick(0), "drums", note_on(10, 51, 60), 2_000_000)])
    stage.send_changes()
    played, change = said(client)
    assert (played["data"], played["late_ms"]) == ([0x99, 51, 60], 2.0)
    assert change.keys() == {"type", "t", "health"}
    assert change["health"]["late_ms"] == {"p50": 2.0, "p99": 2.0, "max": 2.0}


def test_a_notice_without_an_instant_is_told_now() -> None:
    stage = hub()
    client = connected(stage)
    stage.show([Notice(Nanos(0), "look")])
    notice = said(client)[-1]
    assert (notice["text"], notice["t"] > 0) == ("look", True)


def test_a_heard_key_knows_its_page_and_the_midi_keyboard_has_none() -> None:
    sent: list[Event] = []
    stage = hub(sent)
    first, second = connected(stage), connected(stage)
    for client in (second, first):
        stage.receive(client, '{"type": "key", "pitch": 60, "velocity": 90}')
    assert sent == [Keyed(note_on(1, 60, 90))] * 2
    now = Nanos(time.monotonic_ns())
    stage.show([Heard(now, None, note_on(1, pitch, 90)) for pitch in (62, 60, 60, 60)])
    assert [message["by"] for message in said(first) if message["type"] == "heard"] == [None, 2, 1, None]


def test_a_page_that_goes_lets_go() -> None:
    sent: list[Event] = []
    stage = hub(sent)
    client = connected(stage)
    for text in (
        '{"type": "key", "pitch": 60}',
        '{"type": "key", "pitch": 64}',
        '{"type": "key", "pitch": 60, "velocity": 0}',
    ):
        stage.receive(client, text)
    sent.clear()
    stage.detach(client)
    assert sent == [Keyed(bytes((0x80, 64, 0)))]


def test_commands_are_answered_where_they_have_an_id() -> None:
    sent: list[Event] = []
    stage = hub(sent)
    client = connected(stage)
    said(client)
    stage.receive(client, '{"type": "do", "name": "stop"}')
    stage.receive(client, '{"type": "do", "name": "start", "id": 2}')
    assert sent == [Command("stop"), Command("start")]
    assert said(client) == [{"type": "done", "id": 2}]


def test_no_take_no_new_take() -> None:
    stage = hub()
    client = connected(stage)
    said(client)
    stage.receive(client, '{"type": "do", "name": "new take", "id": 1}')
    assert said(client) == [{"type": "error", "id": 1, "error": "nothing is being recorded: tape.keep is never"}]


def test_seats_are_counted() -> None:
    stage = hub()
    clients = [connected(stage) for _ in range(MAX_CLIENTS)]
    assert stage.attach() is None
    stage.detach(clients[0])
    assert connected(stage).number == MAX_CLIENTS + 1


def test_who_does_not_read_and_who_says_too_much_has_to_go() -> None:
    stage = hub()
    slow, loud = connected(stage), connected(stage)
    stage.show([PLAN] * 1001)
    assert slow.closing == TOO_SLOW
    assert run(slow.next_texts()) == []
    for _ in range(500):
        stage.receive(loud, "{}")
    assert loud.closing in (TOO_MUCH, TOO_SLOW)
