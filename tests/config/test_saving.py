"""Saved, read again, equal: what was set is in the file, and everything else is as its writer left it."""

import re
from pathlib import Path
from typing import Any

import pytest
from config.written_configs import CONTROLS, written_configs
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jamd.commands.binding import Binding
from jamd.commands.table import COMMANDS
from jamd.config.load import load_config
from jamd.config.process_settings import configured, key_of, tempo
from jamd.config.saving import save
from jamd.config.schema import Config, config_text
from jamd.config.yaml_file import parsed
from jamd.errors import ConfigError
from jamd.ipc.bindings import read_binding
from jamd.ipc.saving import Saved, ToSave

SETTINGS: dict[str, list[Any]] = {
    "mode": ["accompany", "trade"],
    "you_first": [True, False],
    "swing": [1.0, 0.25],
    "intensity": [None, 0.0, 0.75],
    "chart": ["builtin:ballad-in-f", "charts/It's here: #2.txt", None],
    "clock.send": ["never", "playing", "always"],
    "count_in": [0, 2],
    "input": ["auto", "USB: 1 #2", "null", "8", "it's"],
    "latency": [0.0, -3.25],
    "drums.enabled": [True, False],
    "drums.volume": [1.0, 0.1],
    "piano.player": ["pianist", "rules"],
    "piano.register": [0.0, -5.0],
    "set list": [None, "Friday, late"],
}


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def file_of(text: str) -> Path:
    path = Path("band.yaml")
    path.write_bytes(text.encode())
    return path


def saved(text: str, wanted: dict[str, Any], controls: tuple[Binding, ...] | None = None) -> str:
    path = file_of(text)
    before = () if controls is None else load_config(path).controls
    save(ToSave(str(path), wanted, controls, before))
    return Path("band.yaml").read_bytes().decode()


def remarks(text: str) -> list[str]:
    return re.findall(r"# remark \d+\.", text)


def keys(tree: Any, above: str = "") -> list[str]:
    inner = tree.items() if isinstance(tree, dict) else ()
    return [name for key, value in inner for name in (f"{above}{key}", *keys(value, f"{above}{key}."))]


def in_order(some: list[str], of: list[str]) -> bool:
    rest = iter(of)
    return all(each in rest for each in some)


def tree(text: str) -> dict[str, Any]:
    return parsed(text.removeprefix("\ufeff"), "band.yaml").plain()


def bindings(entries: list[dict[str, Any]]) -> tuple[Binding, ...]:
    return tuple(map(read_binding, entries))


some_settings = st.fixed_dictionaries({}, optional={name: st.sampled_from(given) for name, given in SETTINGS.items()})


# -- laws


@settings(deadline=None, max_examples=30)
@given(written_configs(), some_settings)
def test_saved_settings_are_read_again_and_nothing_else_has_changed(text: str, wanted: dict[str, Any]) -> None:
    before = load_config(file_of(text))
    after_text = saved(text, wanted)
    after = load_config(Path("band.yaml"))
    assert {name: configured(COMMANDS[name], after) for name in wanted} == wanted
    touched = {key_of(COMMANDS[name]) for name in wanted}
    assert _without(after.model_dump(), touched) == _without(before.model_dump(), touched)
    assert remarks(after_text) == remarks(text)
    assert in_order(keys(tree(text)), keys(tree(after_text)))
    assert ("\r\n" in after_text) is ("\r\n" in text) or "\n" not in text
    assert after_text.count("\n") - after_text.count("\r\n") in (0, after_text.count("\n"))


def _without(config: dict[str, Any], touched: set[str], above: str = "") -> dict[str, Any]:
    inner = {key: _without(value, touched, f"{above}{key}.") if isinstance(value, dict) else value
             for key, value in config.items()}  # fmt: skip
    return {key: value for key, value in inner.items() if f"{above}{key}" not in touched}


@settings(deadline=None, max_examples=30)
@given(written_configs(), some_settings)
def test_saving_again_changes_no_character(text: str, wanted: dict[str, Any]) -> None:
    once = saved(text, wanted)
    assert saved(once, wanted) == once


@settings(deadline=None, max_examples=30)
@given(written_configs())
def test_a_key_that_has_its_default_is_not_added_to_a_file_that_does_not_name_it(text: str) -> None:
    usual = {name: configured(COMMANDS[name], Config()) for name in SETTINGS}
    assert keys(tree(saved(text, usual))) == keys(tree(text))


@settings(deadline=None, max_examples=30)
@example("---\n...\n", CONTROLS[:1])
@given(written_configs(), st.lists(st.sampled_from([*CONTROLS, {"midi": "cc 67", "does": "stop"}]), unique_by=str))
def test_the_list_of_controls_is_changed_around_the_remarks_of_those_that_stay(text: str, wanted: list[Any]) -> None:
    old, new = load_config(file_of(text)).controls, bindings(wanted)
    after = saved(text, {}, new)
    assert sorted(load_config(Path("band.yaml")).controls, key=repr) == sorted(new, key=repr)
    assert in_order(remarks(after), remarks(text))
    if set(old) <= set(new):
        assert remarks(after) == remarks(text)


# -- stories


def test_the_projects_own_file_changes_in_its_values_alone() -> None:
    before = config_text().splitlines()
    after = saved(config_text(), {"mode": "trade", "piano.volume": 0.85, "tempo": 152.0}).splitlines()
    assert [line for line in after if line not in before] == [
        "    volume: 0.85                # 0 to 2; scales the velocities",
        "  bpm: 152                      # quarter notes per minute, 30 to 400; at 140 a chart's own comes first",
        "  mode: trade                   # accompany, tune, trade, continue, solo, piano, bass or drums",
    ]
    assert len(after) == len(before)


def test_a_short_file_gets_the_key_that_it_lacks_with_its_remark() -> None:
    assert saved("jam: {mode: trade}  # as on Friday\nclock:\n  # slowly\n  send: true\n", {"tempo": 96.0}) == (
        "jam: {mode: trade}  # as on Friday\n"
        "clock:\n"
        "  bpm: 96                       # quarter notes per minute, 30 to 400; at 140 a chart's own comes first\n"
        "  # slowly\n"
        "  send: true\n"
    )


def test_controls_are_added_changed_and_removed_beside_their_remarks() -> None:
    text = (
        "controls:\n  # left foot\n  - {midi: cc 67, does: tap}    # soft\n  - midi: cc 66  # middle\n    does: fill\n"
    )
    wanted = bindings([{"midi": "cc 67", "does": "mode", "value": "trade"}, {"midi": "note 36", "does": "stop"}])
    assert saved(text, {}, wanted) == (
        "controls:\n"
        "  # left foot\n"
        "  - {midi: cc 67, does: mode, value: trade}    # soft\n"
        "  - {midi: note 36, does: stop}\n"
    )


def test_the_first_control_of_all_and_the_last_one_that_goes() -> None:
    with_one = saved("controls: []   # none yet\n", {}, bindings(CONTROLS[:1]))
    assert with_one == "controls:      # none yet\n  - {midi: cc 67, does: tap}\n"
    assert saved(with_one, {}, ()) == "controls: []   # none yet\n"


def test_a_control_that_somebody_has_written_meanwhile_stays() -> None:
    tap, fill, stop = bindings(
        [{"midi": "cc 67", "does": "tap"}, {"midi": "note 36", "does": "fill"}, {"midi": "cc 66", "does": "stop"}]
    )
    path = file_of("controls:\n  - {midi: cc 67, does: tap}\n  - {midi: cc 64, does: ending}  # by hand\n")
    save(ToSave(str(path), {}, (stop,), (tap, fill)))
    assert path.read_text() == (
        "controls:\n  - {midi: cc 64, does: ending}  # by hand\n  - {midi: cc 66, does: stop}\n"
    )


def test_a_control_that_somebody_has_deleted_meanwhile_does_not_come_back() -> None:
    tap, fill = bindings([{"midi": "cc 67", "does": "tap"}, {"midi": "note 36", "does": "fill"}])
    path = file_of("controls: []\n")
    save(ToSave(str(path), {}, (tap, fill), (tap,)))
    assert load_config(path).controls == (fill,)


def test_a_tempo_is_saved_beside_a_tune_that_is_named_by_its_title() -> None:
    """A bossa at its own 120."""
    assert "bpm: 150 " in saved("jam: {chart: Postcard from the Pier}\n", {"tempo": 150.0})
    assert "bpm" not in saved("jam: {chart: Postcard from the Pier}\n", {"tempo": 120.0})


def test_what_has_more_decimals_than_are_written_is_rounded() -> None:
    wanted = {"intensity": 0.1 + 0.2, "tempo": 100 * 1.1}
    once = saved("jam: {intensity: 0.5}\nclock: {bpm: 90}\n", wanted)
    assert once == "jam: {intensity: 0.3}\nclock: {bpm: 110}\n"
    assert saved(once, wanted) == once
    (swing,) = bindings([{"midi": "cc 67", "does": "swing", "value": 0.1 + 0.2}])
    with_swing = saved("controls: []\n", {}, (swing,))
    assert with_swing == "controls:\n  - {midi: cc 67, does: swing, value: 0.3}\n"
    save(ToSave("band.yaml", {}, (), (swing,)))
    assert load_config(Path("band.yaml")).controls == ()


def test_the_tempo_of_the_tune_itself_is_not_written_down() -> None:
    """A bossa at its own 132."""
    chart = {"chart": "builtin:bossa-in-f"}
    own = load_config(None, ["jam.chart=builtin:bossa-in-f"])
    assert "bpm" not in saved("", {**chart, "tempo": tempo(own)})
    assert "bpm: 150 " in saved("", {**chart, "tempo": 150.0})


def test_the_usual_tempo_beside_a_tune_that_has_its_own_is_said_to_be_left_out() -> None:
    report = save(ToSave(str(file_of("")), {"chart": "builtin:bossa-in-f", "tempo": 140.0}))
    assert report.changes == ("jam.chart: builtin:bossa-in-f",)
    assert report.remarks == (
        "the tempo is not saved: at 140 bpm, which is jamd's default, this tune's own tempo comes first",
    )


def test_where_there_is_no_file_one_with_every_key_and_remark_is_made() -> None:
    report = save(ToSave("new/config.yaml", {"mode": "trade"}))
    assert report == Saved("new/config.yaml", True, ("jam.mode: trade",))
    assert Path("new/config.yaml").read_text() == config_text().replace("mode: accompany", "mode: trade    ", 1)


def test_a_file_that_lies_elsewhere_stays_there() -> None:
    Path("dotfiles").mkdir()
    Path("dotfiles/band.yaml").write_text("jam:\n")
    Path("link.yaml").symlink_to("dotfiles/band.yaml")
    save(ToSave("link.yaml", {"mode": "trade"}))
    assert Path("link.yaml").is_symlink()
    assert "mode: trade" in Path("dotfiles/band.yaml").read_text()


FAULTY = {
    "jam: [": "nothing is saved, since the file has a fault: band.yaml, line 1: this is not YAML",
    "# later\n...\n": "nothing is saved, since the file has a fault: band.yaml, line 2: this is not YAML",
    "jam: {mode: jive}": "nothing is saved, since the file has a fault: band.yaml, line 1: jam.mode: jive is not",
    "jam: {mode: &m solo}\nclock: &c {bpm: 99}\nlibrary: {set_list: *m}\n": "band.yaml is not saved; change jam.mode",
}


@pytest.mark.parametrize("text", FAULTY)
def test_a_file_that_cannot_be_changed_is_left_alone_and_one_sentence_says_why(text: str) -> None:
    with pytest.raises(ConfigError) as fault:
        saved(text, {"mode": "trade"})
    assert str(fault.value).startswith(FAULTY[text])
    assert len(str(fault.value).splitlines()) == 1
    assert Path("band.yaml").read_text() == text


def test_a_file_that_is_read_only_is_left_alone() -> None:
    path = file_of("jam: {mode: solo}\n")
    path.chmod(0o444)
    with pytest.raises(ConfigError, match=r"band\.yaml is not saved: it is read-only"):
        save(ToSave(str(path), {"mode": "trade"}))
    assert path.read_text() == "jam: {mode: solo}\n"
