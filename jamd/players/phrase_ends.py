"""Where phrases end: what every drummer asks of the form before it fills or lands."""

from typing import Literal

from jamd.music.planning.scene import Scene

Ending = Literal["form", "section", "eighth", "fourth", "other"]


def ending_of(scene: Scene, bar: int) -> Ending:
    """What ends with a bar."""
    chart, place = scene.chart, bar_of_section(scene, bar)
    if bar % 32 == 31 if chart is None else chart.form_ends(bar):
        return "form"
    if chart is not None and chart.section_ends(bar):
        return "section"
    return "eighth" if place % 8 == 7 else "fourth" if place % 4 == 3 else "other"


def bar_of_section(scene: Scene, bar: int) -> int:
    """Bars since the section began; without a chart, sections last eight bars."""
    if scene.chart is None:
        return bar % 8
    return bar % scene.chart.bars_in_form - scene.chart.section_at(bar).first
