"""What the person at the machine reads."""

import pytest

from jamd.clock.source import Hold
from jamd.commands.choices import SourceName
from jamd.music.events import Clock, Fallback, FallbackUsed, Notice, Ports, State
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.stage.screen import Screen
from jamd.stage.terminal import Terminal

TIMELINE = Timeline.at_bpm(160, Nanos(0), Tick(0))


class Paper(Screen):
    """Takes everything at once."""

    def __init__(self, redraws: bool = False) -> None:
        self.redraws = redraws
        self.text = ""

    @property
    def is_behind(self) -> bool:
        return False

    def write(self, text: str) -> None:
        self.text += text


def said(*events: object) -> list[str]:
    paper = Paper()
    terminal = Terminal(paper)
    for event in events:
        terminal.show(event)
    return paper.text.splitlines()


def clock(running: bool, source: SourceName = "internal", hold: Hold = "steady") -> Clock:
    return Clock(Nanos(0), running, TIMELINE, Meter(4), source=source, hold=hold)


def test_ports_are_named_as_others_see_them() -> None:
    assert said(Ports(Nanos(0), "", "", "jack")) == ["jamd: listening on 'jamd in', playing to 'jamd out' (jack)"]
    assert said(Ports(Nanos(0), "Keystation", "FLUID", "alsa")) == [
        "jamd: listening on 'Keystation' and 'jamd in', playing to 'FLUID' (alsa)"
    ]


def test_no_midi_system_is_one_line() -> None:
    (line,) = said(Ports(Nanos(0), "", "", "none", False))
    assert "no MIDI system" in line


def test_ports_that_stay_are_not_said_again() -> None:
    same = Ports(Nanos(0), "", "", "jack")
    assert len(said(same, Ports(Nanos(5), "", "", "jack"))) == 1


def test_it_says_when_the_band_begins_and_stops() -> None:
    assert said(clock(False), clock(True), clock(True), clock(False)) == [
        "jamd: plays at 160 bpm in 4/4",
        "jamd: stopped",
    ]


def test_the_tempo_of_a_midi_clock_is_not_said_before_it_is_known() -> None:
    assert said(clock(True, "midi", "waiting")) == ["jamd: plays with the MIDI clock in 4/4"]


def test_a_notice_is_a_line() -> None:
    assert said(Notice(Nanos(0), "look for a loop")) == ["jamd: look for a loop"]


def test_who_waits_for_a_clock_says_so_once() -> None:
    waiting = clock(False, "midi", "waiting")
    (line,) = said(waiting, waiting, clock(False, "midi"))
    assert line == "jamd: waiting for a MIDI clock: start the device that sends it to the input"
    unstarted = clock(False, "midi", "unstarted")
    (line,) = said(clock(False, "midi"), unstarted, unstarted)
    assert line.startswith("jamd: the MIDI clock is heard, but no Start: press play on the device that sends it")
    (line,) = said(clock(False, "follow", "waiting"))
    assert "count off one bar" in line


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (clock(False, "midi", "waiting"), "stopped  160 bpm (MIDI clock: waiting)"),
        (clock(True), "160 bpm (jamd's clock)"),
        (clock(True, "midi"), "160 bpm (MIDI clock)"),
        (clock(True, "midi", "lost"), "160 bpm (MIDI clock: lost)"),
        (clock(True, "link", "waiting"), "160 bpm (Ableton Link: alone)"),
        (clock(True, "follow"), "160 bpm (Follow me)"),
    ],
)
def test_the_status_line_says_whose_the_tempo_is(shown: Clock, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    paper = Paper(redraws=True)
    terminal = Terminal(paper)
    terminal.show(shown)
    if shown.running:
        terminal.show(State(0, 0, "A", "F7", "", "accompany", "both", 0.5, 12.0, {}))
    terminal.draw()
    assert words in paper.text.splitlines()[-1]


def test_the_first_of_each_fallback_says_what_it_means() -> None:
    lines = said(
        FallbackUsed(Nanos(0), "late plan", "drums"),
        FallbackUsed(Nanos(1), "late plan", "drums"),
        FallbackUsed(Nanos(2), "unsent"),
    )
    assert [line.split(":")[1].strip() for line in lines] == ["late plan (drums)", "unsent"]
    assert "answered too late" in lines[0]


def test_a_fallback_that_a_notice_puts_in_words_has_no_line_of_its_own() -> None:
    kinds: tuple[Fallback, ...] = (
        "fallback player", "time restored", "slower planning", "wider commit", "clock lost", "restart",
    )  # fmt: skip
    assert said(*(FallbackUsed(Nanos(0), kind) for kind in kinds)) == []


def test_the_status_line_shows_fallbacks_that_happened_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    paper = Paper(redraws=True)
    terminal = Terminal(paper)
    for event in (clock(True), State(0, 0, "A", "F7", "", "accompany", "both", 0.5, 12.0, {})):
        terminal.show(event)
    for _ in range(3):
        terminal.show(FallbackUsed(Nanos(0), "late plan"))
    terminal.draw()
    status = paper.text.splitlines()[-1]
    assert status.endswith("plan 12 ms  late plan 3")
