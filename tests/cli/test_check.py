"""`jamd check`: all faults at once, and what is said where there are none."""

import json
from pathlib import Path

import pytest
from cli.conftest import RULES, Say


def test_check_reports_everything_at_once(say: Say) -> None:
    Path("takes").write_text("no folder")
    words = ("--set", "ports.backend=none", "--set", "jam.chart=none.txt", "--set", "ports.input=Keystation")
    code, out, _ = say("check", "--json", *words, *RULES)
    report = json.loads(out)
    assert (code, report["ok"]) == (1, False)
    assert {fault["what"] for fault in report["faults"]} == {"chart", "ports", "tape"}
    assert all(set(said) == {"what", "sentence"} for said in report["faults"] + report["notes"])


@pytest.mark.parametrize(("source", "said"), [("link", "pip install"), ("midi", "needs a MIDI port")])
def test_a_clock_that_can_never_lead_is_a_fault_of_check(
    say: Say, monkeypatch: pytest.MonkeyPatch, source: str, said: str
) -> None:
    monkeypatch.setattr("jamd.config.process_settings.link_is_installed", lambda: False)
    code, out, _ = say("check", "--json", "--set", "ports.backend=none", "--set", f"clock.source={source}", *RULES)
    (fault,) = json.loads(out)["faults"]
    assert (code, fault["what"]) == (1, "clock")
    assert said in fault["sentence"]


def test_check_says_which_clock_leads_and_which_pedals_give_commands(say: Say) -> None:
    bound = "controls=[{midi: cc 67, does: tap}, {midi: note 21, does: ending, gesture: hold}]"
    _, out, _ = say("check", "--json", "--set", "ports.backend=none", "--set", bound, *RULES)
    said = [note["sentence"] for note in json.loads(out)["notes"] if note["what"] == "clock"]
    assert said == ["jamd's own, at 140 bpm", "pedals and keys with a command: cc 67: tap, note 21 (hold): ending"]


def test_the_set_list_of_the_evening_is_looked_through(say: Say) -> None:
    Path("charts").mkdir()
    Path("charts/Friday.setlist").write_text("Blues in F\nBluse in F\nSlow Ferry | key C | tempo 120\n")
    words = ("--set", "ports.backend=none", "--set", "library.set_list=Friday", *RULES)
    report = json.loads(say("check", "--json", *words)[1])
    assert report["faults"] == [
        {
            "what": "set list",
            "sentence": "Friday, tune 2: there is no chart called 'Bluse in F'; did you mean 'Blues in F'?",
        }
    ]
    Path("charts/Friday.setlist").write_text("Blues in F | tmpo 3\n")
    (fault,) = json.loads(say("check", "--json", *words)[1])["faults"]
    assert fault["sentence"].startswith("Friday: line 1: a tune has no 'tmpo'; did you mean 'tempo'?")


def test_a_mode_in_which_nobody_plays_is_a_fault(say: Say) -> None:
    words = ("--set", "ports.backend=none", "--set", "jam.mode=bass", "--set", "parts.bass.enabled=false")
    (fault,) = json.loads(say("check", "--json", *words, *RULES)[1])["faults"]
    assert fault["sentence"].startswith("in the mode bass nobody plays while parts.bass.enabled is false")


def test_check_with_wrong_settings_still_looks_at_the_networks(say: Say) -> None:
    code, out, _ = say("check", "--json", "--set", "clock.bpm=1")
    report = json.loads(out)
    assert code == 1
    assert report["faults"][0]["what"] == "config"


def test_a_rig_in_order_is_ready_to_play(say: Say) -> None:
    code, out, err = say("check", "--set", "ports.backend=none", *RULES)
    assert (code, err) == (0, "")
    assert out.endswith("ready to play\n")


def test_a_damaged_network_is_a_fault_of_its_own(say: Say, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    card = {"name": "lost", "codec": "x", "codec_version": 1, "sha256": "0", "inputs": {}, "states": {}, "outputs": {}}
    for name in ("lost", "torn"):
        (tmp_path / "models" / f"{name}.json").write_text(json.dumps(card | {"name": name}))
    (tmp_path / "models" / "torn.onnx").write_bytes(b"half a network")
    monkeypatch.setattr("jamd.cli.check.MODELS", tmp_path / "models")
    report = json.loads(say("check", "--json", "--set", "ports.backend=none", *RULES)[1])
    sentences = [fault["sentence"] for fault in report["faults"]]
    assert len(sentences) == 2
    assert "missing" in sentences[0]
    assert "checksum" in sentences[1]
