"""What people have set outlives wire."""

from pathlib import Path

import msgspec
import pytest
from wire.test_transport import TransportBench

from jamd.music.events import Command, Form
from jamd.music.time.notes import Meter, Nanos
from jamd.wire.saved_settings import SavedSettings, saved_settings, settings_record


def test_what_was_set_while_it_played_is_there_for_the_next_life(tmp_path: Path) -> None:
    bench = TransportBench(tmp_path)
    now = Nanos(0)
    bench.transport.command(Command("source", "internal", now))
    bench.transport.command(Command("tempo", 90, now))
    bench.transport.command(Command("clock.offset", 12, now))
    bench.transport.set_sending(Command("clock.send", "always", now))
    bench.transport.set_latency(Command("drums.latency", 20, now))
    commands = {"mode": Command("mode", "trade", now), "chart": Command("chart", "| F7 |", now)}
    SavedSettings(bench.transport.current(bench.settings), commands).save(settings_record(tmp_path / "memory"))

    found = saved_settings(settings_record(tmp_path / "memory"), bench.settings)
    assert found.band_commands == commands
    again = TransportBench(tmp_path, **msgspec.structs.asdict(found.settings))
    assert again.transport.current(again.settings) == found.settings
    clock = again.transport.clock(now)
    assert clock.source == "internal"
    assert clock.timeline.bpm == pytest.approx(90)
    delivery = again.transport.delivery(now)
    assert (delivery.sending, delivery.latency_ms) == ("always", {"drums": 20.0})


def test_where_nothing_was_kept_or_it_cannot_be_read_the_config_holds(tmp_path: Path) -> None:
    settings = TransportBench(tmp_path).settings
    record = settings_record(tmp_path / "memory")
    assert saved_settings(record, settings) == SavedSettings(settings, {})
    record.write(b"\x93torn")
    assert saved_settings(record, settings) == SavedSettings(settings, {})


def test_a_new_band_is_told_where_the_form_goes_and_a_route_too_long_to_be_saved_costs_nothing_else(
    tmp_path: Path,
) -> None:
    settings, record = TransportBench(tmp_path).settings, settings_record(tmp_path / "memory")
    mode, form = Command("mode", "trade", Nanos(0)), Form(Nanos(0), Meter(3), 2, b"a route")
    SavedSettings(settings, {"mode": mode}, form).save(record)
    assert saved_settings(record, settings).for_band() == [mode, form]
    endless = msgspec.structs.replace(form, route=b"x" * 10**6)
    SavedSettings(settings, {"mode": mode}, endless).save(record)
    assert saved_settings(record, settings).for_band() == [mode]


def test_what_does_not_fit_at_all_leaves_what_was_saved_before(tmp_path: Path) -> None:
    settings, record = TransportBench(tmp_path).settings, settings_record(tmp_path / "memory")
    before, endless = (Command("chart", text, Nanos(0)) for text in ("| C |", "| C " * 10**6))
    assert SavedSettings(settings, {"chart": before}).save(record)
    assert not SavedSettings(settings, {"chart": endless}).save(record)
    assert saved_settings(record, settings).for_band() == [before]
