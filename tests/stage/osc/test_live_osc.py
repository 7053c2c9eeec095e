"""A controller leads a jam and watches it, by python-osc's own client and server, over real sockets."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_bundle_builder import OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.osc_server import ThreadingOSCUDPServer
from pythonosc.udp_client import SimpleUDPClient
from stage.osc.test_osc import free_port
from stage.page_client import Daemon


class TouchScreen:
    """Shows the last value of each address."""

    def __init__(self, folder: Path) -> None:
        self.shows: dict[str, Any] = {}
        dispatcher = Dispatcher(strict_timing=False)
        dispatcher.set_default_handler(self._show)
        self.server = ThreadingOSCUDPServer(("127.0.0.1", 0), dispatcher)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.port = free_port()
        to = f"127.0.0.1:{self.server.server_address[1]}"
        sets = ("osc.enabled=true", f"osc.port={self.port}", f"osc.send_to={to}", "clock.count_in=0")
        self.daemon = Daemon(folder, "--no-web", "--bpm", "200", *(word for each in sets for word in ("--set", each)))
        self.client = SimpleUDPClient("127.0.0.1", self.port)

    def _show(self, address: str, *arguments: Any) -> None:
        self.shows[address] = arguments[0]

    def wait_for(self, address: str, true: Callable[[Any], object], patience: float = 20.0) -> None:
        give_up = time.monotonic() + patience
        while not (address in self.shows and true(self.shows[address])):
            assert time.monotonic() < give_up, (address, self.shows)
            time.sleep(0.005)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[TouchScreen]:
    screen = TouchScreen(tmp_path)
    yield screen
    assert screen.daemon.stop() == 0
    screen.server.shutdown()
    screen.server.server_close()


def test_a_controller_leads_a_jam_and_watches_it(screen: TouchScreen) -> None:
    screen.wait_for("/jamd/state/bar", lambda bar: bar >= 1)
    assert screen.shows["/jamd/state/tune"] == "Blues in Bb"
    assert screen.shows["/jamd/tempo"] == 200
    screen.wait_for("/jamd/onset/drums", lambda pitch: pitch > 0)

    screen.client.send_message("/jamd/piano/volume", 0.8)
    screen.wait_for("/jamd/piano/volume", lambda volume: volume == pytest.approx(0.8))
    screen.client.send_message("/jamd/mode", "trade")
    screen.wait_for("/jamd/state/turn", lambda turn: turn == "you")

    later = OscBundleBuilder(time.time() + 2)
    builder = OscMessageBuilder("/jamd/tempo")
    builder.add_arg(250)
    later.add_content(builder.build())
    screen.client.send(later.build())
    screen.wait_for("/jamd/tempo", lambda bpm: bpm == 250, patience=1.5)

    screen.client.send_message("/jamd/ending", 1.0)
    screen.client.send_message("/jamd/ending", 0.0)  # the button is let go
    screen.wait_for("/jamd/state/coming", lambda what: what == "ending")
    screen.client.send_message("/jamd/tempo", "fast")
    screen.daemon.wait_for('OSC: tempo takes 30 to 400 beats per minute, not "fast" (from 127.0.0.1)')
    screen.client.send_message("/jamd/stop", [])
    screen.wait_for("/jamd/state/running", lambda running: running == 0)
