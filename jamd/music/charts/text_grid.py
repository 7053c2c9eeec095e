"""Charts as a plain text grid, read and written.

    title: Autumn Walk
    key: Dm
    meter: 3/4
    style: waltz
    # a comment
    [A] |: Dm7 | G7 | Cmaj7 | % :|
    [B] | Bm7b5 E7 | Am7 / D7 |

Rules: two chords share a bar (beats 1 and 3), three fall on 1, 3 and 4; `/` or `.` is a beat that goes on, and then
every beat is written out; `G7@4.5` starts on the second half of beat 4. `%` repeats the bar before, `/` alone lets its
last chord go on. `[A]` names the section that starts at the next bar, and so does `A)` or `A:` where a line begins;
`||` starts one without a name. `|: :|` plays a stretch twice, `|: :|3x` three times; `|1`, `:|2`, `|1,3` and `|1-3`
are its endings. Signs stand in braces: `{segno}`, `{coda}`, `{3/4}` (another meter) and `{pickup 1}` (beats) at the
start of a bar, `{to coda}`, `{fine}` and jumps such as `{D.S. al Coda}` at its end.
"""

from msgspec.structs import replace

from jamd.music.charts.form import Bar, Chart, Section
from jamd.music.charts.grid_reader import GridReader
from jamd.music.charts.grid_writer import write_sheet
from jamd.music.charts.sheet import Measure, Sheet, TimeSignature, WrittenChord
from jamd.music.charts.unfold import is_intro, unfold
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Tick


def read_sheet(text: str) -> Sheet:
    """The sheet that a grid describes; ChartError names the line and the bar."""
    return GridReader().read(text)


def read_grid(text: str) -> Chart:
    """The chart that a grid describes, its repeats played out. ChartError as above."""
    return unfold(read_sheet(text))


def chart_text(chart: Chart) -> str:
    """The grid of a chart, bar by bar as it is played; reading it gives the same chart again."""
    return write_sheet(sheet_of(chart))


def sheet_of(chart: Chart) -> Sheet:
    """A chart as a sheet without repeats."""
    names: dict[int, str | None] = {section.first: section.name for section in _sections(chart)}
    names[0] = names[0] or None
    times = {0: chart.meter} | {change.bar: change.meter for change in chart.meters}
    measures = (
        Measure(_chords(bar), _time(times.get(number)), names.get(number)) for number, bar in enumerate(chart.bars)
    )
    return Sheet(tuple(measures), chart.title, style=chart.style or "", key=chart.key, bpm=chart.bpm)


def _sections(chart: Chart) -> tuple[Section, ...]:
    """The sections, so named that the intro is read again as long as it is."""
    in_intro = [section for section in chart.sections if section.first < chart.intro]
    if all(is_intro(section.name) for section in in_intro) and not any(
        is_intro(section.name) for section in chart.sections if section.first == chart.intro
    ):
        return chart.sections
    named = [replace(section, name="Intro") for section in in_intro]
    behind = [section for section in chart.sections if section.first > chart.intro]
    return (*named, Section(chart.section_at(chart.intro).name, chart.intro), *behind)


def _chords(bar: Bar) -> tuple[WrittenChord, ...]:
    return tuple(WrittenChord(Tick(change.beat * TICKS_PER_BEAT), change.chord) for change in bar)


def _time(meter: Meter | None) -> TimeSignature | None:
    return None if meter is None else TimeSignature(meter.beats, 4)
