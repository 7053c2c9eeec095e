import pytest

from jamd.errors import ChartError
from jamd.music.charts.builtin import builtin_names
from jamd.music.charts.form import Chart
from jamd.music.charts.load import load_chart
from jamd.music.charts.transpose import steps_to_key, transposed_chart


def chart_in(key: str) -> Chart:
    blues = load_chart("builtin:blues-in-bb")
    return Chart(blues.title, blues.meter, blues.bars, blues.sections, key=key)


def symbols(chart: Chart) -> list[str]:
    return [" ".join(change.chord.symbol for change in bar) for bar in chart.bars]


def test_a_blues_goes_up_a_step() -> None:
    up = transposed_chart(chart_in("Bb"), 2)
    assert symbols(up)[:8] == ["C7", "F7", "C7", "Gm7 C7", "F7", "F#dim7", "C7", "Em7b5 A7b9"]
    assert up.key == "C"


@pytest.mark.parametrize("name", builtin_names())
def test_there_and_back_again(name: str) -> None:
    chart = load_chart(f"builtin:{name}")
    for semitones in (-5, 1, 6):
        back = transposed_chart(transposed_chart(chart, semitones), -semitones)
        assert [[(c.beat, c.chord.root, c.chord.quality) for c in bar] for bar in back.bars] == [
            [(c.beat, c.chord.root, c.chord.quality) for c in bar] for bar in chart.bars
        ]


@pytest.mark.parametrize(
    ("here", "there", "steps"), [("Bb", "C", 2), ("C", "Bb", -2), ("Cm", "F", 5), ("F#m", "Cm", 6), ("G", "G", 0)]
)
def test_the_shortest_way_to_a_key(here: str, there: str, steps: int) -> None:
    assert steps_to_key(chart_in(here), there) == steps


@pytest.mark.parametrize(
    ("here", "there", "words"),
    [("", "C", "names no key"), ("C", "H", "'H' is no key"), ("C", "G7", "'G7' is no key"), ("C", "C/E", "is no key")],
)
def test_what_is_no_way(here: str, there: str, words: str) -> None:
    with pytest.raises(ChartError, match=words):
        steps_to_key(chart_in(here), there)
