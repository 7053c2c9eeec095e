"""Tunes of our own, as iReal Pro would write them."""

import random
from contextlib import suppress
from time import process_time
from urllib.parse import quote

import pytest
from generated_sheets import generated_sheet
from msgspec.structs import replace

from jamd.errors import ChartError
from jamd.music.charts.ireal import read_ireal, write_ireal
from jamd.music.charts.ireal.link import scrambled
from jamd.music.charts.ireal.page import read_page
from jamd.music.charts.ireal.writing import ireal_page
from jamd.music.charts.sheet import Measure, Sheet, TimeSignature, WrittenChord
from jamd.music.harmony.chords import parse_chord, read_chord
from jamd.music.time.notes import Tick

WALK = (
    "[*AT44D-7 G7 |C^7   |Eh7 A7b9 |D-7   ]{*BG-7   |C7   |N1F^7   | x  }|N2F6   |Q"
    "E-7,A7,D-7,G7,]<D.C. al Coda>Y[QC69   |n   Z"
)
PLAIN = f"irealbook://Autumn Walk=Smith Ada=Medium Swing=C=n={WALK}"


def bars(page: str) -> list[str]:
    """Each measure's chords, `symbol` on the first beat or `symbol@beat`, from 0, in quarters."""
    return [
        " ".join(f"{each.chord}" + (f"@{each.at / 960:g}" if each.at else "") for each in measure.chords)
        for measure in read_page(page)
    ]


def signs(measure: Measure) -> dict[str, object]:
    """What is not as usual in a measure, but for its chords and its time."""
    usual = Measure()
    names = set(usual.__struct_fields__) - {"chords", "time"}
    return {name: value for name in names if (value := getattr(measure, name)) != getattr(usual, name)}


def test_a_tune_in_the_plain_form() -> None:
    (tune,) = read_ireal(PLAIN)
    assert (tune.title, tune.composer, tune.style, tune.key) == ("Autumn Walk", "Ada Smith", "Medium Swing", "C")
    assert bars(WALK)[:4] == ["Dm7 G7@2", "Cmaj7", "Em7b5 A7b9@2", "Dm7"]
    assert tune.measures[0].time == TimeSignature(4, 4)
    assert [signs(measure) for measure in tune.measures] == [
        {"section": "A"}, {}, {}, {},
        {"section": "B", "opens_repeat": True}, {}, {"ending": (1,)}, {"closes_repeat": 2},
        {"ending": (2,), "to_coda": True}, {"jump": "D.C. al Coda"},
        {"section": "", "coda": True}, {},
    ]  # fmt: skip
    assert tune.measures[7].chords == tune.measures[6].chords


def test_the_links_of_a_playlist_in_every_dress() -> None:
    sheets = [Sheet(read_page(WALK), title, "Ada Smith", "Ballad", "Ebm", 132.0) for title in ("One", "The Other")]
    links = [write_ireal(sheet) for sheet in sheets]
    assert "Other%2C%20The" in links[1]
    both = f"{links[0]}%3D%3D%3D{links[1].removeprefix('irealb://')}%3D%3D%3DMy%20list"
    plain = "irealbook://" + "=".join(
        f"{title}=Smith Ada=Ballad=Eb-=n={WALK}" for title in ("One", "Other, The")
    )  # fmt: skip
    html = f'<html><body><h3><a href="{both}">My list</a> - <a href="http://example.org">x</a></h3></body></html>'
    for text in (both, html, f"Try this:\n{both} and tell me!", f"{links[0]}\n{links[1]}"):
        assert read_ireal(text) == sheets
    for text in (plain, f"irealbook://{quote(plain.removeprefix('irealbook://'))}"):
        read = read_ireal(text)
        assert [tune.title for tune in read] == ["One", "The Other"]
        assert [tune.measures for tune in read] == [sheet.measures for sheet in sheets]


def test_300_tunes_with_all_signs_come_back_as_they_were() -> None:
    for seed in range(300):
        sheet = generated_sheet(seed, off_beat=False)
        sheet = replace(sheet, key=sheet.key or "C")  # which a link always says
        assert read_ireal(write_ireal(sheet)) == [sheet], seed


def test_scrambling_is_its_own_inverse_and_leaves_a_short_end_alone() -> None:
    page = "".join(chr(33 + number % 90) for number in range(151))
    assert scrambled(scrambled(page)) == page
    assert scrambled(page)[:50] == page[49:44:-1] + page[5:10] + page[39:25:-1] + page[24:26] + page[23:9:-1] + (
        page[40:45] + page[4::-1]
    )
    assert scrambled(page)[100:] == page[100:]  # 51 characters


@pytest.mark.parametrize(
    ("page", "read"),
    [
        ("T44C   |C G7 |C,G7,|C,D-7,G7,|C,  F|", "C; C G7@2; C G7@2; C Dm7@2 G7@3; C F@3"),
        ("T44C  G7|C G7,A7,|C,D-7,E-7,F^7,|", "C G7@3; C G7@2 A7@3; C Dm7@1 Em7@2 Fmaj7@3"),
        ("T34C   |C G7 |C,D-7,G7,|", "C; C G7@2; C Dm7@1 G7@2"),
        ("T54C   |C G7 |", "C; C G7@3"),
        ("T64C G7 |T74C G7 |", "C G7@3; C G7@4"),
        ("T24C G7 |C,D-7,G7,C,|", "C G7@1; C Dm7@0.5 G7@1 C@1.5"),
        ("T22C G7 |C,D-7,G7,C,|", "C G7@2; C Dm7@1 G7@2 C@3"),
        ("T68C G7 |T58C G7 |T78C G7 |", "C G7@1.5; C G7@1.5; C G7@2"),
        ("T12C G7 |C,D-7,G7,C,|C  G7,|T98C G7 |", "C G7@3; C Dm7@1.5 G7@3 C@4.5; C G7@4.5; C G7@3"),
        ("T44pppG7|C  W/B|A-7 pp", "N.C. G7@3; C C/B@3; Am7"),
        ("T44C7   |   r|    |F   |", "C7; N.C.; C7; F"),
        ("T44C7   |F7   |   r|    |G7   |", "C7; F7; C7; F7; G7"),
        ("T44C7XyQKcl LZF7,nXyQ|Kcl ", "C7; C7; F7 N.C.@1; F7 N.C.@1"),
        ("T44sC^7,A-7,lD-7,G7,|fC6(A-7)   |(D-7)Y", "Cmaj7 Am7@1 Dm7@2 G7@3; C6"),
        ("T44C*maj7#9*/E   |F7sus  Ab7alt|", "Cmaj7#9/E; F7sus4 Ab7alt@3"),
        ("T44C   |    |        |F   ", "C; F"),
    ],
)  # fmt: skip
def test_cells_say_the_beats(page: str, read: str) -> None:
    assert bars(page) == read.split("; ")


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("*iC |[*vD |]E |<Bridge>F |*A<A2>G |", {0: {"section": "Intro"}, 1: {"section": "Verse"}, 2: {"section": ""},
                                                 3: {"section": "Bridge"}, 4: {"section": "A2"}}),
        ("{C |D <3x>}{E |<8x>F }|G }|A ", {0: {"opens_repeat": True}, 1: {"closes_repeat": 3},
                                           2: {"opens_repeat": True}, 3: {"closes_repeat": 8},
                                           4: {"closes_repeat": 2}}),
        ("C |<D.C. al Fine>D |x ][E |F |G Z", {2: {"jump": "D.C. al Fine"}, 3: {"section": ""}}),
        ("{C |N1D }|N2E }|N3F ]", {0: {"opens_repeat": True}, 1: {"ending": (1,), "closes_repeat": 2},
                                   2: {"ending": (2,), "closes_repeat": 2}, 3: {"ending": (3,)}}),
        ("{C |N0<1 3.>D }|N0<*602>E }|N4F ]", {0: {"opens_repeat": True}, 1: {"ending": (1, 3), "closes_repeat": 2},
                                               2: {"ending": (2,), "closes_repeat": 2}, 3: {"ending": (4,)}}),
        ("SC |D Q |E |<D.S. al Coda>F ]Q    [G Z", {0: {"segno": True}, 1: {"to_coda": True},
                                                   3: {"jump": "D.S. al Coda"}, 4: {"section": "", "coda": True}}),
        ("C |<Fine>D |E Z<XyQd.c. al fine>", {1: {"fine": True}, 2: {"jump": "D.C. al Fine"}}),
        ("C |UD |E Z", {1: {"fine": True}}),
        ("C Q |D |E ZQ", {}),
        ("C |D |E }", {}),
        ("{C |N1D }|N2E ][*BF }", {0: {"opens_repeat": True}, 1: {"ending": (1,), "closes_repeat": 2},
                                   2: {"ending": (2,)}, 3: {"section": "B"}}),
        ("{C |N1D }|N2E ][F |<D.C. al 2nd ending>G Z",
         {0: {"opens_repeat": True}, 1: {"ending": (1,), "closes_repeat": 2}, 2: {"ending": (2,), "fine": True},
          3: {"section": ""}, 4: {"jump": "D.C. al Fine"}}),
        ("C T34|D |", {}),
    ],
)  # fmt: skip
def test_signs_and_texts_say_the_form(page: str, found: dict[int, dict[str, object]]) -> None:
    assert {number: signs(measure) for number, measure in enumerate(read_page(page)) if signs(measure)} == found


def test_a_meter_that_ends_one_bar_belongs_to_the_next() -> None:
    assert [measure.time for measure in read_page("C T34|D |T12E |")] == [
        TimeSignature(4, 4), TimeSignature(3, 4), TimeSignature(12, 8),
    ]  # fmt: skip


def test_a_chord_that_ireal_does_not_have_stands_between_stars() -> None:
    symbols = ["Csus2", "D♭maj7sus4/F", "G7xyz", "Cm(maj7)", "F#m7b5"]
    chords = [WrittenChord(Tick(0), each) for each in map(read_chord, symbols)]
    sheet = Sheet(tuple(Measure((chord,), TimeSignature()) for chord in chords))
    read = read_ireal(write_ireal(sheet))[0]
    assert [str(measure.chords[0].chord) for measure in read.measures] == [
        "Csus2", "Dbmaj7sus4/F", "G7xyz", "Cm(maj7)", "F#m7b5",
    ]  # fmt: skip


def test_a_pickup_becomes_a_bar_that_rests_first() -> None:
    chord = WrittenChord(Tick(0), parse_chord("G7"))
    sheet = Sheet((Measure((chord,), TimeSignature()), Measure((chord,))), pickup=Tick(960))
    bar = read_page(ireal_page(sheet))[0]  # as iReal Pro plays it
    assert [(each.at, str(each.chord)) for each in bar.chords] == [(0, "N.C."), (2880, "G7")]
    assert read_ireal(write_ireal(sheet)) == [replace(sheet, key="C")]


def test_a_meter_that_ireal_does_not_have_is_said() -> None:
    sheet = Sheet((Measure((WrittenChord(Tick(0), parse_chord("C")),), TimeSignature(11, 8)),))
    with pytest.raises(ChartError, match="no 11/8"):
        write_ireal(sheet)


@pytest.mark.parametrize(
    "text",
    ["", "| Dm7 | G7 |", "irealb://", "irealb://search?blue", "irealb://a=b=c", "irealbook://T=C=S=K=n=",
     "irealb://%3D" * 9, "irealbook://T=C=S=K=n=" + "|C " * 1001,
     "irealbook://T=C=S=K=n=" + "C," * 17],
)  # fmt: skip
def test_what_is_no_tune_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(ChartError) as fault:
        read_ireal(text)
    assert "\n" not in str(fault.value)


def test_a_tune_without_bars_leaves_the_others_of_its_playlist() -> None:
    assert [tune.title for tune in read_ireal("irealbook://None=C=S=K=n=<drums>=One=C=S=K=n=C |")] == ["One"]


def test_a_link_of_ten_megabytes_is_refused_at_once() -> None:
    text = "irealb://" + "%3D" * 3_400_000
    before = process_time()
    with pytest.raises(ChartError, match="too long"):
        read_ireal(text)
    assert process_time() - before < 0.1


@pytest.mark.parametrize(
    "bomb", ["<" * 90_000, "(" * 90_000, "T44" * 30_000, "*" * 90_000, "{" * 90_000, "C*" * 40_000]
)
def test_no_sign_that_is_never_closed_takes_long(bomb: str) -> None:
    before = process_time()
    with suppress(ChartError):
        read_ireal(f"irealbook://T=C=S=K=n={bomb}C |")
    assert process_time() - before < 2


def test_damaged_links_are_read_or_refused() -> None:
    dice = random.Random(14)
    whole = [PLAIN, write_ireal(read_ireal(PLAIN)[0])]
    for _ in range(400):
        link = list(dice.choice(whole))
        for _ in range(dice.randint(1, 8)):
            place = dice.randrange(len(link))
            link[place : place + dice.randint(0, 3)] = dice.choice(
                ["", dice.choice("|{}[]ZTNSQUWxrnp*<>(),% =0aC"), "%", "é\0"]
            )
        with suppress(ChartError):
            for tune in read_ireal("".join(link)):
                with suppress(ChartError):
                    assert read_ireal(write_ireal(tune))
