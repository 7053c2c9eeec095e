"""Controls are shown, learned, added and taken away: what the page and `jamd learn` ask, what wire is told."""

import time

import pytest

from jamd.commands.binding import Binding
from jamd.errors import Refused
from jamd.music.control_events import Acted, Bindings, Learning, Shown
from jamd.music.event import Event
from jamd.music.time.notes import Nanos
from jamd.stage.learned_controls import LearnedControls

TAP = Binding("cc", 67, None, "tap")
FILL = Binding("note", 36, 10, "fill")


class Desk:
    """A page's controls, and what they tell wire."""

    def __init__(self) -> None:
        self.told: list[Event] = []
        self.controls = LearnedControls(self.told.append)

    @property
    def shown(self) -> dict[str, object]:
        return self.controls.section()


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_what_wire_has_is_shown_as_the_config_writes_it(desk: Desk) -> None:
    desk.controls.saved = (TAP,)
    desk.controls.take(Bindings((TAP, FILL)))
    assert desk.shown == {
        "list": [{"midi": "cc 67", "does": "tap"}, {"midi": "note 36", "channel": 10, "does": "fill"}],
        "learning": False,
        "moved": None,
        "acted": {"name": "", "times": 0},
        "is_saved": False,
    }


def test_a_control_is_moved_and_bound_and_acts(desk: Desk) -> None:
    desk.controls.learn(True)
    (learning,) = desk.told
    assert isinstance(learning, Learning)
    assert learning.until > time.monotonic_ns() + 5_000_000_000
    desk.controls.take(Shown(Nanos(1), b"\xb0\x43\x7f"))
    assert desk.shown["moved"] == {"midi": "cc 67", "channel": 1, "gesture": "tap"}
    desk.controls.add({"midi": "cc 67", "channel": 1, "does": "mode", "value": "trade", "toggle": True})
    assert desk.told[1] == Bindings((Binding("cc", 67, 1, "mode", "trade", toggle=True),))
    assert desk.shown["moved"] is None
    desk.controls.learn(False)
    assert desk.told[2] == Learning(Nanos(0))
    desk.controls.take(Acted(Nanos(2), "mode"))
    assert desk.shown["acted"] == {"name": "mode", "times": 1}


def test_learning_ends_by_itself(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.controls.learn(True)
    later = time.monotonic_ns() + 31_000_000_000
    monkeypatch.setattr(time, "monotonic_ns", lambda: later)
    assert desk.shown["learning"] is False


def test_a_control_is_taken_away(desk: Desk) -> None:
    desk.controls.take(Bindings((TAP, FILL)))
    desk.controls.remove(0)
    assert desk.told == [Bindings((FILL,))]
    with pytest.raises(Refused, match="there is no control 1"):
        desk.controls.remove(1)


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"midi": "cc 200", "does": "tap"}, "midi: 'cc 200' is not allowed"),
        ({"midi": "cc 67", "does": "tapp"}, "did you mean tap"),
        ({"midi": "cc 67", "does": "tap", "knee": 1}, "there is no such key"),
        ({"midi": "cc 67", "does": "chart", "value": "/etc/hostname"}, "chart|bar|sign|line"),
        ({}, "use midi and does"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(desk: Desk, entry: dict[str, object], fault: str) -> None:
    with pytest.raises(Refused, match=fault) as refused:
        desk.controls.add(entry)
    assert refused.value.status == 422
    assert desk.told == []


def test_the_same_twice_is_refused(desk: Desk) -> None:
    desk.controls.add({"midi": "cc 67", "does": "tap"})
    with pytest.raises(Refused, match="already"):
        desk.controls.add({"midi": "cc 67", "does": "tap"})


def test_charts_that_are_too_long_for_wire_to_save_are_refused(desk: Desk) -> None:
    chart = "| Cmaj7#11 Dm7b5 Fm7 Bb7alt |\n" * 600
    for number in range(5):
        desk.controls.add({"midi": f"cc {number}", "does": "chart", "value": chart})
    with pytest.raises(Refused, match="more than 100 kB; use shorter charts"):
        desk.controls.add({"midi": "cc 5", "does": "chart", "value": chart})
    desk.controls.add({"midi": "cc 5", "does": "tap"})
    assert len(desk.controls.bindings) == 6
