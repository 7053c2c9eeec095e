import time
import zipfile
from io import BytesIO

import pytest

from jamd.errors import ChartError
from jamd.music.charts.musicxml import read_musicxml, write_musicxml
from jamd.music.charts.sheet import Measure, Sheet, TimeSignature
from jamd.music.time.notes import TICKS_PER_BEAT
from tests.music.charts.musicxml.mutations import a_sheet, sentences, zipped

BEAT = TICKS_PER_BEAT
FOUR_FOUR = "<attributes><divisions>2</divisions><time><beats>4</beats><beat-type>4</beat-type></time></attributes>"
WHOLE, HALF = "<note><rest/><duration>8</duration></note>", "<note><rest/><duration>4</duration></note>"
QUARTER = "<note><rest/><duration>2</duration></note>"


def score(*measures: str, head: str = "") -> bytes:
    """A score of one part; the first measure says that it is in 4/4 and counts in eighths."""
    first, *others = measures
    bars = "".join(f"<measure>{bar}</measure>" for bar in (FOUR_FOUR + first, *others))
    return f"<score-partwise>{head}<part id='P1'>{bars}</part></score-partwise>".encode()


def read(*measures: str, head: str = "") -> Sheet:
    return read_musicxml(score(*measures, head=head))


def chord(root: str, kind: str = "dominant") -> str:
    return f"<harmony><root><root-step>{root}</root-step></root><kind>{kind}</kind></harmony>"


def words(text: str) -> str:
    return f"<direction><direction-type><words>{text}</words></direction-type></direction>"


def sign(name: str) -> str:
    return f"<direction><direction-type><{name}/></direction-type></direction>"


def bar(*inside: str, at: str = "right", style: str = "") -> str:
    shown = f"<bar-style>{style}</bar-style>" if style else ""
    return f'<barline location="{at}">{shown}{"".join(inside)}</barline>'


def chords(measure: Measure) -> list[tuple[float, str]]:
    return [(each.at / BEAT, str(each.chord)) for each in measure.chords]


def test_chords_stand_where_the_notes_below_them_do() -> None:
    sheet = read(chord("C") + HALF + chord("F") + QUARTER + QUARTER, WHOLE, QUARTER + chord("G") + HALF + QUARTER)
    assert [chords(measure) for measure in sheet.measures] == [[(0, "C7"), (2, "F7")], [], [(1, "G7")]]


def test_chords_printed_over_one_note_share_it() -> None:
    (measure,) = read(chord("C") + chord("F") + WHOLE).measures
    assert chords(measure) == [(0, "C7"), (2, "F7")]
    in_three = read_musicxml(
        b"<score-partwise><part><measure><attributes><divisions>1</divisions><time><beats>3</beats>"
        b"<beat-type>4</beat-type></time></attributes>"
        + (chord("D") + chord("G")).encode()
        + b"<note><duration>3</duration></note></measure></part></score-partwise>"
    )
    assert chords(in_three.measures[0]) == [(0, "D7"), (2, "G7")]


def test_an_offset_and_a_second_voice_move_a_chord() -> None:
    moved = chord("G").replace("</harmony>", "<offset>3</offset></harmony>")
    backup = "<backup><duration>8</duration></backup>"
    (measure,) = read(moved + WHOLE + backup + HALF + chord("C") + HALF).measures
    assert chords(measure) == [(1.5, "G7"), (2, "C7")]


def test_no_chord_may_be_words_or_a_kind() -> None:
    first, second = read(words("N.C.") + WHOLE, chord("C", "none") + WHOLE).measures
    assert chords(first) == chords(second) == [(0, "N.C.")]


def test_repeats_and_endings_of_all_kinds() -> None:
    sheet = read(
        bar('<repeat direction="forward"/>', at="left") + WHOLE,
        bar('<ending number="1, 2" type="start"/>', at="left")
        + WHOLE
        + bar('<repeat direction="backward" times="3"/>'),
        bar('<ending number="3-4" type="start"/>', at="left") + WHOLE,
        WHOLE + bar('<repeat direction="backward"/>'),
    )
    assert sheet.measures[0].opens_repeat
    assert [measure.ending for measure in sheet.measures] == [(), (1, 2), (3, 4), ()]
    assert [measure.closes_repeat for measure in sheet.measures] == [0, 3, 0, 2]


def test_a_double_bar_starts_a_section_and_so_do_words() -> None:
    sheet = read(
        WHOLE,
        words("CHORUS:") + WHOLE + bar(style="light-light"),
        "<direction><direction-type><rehearsal>B</rehearsal></direction-type></direction>" + WHOLE,
        WHOLE + bar(style="light-light"),
        WHOLE + bar(style="light-heavy"),
    )
    assert [measure.section for measure in sheet.measures] == [None, "Chorus", "B", None, ""]


@pytest.mark.parametrize(
    ("said", "jump"),
    [
        ("D.C. al Fine", "D.C. al Fine"),
        ("D.C.alfine", "D.C. al Fine"),
        ("Da Capo", "D.C."),
        ("3 repeats then D.C.al fine", "D.C. al Fine"),
        ("DS al Coda", "D.S. al Coda"),
        ("Dal Segno al Fine", "D.S. al Fine"),
        ("d.s.", "D.S."),
        ("Dansez", None),
    ],
)
def test_jumps_in_words(said: str, jump: str | None) -> None:
    sheet = read(sign("segno") + WHOLE, WHOLE + words(said))
    assert sheet.measures[0].segno
    assert sheet.measures[1].jump == jump


def test_sounds_jump_where_no_words_do() -> None:
    sheet = read(WHOLE + '<sound fine="yes"/>', WHOLE + '<sound dacapo="yes"/>')
    assert sheet.measures[0].fine
    assert sheet.measures[1].jump == "D.C. al Fine"
    assert read(WHOLE, WHOLE + '<sound dalsegno="s"/>').measures[1].jump == "D.S."


def test_the_sign_behind_the_notes_leaves_for_the_one_in_front_of_them() -> None:
    sheet = read(WHOLE + sign("coda"), WHOLE + words("D.C. al Coda"), sign("coda") + WHOLE)
    assert [measure.to_coda for measure in sheet.measures] == [True, False, False]
    assert [measure.coda for measure in sheet.measures] == [False, False, True]


def test_of_two_coda_signs_in_front_of_notes_the_first_leaves() -> None:
    sheet = read(WHOLE, sign("coda") + WHOLE, WHOLE + words("D.C. al Coda"), sign("coda") + WHOLE)
    assert [measure.to_coda for measure in sheet.measures] == [False, True, False, False]
    assert [measure.coda for measure in sheet.measures] == [False, False, False, True]


def test_a_short_first_measure_is_a_pickup() -> None:
    assert read(QUARTER, WHOLE).pickup == BEAT
    assert read(WHOLE, WHOLE).pickup == 0


def test_a_bar_that_a_repeat_splits_is_one_bar() -> None:
    sheet = read(
        chord("C") + WHOLE,
        HALF + QUARTER + bar('<repeat direction="backward"/>'),
        bar('<repeat direction="forward"/>', at="left") + chord("G") + QUARTER,
        WHOLE,
    )
    assert len(sheet.measures) == 3
    assert chords(sheet.measures[1]) == [(3, "G7")]
    assert sheet.measures[1].closes_repeat == 2
    assert sheet.measures[2].opens_repeat


def test_signs_for_the_last_measures_again_are_chords() -> None:
    again = "<attributes><measure-style><measure-repeat type='{}'>{}</measure-repeat></measure-style></attributes>"
    sheet = read(
        chord("C") + WHOLE,
        chord("F") + WHOLE,
        again.format("start", 2) + WHOLE,
        WHOLE,
        again.format("stop", "") + chord("G") + WHOLE,
        WHOLE,
    )
    assert [[each.chord.symbol for each in measure.chords] for measure in sheet.measures] == [
        ["C7"], ["F7"], ["C7"], ["F7"], ["G7"], [],
    ]  # fmt: skip


def test_meters_change_and_composite_ones_are_added() -> None:
    def meter(beats: str, unit: int) -> str:
        return f"<attributes><time><beats>{beats}</beats><beat-type>{unit}</beat-type></time></attributes>"

    sheet = read(WHOLE, meter("3+2", 4) + WHOLE, meter("6", 8) + WHOLE)
    assert [str(measure.time) for measure in sheet.measures] == ["4/4", "5/4", "6/8"]


def test_a_score_without_a_meter_has_that_of_its_commonest_bar() -> None:
    bars = "".join(f"<measure>{HALF}{QUARTER}</measure>" for _ in range(3))
    sheet = read_musicxml(
        f"<score-partwise><part><measure><attributes><divisions>2</divisions></attributes>{QUARTER}</measure>"
        f"{bars}</part></score-partwise>".encode()
    )
    assert sheet.measures[0].time == TimeSignature(3, 4)
    assert sheet.pickup == BEAT


def test_title_composer_key_tempo_and_style() -> None:
    head = (
        "<work><work-title> Autumn\n Walk</work-title></work><identification>"
        "<creator type='lyricist'>X</creator><creator type='composer'>Ann Author</creator></identification>"
    )
    feel = (
        "<attributes><key><fifths>-3</fifths><mode>minor</mode></key></attributes>"
        "<direction><direction-type><words>Medium Swing</words></direction-type><direction-type><metronome>"
        "<beat-unit>half</beat-unit><per-minute>ca. 70</per-minute></metronome></direction-type></direction>"
    )
    sheet = read(feel + WHOLE, head=head)
    assert (sheet.title, sheet.composer) == ("Autumn Walk", "Ann Author")
    assert (sheet.key, sheet.bpm, sheet.style) == ("Cm", 140.0, "Medium Swing")


def test_a_score_may_be_written_measure_by_measure_and_signs_may_stand_in_another_part() -> None:
    sheet = read_musicxml(
        f"<score-timewise><measure><part id='voice'>{words('Verse')}{WHOLE}</part>"
        f"<part id='chords'>{FOUR_FOUR}{chord('E')}{WHOLE}</part></measure></score-timewise>".encode()
    )
    assert chords(sheet.measures[0]) == [(0, "E7")]
    assert sheet.measures[0].section == "Verse"


@pytest.mark.parametrize(
    "container",
    [
        None,
        b"<container><rootfiles><rootfile full-path='score.xml'/></rootfiles></container>",
        b"<container><rootfiles><rootfile full-path='gone.xml'/></rootfiles></container>",
        b"<container><rootfile full-path='A & B.xml'></container>",  # as OpenEWLD writes them
    ],
)
def test_a_zipped_score_is_found_whatever_its_container_says(container: bytes | None) -> None:
    assert read_musicxml(zipped(write_musicxml(a_sheet()), container)) == a_sheet()


def test_utf_16_is_read() -> None:
    text = write_musicxml(a_sheet()).decode().replace("UTF-8", "UTF-16")
    assert read_musicxml(text.encode("utf-16")) == a_sheet()


def _bomb(entities: str) -> bytes:
    return f"<?xml version='1.0'?><!DOCTYPE score-partwise [{entities}]><score-partwise>&b;</score-partwise>".encode()


def _zip_bomb() -> bytes:
    return zipped(b"<score-partwise>" + b" " * 200_000_000)


def _many_files() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(2000):
            archive.writestr(f"{number}.xml", b"")
    return file.getvalue()


LAUGHS = '<!ENTITY a "ha">' + '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">' * 20


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"x" * 10_000_000, "the file is too large for a chart"),
        (_zip_bomb(), "the score is too large for a chart"),
        (_many_files(), "the archive holds more than 200 files"),
        (_bomb(LAUGHS), "declares XML entities"),
        (_bomb("<!ENTITY b SYSTEM 'file:///etc/passwd'>"), "declares XML entities"),
        (_bomb("<!ENTITY % b SYSTEM 'http://example.com/x.dtd'> %b;"), "declares XML entities"),
        (b"", "not readable XML: no element found"),
        (b"PK\x03\x04 and no more", "damaged zip"),
        (b"<html/>", "not MusicXML: it holds <html>"),
        (b"<score-partwise/>", "a chart has 1 to 1000 bars, this score has 0"),
        (zipped(b"no XML"), "not readable XML"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_hostile_or_no_score_is_refused_at_once(data: bytes, sentence: str) -> None:
    start = time.process_time()
    with pytest.raises(ChartError, match=sentence):
        read_musicxml(data)
    assert time.process_time() - start < 0.1  # seconds


def test_damaged_scores_are_read_or_refused_in_a_sentence() -> None:
    said = list(sentences([write_musicxml(a_sheet())], 300, seed=20))
    assert 20 < said.count("") < 280  # both happen
    assert not any("\n" in sentence or len(sentence) > 150 for sentence in said)
