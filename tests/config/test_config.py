"""The settings: the defaults are one truth, and every fault is said at once."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jamd.config.load import find_config, load_config
from jamd.config.schema import Config, config_text
from jamd.errors import ConfigError

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No config.yaml but those that a story writes."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


def written(text: str) -> Path:
    path = Path("band.yaml")
    path.write_text(text, encoding="utf-8")
    return path


def faults(text: str, *sets: str) -> list[str]:
    with pytest.raises(ConfigError) as error:
        load_config(written(text), sets)
    return str(error.value).splitlines()


# -- defaults ----------------------------------------------------------------------------------------------------------


def test_the_config_file_of_the_project_is_the_defaults_with_their_comments() -> None:
    """To rewrite: python -c "from jamd.config.schema import config_text as t; print(t(), end='')" > config.yaml"""
    assert (ROOT / "config.yaml").read_text(encoding="utf-8") == config_text()
    assert load_config(ROOT / "config.yaml") == Config()


def test_every_key_has_a_comment_and_fits_a_wide_terminal() -> None:
    for line in config_text().splitlines():
        assert not line or "#" in line
        assert len(line) <= 110


def test_the_contract_of_other_programs() -> None:
    config = Config()
    assert (config.ports.input, config.ports.output, config.ports.backend) == ("auto", "jamd out", "auto")
    parts = {name: (part.channel, part.program) for name, part in config.parts}
    assert parts == {"drums": (10, None), "piano": (1, None), "bass": (2, 33)}
    assert (config.clock.source, config.clock.bpm, config.clock.count_in, config.clock.meter) == (
        "internal",
        140,
        2,
        "4/4",
    )
    assert (config.jam.chart, config.jam.split, config.jam.seed) == ("builtin:blues-in-bb", 127, None)
    assert (config.jam.commit_ticks, config.jam.lookahead_bars) == (480, 1)
    assert (config.web.host, config.web.port, config.tape.folder) == ("127.0.0.1", 8765, "takes")
    assert (config.osc.enabled, config.osc.host, config.osc.port, config.osc.send_to) == (
        False,
        "127.0.0.1",
        8000,
        "127.0.0.1:9000",
    )


def test_a_config_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Config().clock.bpm = 200.0  # type: ignore[misc]


# -- where it is read --------------------------------------------------------------------------------------------------


def test_without_a_file_the_defaults_are_used_and_a_named_file_must_be_there() -> None:
    assert find_config() is None
    assert load_config() == Config()
    with pytest.raises(ConfigError, match=r"gig\.yaml: there is no such file"):
        load_config(Path("gig.yaml"))


def test_the_file_here_wins_over_the_one_at_home(tmp_path: Path) -> None:
    home = tmp_path / "home" / "jamd"
    home.mkdir(parents=True)
    (home / "config.yaml").write_text("clock: {bpm: 90}")
    assert load_config().clock.bpm == 90
    Path("config.yaml").write_text("clock: {bpm: 91}")
    assert load_config().clock.bpm == 91


@pytest.mark.parametrize("text", ["", "# nothing but words\n", "clock:\n", "clock:\n  # bpm: 3\njam: {}\n"])
def test_what_is_left_out_or_commented_out_is_the_default(text: str) -> None:
    assert load_config(written(text)) == Config()


def test_set_lies_over_the_file_and_knows_yaml() -> None:
    path = written("clock: {bpm: 90, count_in: 1}\nports: {input: Keystation}")
    sets = ["clock.bpm=200", "parts.drums.player=rules", "jam.swing=0.5", "jam.seed=null", "ports.output=USB MIDI: 1"]
    config = load_config(path, sets)
    assert (config.clock.bpm, config.clock.count_in, config.parts.drums.player) == (200, 1, "rules")
    assert (config.jam.swing, config.ports.input, config.ports.output) == (0.5, "Keystation", "USB MIDI: 1")


def test_a_port_may_be_named_by_a_number() -> None:
    assert load_config(written("ports: {input: 20}")).ports.input == "20"


# -- faults ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("clock: {bpm: 900}", "clock.bpm: 900 is not allowed; use a number from 30 to 400"),
        ("clock: {meter: 7/4}", "clock.meter: 7/4 is not allowed; use 4/4, 3/4 or 5/4"),
        ("clock: {bmp: 90}", "clock.bmp: there is no such key; did you mean bpm?"),
        ("bpm: 90", "bpm: there is no such key; did you mean clock.bpm?"),
        (
            "cheese: 90",
            "cheese: there is no such key; the keys here are ports, parts, clock, jam, practice, library, tape, web, "
            "osc, controls",
        ),
        ("jam: {swing: hard}", "jam.swing: hard is not allowed; use auto or a number from 0 to 2"),
        ("jam: {mode: trad}", "use accompany, tune, trade, continue, solo, piano, bass or drums (did you mean trade?)"),
        ("jam: {seed: -1}", "jam.seed: -1 is not allowed; use a whole number from 0 to"),
        ("jam: {split: 5.5}", "jam.split: 5.5 is not allowed; use a whole number from 0 to 127"),
        ("ports: {thru: perhaps}", "ports.thru: perhaps is not allowed; use true or false"),
        ("ports: jamd", "ports: jamd is not a section; write its keys indented under ports:"),
        ("ports: {input: ''}", "ports.input: an empty value is not allowed; use text"),
        ("web: {host: 0.0.0.0}", "web: host 0.0.0.0 is open to other machines: set a token"),
        (
            "osc: {enabled: true, host: 0.0.0.0}",
            "osc: host 0.0.0.0 is open to other machines, and OSC has no password: set allow",
        ),
        ("osc: {port: 9000}", "osc: send_to is jamd's own port: it would hear itself, so use another than 9000"),
        ("osc: {allow: [tablet]}", "osc.allow 1: 'tablet' is neither an address nor a network, as 192.168.1.20 or"),
        ("osc: {allow: 5}", "osc.allow: 5 is not allowed; use a list: [192.168.1.20]"),
        ("osc: {send_to: tablet}", "osc.send_to: 'tablet' is not a machine and a port, as 192.168.1.20:9000"),
        ("web: {token: x}", "web.token: a token of fewer than 8 characters can be guessed; use a longer one"),
        ("parts: {drums: {volume: .nan}}", "parts.drums.volume: nan is not allowed; use a number from 0 to 2"),
        (
            "parts: {drums: {player: drumkit}}",
            "parts.drums.player: drumkit is not allowed; use drummer, seed or rules",
        ),
        ("parts: {piano: {player: rule}}", "use pianist, seed or rules (did you mean rules?)"),
        (
            "clock: {source: lnik}",
            "clock.source: lnik is not allowed; use internal, midi, link or follow (did you mean link?)",
        ),
        ("controls: pedal", "controls: pedal is not allowed; use a list: [{midi: cc 67, does: tap}]"),
        ("controls: [pedal]", "controls 1: pedal is not allowed; use midi and does"),
        ("controls: [{midi: cc 200, does: tap}]", "midi: 'cc 200' is not allowed; use 'note 36', 'cc 67' or"),
        ("controls: [{midi: cc 67, does: tpa}]", "there is no command 'tpa' (did you mean tap?)"),
        (
            "controls: [{midi: cc 67, does: tempo}]",
            "tempo takes 30 to 400 beats per minute, not null (say it",
        ),
        ("controls: [{midi: cc 67, does: tap, channel: 17}]", "channel: 17 is not allowed; use 1 to 16"),
    ],
)
def test_a_fault_says_what_was_given_and_what_is_allowed(text: str, said: str) -> None:
    (line,) = faults(text)
    assert line.startswith("band.yaml, line 1: ")
    assert said in line


def test_all_faults_come_at_once_each_with_its_place() -> None:
    said = faults(
        "clock:\n  bpm: 3\n\njam:\n  # here\n  mood: blue\nparts: {drums: {channel: 17}}\n", "jam.split=200", "x"
    )
    places = [line.partition(":")[0] for line in said]
    assert sorted(places) == ["--set x", "band.yaml, line 2", "band.yaml, line 6", "band.yaml, line 7", "jam.split"]


def test_each_entry_of_a_list_has_its_fault() -> None:
    said = faults("controls: [{midi: cc 67, does: tpa}, {midi: cc 67, does: tap}, {midi: cc 200, does: tap}]")
    assert [line.split(": ")[1] for line in said] == ["controls 1", "controls 3"]


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        (b"clock:\n  bpm: 90\n tempo: [\n", "band.yaml, line 3: this is not YAML"),
        (b"clock:\n  bpm: 90\n  bpm: 91\n", "band.yaml, line 3: this is not YAML"),
        (b"- a\n- b\n", "this must be keys and values"),
        (b"clock: \xff\xfe\n", "this is not a text file in UTF-8"),
        (b"clock: \x00\n", "this is not YAML"),
    ],
)
def test_what_is_no_yaml_is_said_in_one_line(contents: bytes, said: str) -> None:
    Path("band.yaml").write_bytes(contents)
    with pytest.raises(ConfigError) as error:
        load_config(Path("band.yaml"))
    assert said in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_a_folder_is_no_config() -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(Path())


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=40))
def test_law_no_setting_at_all_gives_a_traceback(text: str) -> None:
    for key in ("clock.bpm", "ports.input", "jam.swing", "parts", text):
        try:
            load_config(ROOT / "config.yaml", [f"{key}={text}"])
        except ConfigError as error:
            said = str(error)
        else:
            said = "fine"
        assert said
