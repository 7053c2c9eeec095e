"""Who is told what, who is turned away, and what a process that comes back is told again."""

from pathlib import Path

import pytest
from wire.fakes import FakeConnection, FakeListener

from jamd.ipc.tape_marks import TapeMarks
from jamd.music.events import (
    Clock,
    Command,
    Controls,
    Event,
    Heard,
    Hello,
    Message,
    Notice,
    Plan,
    Played,
    Ports,
    Ticked,
)
from jamd.music.settings import JamSettings
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.wire import backlog
from jamd.wire.exchange import Exchange

GREETING = Ports(Nanos(0), "", "", "none")
STOP = Command("stop")


class Hub:
    """An exchange, and the processes that connect to it."""

    def __init__(self, tape: TapeMarks, key: str = "") -> None:
        self.listener = FakeListener(key)
        self.exchange = Exchange(self.listener, lambda name: [GREETING], tape)

    def connect(self, name: str, *messages: Message, key: str = "", after: int = 0) -> FakeConnection:
        connection = self.listener.connect(Hello(name, key, Nanos(after)))
        self.said()
        connection.says(*messages)
        return connection

    def said(self) -> list[Message]:
        """What all connected processes have to say."""
        self.exchange.receive([self.listener])
        return self.exchange.receive(reader for reader in self.exchange.readers if _has_something(reader))


def _has_something(reader: object) -> bool:
    return isinstance(reader, FakeConnection) and reader.has_news


@pytest.fixture
def tape(tmp_path: Path) -> TapeMarks:
    return TapeMarks(tmp_path / "memory")


@pytest.fixture
def hub(tape: TapeMarks) -> Hub:
    return Hub(tape)


def played(ns: int) -> Played:
    return Played(Nanos(ns), Tick(0), "drums", b"\x99\x33\x50", 0)


def controls(chart: str) -> Controls:
    return Controls(Nanos(0), JamSettings(Meter(4), {}, 0), chart, {})


def test_a_process_that_has_said_its_name_is_greeted_and_heard(hub: Hub) -> None:
    band = hub.connect("band", STOP)
    assert band.everything == [GREETING]
    assert hub.said() == [STOP]


def test_who_has_not_said_a_name_is_neither_heard_nor_told(hub: Hub) -> None:
    stranger = hub.listener.connect(STOP)
    assert hub.said() == []
    hub.exchange.publish(played(1))
    assert stranger.everything == []


def test_where_a_key_is_asked_for_a_wrong_one_is_hung_up_on(tape: TapeMarks) -> None:
    hub = Hub(tape, key="secret")
    assert not hub.connect("band", key="guess").open
    assert hub.connect("band", key="secret").everything == [GREETING]


CLOCK = Clock(Nanos(1), False, Timeline.at_bpm(120, Nanos(0), Tick(0)), Meter(4))


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (Heard(Nanos(1), None, b"\x90\x3c\x50"), {"band", "stage", "probe"}),
        (CLOCK, {"band", "link", "stage", "probe"}),
        (GREETING, {"band", "stage", "probe"}),
        (Ticked(Nanos(1), Tick(0), 0), {"probe"}),
        (played(1), {"stage", "probe"}),
        (Plan(Tick(0), Tick(960), {}), {"stage", "probe"}),
    ],
)
def test_each_event_goes_to_those_whom_it_concerns(hub: Hub, event: Event, told: set[str]) -> None:
    processes = {name: hub.connect(name) for name in ("band", "link", "stage", "probe", "supervisor")}
    hub.exchange.publish(event)
    assert {name for name, process in processes.items() if process.everything[1:] == [event]} == told
    assert all(process.everything[1:] in ([], [event]) for process in processes.values())


def test_a_stage_that_comes_back_is_told_what_its_tape_lacks_and_the_last_settings(hub: Hub) -> None:
    hub.connect("stage").hangs_up()
    for event in (played(1), controls("old"), played(2), GREETING, controls("new"), played(3)):
        hub.exchange.publish(event)
    assert hub.connect("stage", after=1).everything == [GREETING, played(2), played(3), controls("new")]


def test_a_stage_that_was_away_for_too_long_is_told_how_much_it_missed(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlog, "KEPT_BYTES", 100_000)
    hub.connect("stage").hangs_up()
    for tenth in range(10_000):
        hub.exchange.publish(played(tenth * 100_000_000))
    stage = hub.connect("stage", after=int(20e9))
    (notice,) = stage.told(Notice)
    kept = stage.told(Played)
    missing = (kept[0].ns / 1e9 - 0.1) - (20 + 1)  # it asks for a second that it has
    assert notice.text == (
        f"the recorder was away for too long (60 minutes and 64 MB are kept for it): {missing:.1f} seconds are missing "
        "in the take"
    )
    assert hub.connect("stage", after=kept[0].ns).told(Notice) == []


def test_a_stage_is_told_what_a_wire_that_died_took_with_it(hub: Hub, tape: TapeMarks) -> None:
    hub.connect("stage").hangs_up()
    for second in range(5, 12):
        hub.exchange.publish(played(second * 1_000_000_000))
    after_kill = Hub(tape)
    (notice,) = after_kill.connect("stage", after=int(7e9)).told(Notice)  # it has 8 s and asks for one of them again
    assert notice.text == ("wire died before the recorder had read everything: 3.0 seconds are missing in the take")
    assert after_kill.connect("stage", after=int(10e9)).told(Notice) == []
    (notice,) = after_kill.connect("stage").told(Notice)  # it has nothing
    assert "6.0 seconds" in notice.text


def test_at_the_end_a_stage_that_has_died_is_waited_for_if_its_tape_lacks_something(hub: Hub, tape: TapeMarks) -> None:
    tape.record(Nanos(0))
    hub.connect("stage").hangs_up()
    hub.exchange.publish(played(1))
    hub.exchange.publish(played(2))
    late = hub.listener.connect(Hello("stage"))
    hub.exchange.close(1)
    assert late.told(Played) == [played(1), played(2)]


def test_one_process_is_addressed_if_it_is_there(hub: Hub) -> None:
    hub.exchange.send_to("band", STOP)
    band, link = hub.connect("band"), hub.connect("link")
    hub.exchange.send_to("band", STOP)
    assert band.everything == [GREETING, STOP]
    assert link.everything == [GREETING]


def test_a_process_that_hangs_up_has_its_last_words_heard_and_is_forgotten(hub: Hub) -> None:
    band = hub.connect("band", STOP)
    band.hangs_up()
    assert hub.said() == [STOP]
    hub.said()
    assert band not in hub.exchange.readers


def test_a_connection_that_breaks_while_it_is_told_is_forgotten(hub: Hub) -> None:
    stage = hub.connect("stage")
    stage.close()
    hub.exchange.publish(Notice(Nanos(1), "one"))
    assert stage not in hub.exchange.readers
    assert hub.connect("stage").told(Notice) == [Notice(Nanos(1), "one")]


def test_the_newest_of_two_of_one_name_is_the_one(hub: Hub) -> None:
    old, new = hub.connect("band"), hub.connect("band")
    hub.exchange.send_to("band", STOP)
    assert (old.told(Command), new.told(Command)) == ([], [STOP])


def test_at_the_end_all_are_hung_up_on(hub: Hub) -> None:
    stage = hub.connect("stage")
    hub.exchange.close(0)
    assert not stage.open
    assert not hub.listener.open
