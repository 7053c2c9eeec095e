"""The page and real MIDI ports: chosen from the page, played through, and keys of both kinds in one jam."""

from pathlib import Path

from live.keyboardist import Keyboardist, wait_until
from stage.page_client import Daemon, Jam


def test_ports_are_chosen_from_the_page(tmp_path: Path, musician: Keyboardist) -> None:
    daemon = Daemon(tmp_path, "--backend", "jack", "--bpm", "200", "--set", "clock.count_in=0")
    try:
        daemon.wait_for("plays")
        jam = Jam(daemon.port)
        jam.wait_for(lambda state: any("keyboardist" in name for name in state["ports"]["outputs"]))
        assert not musician.ons(10)
        jam.do("output", "keyboardist")
        jam.wait_for(lambda state: "keyboardist" in state["ports"]["output"])
        wait_until(lambda: len(musician.ons(10)) > 3, 10, daemon.said)

        jam.do("input", "keyboardist")
        jam.wait_for(lambda state: "keyboardist" in state["ports"]["input"])
        musician.play(bytes((0x90, 61, 90)), bytes((0x80, 61, 0)))
        assert jam.next("heard", when=lambda message: message["data"][1] == 61)["by"] is None
        jam.key(62)
        assert jam.next("heard", when=lambda message: message["data"][1] == 62)["by"] == jam.shown["you"]

        jam.do("output", "no such synth")
        assert "no such synth" in jam.next("notice")["text"]
        jam.wait_for(lambda state: state["ports"]["output"] == "")
        jam.close()
    finally:
        assert daemon.stop() == 0
