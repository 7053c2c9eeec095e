"""Every command, with every kind of value that it takes and some that it does not, by every road: a pedal of
`controls:`, a message of the page, a key of config.yaml. What passes there works in a running wire and band."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands.values import accepted, refused

from jamd.band.commands import obey
from jamd.band.process import make_jam
from jamd.commands.binding import Binding
from jamd.commands.form_rows import CHART
from jamd.commands.kinds import Number, Switch, Text
from jamd.commands.row import Row
from jamd.commands.table import COMMANDS
from jamd.config.load import load_config
from jamd.config.process_settings import band_settings, configured, wire_settings
from jamd.config.schema import Config
from jamd.errors import ConfigError
from jamd.ipc.bus import Connection, Listener, connect, encode
from jamd.music.charts.load import load_chart, read_chart
from jamd.music.events import Clock, Command, FallbackUsed, Keyed, Message, Notice, Plan
from jamd.music.planning import leading
from jamd.music.time.notes import BAND, Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.stage.page_messages import Do, MessageError, command, read
from jamd.wire.loop import Wire
from jamd.wire.ports import MidiPorts
from jamd.wire.realtime import Grants
from jamd.wire.saved_settings import SavedSettings, saved_settings, settings_record
from jamd.wire.shared_state import SharedState

BEAT_NS = 500_000_000
ROWS = list(COMMANDS.values())
every_command = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


class Rig:
    """A wire without MIDI, a jam machine in virtual time, and pedals that give these values to commands."""

    def __init__(self, folder: Path, config: Config) -> None:
        self.folder = folder
        self.settings = wire_settings(config)
        watch, self._parent = socket.socketpair()
        ports = MidiPorts(self.settings.ports)
        memory = folder / "memory"
        self.record = settings_record(memory)
        self.wire = Wire(
            self.settings, self.record, SharedState(memory), Grants("normal", False), ports, Listener(folder), watch
        )
        self.wire.begin()
        self.stage, self.band, self.link = (self._process(name) for name in ("stage", "band", "link"))
        self._players = {"drums": "rules", "piano": "rules"}
        self._jam = make_jam(band_settings(config, 1))
        self._jam.handle(Clock(Nanos(0), True, Timeline.at_bpm(120, Nanos(0), Tick(0)), Meter(4)))

    def _process(self, name: str) -> Connection:
        connection = connect(self.folder, name)
        assert connection is not None
        for _ in range(2):  # accepted; greeted
            self.wire.turn()
        connection.receive()
        return connection

    def press(self, program: int) -> None:
        """The keyboardist sends a program change."""
        self.say(Keyed(bytes((0xC0 | program // 128, program % 128))))

    def say(self, message: Message) -> None:
        self.stage.send(encode(message))
        self.wire.turn()

    def must_obey(self, row: Row[Any, Any], value: Any) -> None:
        """The command has reached its owner, which has carried it out, and a setting is there for the next wire."""
        told = self.stage.receive()
        notices = [event.text for event in told if isinstance(event, Notice)]
        assert not [text for text in notices if text.startswith(f"{row.name} takes")]
        handed_on = {
            name: [event for event in connection.receive() if isinstance(event, Command)]
            for name, connection in (("band", self.band), ("link", self.link))
        }
        handed_on["stage"] = [event for event in told if isinstance(event, Command)]
        assert [event.value for event in handed_on["stage"]] == ([value] if row.owner == "stage" else [])
        assert [event.value for event in handed_on["link"]] == ([value] if "link" in row.also else [])
        assert [event.value for event in handed_on["band"]] == ([value] if row.owner in ("jam", "band") else [])
        for event in handed_on["band"]:
            self._play(event)
        if row.sticky and value != "link":  # which may not be installed
            assert saved(row, saved_settings(self.record, self.settings)) == value

    def _play(self, message: Command) -> None:
        for usual in (Command("mode", "accompany"), *(Command(f"{part}.enabled", True) for part in BAND)):
            obey(self._jam, self._players, usual)  # nobody is told that a part does not play
        if message.name in leading.EFFECTS:  # which lead a form
            obey(self._jam, self._players, Command("chart", "builtin:rhythm-changes"))
            for mode in ("accompany", "tune"):  # the head begins now
                obey(self._jam, self._players, Command("mode", mode, message.ns))
        done = obey(self._jam, self._players, message)
        for beat in range(1, 3):
            done += self._jam.advance(Nanos(beat * BEAT_NS))
        assert any(isinstance(event, Plan) for event in done)
        assert not [event for event in done if isinstance(event, FallbackUsed | Notice)]
        self._jam.handle(Clock(Nanos(0), True, Timeline.at_bpm(120, Nanos(0), Tick(0)), Meter(4)))

    def close(self) -> None:

        self.wire.end()


def saved(row: Row[Any, Any], found: SavedSettings) -> Any:
    """What the next wire will know of a setting."""
    settings = found.settings
    if row.name in found.band_commands:
        return found.band_commands[row.name].value
    if row.name.endswith("latency"):
        return settings.latency_ns[row.name.removesuffix("latency").rstrip(".") or "all"] / 1e6
    return {
        "tempo": pytest.approx(settings.clock.bpm),
        "source": settings.clock.source,
        "clock.offset": settings.clock.offset_ns / 1e6,
        "clock.send": settings.send,
        "input": settings.ports.input,
        "output": settings.ports.output,
    }[row.name]


def in_yaml(value: Any) -> str:
    return ".nan" if value != value else json.dumps(value)


def pedals(given: list[tuple[str, Any]]) -> Config:
    """A config with a program change for each command, as a person would write it."""
    lines = [
        f"  - {{midi: program {number % 128}, channel: {number // 128 + 1}, does: {name}, value: {in_yaml(value)}}}\n"
        for number, (name, value) in enumerate(given)
    ]
    path = Path("config.yaml")
    path.write_text("ports: {backend: none}\nclock: {start: key}\ncontrols:\n" + "".join(lines))
    return load_config(path, ["parts.drums.player=rules", "parts.piano.player=rules"])


ALL = [(row.name, value) for row in ROWS for value in accepted(row)]


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    folder = tmp_path_factory.mktemp("rig")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        rig = Rig(folder, pedals(ALL))
    yield rig
    rig.close()


# -- pedals


@every_command
def test_a_pedal_gives_every_value_to_a_running_band(rig: Rig, row: Row[Any, Any]) -> None:
    for number, (name, value) in enumerate(ALL):
        if name == row.name:
            rig.press(number)
            rig.must_obey(row, row.read(value))


@every_command
def test_the_config_refuses_a_pedal_with_another_value(row: Row[Any, Any]) -> None:
    for value in refused(row):
        with pytest.raises(ConfigError, match=rf"controls 1: ({row.name} takes|chart: )"):
            pedals([(row.name, value)])


def test_a_pedal_may_name_a_charts_file(rig: Rig) -> None:
    """The band reads no files, so the config does."""
    Path("autumn.txt").write_text("| Cm7 | F7 | Bbmaj7 | Ebmaj7 |")
    (binding,) = pedals([("chart", "autumn.txt")]).controls
    assert isinstance(binding, Binding)
    assert read_chart(str(binding.value)) == load_chart("autumn.txt")
    rig.say(Command("chart", binding.value))
    rig.must_obey(CHART, binding.value)


def test_a_config_may_name_a_charts_file_that_is_gone_when_the_band_starts_again() -> None:
    Path("autumn.txt").write_text("| Cm7 | F7 | Bbmaj7 | Ebmaj7 |")
    chart = load_chart("autumn.txt")
    settings = band_settings(load_config(None, ["jam.chart=autumn.txt", *RULES]), 1)
    Path("autumn.txt").unlink()
    assert make_jam(settings).chart == chart


RULES = ("parts.drums.player=rules", "parts.piano.player=rules")

# -- the page


@every_command
def test_the_page_gives_every_value_to_a_running_band(rig: Rig, row: Row[Any, Any]) -> None:
    for value in accepted(row):
        message = read(json.dumps({"type": "do", "name": row.name, "value": value}))
        assert isinstance(message, Do)
        rig.say(command(message))
        rig.must_obey(row, row.read(value))


@every_command
def test_a_page_with_another_value_gets_a_sentence(row: Row[Any, Any]) -> None:
    for value in refused(row):
        with pytest.raises(MessageError, match=rf"^({row.name} takes .+, not |chart: )"):
            command(Do(row.name, value))


# -- the config


def configured_with(row: Row[Any, Any], value: Any) -> Any:
    *sections, key = row.config.split(".")
    text = f"{key}: {in_yaml(value)}"
    for section in reversed(sections):
        text = f"{section}: {{{text}}}"
    Path("config.yaml").write_text(text)
    return configured(row, load_config(Path("config.yaml")))


IN_CONFIG = {
    "you_first": {True: "you", False: "band"},
    "clock.send": {"never": False, "playing": True},
    "intensity": {None: "auto"},
}

SWITCHES = {row.name for row in ROWS if isinstance(row.kind, Switch)} | {"clock.send"}
KEYS = [row for row in ROWS if row.config]
every_key = pytest.mark.parametrize("row", KEYS, ids=lambda row: row.name)


@every_key
def test_the_config_takes_what_the_command_takes(row: Row[Any, Any]) -> None:
    words = IN_CONFIG.get(row.name, {})
    for value in accepted(row):
        assert configured_with(row, words.get(value, value)) == row.read(value)


@pytest.mark.parametrize("row", [row for row in KEYS if row is not CHART], ids=lambda row: row.name)
def test_the_config_refuses_what_the_command_refuses(row: Row[Any, Any]) -> None:
    """Of a chart any text may be a file: `jamd check` looks whether it is."""
    for value in refused(row):
        if isinstance(value, bool | None) or (row.name in SWITCHES and value == 0):
            continue  # YAML's own words for yes, no and nothing mean something else there
        if isinstance(row.kind, Text) and isinstance(value, int | float):
            continue  # a port may be named by a number
        with pytest.raises(ConfigError, match=row.config.replace(".", r"\.")):
            configured_with(row, value)


@pytest.mark.parametrize("row", [row for row in KEYS if isinstance(row.kind, Number)], ids=lambda row: row.name)
def test_the_config_says_the_range_of_the_table(row: Row[Number, Any]) -> None:
    with pytest.raises(ConfigError, match=f"from {row.kind.low:g} to {row.kind.high:g}"):
        configured_with(row, row.kind.high + 1)
