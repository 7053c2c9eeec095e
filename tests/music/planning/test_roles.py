"""Who plays when, and in which role."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.commands.choices import Mode
from jamd.music.charts.load import load_chart
from jamd.music.planning.leading import from_the_top
from jamd.music.planning.requests import Place, Requests, requested
from jamd.music.planning.roles import NOTHING, is_alone, spans
from jamd.music.planning.turns import Turn, rest_is_expected, turn_at, turn_told, turns
from jamd.music.settings import JamSettings, PartSettings
from jamd.music.time.notes import BAND, BandPart, Meter, Tick

BAR = 3840
BLUES = from_the_top(load_chart("builtin:blues-in-f"), Meter(4))
MODES: tuple[Mode, ...] = ("accompany", "tune", "trade", "continue", "solo", "drums", "piano")


def settings(mode: Mode = "accompany", **changes: object) -> JamSettings:
    parts = {part: PartSettings() for part in BAND}
    return JamSettings(**{"meter": Meter(4), "parts": parts, "seed": 1, "mode": mode, "trade_bars": 2} | changes)


def roles(
    part: BandPart,
    jam: JamSettings,
    start: int = 0,
    end: int = 4 * BAR,
    phrase_end: int | None = None,
    ending: int | None = None,
    requests: Requests = NOTHING,
) -> list[tuple[float, float, str]]:
    """(from bar, to bar, role)"""
    over, last = (None if tick is None else Tick(tick) for tick in (phrase_end, ending))
    return [
        (a / BAR, b / BAR, role) for a, b, role in spans(part, jam, BLUES, Tick(start), Tick(end), over, last, requests)
    ]


@pytest.mark.parametrize(
    ("mode", "over", "drums", "piano"),
    [
        ("accompany", False, "comp", "comp"),
        ("continue", False, "comp", "rest"),
        ("continue", True, "comp", "line"),
        ("tune", False, "comp", "comp"),  # nobody has asked for an order
        ("solo", False, "comp", "solo"),
        ("drums", False, "comp", "rest"),
        ("piano", False, "rest", "comp"),
    ],
)
def test_a_mode_gives_each_part_one_role(mode: Mode, over: bool, drums: str, piano: str) -> None:
    end = 0 if over else None
    assert roles("drums", settings(mode), phrase_end=end) == [(0, 4, drums)]
    assert roles("piano", settings(mode), phrase_end=end) == [(0, 4, piano)]


def test_to_continue_the_piano_waits_for_the_end_of_the_phrase() -> None:
    assert roles("piano", settings("continue"), phrase_end=3 * BAR) == [(0, 3, "rest"), (3, 4, "line")]
    assert roles("drums", settings("continue"), phrase_end=3 * BAR) == [(0, 4, "comp")]


def test_in_a_trade_the_drums_play_on_and_the_piano_answers_in_its_turn() -> None:
    jam = settings("trade")
    assert roles("piano", jam, end=6 * BAR) == [(0, 2, "rest"), (2, 4, "answer"), (4, 6, "rest")]
    assert [role for _, _, role in roles("drums", jam)] == ["comp", "comp"]
    assert roles("piano", settings("trade", you_first=False), end=2 * BAR) == [(0, 2, "answer")]


def test_a_stretch_that_begins_in_the_middle_of_a_turn_has_its_rest() -> None:
    assert roles("piano", settings("trade"), start=BAR, end=3 * BAR) == [(1, 2, "rest"), (2, 3, "answer")]


def test_nothing_is_played_before_the_form_begins() -> None:
    assert roles("drums", settings(), start=-2 * BAR, end=BAR) == [(0, 1, "comp")]
    assert roles("drums", settings(), start=-2 * BAR, end=0) == []


def test_a_part_that_is_switched_off_has_no_roles() -> None:
    jam = settings(parts={"drums": PartSettings(), "piano": PartSettings(enabled=False)})
    assert roles("piano", jam) == []
    assert roles("drums", jam) == [(0, 4, "comp")]


def test_a_part_is_alone_where_no_other_is_heard() -> None:
    def bass_with(**others: PartSettings) -> bool:
        return is_alone("bass", settings(parts={"bass": PartSettings(), **others}))

    assert bass_with()
    assert bass_with(drums=PartSettings(mute=True), piano=PartSettings(enabled=False))
    assert not bass_with(drums=PartSettings())
    assert is_alone("bass", settings("bass"))
    assert not is_alone("bass", settings("accompany"))


def test_the_last_hit_ends_the_tune() -> None:
    assert roles("drums", settings(), ending=3 * BAR) == [(0, 3, "comp"), (3, 3 + 1 / BAR, "last")]
    assert roles("drums", settings(), ending=4 * BAR) == [(0, 4, "comp")]  # the next plan has it
    assert roles("drums", settings(), start=2 * BAR, ending=BAR) == []  # it is over


def test_in_a_trade_both_strike_the_last_hit_but_a_part_that_never_plays_does_not() -> None:
    assert [role for _, _, role in roles("piano", settings("trade"), end=2 * BAR, ending=BAR)] == ["rest", "last"]
    assert [role for _, _, role in roles("piano", settings("drums"), end=2 * BAR, ending=BAR)] == ["rest"]


def test_a_rest_is_expected_while_it_is_the_bands_turn() -> None:
    assert rest_is_expected(settings("continue"), BLUES, Tick(0), NOTHING)
    assert rest_is_expected(settings("solo"), BLUES, Tick(0), NOTHING)
    assert not rest_is_expected(settings("accompany"), BLUES, Tick(0), NOTHING)
    assert [rest_is_expected(settings("trade"), BLUES, Tick(bar * BAR), NOTHING) for bar in range(4)] == [
        False,
        False,
        True,
        True,
    ]


@given(st.sampled_from(MODES), st.sampled_from((1, 2, 4)), st.booleans(), st.integers(0, 99999), st.integers(0, 99999))
def test_law_turns_cover_a_stretch_without_gap_or_overlap(
    mode: Mode, bars: int, you_first: bool, start: int, length: int
) -> None:
    jam = settings(mode, trade_bars=bars, you_first=you_first)
    found = list(turns(jam, BLUES, Tick(start), Tick(start + length)))
    edges = [start, *(end for _, end, _ in found)]
    assert [begin for begin, _, _ in found] == edges[:-1]
    assert edges[-1] == start + length
    assert all(turn_at(jam, BLUES, begin) == turn == turn_at(jam, BLUES, Tick(end - 1)) for begin, end, turn in found)
    assert all(turn.end is None or turn.start <= begin < end <= turn.end for begin, end, turn in found)


def test_a_turn_is_known_from_anywhere_in_it_and_nobody_has_one_without_a_trade() -> None:
    trade = settings(mode="trade", trade_bars=4)
    found = {turn_at(trade, BLUES, Tick(tick)) for tick in (4 * BAR, 5 * BAR + 7, 8 * BAR - 1)}
    assert found == {Turn("piano", Tick(4 * BAR), Tick(8 * BAR))}
    assert turn_at(trade, BLUES, Tick(-BAR)) == ("you", 0, 4 * BAR, None)
    assert turn_at(settings(), BLUES, Tick(0)) == ("both", 0, None, None)


@pytest.mark.parametrize(
    ("trade_with", "you_first", "turns_taken"),
    [
        ("piano", True, "you piano you piano"),
        ("drums", False, "drums you drums you"),
        ("both", True, "you piano you drums"),
        ("both", False, "piano you drums you"),
    ],
)
def test_turns_go_round(trade_with: str, you_first: bool, turns_taken: str) -> None:
    jam = settings("trade", trade_with=trade_with, you_first=you_first)
    assert " ".join(turn.who for _, _, turn in turns(jam, BLUES, Tick(0), Tick(8 * BAR))) == turns_taken


def test_who_trades_with_the_drums_is_accompanied_and_the_drums_are_alone() -> None:
    jam = settings("trade", trade_with="drums")
    assert roles("drums", jam) == [(0, 2, "comp"), (2, 4, "solo")]
    assert roles("piano", jam) == [(0, 2, "comp"), (2, 4, "rest")]


def test_who_trades_with_both_leaves_them_the_room() -> None:
    jam = settings("trade", trade_with="both")
    assert [role for _, _, role in roles("piano", jam, end=8 * BAR)] == ["rest", "answer", "rest", "rest"]
    assert [role for _, _, role in roles("drums", jam, end=8 * BAR)] == ["comp", "comp", "comp", "solo"]


@pytest.mark.parametrize(("soloist", "other"), [("piano", "bass"), ("bass", "piano")])
def test_a_solo_that_is_asked_for_in_the_turn_of_the_drums_is_accompanied(soloist: BandPart, other: BandPart) -> None:
    jam, solo = settings("trade", trade_with="drums", you_first=False), asked(f"{soloist} solo")
    assert {role for _, _, role in roles(other, jam, end=12 * BAR, requests=solo)} == {"comp"}
    assert {role for _, _, role in roles("drums", jam, end=12 * BAR, requests=solo)} == {"comp"}
    assert {role for _, _, role in roles(other, jam, end=2 * BAR, requests=asked("break"))} == {"rest"}


def test_two_never_solo_at_once() -> None:
    solo = asked("piano solo")
    jam = settings("trade", trade_with="drums", you_first=False)
    assert roles("drums", jam, end=2 * BAR, requests=solo) == [(0, 2, "comp")]
    assert roles("piano", jam, end=2 * BAR, requests=solo) == [(0, 2, "solo")]


# -- what is asked for once


def asked(name: str, value: int | None = None, at: int = 0) -> Requests:
    return requested(Requests(), name, value, Place(Tick(at), BLUES))


def test_a_break_is_one_hit_and_silence_for_both_and_then_the_music_goes_on() -> None:
    one = asked("break", at=100)
    for part in BAND:
        assert roles(part, settings(), requests=one) == [
            (0, 1, "comp"),
            (1, 1 + 1 / BAR, "break"),
            (1 + 1 / BAR, 2, "rest"),
            (2, 4, "comp"),
        ]
    within = roles("drums", settings(), start=BAR + 960, requests=one)
    assert within == [(1.25, 2, "rest"), (2, 4, "comp")]  # planned again: the hit has been
    assert [role for _, _, role in roles("piano", settings("drums"), requests=one)] == ["rest"] * 4


def test_in_a_drum_solo_the_drums_are_alone() -> None:
    solo = asked("drum solo", 4, at=BAR)
    assert roles("drums", settings(), end=6 * BAR, requests=solo) == [(0, 1, "comp"), (1, 5, "solo"), (5, 6, "comp")]
    assert roles("piano", settings(), end=6 * BAR, requests=solo) == [(0, 1, "comp"), (1, 5, "rest"), (5, 6, "comp")]
    assert turn_told(settings(), BLUES, Tick(2 * BAR), solo).who == "drums"
    assert rest_is_expected(settings(), BLUES, Tick(2 * BAR), solo)
    assert turn_told(settings(), BLUES, Tick(5 * BAR), solo).who == "both"


@pytest.mark.parametrize("soloist", ["piano", "bass"])
def test_a_solo_of_piano_or_bass_is_accompanied_by_the_others(soloist: BandPart) -> None:
    solo = asked(f"{soloist} solo", at=5 * BAR)
    assert roles(soloist, settings(), end=25 * BAR, requests=solo) == [
        (0, 12, "comp"),
        (12, 24, "solo"),
        (24, 25, "comp"),
    ]
    for other in set(BAND) - {soloist}:
        assert {role for _, _, role in roles(other, settings(), end=25 * BAR, requests=solo)} == {"comp"}
    assert {role for _, _, role in roles("drums", settings("piano"), end=25 * BAR, requests=solo)} == {"rest"}
    assert rest_is_expected(settings(), BLUES, Tick(12 * BAR), solo)
