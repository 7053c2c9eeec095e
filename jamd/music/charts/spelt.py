"""Charts and sheets with their chord symbols in one spelling."""

from msgspec.structs import replace

from jamd.commands.choices import Spelling
from jamd.music.charts.form import Bar, Change, Chart
from jamd.music.charts.sheet import Measure, Sheet, WrittenChord
from jamd.music.harmony.writing import respelled


def spelt(chart: Chart, spelling: Spelling) -> Chart:
    """The same chords, each symbol as a spelling writes it."""

    def written(bar: Bar) -> Bar:
        return tuple(Change(each.beat, respelled(each.chord, spelling)) for each in bar)

    return replace(chart, bars=tuple(map(written, chart.bars)))


def spelt_sheet(sheet: Sheet, spelling: Spelling) -> Sheet:
    """As `spelt`, of a sheet."""

    def written(measure: Measure) -> Measure:
        chords = (WrittenChord(each.at, respelled(each.chord, spelling)) for each in measure.chords)
        return replace(measure, chords=tuple(chords))

    return replace(sheet, measures=tuple(map(written, sheet.measures)))
