"""The pictures: what they measure, and that they are written."""

from pathlib import Path

import public_layouts as layouts
import pytest

from jamd.music.drum_kit import RIDE
from train.corpora.piece import Hit, Piece
from train.prepare import __main__ as prepare
from train.prepare import plots
from train.prepare.summaries import measured_swing


def ride(place: float, late: int = 0) -> Piece:
    """A ride that swings: an off-beat at a place in every other beat."""
    ticks = [960 * beat + late for beat in range(64)] + [round(960 * (beat + place)) + late for beat in range(1, 64, 2)]
    hits = tuple(Hit(tick, RIDE, 80) for tick in sorted(ticks))
    return Piece(set="x", name="x", performer="x", licence="", source="", bpm=120, drums=hits)


@pytest.mark.parametrize(("place", "ratio"), [(0.5, 1.0), (2 / 3, 2.0), (0.6, 1.5)])
def test_the_swing_ratio_is_that_of_the_ride_however_late_it_is(place: float, ratio: float) -> None:
    assert measured_swing(ride(place)) == pytest.approx(ratio, abs=0.01)
    assert measured_swing(ride(place, late=40)) == pytest.approx(ratio, abs=0.01)


def test_a_page_with_every_picture_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    layouts.groove_tree(tmp_path / "groove")
    layouts.trio_tree(tmp_path / "trio")
    prepare.main([f"groove={tmp_path / 'groove'}", f"trio={tmp_path / 'trio'}", "-o", str(tmp_path / "out")])
    assert plots.main([str(tmp_path / "out")]) == 0
    page = (tmp_path / "out/report/index.html").read_text()
    for picture in ("tempo", "swing", "density", "velocity", "voices", "registers"):
        assert f"{picture}.png" in page
        assert (tmp_path / f"out/report/{picture}.png").read_bytes()[1:4] == b"PNG"


def test_a_folder_that_is_not_prepared_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert plots.main([str(tmp_path)]) == 1
    assert "run `python -m train.prepare` first" in capsys.readouterr().err
