"""No text is cut, none lies on another, from a small phone to a large monitor: what Chromium has laid out is measured
against the boxes that it stands in, on the stage and on the stand, with every chart that ships."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from page.conftest import Daemon
from page.listening import connected, transport, until
from stage.page_settings import page_settings

from jamd.music.charts.builtin import builtin_names, builtin_text
from jamd.stage.snapshot import Snapshot

FINGERS = [(320, 640), (390, 844), (844, 390), (820, 1180)]
MOUSE = [(1280, 720), (1440, 900), (2560, 1440)]
WHOLE = 48  # bars of a form that the stand shows at once
LEAST = {"stage": (18, 12), "stand": (60, 36)}  # px, of the chord now and the next; the stand is read from two metres
MEASURES = Path(__file__).with_name("cut_text.js").read_text(encoding="utf-8")


@cache
def chart_sections() -> list[dict[str, Any]]:
    """Every chart that ships, as the page gets it."""
    settings = [msgspec.structs.replace(page_settings(), chart=builtin_text(name)) for name in builtin_names()]
    return [Snapshot(each, {}, "run").sections()["chart"] for each in settings]


def symbols() -> list[str]:
    return sorted({change["chord"] for chart in chart_sections() for bar in chart["bars"] for change in bar})


def visit(page: Any, screens: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Each room at each size."""
    for width, height in screens:
        page.set_viewport_size({"width": width, "height": height})
        for room in LEAST:
            page.evaluate(f"location.hash = '#{room}'")
            yield width, height, room


@pytest.mark.parametrize("screens", [FINGERS, MOUSE], ids=["fingers", "mouse"])
def test_nothing_is_cut_or_covered_at_any_size_with_any_chart(
    chromium: Any, daemon: Daemon, screens: list[tuple[int, int]]
) -> None:
    page = chromium.new_context(has_touch=screens is FINGERS, is_mobile=screens is FINGERS).new_page()
    page.goto(daemon.address)
    connected(page)
    transport(page, True)
    page.evaluate("jamd.connection.command('mode', 'trade')")
    until(page, "jamd.clock.now() > 0 && jamd.connection.snapshot.jam.mode === 'trade'")
    page.evaluate(MEASURES)
    faults: dict[tuple[int, int, str], list[str]] = {}
    for where in visit(page, screens):
        page.evaluate("fill()")
        texts, faults[where] = page.evaluate("cutOnThePage()")
        assert texts > 15
    page.evaluate("location.hash = '#stage'")
    page.evaluate("jamd.connection.command('mode', 'accompany')")
    transport(page, False)  # nothing is drawn meanwhile
    for where in visit(page, screens):
        faults[where] += page.evaluate("(all) => cutInCharts(all)", {"charts": chart_sections(), "whole": WHOLE})
        smallest, cut = page.evaluate("(all) => cutChords(all)", {"chords": symbols()})
        faults[where] += cut
        assert all(size >= least for size, least in zip(smallest, LEAST[where[2]], strict=True)), (where, smallest)
    page.context.close()
    assert {where: found[:20] for where, found in faults.items() if found} == {}
