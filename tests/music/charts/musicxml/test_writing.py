import msgspec
from hypothesis import given, settings

from jamd.music.charts.musicxml import read_musicxml, write_musicxml
from jamd.music.charts.sheet import Sheet
from tests.music.charts.musicxml.mutations import a_sheet
from tests.music.charts.musicxml.sheets import sheets


@settings(max_examples=300, deadline=None)
@given(sheets())
def test_a_sheet_comes_back_as_it_was_written(sheet: Sheet) -> None:
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
