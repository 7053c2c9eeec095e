"""A chart with its chord symbols in one spelling."""

import msgspec

from jamd.commands.choices import Spelling
from jamd.music.charts.form import Bar, Change, Chart
from jamd.music.harmony.writing import respelled


def spelt(chart: Chart, spelling: Spelling) -> Chart:
    """The same chords, each symbol as a spelling writes it."""

    def written(bar: Bar) -> Bar:
        return tuple(Change(each.beat, respelled(each.chord, spelling)) for each in bar)

    return msgspec.structs.replace(chart, bars=tuple(map(written, chart.bars)))
