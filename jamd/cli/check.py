"""`jamd check`: everything that jamd needs, checked before the gig: settings, networks, chart, ports, disk."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec

from jamd.cli.osc_check import who_may_send_osc
from jamd.cli.page_check import who_may_use_the_page
from jamd.cli.system_check import what_the_system_gives
from jamd.commands.binding import Binding
from jamd.commands.choices import SourceName
from jamd.config.channels import gave_way
from jamd.config.load import find_config, load_config
from jamd.config.process_settings import clock_fault, port_settings
from jamd.config.schema import Config
from jamd.errors import ChartError, ConfigError, JamdError, ModelError
from jamd.files.room import little_room, room
from jamd.library.library import Library
from jamd.music.charts.load import load_tune
from jamd.music.charts.unfold import unfold
from jamd.music.settings import silent_mode
from jamd.music.time.notes import BAND
from jamd.players.onnx_model import MODELS, checked_bytes, read_card
from jamd.players.registry import make_player
from jamd.wire.ports import available_ports

What = Literal["config", "model", "chart", "set list", "clock", "ports", "tape", "page", "osc", "system"]


class Finding(msgspec.Struct, frozen=True):
    """One sentence about one thing."""

    what: What
    sentence: str
    fault: bool = False


class Said(msgspec.Struct, frozen=True):
    what: What
    sentence: str


class CheckReport(msgspec.Struct, frozen=True):
    """What has to be fixed, and what is in order."""

    ok: bool
    faults: tuple[Said, ...]
    notes: tuple[Said, ...]


def check(path: Path | None, sets: Sequence[str]) -> CheckReport:
    """Check everything with the settings of a file (None: the one found), overridden by `key=value` settings."""
    findings = list(dict.fromkeys(_findings(path, sets)))
    faults = tuple(Said(found.what, found.sentence) for found in findings if found.fault)
    notes = tuple(Said(found.what, found.sentence) for found in findings if not found.fault)
    return CheckReport(not faults, faults, notes)


def _findings(path: Path | None, sets: Sequence[str]) -> Iterator[Finding]:
    found = path or find_config()
    try:
        config = load_config(found, sets)
    except ConfigError as error:
        yield from (Finding("config", line, fault=True) for line in str(error).splitlines())
        yield from _shipped_models()
        yield Finding("config", "chart, clock, ports and tape are checked once the settings are right")
        return
    yield Finding("config", f"the settings in {found} are valid" if found else "no config.yaml: the defaults are used")
    yield from (Finding("config", sentence) for sentence in gave_way(config.parts))
    yield from _shipped_models()
    yield from _players(config)
    yield from _chart(config)
    yield from _set_list(config)
    yield from _clock(config)
    yield from _ports(config)
    yield from _tape(config)
    yield from (Finding("page", sentence) for sentence in who_may_use_the_page(config.web, found))
    yield Finding("osc", who_may_send_osc(config.osc))
    yield from (Finding("system", sentence) for sentence in what_the_system_gives())


def _shipped_models() -> Iterator[Finding]:
    for path in sorted(MODELS.glob("*.json")):
        try:
            card = read_card(MODELS, path.stem)
            content = checked_bytes(MODELS, card)
        except ModelError as error:
            yield Finding("model", str(error), fault=True)
        else:
            yield Finding("model", f"{card.name}: {len(content) / 2**20:.1f} MB, its checksum matches its card")


def _players(config: Config) -> Iterator[Finding]:
    if said := silent_mode(config.jam.mode, lambda part: getattr(config.parts, part).enabled):
        yield Finding("config", said, fault=True)
    for part in BAND:
        musician = getattr(config.parts, part)
        if not musician.enabled:
            yield Finding("model", f"{part}: switched off")
            continue
        try:
            make_player(part, musician.player)
        except JamdError as error:
            yield Finding("model", str(error), fault=True)
        else:
            yield Finding("model", f"{part}: {musician.player} is ready to play")


def _chart(config: Config) -> Iterator[Finding]:
    if config.jam.chart is None:
        yield Finding("chart", "no chart: the band follows your chords")
        return
    try:
        tune = load_tune(config.jam.chart)
        chart = unfold(tune.sheet)
    except ChartError as error:
        yield Finding("chart", str(error), fault=True)
        return
    yield Finding("chart", f"{chart.title or config.jam.chart}: {chart.bars_in_form} bars in {chart.meter}")
    yield from (Finding("chart", sentence) for sentence in tune.remarks)


def _set_list(config: Config) -> Iterator[Finding]:
    """The set list that is to be open at the start, and its charts."""
    if config.library.set_list is None:
        return
    library = Library(Path(config.library.folder))
    try:
        tunes = library.set_lists.set_list(config.library.set_list).tunes
    except JamdError as error:
        yield Finding("set list", f"{config.library.set_list}: {error}", fault=True)
        return
    for number, tune in enumerate(tunes, 1):
        try:
            tune.arranged(library.chart(library.find(tune.chart)))
        except JamdError as error:
            yield Finding("set list", f"{config.library.set_list}, tune {number}: {error}", fault=True)
    yield Finding("set list", f"{config.library.set_list}: {len(tunes)} tunes")


_LEADS: Final[dict[SourceName, str]] = {
    "internal": "jamd's own, at {bpm:g} bpm",
    "midi": "an external MIDI clock; the band waits for its Start",
    "link": "Ableton Link, which is installed",
    "follow": "you: count off with four taps or keys, and the band follows",
}


def _clock(config: Config) -> Iterator[Finding]:
    if (fault := clock_fault(config)) is not None:
        yield Finding("clock", fault, fault=True)
        return
    yield Finding("clock", _LEADS[config.clock.source].format(bpm=config.clock.bpm))
    if config.controls:
        yield Finding("clock", f"pedals and keys with a command: {', '.join(map(_bound, config.controls))}")


def _bound(binding: Binding) -> str:
    control = binding.kind if binding.kind.startswith("bend") else f"{binding.kind} {binding.number}"
    return f"{control}{'' if binding.gesture == 'tap' else f' ({binding.gesture})'}: {binding.name}"


def _ports(config: Config) -> Iterator[Finding]:
    found = available_ports(port_settings(config))
    yield from (Finding("ports", sentence, fault=True) for sentence in found.missing)
    if found.backend == "none":
        if config.clock.source == "midi":
            yield Finding("clock", "clock.source: a MIDI clock needs a MIDI port, and there is none", fault=True)
        named = config.ports.backend not in ("auto", "none")
        yield from (Finding("ports", sentence, fault=named) for sentence in found.notes)
        return
    yield from (Finding("ports", sentence) for sentence in found.notes)
    for what, name, why in (("input", found.input, found.input_why), ("output", found.output, found.output_why)):
        if not any(sentence.startswith(what) for sentence in found.missing):
            yield Finding("ports", f"{what}: {name} ({why})" if name else f"{what}: {why}")


def _tape(config: Config) -> Iterator[Finding]:
    if config.tape.keep == "never":
        yield Finding("tape", "takes are not recorded")
        return
    folder = Path(config.tape.folder)
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    try:
        handle, name = tempfile.mkstemp(dir=there)
        os.close(handle)
        Path(name).unlink()
        free = room(folder)
    except OSError as error:
        sentence = f"takes cannot be written to {folder} ({error.strerror}); choose another folder with tape.folder"
        yield Finding("tape", sentence, fault=True)
        return
    size = f"{free / 2**30:.1f} GB" if free >= 2**30 else f"{free // 2**20} MB"
    yield Finding("tape", f"takes are written to {folder.absolute()}, {size} free")
    if sentence := little_room(folder, free):
        yield Finding("tape", sentence, fault=True)
