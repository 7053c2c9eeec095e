"""Whose the time is, and what people may command: every change of the source goes on along the same line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.clock.conductor import Conductor
from jamd.clock.settings import ClockSettings
from jamd.clock.source import ClockAction, Notify, Retime, Standby, Start, Stop
from jamd.errors import CommandError
from jamd.music.events import Command, Ending, Session
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline

S = 1_000_000_000
MS = 1_000_000
BAR = 3840


class Podium:
    """A conductor and a clock that only we move."""

    def __init__(self, **settings: object) -> None:
        self.conductor = Conductor(ClockSettings(bpm=120, meter=Meter(4), count_in=0, **settings))  # type: ignore[arg-type]
        self.now = Nanos(0)

    def command(self, name: str, value: object = None) -> list[ClockAction]:
        return self.conductor.command(Command(name, value, self.now))  # type: ignore[arg-type]

    def wait(self, ns: int) -> list[ClockAction]:
        """Let time pass, and the conductor do what it wants to do meanwhile."""
        end, actions = self.now + ns, []
        while (wake := self.conductor.wake_ns) is not None and wake <= end:
            self.now = max(self.now, wake)
            actions += self.conductor.advance(self.now)
        self.now = Nanos(end)
        return actions

    def clocks(self, bpm: float, count: int, first: bytes = b"") -> list[ClockAction]:
        """So many MIDI clocks at a tempo, the first one now."""
        actions = self.conductor.message(first, self.now) if first else []
        for _ in range(count):
            actions += self.conductor.message(b"\xf8", self.now)
            actions += self.wait(round(60 * S / bpm / 24))
        return actions

    @property
    def line(self) -> Timeline:
        assert self.conductor.timeline is not None
        return self.conductor.timeline

    @property
    def beat(self) -> float:
        return self.line.tick_at(self.now) / 960


def test_start_begins_a_little_ahead_so_that_the_first_plan_is_there() -> None:
    podium = Podium()
    (begin,) = podium.command("start")
    assert isinstance(begin, Start)
    assert 100 * MS < begin.timeline.ns_at(begin.tick) < 500 * MS
    assert podium.command("start") == []


def test_stop_goes_back_to_the_top() -> None:
    podium = Podium()
    podium.command("start")
    podium.wait(5 * S)
    assert podium.command("stop") == [Stop(Tick(0))]
    assert podium.command("stop") == []


def test_the_tempo_of_an_external_clock_cannot_be_set_here() -> None:
    podium = Podium(source="midi")
    for name, value in (("tempo", 90), ("tap", None), ("ramp", (90, 4))):
        (say,) = podium.command(name, value)
        assert isinstance(say, Notify)
        assert "MIDI clock" in say.text


def test_an_external_clock_leads() -> None:
    podium = Podium(source="midi")
    actions = podium.clocks(100, 48, first=b"\xfa")
    assert [type(action) for action in actions if not isinstance(action, Retime | Standby)] == [Start]
    assert podium.line.bpm == pytest.approx(100, rel=0.001)
    assert podium.beat == pytest.approx(2, abs=0.01)


def test_the_band_may_be_ahead_of_an_external_clock() -> None:
    podium = Podium(source="midi", offset_ns=30 * MS)
    podium.clocks(120, 49, first=b"\xfa")
    ahead = podium.line.tick_at(podium.now) - 49 * 40
    assert ahead == pytest.approx(30 * MS / (500 * MS) * 960, abs=2)
    podium.command("nudge", -30)
    assert podium.line.tick_at(podium.now) == pytest.approx(49 * 40, abs=2)


def test_the_band_may_be_ahead_of_a_link_session_too() -> None:
    podium = Podium(source="link", link=True, offset_ns=30 * MS)
    podium.conductor.session(Session(Nanos(0), 0.0, 500 * MS, 120.0, False, 1, False, Nanos(1)), podium.now)
    podium.command("start")
    podium.wait(3 * S)
    ahead = podium.line.tick_at(podium.now) / 960 - 3 * S / (500 * MS)
    assert ahead % 1 * 500 == pytest.approx(30, abs=1)


def test_a_person_who_stops_between_start_and_the_first_clock_is_obeyed() -> None:
    podium = Podium(source="midi")
    podium.conductor.message(b"\xfa", podium.now)
    podium.command("stop")
    assert not [action for action in podium.clocks(120, 24) if isinstance(action, Start)]


def test_a_person_starts_a_band_that_waits_for_a_clock() -> None:
    podium = Podium(source="midi")
    (begin,) = podium.command("start")
    assert isinstance(begin, Start)
    assert podium.conductor.hold == "waiting"


def test_a_restart_while_the_clock_runs_on_is_on_its_beat() -> None:
    podium = Podium(source="midi")
    podium.clocks(120, 24 * 8, b"\xfa")
    podium.command("stop")
    podium.clocks(120, 31)
    podium.command("start")
    podium.clocks(120, 24 * 4)
    masters = (24 * 8 + 31 + 24 * 4) / 24  # beats since its Start
    assert (podium.beat - masters + 0.5) % 1 - 0.5 == pytest.approx(0, abs=0.01)


def test_a_nudge_is_no_other_tempo_whatever_comes_next() -> None:
    for name, value in (("stop", None), ("source", "midi"), ("source", "follow")):
        podium = Podium()
        podium.command("start")
        podium.wait(2 * S)
        podium.command("nudge", 100)
        podium.command(name, value)
        podium.wait(2 * S)
        assert podium.conductor.bpm == pytest.approx(120, abs=0.01)


def test_the_beat_cannot_be_nudged_while_a_player_is_followed() -> None:
    podium = Podium(source="follow")
    podium.command("start")
    podium.wait(2 * S)
    (said,) = podium.command("nudge", 100)
    assert isinstance(said, Notify)
    assert podium.line.bpm == pytest.approx(120)


def test_a_tempo_that_is_set_during_an_ending_holds_for_the_next_start() -> None:
    podium = Podium()
    podium.command("start")
    podium.wait(2 * S)
    podium.conductor.end(Ending(podium.now, Tick(BAR), Tick(3 * BAR), Tick(4 * BAR)))
    podium.wait(S)
    podium.command("tempo", 200)
    podium.wait(20 * S)
    assert podium.conductor.timeline is None
    assert podium.conductor.bpm == pytest.approx(200)


def test_an_external_tempo_is_not_undone_by_our_ending() -> None:
    podium = Podium(source="midi")
    podium.clocks(120, 24 * 4, b"\xfa")
    podium.conductor.end(Ending(podium.now, Tick(2 * BAR), Tick(3 * BAR), Tick(4 * BAR)))
    actions = podium.clocks(180, 24 * 16)
    assert any(isinstance(action, Stop) for action in actions)
    assert podium.conductor.bpm == pytest.approx(180, abs=1)


def test_a_count_off_begins_and_the_players_tempo_is_the_bands() -> None:
    podium = Podium(source="follow")
    actions: list[ClockAction] = []
    for _ in range(4):
        actions += podium.conductor.struck(48, podium.now)
        podium.wait(400 * MS)
    (begin,) = [action for action in actions if isinstance(action, Start)]
    assert begin.timeline.bpm == pytest.approx(150, rel=0.01)
    assert begin.timeline.ns_at(Tick(0)) == pytest.approx(podium.now, abs=5 * MS)


def test_link_that_is_not_installed_is_said_and_nothing_changes() -> None:
    podium = Podium(link=False)
    (say,) = podium.command("source", "link")
    assert isinstance(say, Notify)
    assert "pip install '.[link]'" in say.text
    assert podium.conductor.source == "internal"


def test_what_is_no_tempo_is_refused() -> None:
    with pytest.raises(CommandError):
        Podium().command("tempo", "fast")


def test_at_an_ending_our_clock_slows_down_stops_and_knows_its_tempo_again() -> None:
    podium = Podium()
    podium.command("start")
    podium.wait(1 * S)
    podium.conductor.end(Ending(podium.now, Tick(2 * BAR), Tick(4 * BAR), Tick(5 * BAR)))
    podium.wait(2 * S)
    assert podium.line.bpm == pytest.approx(120)
    actions = podium.wait(4 * S)
    assert podium.line.bpm < 110
    actions = podium.wait(20 * S)
    assert [action for action in actions if isinstance(action, Stop)] == [Stop(Tick(0))]
    assert podium.conductor.bpm == pytest.approx(120)


def test_an_ending_asked_for_twice_does_not_forget_the_tempo() -> None:
    podium = Podium()
    podium.command("start")
    podium.wait(1 * S)
    podium.conductor.end(Ending(podium.now, Tick(0), Tick(4 * BAR), Tick(5 * BAR)))
    podium.wait(3 * S)
    assert podium.line.bpm < 110
    here = podium.line.tick_at(podium.now)
    podium.conductor.end(Ending(podium.now, here, Tick(here + BAR), Tick(here + 2 * BAR)))
    podium.wait(20 * S)
    assert podium.conductor.timeline is None
    assert podium.conductor.bpm == pytest.approx(120)


names = st.sampled_from(("internal", "midi", "follow"))
doings = st.one_of(
    st.tuples(st.just("source"), names),
    st.tuples(st.just("clocks"), st.floats(60, 200)),
    st.tuples(st.just("wait"), st.integers(1, 2 * S)),
    st.tuples(st.just("keys"), st.integers(50 * MS, S)),
    st.tuples(st.just("tempo"), st.floats(60, 200)),
)


@given(st.lists(doings, max_size=12))
def test_a_change_of_the_source_while_it_plays_never_jumps_in_the_form(script: list[tuple[str, object]]) -> None:
    podium = Podium()
    podium.command("start")
    podium.wait(S)
    for what, value in script:
        before = podium.line.tick_at(podium.now)
        if what == "source":
            podium.command("source", value)
            assert abs(podium.line.tick_at(podium.now) - before) <= 2
        elif what == "clocks":
            podium.clocks(float(value), 30)  # type: ignore[arg-type]
        elif what == "wait":
            podium.wait(int(value))  # type: ignore[call-overload]
        elif what == "keys":
            podium.conductor.struck(60, podium.now)
            podium.wait(int(value))  # type: ignore[call-overload]
        else:
            podium.command("tempo", value)
        assert podium.line.tick_at(podium.now) >= before - 40, "the form ran backward"
