"""A drawing is valid from birth, or one sentence says why not."""

import pytest

from jamd.music.drawing import DrawingError, read_drawing


def test_what_is_not_given_has_its_default() -> None:
    drawing = read_drawing(b'{"part": "piano", "notes": [{"pitch": 60, "start": 0.5, "end": 2}]}')
    assert (drawing.steps_per_beat, drawing.bpm, drawing.bars, drawing.temperature) == (4, 120, 4, 1)
    assert (drawing.scale, drawing.chart, drawing.seed, drawing.notes[0].velocity) == (None, None, None, 80)


@pytest.mark.parametrize(
    ("scale", "tones"),
    [
        ("C", {0, 2, 4, 5, 7, 9, 11}),
        ("Am", {0, 2, 4, 5, 7, 9, 11}),
        ("Bb", {10, 0, 2, 3, 5, 7, 9}),
        ("F#m", {6, 8, 9, 11, 1, 2, 4}),
    ],
)
def test_scales(scale: str, tones: set[int]) -> None:
    drawing = read_drawing(f'{{"part": "piano", "notes": [], "scale": "{scale}"}}'.encode())
    assert drawing.scale_tones() == tones


def test_a_chart_by_name_or_as_a_grid() -> None:
    for chart, bars in (("builtin:blues-in-f", 12), ("| Dm7 | G7 |", 2)):
        form = read_drawing(f'{{"part": "piano", "notes": [], "chart": "{chart}"}}'.encode()).form()
        assert form is not None
        assert form.bars_in_form == bars


@pytest.mark.parametrize("scale", ["c", "H", "C major", "", "Cmm"])
def test_what_is_no_scale(scale: str) -> None:
    with pytest.raises(DrawingError, match="scale"):
        read_drawing(f'{{"part": "piano", "notes": [], "scale": "{scale}"}}'.encode())
