"""The bass that plays where the bassist fails."""

from itertools import pairwise

import pytest

from jamd.commands.choices import Style
from jamd.music.planning.scene import Scene
from jamd.music.styles import STYLES
from jamd.music.time.notes import Note, Tick
from jamd.players.rules.bassist import RulesBassist
from tests.players.bassist.playing import BEAT, chart, scene

BAR = 4 * BEAT


def played(told: Scene, bars: int) -> tuple[Note, ...]:
    return RulesBassist().play(told, Tick(0), Tick(bars * told.meter.bar))


def places(told: Scene, bars: int) -> list[tuple[float, int]]:
    """(beat from 0 on, pitch class)"""
    return [(round(note.start / BEAT), note.pitch % 12) for note in played(told, bars)]


def test_it_plays_the_root_on_one_and_the_fifth_or_a_new_root_on_three() -> None:
    assert places(scene(chart=chart("C7 | Dm7 G7 | Cm7b5 | C7/G")), 4) == [
        (0, 0), (2, 7), (4, 2), (6, 7), (8, 0), (10, 6), (12, 7), (14, 7),
    ]  # fmt: skip
    assert places(scene("waltz", chart=chart("C | F", 3)), 2) == [(0, 0), (2, 7), (3, 5), (5, 0)]


def test_without_a_chord_nothing_is_played() -> None:
    assert places(scene(chart=chart("C7 N.C. | N.C.")), 2) == [(0, 0)]
    assert played(scene(chart=None), 4) == ()
    assert RulesBassist().play(scene(chart=None, role="last"), Tick(0), Tick(1)) == ()


@pytest.mark.parametrize("style", sorted(STYLES))
def test_one_note_at_a_time_planned_again_as_before(style: Style) -> None:
    told = scene(style)
    notes = played(told, 8)
    assert all(note.end <= after.start for note, after in pairwise(notes))
    for cut in range(0, 8 * told.meter.bar, 700):
        own = tuple(note for note in notes if note.start < cut)
        again = scene(style, own=own)
        assert own + RulesBassist().play(again, Tick(cut), Tick(8 * told.meter.bar)) == notes


def test_a_break_is_one_short_note_and_the_end_a_long_one() -> None:
    (hit,) = RulesBassist().play(scene(role="break"), Tick(BAR), Tick(BAR + 1))
    (last,) = RulesBassist().play(scene(role="last"), Tick(BAR), Tick(BAR + 1))
    assert hit.start == last.start == BAR
    assert hit.end - hit.start < BEAT
    assert last.end - last.start >= BAR
