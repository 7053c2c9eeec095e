"""The built-in tunes: each has the form that it is filed under, its harmony goes where it leads, and its end leads back
to its beginning."""

from itertools import chain, pairwise

import pytest
from msgspec.structs import replace

from jamd.music.charts.builtin import builtin_names
from jamd.music.charts.form import Chart
from jamd.music.charts.load import load_chart
from jamd.music.charts.transpose import tonic_of
from jamd.music.harmony.chords import Chord

TWELVE = [
    *(f"blues-in-{key}" for key in ("a", "ab", "bb", "c", "d", "db", "e", "eb", "f", "g")),
    "bird-blues-in-bb", "bird-blues-in-f", "blues-in-five", "funk-blues", "minor-blues",
    "minor-blues-in-a", "minor-blues-in-f",
    "minor-blues-in-g", "thirds-blues", "waltz-blues",
]  # fmt: skip
BLUES = {
    8: ["eight-bar-blues", "eight-bar-minor-blues"],
    12: TWELVE,
    16: ["sixteen-bar-blues"],
    24: ["minor-waltz-blues"],
    144: ["blues-through-the-keys"],
}
AABA = [
    "aaba-in-ab", "aaba-in-bb", "aaba-in-c-minor", "aaba-in-d-minor", "aaba-in-eb", "aaba-in-f", "aaba-in-five",
    "ballad-in-db",
    "ballad-in-f-minor", "bossa-in-d-minor", "bossa-in-f", "jazz-waltz", "minor-waltz", "samba-in-c", "shuffle-in-g",
    "thirds-aaba", "minor-rhythm-changes", "rhythm-changes", "rhythm-changes-in-ab", "rhythm-changes-in-c",
    "rhythm-changes-in-eb", "rhythm-changes-in-f", "rhythm-changes-in-thirds",
]  # fmt: skip
ABAC = [
    "abac-in-bb", "abac-in-c", "abac-in-eb", "abac-in-f", "abac-in-g-minor", "ballad-in-f", "bossa-in-g", "waltz-in-g",
]  # fmt: skip
MODAL = {
    "AABA": ["modal-aaba", "modal-dorian-bossa", "modal-fast", "modal-suspended"],
    "ABCD": ["modal-four-windows"],
    "AB": ["modal-lydian"],
}
SIXTEEN = [
    "ballad-in-c", "bossa-in-a-minor", "funk-in-d-minor", "funk-in-f", "minor-thirds-cycle", "samba-in-e-minor",
    "thirds-cycle", "waltz-in-bb",
]  # fmt: skip
DRILLS = {
    8: ["ii-v-i", "minor-ii-v-i"],
    16: ["ii-v-chromatic", "major-and-minor-ii-v-i", "minor-turnarounds", "thirds-ii-v-i", "turnarounds-in-c",
         "turnarounds-in-f"],
    24: ["dominant-cycle", "ii-v-i-cycle", "ii-v-i-tritone", "ii-v-i-whole-steps", "minor-ii-v-i-cycle"],
    48: ["ii-v-i-12-keys", "minor-ii-v-i-12-keys", "turnarounds-12-keys"],
}  # fmt: skip

every_tune = pytest.mark.parametrize("name", builtin_names())


def chart_of(name: str) -> Chart:
    return load_chart(f"builtin:{name}")


def letters(chart: Chart) -> str:
    return "".join(section.name for section in chart.sections)


def chords(chart: Chart) -> list[Chord]:
    """One after the other, without repetitions, and the first once more at the end."""
    written = [change.chord for bar in chart.bars for change in bar]
    return [written[0], *(after for before, after in pairwise([*written, written[0]]) if after != before)]


def rises(before: Chord, after: Chord) -> int:
    return (after.root - before.root) % 12


def test_every_tune_is_filed_under_one_form() -> None:
    filed = [*AABA, *ABAC, *SIXTEEN, *chain(*BLUES.values(), *MODAL.values(), *DRILLS.values())]
    assert sorted(filed) == list(builtin_names())
    assert len(filed) >= 40


@every_tune
def test_titles_are_told_apart(name: str) -> None:
    titles = [chart_of(other).title for other in builtin_names()]
    assert titles.count(chart_of(name).title) == 1


@pytest.mark.parametrize(("bars", "names"), [*BLUES.items(), *DRILLS.items()])
def test_forms_by_their_length(bars: int, names: list[str]) -> None:
    assert {name: len(chart_of(name).bars) for name in names} == dict.fromkeys(names, bars)


@pytest.mark.parametrize(("form", "names"), [("AABA", AABA), ("ABAC", ABAC), *MODAL.items(), ("AB", SIXTEEN)])
def test_forms_by_their_letters(form: str, names: list[str]) -> None:
    """Sections of eight bars; those of one letter open alike."""
    for name in names:
        chart = chart_of(name)
        assert letters(chart) == form, name
        assert [section.first for section in chart.sections] == list(range(0, 8 * len(form), 8)), name
        assert len(chart.bars) == 8 * len(form), name
        openings: dict[str, set[object]] = {letter: set() for letter in form}
        for section in chart.sections:
            openings[section.name].add(chart.bars[section.first : section.first + 4])
        assert all(len(different) == 1 for different in openings.values()), name


@every_tune
def test_the_end_leads_to_the_beginning(name: str) -> None:
    """Down a fifth or a semitone, or on the same root; or the tonic is reached, and a new II V sets out."""
    first, last = chart_of(name).bars[0][0].chord, chart_of(name).bars[-1][-1].chord
    sets_out = first.quality in ("m7", "m7b5") and last.quality in ("maj7", "6", "m6")
    assert rises(last, first) in (0, 5, 11) or sets_out, f"{last} {first}"


@pytest.mark.parametrize("name", [*TWELVE, *BLUES[8], *BLUES[16], *BLUES[24]])
def test_a_blues_begins_at_home_and_goes_to_the_fourth(name: str) -> None:
    """By the half of its form it has been there, and its last bar turns back."""
    chart = chart_of(name)
    home, half = chart.bars[0][0].chord, chart.bars[: len(chart.bars) // 2]
    if name != "thirds-blues":  # which moves in thirds from its fifth bar on
        assert (home.root + 5) % 12 in {change.chord.root for bar in half for change in bar}
    assert rises(chart.bars[-1][-1].chord, home) in (5, 11)


@pytest.mark.parametrize("name", [*AABA, *ABAC, *chain(*DRILLS.values())])
def test_dominants_resolve(name: str) -> None:
    """Most of them, down a fifth or a semitone. The rest deceive: to the third of their goal, up a step, back to the
    II."""
    moves = [rises(a, b) for a, b in pairwise(chords(chart_of(name))) if a.quality in ("7", "7sus")]
    if name != "ii-v-chromatic":  # a chain of II Vs that only its end resolves
        assert sum(move in (0, 5, 11) for move in moves) >= len(moves) / 2


@pytest.mark.parametrize("name", ["ii-v-i-12-keys", "ii-v-i-cycle", "ii-v-i-tritone", "turnarounds-12-keys"])
def test_twelve_keys_are_twelve_keys(name: str) -> None:
    assert {chord.root for chord in chords(chart_of(name)) if chord.quality == "maj7"} == set(range(12))


@pytest.mark.parametrize("name", ["minor-ii-v-i-12-keys", "minor-ii-v-i-cycle"])
def test_twelve_minor_keys(name: str) -> None:
    assert {chord.root for chord in chords(chart_of(name)) if chord.quality == "m6"} == set(range(12))


@pytest.mark.parametrize("name", ["thirds-cycle", "thirds-aaba", "rhythm-changes-in-thirds", "thirds-blues"])
def test_cycles_of_thirds_divide_the_octave(name: str) -> None:
    """Three tonics a major third apart."""
    tonics = {chord.root for chord in chords(chart_of(name)) if chord.quality in ("maj7", "6")}
    assert any({root, (root + 4) % 12, (root + 8) % 12} <= tonics for root in tonics)


@every_tune
def test_a_tune_is_in_the_key_and_near_the_tempo_that_it_names(name: str) -> None:
    """Its tonic chord is played: where the tune begins or ends, or in a drill, somewhere."""
    chart = chart_of(name)
    tonic, minor = tonic_of(chart.key), chart.key.endswith("m")
    played = chords(chart) if any(name in names for names in DRILLS.values()) else [
        chart.bars[0][0].chord, chart.bars[-1][-1].chord
    ]  # fmt: skip
    assert any(each.root == tonic and each.quality.startswith("m") is minor for each in map(plain, played))
    assert chart.bpm is not None
    assert 40 <= chart.bpm <= 240


def plain(chord: Chord) -> Chord:
    """`maj` and `maj7` begin with an m that says nothing of minor."""
    return replace(chord, quality="6") if chord.quality.startswith("maj") else chord


@pytest.mark.parametrize(("style", "slowest", "fastest"), [("ballad", 50, 76), ("bossa", 100, 150), ("funk", 90, 120)])
def test_a_style_has_its_tempos(style: str, slowest: float, fastest: float) -> None:
    tempos = [chart_of(name).bpm or 0 for name in builtin_names() if chart_of(name).style == style]
    assert tempos
    assert all(slowest <= bpm <= fastest for bpm in tempos)


def test_waltzes_are_in_three_and_a_few_tunes_in_five() -> None:
    assert {name for name in builtin_names() if chart_of(name).meter.beats == 3} == {
        "jazz-waltz", "minor-waltz", "minor-waltz-blues", "modal-lydian", "waltz-blues", "waltz-in-bb", "waltz-in-g",
    }  # fmt: skip
    assert {name for name in builtin_names() if chart_of(name).meter.beats == 5} == {"aaba-in-five", "blues-in-five"}
