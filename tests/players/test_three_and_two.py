"""Bars of five, for players that know three: 1 2 3 (1) 2 3."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.commands.choices import Style
from jamd.music.charts.form import Change, Chart, MeterChange, Section
from jamd.music.drum_kit import PEDAL_HAT, PITCH_OF_VOICE, VOICE_OF_PITCH
from jamd.music.drum_time import keeps_time, place_of
from jamd.music.harmony.chords import parse_chord
from jamd.music.planning.scene import Player
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick
from jamd.music.time.swing import swing_ratio
from jamd.players.drummer.drummer import Drummer
from jamd.players.pianist.pianist import Pianist
from jamd.players.rules.drummer import RulesDrummer
from jamd.players.rules.pianist import RulesPianist
from jamd.players.three_and_two import in_threes, played_in_threes, to_five, to_threes
from tests.players.drummer.playing import scene

BEAT = TICKS_PER_BEAT
FIVE, BAR = Meter(5), 5 * TICKS_PER_BEAT
TUNE = Chart(
    "Five",
    FIVE,
    (
        (Change(0, parse_chord("Cm7")), Change(3, parse_chord("F7"))),
        (Change(0, parse_chord("Bbmaj7")), Change(2, parse_chord("G7")), Change(4, parse_chord("Ab7"))),
    ),
    (Section("A", 0), Section("B", 1)),
)

FORM = Chart("Five", FIVE, TUNE.bars * 4)


def note(tick: int, length: int = 100) -> Note:
    return Note(Tick(tick), 60, Tick(tick + length), 80)


@given(st.integers(0, 100 * BAR))
def test_every_tick_of_five_comes_back(tick: int) -> None:
    (back,) = to_five([Note(to_threes(Tick(tick)), 60, Tick(to_threes(Tick(tick)) + 1), 80)])
    assert back.start == tick


@given(st.lists(st.integers(0, 40 * BAR), min_size=2))
def test_what_comes_later_stays_later(ticks: list[int]) -> None:
    there = [to_threes(Tick(tick)) for tick in sorted(set(ticks))]
    assert there == sorted(set(there))


@pytest.mark.parametrize(
    ("five", "threes"),
    [
        (0, 0),
        (2 * BEAT, 2 * BEAT),
        (3 * BEAT, 4 * BEAT),
        (4 * BEAT, 5 * BEAT),
        (BAR, 6 * BEAT),
        (BAR - 20, 6 * BEAT - 20),
    ],
)
def test_the_fourth_beat_is_the_second_of_another_bar(five: int, threes: int) -> None:
    assert to_threes(Tick(five)) == threes


def test_a_stroke_a_little_early_stays_with_its_beat() -> None:
    assert to_threes(Tick(3 * BEAT - 30)) == 4 * BEAT - 30


def test_what_is_played_in_the_beat_that_is_put_in_is_left_out_and_what_sounds_through_it_is_shorter() -> None:
    kept = list(to_five([note(0, 3 * BEAT + 400), note(3 * BEAT + 10), note(4 * BEAT - 100), note(4 * BEAT, BEAT)]))
    assert [(each.start, each.end) for each in kept] == [(0, 3 * BEAT), (3 * BEAT, 4 * BEAT)]


def test_the_chart_has_its_changes_at_the_same_notes() -> None:
    told = in_threes(scene("swing", 150, 5, chart=TUNE))
    assert told.style == "waltz"
    chart = told.chart
    assert chart is not None
    assert [[(change.beat, str(change.chord)) for change in bar] for bar in chart.bars] == [
        [(0, "Cm7")],
        [(0, "F7")],
        [(0, "Bbmaj7"), (2, "G7")],
        [(0, "G7"), (2, "Ab7")],
    ]
    assert [section.first for section in chart.sections] == [0, 2]
    for beat in range(2 * 5):
        tick = Tick(beat * BEAT)
        assert chart.chord_at(to_threes(tick)) == TUNE.chord_at(tick)


def test_the_drums_are_shown_whole_bars() -> None:
    shown: list[Note] = []

    def play(told, start, end) -> tuple[Note, ...]:
        shown.extend(told.own)
        return ()

    own = (note(0), note(3 * BEAT))
    played_in_threes(play, scene("swing", 150, 5, own=own), Tick(BAR), Tick(2 * BAR), drums=True)
    assert [each.start for each in shown] == [0, 3 * BEAT, 4 * BEAT]


def bars_of(player: Player, told, count: int) -> list[list[Note]]:
    """Bar after bar, as the band plans; a stroke that is a little early belongs to its beat."""
    notes: tuple[Note, ...] = ()
    for number in range(count):
        start, end = Tick(number * BAR), Tick((number + 1) * BAR)
        now = type(told)(
            **{name: getattr(told, name) for name in told.__struct_fields__} | {"own": notes, "heard": start}
        )
        played = player.play(now, start, end)
        assert all(start <= each.start < end for each in played)
        notes += played
    return [[each for each in notes if (each.start + 60) // BAR == number] for number in range(count)]


@pytest.mark.parametrize("style", ["swing", "ballad", "bossa", "samba", "funk", "shuffle"])
@pytest.mark.parametrize("player", [Drummer, RulesDrummer])
def test_drummers_keep_the_time_of_five(player: type[Player], style: Style) -> None:
    told = scene(style, 130, 5, chart=FORM)
    kept = []
    for number, bar in enumerate(bars_of(player(), told, 16)):
        hits = [(place_of(each.start, told.swing) - 20 * number, VOICE_OF_PITCH.get(each.pitch, -1)) for each in bar]
        kept.append(keeps_time(hits, style, FIVE))
    assert sum(kept) >= 13  # the others are fills


def test_the_foot_is_on_two_and_four() -> None:
    feet = [0] * 10
    for number, bar in enumerate(bars_of(Drummer(), scene("swing", 160, 5, chart=FORM), 24)):
        for each in bar:
            if each.pitch == PITCH_OF_VOICE[PEDAL_HAT]:
                feet[round((each.start - number * BAR) / (BEAT / 2)) % 10] += 1
    assert min(feet[2], feet[6]) > 15
    assert sum(feet) - feet[2] - feet[6] <= 4


@pytest.mark.parametrize("player", [Pianist, RulesPianist])
@pytest.mark.parametrize("role", ["comp", "answer", "solo"])
def test_pianists_play_the_chords_of_five(player: type[Player], role: str) -> None:
    told = scene("swing", 150, 5, chart=FORM, role=role, swing=swing_ratio("band", 150))
    bars = bars_of(player(), told, 16)
    assert sum(map(bool, bars)) >= 10
    if role == "comp":
        for bar in bars:
            for each in bar:
                near = {FORM.chord_at(Tick(each.start + ahead)) for ahead in (0, 60, BEAT // 2)}
                assert any(chord and each.pitch % 12 in chord.scale_tones for chord in near)


def test_a_chart_that_changes_its_meter_is_told_in_one() -> None:
    changing = Chart("", FIVE, ((Change(0, parse_chord("C")),),) * 2, meters=(MeterChange(1, Meter(4)),))
    told = in_threes(scene("swing", 150, 5, chart=changing)).chart
    assert told is not None
    assert (told.meter, told.meters) == (Meter(3), ())
