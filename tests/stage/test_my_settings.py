"""What of the settings as they are now is saved, and what is left to the tune, the clock and the command line."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from stage.coroutines import run
from stage.page_settings import page_settings

from jamd.commands.binding import Binding
from jamd.commands.form_rows import CHART
from jamd.commands.table import COMMANDS
from jamd.config.process_settings import stage_settings
from jamd.config.schema import Config
from jamd.errors import Refused
from jamd.ipc.saving import Saved, ToSave
from jamd.ipc.settings import WebSettings
from jamd.library.library import Library
from jamd.music.events import Clock, Controls, Delivery, Ports
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.stage import my_settings
from jamd.stage.my_settings import MySettings, Now
from jamd.stage.snapshot import Snapshot

BEGUN = Now({"mode": "accompany", "tempo": 120.0, "swing": 1.0}, "Blues in Bb")


class Desk:
    """Settings whose file is a fake."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self.asked: list[ToSave] = []
        self.refuses = False
        monkeypatch.setattr(my_settings, "_ask", self._ask)
        self.mine = self.opened()

    def opened(self) -> MySettings:
        """By another stage of the same run."""
        library = Library(self._folder / "charts")
        return MySettings("band.yaml", BEGUN, library, "charts", self._folder / "note")

    async def _ask(self, wanted: ToSave) -> Saved:
        if self.refuses:
            raise Refused(409, "it is read-only")
        self.asked.append(wanted)
        return Saved(wanted.file)

    def save(self, now: Now) -> dict[str, Any]:
        self.report = run(self.mine.save(now))
        return self.asked[-1].settings


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch)


def played(title: str | None = "Blues in Bb", **changed: Any) -> Now:
    return replace(BEGUN, settings=BEGUN.settings | changed, title=title)


def test_only_what_was_changed_is_saved_and_only_once(desk: Desk) -> None:
    assert desk.save(BEGUN) == {}
    assert desk.save(played(mode="trade")) == {"mode": "trade"}
    assert desk.save(played(mode="trade")) == {}
    assert desk.save(played(mode="trade", swing=0.5)) == {"swing": 0.5}
    assert desk.save(BEGUN) == {"mode": "accompany", "swing": 1.0}


def test_another_stage_knows_what_was_saved(desk: Desk) -> None:
    desk.save(played(mode="trade"))
    desk.mine = desk.opened()
    assert desk.save(BEGUN) == {"mode": "accompany"}


def test_what_was_refused_is_saved_the_next_time(desk: Desk) -> None:
    desk.refuses = True
    with pytest.raises(Refused, match="read-only"):
        desk.save(played(mode="trade"))
    desk.refuses = False
    assert desk.save(played(mode="trade")) == {"mode": "trade"}


def test_another_tune_is_saved_by_its_name_in_the_library(desk: Desk) -> None:
    assert desk.save(played("Blues in F")) == {"chart": "builtin:blues-in-f"}
    assert desk.save(played(None)) == {"chart": None}
    assert desk.save(played("My Tune")) == {}
    assert desk.report.remarks == ("the tune is not saved: 'My Tune' is not in the library, so save it there first",)


def test_a_tune_of_the_users_own_is_saved_with_its_folder(desk: Desk, tmp_path: Path) -> None:
    desk.mine._library.save("title: My Tune\n| C |")
    assert desk.save(played("My Tune")) == {"chart": "charts/My Tune.txt"}


def test_a_set_list_is_saved_and_not_what_its_tunes_bring(desk: Desk) -> None:
    desk.mine._library.set_lists.save("Friday", "Two Rooms\nBlues in F | mode trade\n")
    friday = replace(played("Blues in F", tempo=200.0, mode="trade", swing=0.5), set_list="Friday", tune=1)
    assert desk.save(replace(friday, of_the_tune={"mode": "trade"})) == {"set list": "Friday", "swing": 0.5}


def test_a_tune_of_the_library_is_saved_though_a_set_list_is_open(desk: Desk) -> None:
    """What the tune before has brought is still not anybody's wish."""
    desk.mine._library.set_lists.save("Friday", "Two Rooms | mode trade\n")
    chosen = replace(played("Blues in F", tempo=200.0, mode="trade"), set_list="Friday", tune=0)
    wanted = {"set list": "Friday", "chart": "builtin:blues-in-f", "tempo": 200.0}
    assert desk.save(replace(chosen, of_the_tune={"mode": "trade"})) == wanted


def test_what_a_tune_brings_is_not_saved_while_the_next_one_waits(desk: Desk) -> None:
    desk.mine._library.set_lists.save("Friday", "Two Rooms | mode trade\nNo such tune\nBlues in F\n")
    waiting = replace(played("Two Rooms", tempo=200.0, mode="trade"), set_list="Friday", tune=2, of_the_tune={})
    assert desk.save(waiting) == {"set list": "Friday"}


def test_controls_are_saved_with_what_they_were_before(desk: Desk) -> None:
    tap, fill = Binding("cc", 67, None, "tap"), Binding("note", 36, 10, "fill")
    run(desk.mine.save_controls(replace(BEGUN, controls=(tap,))))
    desk.save(replace(BEGUN, controls=(tap, fill)))
    asked = [(each.controls_before, each.controls) for each in desk.asked]
    assert asked == [((), (tap,)), ((tap,), (tap, fill))]


def test_everything_that_has_a_key_and_can_be_commanded_is_among_the_settings() -> None:
    settings = stage_settings(Config(), seed=1)
    assert isinstance(settings.web, WebSettings)
    snapshot = Snapshot(settings.web, settings.channels, "run")
    with_a_key = {row.name for row in COMMANDS.values() if row.sticky and row.config} - {CHART.name}
    now = snapshot.now()
    assert now.title == "Blues in Bb"
    assert now.settings == {name: value for name, value in settings.usual.items() if name in with_a_key}


def test_the_settings_are_those_that_wire_and_band_have_last_told() -> None:
    snapshot = Snapshot(page_settings(), {"piano": 1, "bass": 2, "drums": 10}, "run")
    line = Timeline.at_bpm(151.26, Nanos(0), Tick(0))
    snapshot.take(Clock(Nanos(1), True, line, Meter(4)))
    snapshot.take(Delivery(Nanos(1), "normal", False, "always", {"all": 5.0, "drums": -1.0}, 12.0))
    snapshot.take(Ports(Nanos(1), "Keystation 88", "", "jack", asked=("Keystation", "jamd out")))
    jam = replace(page_settings().jam, mode="trade", swing=0.25)
    snapshot.take(Controls(Nanos(1), jam, "", {}))
    now = snapshot.now().settings
    wanted = {"tempo": 151.3, "clock.send": "always", "latency": 5.0, "clock.offset": 12.0, "input": "Keystation"}
    assert now.items() >= (wanted | {"mode": "trade", "swing": 0.25}).items()
    snapshot.take(Clock(Nanos(2), True, line, Meter(4), source="midi"))
    assert "tempo" not in snapshot.now().settings
    assert snapshot.now().settings["source"] == "midi"


def test_the_program_that_saves_is_asked_and_answers(tmp_path: Path) -> None:
    file = tmp_path / "band.yaml"
    file.write_text("jam:\n  mode: solo  # as usual\n")
    mine = MySettings(str(file), BEGUN, Library(tmp_path), str(tmp_path), tmp_path / "note")
    report = run(mine.save(played(mode="trade")))
    assert report == Saved(str(file), changes=("jam.mode: trade",))
    assert file.read_text() == "jam:\n  mode: trade # as usual\n"
    file.write_text("jam: [\n")
    with pytest.raises(Refused, match="nothing is saved, since the file has a fault"):
        run(mine.save(played(mode="solo")))


def test_what_a_tune_is_played_with_is_kept_in_its_line_of_the_set_list(desk: Desk) -> None:
    set_lists = desk.mine._library.set_lists
    set_lists.save("Friday", "# the first set\nBlues in F\nBlues in Bb | style bossa  # slowly\n")
    now = replace(
        played(mode="trade", tempo=92.0, style="bossa", **{"piano.player": "rules"}), set_list="Friday", tune=1, key="C"
    )
    report = run(desk.mine.save_tune(now))
    assert set_lists.text("Friday") == (
        "# the first set\nBlues in F\nBlues in Bb | key C | mode trade | tempo 92 | style bossa  # slowly\n"
    )
    assert report.changes == ("Blues in Bb (key C, mode trade, tempo 92, style bossa)",)
    assert set_lists.set_list("Friday").tunes[1].settings == {"mode": "trade", "tempo": 92, "style": "bossa"}


@pytest.mark.parametrize("title", ["Two Rooms", "Blues in F", None])
def test_nothing_is_kept_in_the_line_of_a_tune_that_is_not_played(desk: Desk, title: str | None) -> None:
    """One of the library was chosen, or the next one is still waiting."""
    set_lists = desk.mine._library.set_lists
    set_lists.save("Friday", "Blues in F\nBlues in Bb\n")
    with pytest.raises(Refused, match=r"'Blues in Bb' is .* not being played now") as refused:
        run(desk.mine.save_tune(replace(played(title, mode="trade"), set_list="Friday", tune=1, key="C")))
    assert refused.value.status == 409
    assert set_lists.text("Friday") == "Blues in F\nBlues in Bb\n"


def test_without_a_set_list_there_is_no_tune_to_keep_it_for(desk: Desk) -> None:
    with pytest.raises(Refused, match="open a set list"):
        run(desk.mine.save_tune(BEGUN))
