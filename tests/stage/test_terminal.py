"""What the person at the machine reads."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from stage.glass import Paper

from jamd.clock.source import Hold
from jamd.commands.choices import SourceName
from jamd.ipc.typed import HIDDEN, KEYS, SHOWN
from jamd.music.events import Clock, Command, Event, Fallback, FallbackUsed, Heard, Notice, Ports, State
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.stage.terminal import Terminal

TIMELINE = Timeline.at_bpm(160, Nanos(0), Tick(0))


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


def test_what_a_terminal_would_obey_is_not_written() -> None:
    (line,) = said(Notice(Nanos(0), "a chart called \x1b[2J\x07"))
    assert line == "jamd: a chart called ?[2J?"


# -- the status below the lines

PLAYING = State(0, 0, "A", "F7", "Bb7", "accompany", "both", 0.5, 12.0, {})


class Person:
    """Sits at a terminal on which the band plays; their clock goes when they say so."""

    def __init__(self, size: tuple[int, int] = (80, 24)) -> None:
        self.now = 10.0
        self.paper = Paper(redraws=True, size=size)
        self.terminal = Terminal(self.paper, lambda: self.now)
        self.shown(clock(True), PLAYING)

    def shown(self, *events: Event) -> None:
        for event in events:
            self.terminal.show(event)
        self.terminal.draw()

    def waits(self, seconds: float) -> int:
        """How often it is drawn meanwhile, by a stage that is always busy."""
        before = self.paper.text.count("\r")
        for _ in range(round(seconds * 100)):
            self.now += 0.01
            self.terminal.draw()
        return (self.paper.text.count("\r") - before) // 2

    def types(self, keys: bytes) -> list[Command]:
        commands = self.terminal.hear(keys)
        self.terminal.draw()
        return commands

    @property
    def sees(self) -> list[str]:
        return self.paper.glass.seen


def test_a_line_goes_above_the_status_and_stays() -> None:
    person = Person()
    person.shown(Notice(Nanos(0), "look for a loop"))
    person.shown(replace(PLAYING, beat=1))
    assert person.sees[:3] == ["jamd: plays at 160 bpm in 4/4", "jamd: look for a loop", " 1.2  ○●○○  A F7 → Bb7"]


def test_a_line_of_somebody_else_moves_the_status_down() -> None:
    """The supervisor's; it erases what is below the cursor, as everybody does."""
    person = Person()
    person.paper.write("\r\x1b[Jjamd: band ended and is started again\n")
    person.waits(1.1)
    assert person.sees[1:3] == ["jamd: band ended and is started again", " 1.1  ●○○○  A F7 → Bb7"]
    assert len([line for line in person.sees if "F7 → Bb7" in line]) == 1


@settings(max_examples=25)
@given(st.lists(st.sampled_from(["line", "beat", "key", "other", "narrow", "wide", "low", "wait"]), max_size=30))
def test_law_every_line_is_seen_once_and_the_status_once_below_them(what_happens: list[str]) -> None:
    person, lines, beat = Person(), ["jamd: plays at 160 bpm in 4/4"], 0
    sizes = {"narrow": (30, 24), "wide": (110, 24), "low": (80, 5)}
    for number, what in enumerate(what_happens):
        if what in sizes:
            person.paper.glass.columns, person.paper.glass.lines = sizes[what]
        elif what in ("line", "other"):
            lines.append(f"jamd: number {number}")
            if what == "line":
                person.shown(Notice(Nanos(0), f"number {number}"))
            else:
                person.paper.write(f"\r\x1b[J{lines[-1]}\n")
        elif what == "key":
            person.types(b"?")
        beat = (beat + 1) % 4
        person.now += 1.1
        person.shown(replace(PLAYING, beat=beat))
    said = [line for line in person.sees if line.startswith("jamd:")]
    assert [line for line in said if "number" in line] == lines[1:]
    assert [line.split()[0] for line in person.sees if "F7 → Bb7" in line] == [f"1.{beat + 1}"]
    assert person.sees.index(said[-1]) < next(at for at, line in enumerate(person.sees) if "F7 → Bb7" in line)


def test_it_is_drawn_at_a_beat_and_once_a_second_otherwise() -> None:
    person = Person()
    assert person.waits(10) in range(9, 12)
    before = len(person.paper.text)
    person.shown(replace(PLAYING, beat=1))
    assert len(person.paper.text) > before


def test_counts_are_drawn_four_times_a_second_at_most() -> None:
    person = Person()
    drawn = 0
    for _ in range(300):
        person.terminal.show(Heard(Nanos(0), None, bytes((0x90, 60, 90))))
        drawn += person.waits(0.01)
    assert drawn in range(10, 14)


def test_the_end_leaves_the_lines_alone() -> None:
    person = Person()
    person.terminal.end()
    assert person.sees == ["jamd: plays at 160 bpm in 4/4", ""]


def test_while_another_program_has_the_terminal_nothing_is_drawn_or_erased() -> None:
    person = Person()
    person.types(HIDDEN)
    before = len(person.paper.text)
    person.waits(5)
    person.shown(replace(PLAYING, beat=1))
    assert len(person.paper.text) == before
    person.shown(Notice(Nanos(0), "look for a loop"))
    assert person.paper.text[before:] == "jamd: look for a loop\n"
    person.types(SHOWN)
    assert person.sees[-3].startswith(" 1.2")


def test_what_is_no_terminal_gets_lines_only() -> None:
    paper = Paper()
    terminal = Terminal(paper)
    terminal.hear(KEYS)
    terminal.show(clock(True))
    terminal.draw()
    terminal.end()
    assert paper.text == "jamd: plays at 160 bpm in 4/4\n"


# -- keys


def test_a_key_commands_and_is_shown_for_a_moment() -> None:
    person = Person()
    assert person.types(KEYS + b"f") == [Command("fill")]
    assert "[fill]" in person.sees[1]
    person.waits(2)
    assert "[fill]" not in person.sees[1]


def test_keys_are_offered_where_they_can_be_typed() -> None:
    person = Person()
    assert not any("? all keys" in line for line in person.sees)
    person.types(KEYS)
    assert "? all keys" in person.sees[-1]
    person.types(b"?")
    assert any("x panic" in line for line in person.sees)
    assert "Ctrl-C the end  ? less" in person.sees[-1]
    person.types(b"?")
    assert "? all keys" in person.sees[-1]


def test_a_text_that_is_pasted_commands_nothing() -> None:
    assert Person().types(b"python -m jamd") == []


def test_a_key_that_is_held_down_acts_once_but_for_those_that_go_on() -> None:
    person = Person()

    def held(key: bytes) -> int:
        acted = 0
        for _ in range(20):
            acted += len(person.types(key))
            person.now += 0.03
        return acted

    assert held(b"e") == 1
    assert held(b"+") == 20
