"""What OSC tells of the jam: all of it once, then what has changed."""

from msgspec.structs import replace

from jamd.music.events import Clock, Coming, Controls, Delivery, Event, Heard, Played, Ports, State
from jamd.music.settings import JamSettings, PartSettings
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.stage.osc.packets import Argument
from jamd.stage.osc.told import Told, onset
from jamd.stage.view import View

CLOCK = Clock(Nanos(0), True, Timeline.at_bpm(160, Nanos(0), Tick(0)), Meter(4))
STATE = State(4, 0, "B", "Dm7", "G7", "accompany", "you", 0.5, 12.0, {}, chorus=1, chart_bar=3, section_bar=0)
SETTINGS = JamSettings(Meter(4), {"drums": PartSettings(), "piano": PartSettings(mute=True)}, 1)
CONTROLS = Controls(Nanos(0), SETTINGS, "title: Autumn Walk\n| Dm7 |", {"drums": "drummer", "piano": "rules"})


class Listener:
    """A client: the last value of each address."""

    def __init__(self, *events: Event) -> None:
        self.view, self.told = View(), Told()
        self.shows: dict[str, Argument] = {}
        self.hear(*events)

    def hear(self, *events: Event) -> dict[str, Argument]:
        """What is told of these."""
        for event in events:
            self.view.take(event)
        news = {message.address: message.arguments[0] for message in self.told.changes(self.view)}
        self.shows |= news
        return news


def test_a_place_is_counted_as_musicians_do() -> None:
    shows = Listener(CLOCK, STATE).shows
    wanted = {
        "running": 1,
        "bar": 5,
        "beat": 1,
        "chorus": 2,
        "chart_bar": 4,
        "section": "B",
        "chord": "Dm7",
        "turn": "you",
    }
    assert {name: shows[f"/jamd/state/{name}"] for name in wanted} == wanted
    assert Listener(CLOCK, replace(STATE, bar=-2)).shows["/jamd/state/bar"] == -2


def test_a_turn_is_counted_down_by_beats() -> None:
    turn = replace(STATE, bar_line=Tick(0), turn_ends=Tick(2 * 3840))
    listener = Listener(CLOCK, turn)
    assert listener.shows["/jamd/state/turn_beats"] == 8
    assert listener.hear(replace(turn, beat=3)) == {"/jamd/state/beat": 4, "/jamd/state/turn_beats": 5}
    assert listener.hear(replace(turn, turn="both"))["/jamd/state/turn_beats"] == 0


def test_only_what_has_changed_is_told() -> None:
    listener = Listener(CLOCK, STATE, CONTROLS)
    assert listener.hear(STATE, CLOCK, CONTROLS) == {}
    assert listener.hear(replace(STATE, beat=1)) == {"/jamd/state/beat": 2}
    faster = replace(CLOCK, timeline=Timeline.at_bpm(180, Nanos(0), Tick(0)))
    assert listener.hear(faster) == {"/jamd/tempo": 180.0}


def test_everything_is_told_again_when_somebody_asks() -> None:
    listener = Listener(CLOCK, STATE, CONTROLS)
    all_of_it = dict(listener.shows)
    listener.told.forget()
    assert listener.hear() == all_of_it


def test_settings_are_told_where_they_are_set() -> None:
    shows = Listener(CONTROLS, Delivery(Nanos(0), "fifo", True, "never", {"all": 5.0, "piano": 2.0})).shows
    assert shows["/jamd/piano/mute"] == 1
    assert shows["/jamd/drums/player"] == "drummer"
    assert shows["/jamd/mode"] == "accompany"
    assert shows["/jamd/intensity"] is None
    assert shows["/jamd/latency"] == 5.0
    assert shows["/jamd/piano/latency"] == 2.0
    assert shows["/jamd/state/tune"] == "Autumn Walk"


def test_what_is_coming_is_counted_down() -> None:
    listener = Listener(STATE)
    news = listener.hear(replace(STATE, coming=(Coming("ending", Tick(0), 3, 2),)))
    assert news == {"/jamd/state/coming": "ending", "/jamd/state/coming_bars": 3, "/jamd/state/coming_beats": 2}


def test_the_ports_are_told() -> None:
    assert Listener(Ports(Nanos(0), "Keystation", "", "jack")).shows["/jamd/input"] == "Keystation"


def test_the_onsets_of_each_part_are_told() -> None:
    hit, off = bytes((0x99, 38, 90)), bytes((0x89, 38, 0))
    assert onset(Played(Nanos(0), Tick(0), "drums", hit, 0)) == ("/jamd/onset/drums", (38, 90))
    assert onset(Heard(Nanos(0), None, bytes((0x90, 60, 100)))) == ("/jamd/onset/you", (60, 100))
    assert onset(Played(Nanos(0), Tick(0), "drums", off, 0)) is None
    assert onset(Played(Nanos(0), Tick(0), "you", hit, 0)) is None  # heard already
    assert onset(STATE) is None
