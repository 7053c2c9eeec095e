"""Events of the jam to seats, and what seats say to the jam: without a socket."""

import asyncio
import json
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from stage.page_settings import page_settings

from jamd.music.events import Clock, Command, Event, Heard, Keyed, Notice, Plan, Played, note_on
from jamd.music.time.notes import Meter, Nanos, Note, Tick
from jamd.music.time.timeline import Timeline
from jamd.stage.hub import MOST_SEATS, Hub
from jamd.stage.seat import TOO_MUCH, TOO_SLOW, Seat
from jamd.stage.snapshot import Snapshot

CLOCK = Clock(Nanos(1_000_000), True, Timeline.at_bpm(120, Nanos(2_000_000), Tick(-7680)), Meter(4))
PLAN = Plan(Tick(0), Tick(3840), {"drums": (Note(Tick(0), 51, Tick(100), 60),), "piano": ()})


def hub(sent: list[Event] | None = None) -> Hub:
    snapshot = Snapshot(page_settings(), {"drums": 10, "piano": 1}, "run")
    return Hub(snapshot, [].append if sent is None else sent.append)


def said(seat: Seat) -> list[dict[str, Any]]:
    return [json.loads(text) for text in run(seat.next_texts())]


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """On a thread of its own: the browser of other tests keeps a loop running on this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def seated(of: Hub) -> Seat:
    seat = of.attach()
    assert seat is not None
    return seat


def test_the_first_text_is_the_snapshot() -> None:
    (snapshot,) = said(seated(hub()))
    assert (snapshot["type"], snapshot["you"], snapshot["run"], snapshot["clock"]["running"]) == (
        "snapshot",
        1,
        "run",
        False,
    )


def test_a_clock_is_told_before_the_plan_that_lies_on_it() -> None:
    stage = hub()
    seat = seated(stage)
    stage.show([CLOCK, PLAN])
    _, change, plan = said(seat)
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
    seat = seated(stage)
    said(seat)
    stage.tell_changes()
    stage.show([Played(Nanos(5), Tick(0), "drums", note_on(10, 51, 60), 2_000_000)])
    stage.tell_changes()
    played, change = said(seat)
    assert (played["data"], played["late_ms"]) == ([0x99, 51, 60], 2.0)
    assert change.keys() == {"type", "t", "health"}
    assert change["health"]["late_ms"] == {"p50": 2.0, "p99": 2.0, "max": 2.0}


def test_a_notice_without_an_instant_is_told_now() -> None:
    stage = hub()
    seat = seated(stage)
    stage.show([Notice(Nanos(0), "look")])
    notice = said(seat)[-1]
    assert (notice["text"], notice["t"] > 0) == ("look", True)


def test_a_heard_key_knows_its_page_and_the_midi_keyboard_has_none() -> None:
    sent: list[Event] = []
    stage = hub(sent)
    first, second = seated(stage), seated(stage)
    for seat in (second, first):
        stage.hear(seat, '{"type": "key", "pitch": 60, "velocity": 90}')
    assert sent == [Keyed(note_on(1, 60, 90))] * 2
    now = Nanos(time.monotonic_ns())
    stage.show([Heard(now, None, note_on(1, pitch, 90)) for pitch in (62, 60, 60, 60)])
    assert [message["by"] for message in said(first) if message["type"] == "heard"] == [None, 2, 1, None]


def test_a_page_that_goes_lets_go() -> None:
    sent: list[Event] = []
    stage = hub(sent)
    seat = seated(stage)
    for text in (
        '{"type": "key", "pitch": 60}',
        '{"type": "key", "pitch": 64}',
        '{"type": "key", "pitch": 60, "velocity": 0}',
    ):
        stage.hear(seat, text)
    sent.clear()
    stage.detach(seat)
    assert sent == [Keyed(bytes((0x80, 64, 0)))]


def test_commands_are_answered_where_they_have_an_id() -> None:
    sent: list[Event] = []
    stage = hub(sent)
    seat = seated(stage)
    said(seat)
    stage.hear(seat, '{"type": "do", "name": "stop"}')
    stage.hear(seat, '{"type": "do", "name": "start", "id": 2}')
    assert sent == [Command("stop"), Command("start")]
    assert said(seat) == [{"type": "done", "id": 2}]


def test_no_take_no_new_take() -> None:
    stage = hub()
    seat = seated(stage)
    said(seat)
    stage.hear(seat, '{"type": "do", "name": "new take", "id": 1}')
    assert said(seat) == [{"type": "error", "id": 1, "error": "nothing is recorded: tape.keep is never"}]


def test_seats_are_counted() -> None:
    stage = hub()
    seats = [seated(stage) for _ in range(MOST_SEATS)]
    assert stage.attach() is None
    stage.detach(seats[0])
    assert seated(stage).number == MOST_SEATS + 1


def test_who_does_not_read_and_who_says_too_much_has_to_go() -> None:
    stage = hub()
    slow, loud = seated(stage), seated(stage)
    stage.show([PLAN] * 1001)
    assert slow.closing == TOO_SLOW
    assert run(slow.next_texts()) == []
    for _ in range(500):
        stage.hear(loud, "{}")
    assert loud.closing in (TOO_MUCH, TOO_SLOW)
