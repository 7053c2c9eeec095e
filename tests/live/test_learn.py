"""A pedal is learned over real ports, saved, and still there when jamd is started again."""

import json
import urllib.request
from pathlib import Path
from typing import Any

from live.keyboardist import Keyboardist, wait_until
from stage.page_client import Daemon, Jam

FILE = "# for Friday\nclock:\n  start: key    # I begin\njam:\n  mode: accompany   # as always\n"
PEDAL, UP = b"\xb0\x43\x7f", b"\xb0\x43\x00"


def ask(port: int, method: str, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/{path}", data, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def test_a_pedal_is_learned_saved_and_there_when_jamd_is_started_again(tmp_path: Path, musician: Keyboardist) -> None:
    (tmp_path / "config.yaml").write_text(FILE)
    flags = ("--backend", "jack")
    daemon = Daemon(tmp_path, *flags)
    try:
        daemon.wait_for("listening on")
        musician.plug_in()
        ask(daemon.port, "POST", "learn", {"on": True})

        def is_shown() -> bool:
            musician.play(PEDAL, UP)
            return bool(ask(daemon.port, "GET", "controls")["moved"])

        wait_until(is_shown, 5)  # wire is told a moment after the page
        assert ask(daemon.port, "GET", "controls")["moved"] == {"midi": "cc 67", "channel": 1, "gesture": "tap"}
        ask(daemon.port, "POST", "controls", {"midi": "cc 67", "channel": 1, "does": "mode", "value": "trade"})
        ask(daemon.port, "POST", "learn", {"on": False})
        jam = Jam(daemon.port)
        musician.play(PEDAL, UP)
        jam.wait_for(lambda state: state["jam"]["mode"] == "trade")
        jam.close()
        saved = ask(daemon.port, "POST", "settings")
        assert saved["changes"] == ["jam.mode: trade", "with {midi: cc 67, channel: 1, does: mode, value: trade}"]
        text = (tmp_path / "config.yaml").read_text()
        assert [line for line in FILE.splitlines() if line not in text] == ["  mode: accompany   # as always"]
        assert "  mode: trade       # as always\n" in text
        assert daemon.stop() == 0
        daemon = Daemon(tmp_path, *flags, port=daemon.port)
        wait_until(lambda: daemon.said.count("listening on") == 2, 20)
        musician.plug_in()
        jam = Jam(daemon.port)
        jam.do("mode", "accompany")
        jam.wait_for(lambda state: state["jam"]["mode"] == "accompany")
        musician.play(PEDAL, UP)
        jam.wait_for(lambda state: state["jam"]["mode"] == "trade")
        jam.close()
    finally:
        assert daemon.stop() == 0
