"""Where takes begin and end: a start begins one, and after the band has stopped, silence ends it."""

from hypothesis import given
from hypothesis import strategies as st

from jamd.music.channel_messages import note_off, note_on
from jamd.music.events import Clock, Event, Form, Heard, Ports
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.stage.cuts import LEAD_NS, QUIET_NS, Cuts

SECOND = 1_000_000_000
PORTS = Ports(Nanos(0), "Keystation", "", "jack")


def ns(second: float) -> Nanos:
    return Nanos(round(second * SECOND))


def clock(second: float, running: bool, bpm: float = 120) -> Clock:
    return Clock(ns(second), running, Timeline.at_bpm(bpm, ns(second), Tick(0)), Meter(4))


def key(second: float, pitch: int = 60, on: bool = True) -> Heard:
    return Heard(ns(second), None, note_on(1, pitch, 70) if on else note_off(1, pitch))


def pedal(second: float, value: int) -> Heard:
    return Heard(ns(second), None, bytes((0xB0, 64, value)))


def parts(*events: Event, cuts: Cuts | None = None) -> list[list[Event]]:
    return list((cuts or Cuts()).split(events))


def test_each_start_begins_a_take() -> None:
    first, again = clock(10, True), clock(30, True)
    assert parts(key(1), first, key(12), clock(20, False), again, key(31)) == [
        [key(1)],
        [first, key(12), clock(20, False)],
        [again, key(31)],
    ]


def test_another_tempo_or_source_while_the_band_plays_is_no_start() -> None:
    assert len(parts(clock(10, True), clock(12, True, 180), clock(14, True))) == 2


def test_the_key_that_started_the_band_is_in_its_take_and_in_the_one_before() -> None:
    start = clock(10.01, True)
    assert parts(key(3), key(9), key(10), start) == [[key(3), key(9), key(10)], [key(9), key(10), start]]


def test_a_take_knows_ports_and_form_and_the_pedal_that_is_down() -> None:
    start = clock(10, True)
    down = Heard(start.ns, None, pedal(1, 127).data)
    assert parts(PORTS, pedal(1, 127), start)[1] == [PORTS, down, start]
    form = Form(Nanos(5), Meter(4), 1, b"")
    assert parts(form, Form(Nanos(0), Meter(3), 1, b""), form, start)[1] == [form, start]
    assert parts(PORTS, pedal(1, 127), pedal(2, 0), start)[1] == [PORTS, start]


def test_a_take_is_over_once_when_the_band_has_stopped_and_the_keys_are_quiet() -> None:
    cuts = Cuts()
    parts(clock(10, True), key(11), cuts=cuts)
    assert not cuts.is_over(ns(100))  # the band plays
    parts(clock(20, False), key(22), cuts=cuts)
    assert not cuts.is_over(Nanos(ns(22) + QUIET_NS - 1))
    assert cuts.is_over(Nanos(ns(22) + QUIET_NS))
    assert not cuts.is_over(ns(1000))


def test_what_wire_sends_again_after_a_crash_is_no_start() -> None:
    cuts = Cuts(ran=True)
    parts(clock(20, True), cuts=cuts)
    assert len(parts(clock(10, False), clock(11, True), clock(20.5, True), cuts=cuts)) == 1


def test_a_take_that_goes_on_without_its_beginning_is_not_cut() -> None:
    assert len(parts(clock(20, True), cuts=Cuts(ran=True))) == 1


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["start", "stop", "key"]))))
def test_law_nothing_is_lost_and_what_is_in_two_takes_was_played_just_before_a_start(
    what: list[tuple[int, str]],
) -> None:
    made = {"start": lambda s: clock(s, True), "stop": lambda s: clock(s, False), "key": key}
    events = [made[kind](second) for second, kind in sorted(what)]
    first, *later = parts(*events)
    once = first + [event for part in later for event in part[part.index(_start(part)) :]]
    assert once == events
    for part in later:
        lead = part[: part.index(_start(part))]
        assert all(isinstance(event, Heard) and _start(part).ns - event.ns <= LEAD_NS for event in lead)


def _start(part: list[Event]) -> Clock:
    return next(event for event in part if isinstance(event, Clock) and event.running)
