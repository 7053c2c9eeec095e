"""The bassist and a keyboardist who plays the bass: it leaves, and comes back."""

from functools import cache
from itertools import pairwise

import msgspec
import pytest

from jamd.commands.choices import Style
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from jamd.players.bassist.bassist import Bassist
from tests.players.bassist.playing import scene

BEAT, BAR = TICKS_PER_BEAT, 4 * TICKS_PER_BEAT
LEFT = tuple(Note(Tick(beat * BEAT), 36 + (beat * 5) % 12, Tick((beat + 1) * BEAT), 70) for beat in range(32, 64))
RIGHT = tuple(Note(Tick(at * BEAT // 2), 67 + (at * 5) % 12, Tick((at + 1) * BEAT // 2), 70) for at in range(192))
YOU = tuple(sorted(LEFT + RIGHT))
"""Walks in bars 8 to 15."""


def heard_at(told: Scene, you: tuple[Note, ...], now: int, own: tuple[Note, ...]) -> Scene:
    known = tuple(Note(n.start, n.pitch, Tick(min(n.end, now)), 70) for n in you if now - 16 * BAR < n.start < now)
    return msgspec.structs.replace(told, you=known, heard=Tick(now), own=own)


@cache
def behind(you: tuple[Note, ...], bars: int = 24, **told: object) -> tuple[Note, ...]:
    """Planned on every beat, half a beat ahead, as the band does."""
    bassist, kept = Bassist(), tuple[Note, ...]()
    for now in range(0, bars * BAR, BEAT):
        start = now + BEAT // 2 if now else 0
        plan = bassist.play(heard_at(scene(**told), you, now, kept), Tick(start), Tick(start + 2 * BAR))
        kept += tuple(note for note in plan if note.start < now + BEAT * 3 // 2)
    return kept


def test_it_leaves_the_bass_to_a_left_hand_that_walks_and_comes_back_on_a_one() -> None:
    struck = [note.start / BAR for note in behind(YOU)]
    assert any(7.5 < place < 9 for place in struck)
    assert not any(9 <= place < 17 for place in struck)
    back = min(place for place in struck if place >= 9)
    assert back == pytest.approx(18, abs=0.02)
    assert max(after - before for before, after in pairwise([place for place in struck if place >= back])) <= 0.75


def test_its_last_note_before_is_as_long_as_any() -> None:
    alone, notes = behind(RIGHT), behind(YOU)
    last = max(note for note in notes if note.start < 9 * BAR)
    assert last in alone


def test_behind_a_right_hand_it_plays_on_and_at_follow_0_it_never_leaves() -> None:
    assert behind(RIGHT) == behind(())
    assert behind(YOU, follow=0.0) == behind((), follow=0.0)


def test_alone_it_never_leaves() -> None:
    notes = [note.start // BAR for note in behind(YOU, alone=True)]
    assert all(notes.count(bar) >= 2 for bar in range(24))


def test_planned_again_with_nothing_new_it_is_silent_up_to_the_same_place() -> None:
    told = heard_at(scene(), YOU, 17 * BAR, ())
    whole = Bassist().play(told, Tick(17 * BAR + BEAT // 2), Tick(24 * BAR))
    for cut in (17 * BAR + BEAT, 18 * BAR, 20 * BAR + BEAT, 21 * BAR):
        own = tuple(note for note in whole if note.start < cut)
        again = Bassist().play(msgspec.structs.replace(told, own=own), Tick(cut), Tick(24 * BAR))
        assert own + again == whole


CHORDS = tuple(
    Note(Tick(bar * BAR + at), pitch, Tick(bar * BAR + at + BEAT), 70)
    for bar in range(8, 16)
    for at in (0, 2 * BEAT)
    for pitch in (36, 40, 43)
)


def share_below(notes: tuple[Note, ...], first: int, last: int, pitch: int) -> float:
    bars = [note.pitch for note in notes if first * BAR <= note.start < last * BAR]
    return sum(each < pitch for each in bars) / len(bars)


@pytest.mark.parametrize("style", ["swing", "bossa"])
def test_it_leaves_the_low_register_to_low_chords_and_comes_back(style: Style) -> None:
    notes, alone = behind(tuple(sorted(CHORDS + RIGHT)), style=style), behind(RIGHT, style=style)
    assert share_below(alone, 9, 16, 40) > 0.25
    assert share_below(notes, 9, 16, 40) < 0.1
    assert share_below(notes, 18, 24, 40) > 0.25
