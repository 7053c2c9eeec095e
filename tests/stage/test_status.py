"""How the band is doing, in a few lines."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from jamd.clock.source import Hold
from jamd.commands.choices import SourceName
from jamd.music.events import Clock, Coming, Controls, Event, FallbackUsed, Heard, Played, Ports, State
from jamd.music.settings import JamSettings
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.stage.keys import KEYS
from jamd.stage.status import _SHORT, Room, status
from jamd.stage.view import View

STATE = State(11, 1, "B", "Dm7", "G7", "trade", "both", 0.5, 12.0, {}, bar_line=Tick(11 * 3840), chorus=1, chart_bar=3)
CONTROLS = Controls(Nanos(0), JamSettings(Meter(4), {}, 1), "title: Autumn Walk\n| Dm7 |", {})
PORTS = Ports(Nanos(0), "Keystation", "", "jack")
LATE = Played(Nanos(0), Tick(0), "drums", b"", 20_000)


def clock(running: bool = True, source: SourceName = "internal", hold: Hold = "steady") -> Clock:
    return Clock(Nanos(0), running, Timeline.at_bpm(160, Nanos(0), Tick(0)), Meter(4), source=source, hold=hold)


def lines(*events: Event, columns: int = 80, rows: int = 24, **room: Any) -> list[str]:
    view = View()
    for event in events:
        view.take(event)
    return [re.sub(r"\x1b\[\dm", "", line) for line in status(view, Room(columns, rows, **room))]


def test_first_the_place_then_the_music_then_the_figures() -> None:
    assert lines(clock(), STATE, CONTROLS, PORTS, LATE, keys=True) == [
        " 12.2  ○●○○  B Dm7 → G7",
        " Autumn Walk  160 bpm (jamd's clock)  trade  swing  chorus 2, bar 4",
        " intensity █████░░░░░",
        " late 0.02 ms, p99 0.02  heard 0  dropped 0  vamps 0  plan 12 ms",
        " in: Keystation  out: jamd out  jack",
        " Space start, stop  f fill  e ending  t tap  + - tempo  [ ] tune  ? all keys",
    ]


def with_state(**changes: Any) -> str:
    return "\n".join(lines(clock(), replace(STATE, **changes)))


def test_whose_turn_it_is_and_for_how_long() -> None:
    assert "your turn, 2 bars left" in with_state(turn="you", turn_ends=Tick(14 * 3840))
    assert "the band's turn, 3 beats left" in with_state(turn="band", turn_ends=Tick(12 * 3840))
    assert "the bass's turn" in with_state(turn="band", soloist="bass")
    assert "your turn" in with_state(turn="you")
    assert "turn" not in with_state(turn="both")


def test_who_has_the_bass() -> None:
    assert "you have the bass" in with_state(left_hand_bass=True)
    assert "bass" not in with_state()


def test_what_is_coming_is_counted_down() -> None:
    coming = (Coming("loop A", Tick(0), 1, 0), Coming("ending", Tick(0), 0, 3))
    assert "\n loop A in 1 bar  ending in 3 beats\n" in with_state(coming=coming)


def test_the_count_in() -> None:
    assert with_state(bar=-2).startswith(" count-in 2  ○●○○")


def test_a_band_that_stands_says_what_starts_it() -> None:
    assert lines(clock(False), STATE, keys=True)[0] == " stopped  Space starts the band"
    assert lines(clock(False), STATE)[0] == " stopped"


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (clock(False, "midi", "waiting"), "160.0 bpm (MIDI clock: waiting)"),
        (clock(True), "160 bpm (jamd's clock)"),
        (clock(True, "midi"), "160.0 bpm (MIDI clock)"),
        (clock(True, "midi", "lost"), "160.0 bpm (MIDI clock: lost)"),
        (clock(True, "link", "waiting"), "160.0 bpm (Ableton Link: alone)"),
        (clock(True, "follow"), "160.0 bpm (Follow me)"),
    ],
)
def test_it_says_whose_the_tempo_is(shown: Clock, words: str) -> None:
    assert any(words in line for line in lines(shown, STATE))


def test_fallbacks_that_happened_are_shown_and_no_others() -> None:
    happened = [FallbackUsed(Nanos(0), "late plan") for _ in range(3)]
    shown = " ".join(lines(clock(), STATE, *happened, Heard(Nanos(0), None, bytes((0x90, 60, 90)))))
    assert "late plan 3" in shown
    assert "heard 1" in shown
    assert "unsent" not in shown


def test_all_keys_are_shown_on_request_instead_of_the_figures() -> None:
    shown = " ".join(lines(clock(), STATE, keys=True, help=True))
    assert all(f"{key.shown} {key.does}" in shown for key in KEYS.values())
    assert "heard" not in shown


def test_the_keys_that_are_always_shown_exist() -> None:
    names = {name for cell in _SHORT[:-1] for name in cell.split()[:-1] if name not in ("start,", "Space")}
    assert names <= KEYS.keys()


def test_no_midi_and_no_clock_yet() -> None:
    assert lines(Ports(Nanos(0), "", "", "none", False))[-1].endswith("no MIDI")
    assert lines() == [" stopped", " heard 0  dropped 0  vamps 0"]


@settings(max_examples=50)
@given(st.integers(1, 120), st.integers(1, 30), st.text(max_size=40), st.booleans())
def test_law_no_line_is_wider_and_none_more_than_there_is_room_for(
    columns: int, rows: int, port: str, helps: bool
) -> None:
    shown = lines(
        clock(),
        STATE,
        CONTROLS,
        Ports(Nanos(0), port, "", "jack"),
        LATE,
        columns=columns,
        rows=rows,
        keys=True,
        help=helps,
    )
    assert 1 <= len(shown) <= max(1, rows - 1)
    assert all(len(line) <= max(2, columns - 1) for line in shown)
    assert all(letter.isprintable() for line in shown for letter in line)


@pytest.mark.parametrize("columns", [32, 40, 60])
def test_nothing_is_cut_in_a_narrow_window(columns: int) -> None:
    wide, narrow = (lines(clock(), STATE, CONTROLS, PORTS, LATE, columns=width, keys=True) for width in (200, columns))
    assert " ".join(narrow).split() == " ".join(wide).split()
