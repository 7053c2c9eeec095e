"""A chorus of the bassist's own."""

from collections import Counter
from itertools import pairwise
from statistics import fmean
from typing import Any

import msgspec
import pytest

from jamd.commands.choices import Style
from jamd.music.charts.form import Chart
from jamd.music.charts.load import load_chart, read_chart
from jamd.music.planning.scene import Scene, Solo
from jamd.music.styles import ratio_of
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick
from jamd.players.bassist.bassist import Bassist
from jamd.players.bassist.melody import HIGH, LOW, melody
from jamd.players.bassist.phrases import FIGURE, phrase_of

BEAT, BAR = TICKS_PER_BEAT, 4 * TICKS_PER_BEAT
ALWAYS = ((Tick(0), Tick(1000 * BAR)),)


def scene(chart: str = "builtin:blues-in-f", **fields: Any) -> Scene:
    form = load_chart(chart)
    plain: dict[str, Any] = {
        "meter": form.meter, "bpm": 150.0, "heard": Tick(0), "you": (), "own": (), "chord": None, "chart": form,
        "role": "solo", "intensity": 0.4, "swing": ratio_of("swing", "line", 150.0, 1.0), "temperature": 1.0,
        "seed": 7, "apart": ALWAYS, "soloed": ALWAYS,
    }  # fmt: skip
    return Scene(**plain | fields)


def played(told: Scene, bars: int = 12, stride: int = BAR, first: int = 0) -> list[Note]:
    """Planned stretch by stretch, from the bar `first` on."""
    notes: list[Note] = []
    for start in range(first * told.meter.bar, (first + bars) * told.meter.bar, stride):
        now = msgspec.structs.replace(told, own=tuple(notes))
        notes += Bassist().play(now, Tick(start), Tick(start + stride))
    return notes


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("chart", ["builtin:blues-in-f", "builtin:rhythm-changes"])
def test_law_one_voice_in_its_register_that_rests_between_phrases(chart: str, seed: int) -> None:
    notes = played(scene(chart, seed=seed), 24)
    assert all(LOW <= note.pitch <= HIGH for note in notes)
    gaps = [after.start - before.end for before, after in pairwise(notes)]
    assert min(gaps) >= 0
    assert 4 <= sum(gap > 0.6 * BEAT for gap in gaps) <= 16
    assert 3 < len(notes) / 24 < 6.5


FIVE_AND_FIVE = "[A]\n| C7 | F7 | C7 | Gm7 | C7 |\n[B]\n| F7 | C7 | Dm7 | G7 | C7 |"
THIRTEEN_BARS = "| C7 | F7 | C7 | Gm7 | C7 | F7 | C7 | Dm7 | G7 | C7 | F7 | G7 | C7 |"


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "chart", [load_chart("builtin:blues-in-f"), read_chart(FIVE_AND_FIVE), read_chart(THIRTEEN_BARS)]
)
def test_law_planned_again_from_any_tick_it_is_the_same(chart: Chart, seed: int) -> None:
    told = scene(seed=seed, solos=(Solo(Tick(0), Tick(16 * BAR), "bass"),))
    told = msgspec.structs.replace(told, chart=chart)
    notes = played(told, 16)
    for start in range(0, 14 * BAR, 7 * BEAT // 3):
        before = tuple(note for note in notes if note.start < start)
        again = Bassist().play(msgspec.structs.replace(told, own=before), Tick(start), Tick(start + 2 * BAR))
        assert again == tuple(note for note in notes if start <= note.start < start + 2 * BAR)
    assert notes == played(told, 16, stride=BEAT)


@pytest.mark.parametrize(("chart", "ends"), [(FIVE_AND_FIVE, (5, 10)), (THIRTEEN_BARS, (13,))], ids=["5+5", "13"])
def test_a_phrase_ends_where_its_section_does(chart: str, ends: tuple[int, ...]) -> None:
    told = msgspec.structs.replace(scene(), chart=read_chart(chart))
    for end in ends:
        assert phrase_of(told, end - 1).end == end * BAR
        assert phrase_of(told, end).end == (end + 2) * BAR


def test_a_solo_that_begins_inside_a_phrase_leaves_walked_notes_alone() -> None:
    """Whatever was walked since the phrase began, the solo is the same."""
    begins = Tick(3 * BAR)
    for seed in range(8):
        alone = {"seed": seed, "solos": (Solo(begins, Tick(12 * BAR), "bass"),), "soloed": ((begins, Tick(12 * BAR)),)}
        told = scene(**alone)
        first = phrase_of(told, 2).places[0] - BEAT // 8
        walked = played(scene(seed=seed, role="comp"), 3)
        lower = [note if note.start < first else msgspec.structs.replace(note, pitch=28) for note in walked]
        one, other = (
            Bassist().play(msgspec.structs.replace(told, own=tuple(own)), begins, Tick(5 * BAR))
            for own in (walked, lower)
        )
        assert one == other


def test_the_figure_of_eight_bars_comes_back_with_its_rhythm_and_nearly_with_its_intervals() -> None:
    apart = []
    for seed in range(12):
        told = scene("builtin:rhythm-changes", seed=seed)
        notes = played(told, 8)
        for bar in (2, 4, 6):
            phrase = phrase_of(told, bar)
            if phrase.figure is None:
                continue
            first, again = ([n for n in notes if 0 <= n.start + 60 - at < FIGURE * BEAT] for at in phrase.figure[::-1])
            assert beats(first) == beats(again)
            apart += [abs(b - a) for a, b in zip(intervals(first), intervals(again), strict=True)]
    assert len(apart) > 30
    assert fmean(each <= 1 for each in apart) > 0.7


def beats(notes: list[Note]) -> list[int]:
    """In which half of which beat of its bar each note begins."""
    return [(note.start + 60) % BAR // (BEAT // 2) for note in notes]


def intervals(notes: list[Note]) -> list[int]:
    return [b.pitch - a.pitch for a, b in pairwise(notes)]


def test_a_hot_solo_is_busier_louder_and_higher_and_a_fast_one_has_fewer_notes() -> None:
    cold, hot = (played(scene(intensity=intensity), 24) for intensity in (0.15, 0.8))
    assert len(cold) < len(hot)
    assert fmean(note.velocity for note in cold) + 8 < fmean(note.velocity for note in hot)
    assert fmean(note.pitch for note in cold) < fmean(note.pitch for note in hot)
    slow, fast = (played(scene(bpm=bpm), 24) for bpm in (100.0, 260.0))
    assert len(fast) < len(slow)


def test_chord_tones_are_on_the_strong_beats_and_at_rest() -> None:
    told = scene("builtin:rhythm-changes")
    strong, long = [], []
    for seed in range(4):
        for note in played(scene("builtin:rhythm-changes", seed=seed), 16):
            chord = told.chord_at(Tick(note.start + 60))
            assert chord is not None
            inside = note.pitch % 12 in chord.chord_tones
            if (note.start + 60) % (2 * BEAT) < 120:
                strong.append(inside)
            if note.end - note.start > 1.2 * BEAT:
                long.append(inside or note.pitch % 12 in chord.tensions)
    assert fmean(strong) > 0.55
    assert fmean(long) > 0.85


@pytest.mark.parametrize(("beats", "strong"), [(3, {0}), (4, {0, 2}), (5, {0, 3})])
def test_strong_beats_are_those_of_the_bar_and_have_more_chord_tones(beats: int, strong: set[int]) -> None:
    meter, inside = Meter(beats), Counter[int]()
    chart = read_chart(f"meter: {beats}/4\n| C6 |")
    for seed in range(50):
        told = msgspec.structs.replace(scene(seed=seed, temperature=0.4), meter=meter, chart=chart)
        eighths = range(0, 8 * meter.bar, BEAT // 2)
        for place, pitch in zip(eighths, melody(told, eighths, None, {}, ()), strict=True):
            if place % BEAT == 0:
                inside[place // BEAT % beats] += pitch % 12 in (0, 4, 7, 9)
    assert min(inside[beat] for beat in strong) > max(inside[beat] for beat in set(range(beats)) - strong)


def test_the_last_bar_walks_out() -> None:
    for seed in range(3):
        notes = played(scene(seed=seed, solos=(Solo(Tick(12 * BAR), Tick(24 * BAR), "bass"),)), first=12)
        last = [note.start - 23 * BAR for note in notes if note.start >= 23 * BAR]
        assert all(any(abs(start - beat * BEAT) < 100 for start in last) for beat in range(4))


@pytest.mark.parametrize(("chart", "style"), [("waltz-in-bb", "waltz"), ("bossa-in-f", "bossa")])
def test_other_meters_and_feels_have_solos_too(chart: str, style: Style) -> None:
    told = scene(f"builtin:{chart}", style=style, swing=ratio_of(style, "line", 150.0, 1.0))
    notes = played(told, 16)
    assert len(notes) > 16 * told.meter.beats / 2
    assert all(after.start >= before.end for before, after in pairwise(notes))


def test_where_no_chord_is_known_nothing_is_played() -> None:
    assert played(msgspec.structs.replace(scene(), chart=None), 4) == []
