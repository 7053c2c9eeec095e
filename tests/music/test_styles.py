"""Which style holds, and how its eighths lie."""

from typing import get_args

import msgspec
import pytest

from jamd.commands.choices import AskedStyle, Style
from jamd.music.charts.load import read_chart
from jamd.music.styles import STYLES, ratio_of, style_of
from jamd.music.time.notes import Meter
from jamd.music.time.swing import swing_ratio

BLUES = read_chart("builtin:blues-in-bb")
BOSSA = msgspec.structs.replace(BLUES, style="bossa")


def test_every_style_has_its_row() -> None:
    assert STYLES.keys() == set(get_args(Style))


@pytest.mark.parametrize(
    ("asked", "chart", "beats", "held"),
    [
        ("auto", None, 4, "swing"),
        ("auto", None, 3, "waltz"),
        ("auto", BLUES, 4, "swing"),
        ("auto", BOSSA, 4, "bossa"),
        ("auto", BOSSA, 3, "bossa"),  # which can be played in three
        ("funk", BOSSA, 4, "funk"),  # who asks is right
        ("waltz", BLUES, 4, "swing"),  # no waltz has four beats
        ("swing", None, 3, "waltz"),
        ("auto", None, 5, "swing"),
        ("waltz", BLUES, 5, "swing"),
    ],
)
def test_the_style_is_the_one_asked_for_else_the_charts_else_the_meters(asked, chart, beats: int, held: Style) -> None:
    assert style_of(asked, chart, Meter(beats)) == held


@pytest.mark.parametrize("asked", get_args(AskedStyle))
@pytest.mark.parametrize("beats", [3, 4, 5])
def test_no_style_is_played_in_a_meter_that_is_not_its_own(asked: AskedStyle, beats: int) -> None:
    assert beats in STYLES[style_of(asked, None, Meter(beats))].beats


@pytest.mark.parametrize("texture", ["band", "line"])
def test_even_styles_are_straight_at_every_tempo_and_the_others_swing(texture) -> None:
    for style, facts in STYLES.items():
        straight = [ratio_of(style, texture, bpm, 1.5) == 1.0 for bpm in (60.0, 120.0, 200.0)]
        assert all(straight) == (facts.feel == "even") == any(straight)
    assert ratio_of("ballad", texture, 70.0) == swing_ratio(texture, 70.0)
