"""Another chart and another player while the band plays."""

import pytest

from jamd.band.commands import arrive, obey
from jamd.errors import ChartError, CommandError
from jamd.music.charts.load import load_chart
from jamd.music.events import Arrived, Clock, Command, Form, Notice, Plan, State
from jamd.music.planning.jam import Jam
from jamd.music.settings import JamSettings, PartSettings
from jamd.music.time.notes import BandPart, Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.players.rules.drummer import RulesDrummer
from jamd.players.rules.pianist import RulesPianist

SECOND = 1_000_000_000


@pytest.fixture
def jam() -> Jam:
    settings = JamSettings(Meter(4), {"drums": PartSettings(), "piano": PartSettings()}, seed=1, count_in=0)
    players = {"drums": RulesDrummer(), "piano": RulesPianist()}
    jam = Jam(settings, load_chart("builtin:blues-in-bb"), players, players)
    jam.handle(Clock(Nanos(0), True, Timeline.at_bpm(120, Nanos(0), Tick(0)), Meter(4)))
    return jam


def told(jam: Jam, name: str, value: str | None) -> dict[BandPart, str]:
    players: dict[BandPart, str] = {"drums": "rules", "piano": "rules"}
    events = obey(jam, players, Command(name, value, Nanos(SECOND)))
    assert [type(event) for event in events if not isinstance(event, Form)] == [Plan, State]  # planned again at once
    return players


def test_another_chart_is_planned_at_once(jam: Jam) -> None:
    told(jam, "chart", "title: Two chords\n| Am7 | D7 |")
    assert jam.chart is not None
    assert jam.chart.title == "Two chords"
    told(jam, "chart", None)
    assert jam.chart is None


def test_a_tune_brings_its_players_on_its_first_bar(jam: Jam) -> None:
    players: dict[BandPart, str] = {"drums": "rules", "piano": "rules"}
    rules = jam.ensemble.players["piano"]
    bringing = {"piano.player": "seed", "drums.player": "nobody", "busy": 0.5}
    obey(jam, players, Command("chart", "| Am7 |", Nanos(SECOND), bringing))
    assert jam.ensemble.players["piano"] is rules
    arrived: list[Arrived] = []
    while not arrived:
        assert jam.wake_ns is not None
        arrived = [event for event in jam.advance(jam.wake_ns) if isinstance(event, Arrived)]
    told = arrive(jam, players, arrived[0])
    assert players == {"drums": "rules", "piano": "seed"}
    assert jam.ensemble.players["piano"] is not rules
    assert [event.start for event in told if isinstance(event, Plan)] == [4 * 960]
    assert [event.text for event in told if isinstance(event, Notice)]  # nobody is called so


def test_what_of_a_chart_is_played_otherwise_is_said(jam: Jam) -> None:
    events = obey(jam, {}, Command("chart", "meter: 7/4\n| C | F |", Nanos(SECOND)))
    assert [event.text for event in events if isinstance(event, Notice)] == ["the band plays 7/4 as 4/4 and 3/4"]


def test_a_waltz_in_a_jam_in_four_is_played_in_three(jam: Jam) -> None:
    told(jam, "chart", "builtin:jazz-waltz")
    assert jam.chart is not None
    assert jam.chart.meter == Meter(3)


def test_another_player_is_cast(jam: Jam) -> None:
    before = jam.ensemble.players["drums"]
    assert told(jam, "drums.player", "rules") == {"drums": "rules", "piano": "rules"}
    assert jam.ensemble.players["drums"] is not before


def test_what_cannot_be_changes_nothing(jam: Jam) -> None:
    chart, players = jam.chart, dict(jam.ensemble.players)
    with pytest.raises(ChartError):
        told(jam, "chart", "| Xx |")
    with pytest.raises(CommandError):
        told(jam, "piano.player", "Bud")
    assert (jam.chart, jam.ensemble.players) == (chart, players)
