import msgspec
import pytest
from generated_sheets import generated_sheet

from jamd.music.charts.musicxml import read_musicxml, write_musicxml
from tests.music.charts.musicxml.mutations import a_sheet


@pytest.mark.parametrize("seed", range(300))
def test_a_sheet_comes_back_as_it_was_written(seed: int) -> None:
    sheet = generated_sheet(seed)
    assert read_musicxml(write_musicxml(sheet)) == sheet


def test_a_sheet_says_its_signs_in_words_and_as_sounds() -> None:
    text = write_musicxml(a_sheet()).decode()
    assert '<measure number="0" implicit="yes">' in text
    for sign in ('tocoda="coda"', ">To Coda<", 'fine="yes"', ">Fine<", 'dalsegno="segno"', ">D.S. al Coda<"):
        assert sign in text
    assert '<repeat direction="backward" times="3" />' in text
    assert '<ending number="1, 2" type="stop" />' in text
    assert "<per-minute>140</per-minute>" in text


def test_text_that_xml_cannot_hold_is_left_out() -> None:
    sheet = msgspec.structs.replace(a_sheet(), title="A\x00 <B> & \ud800C")
    assert read_musicxml(write_musicxml(sheet)).title == "A <B> & C"
