"""Laws of the bassist, whatever is played."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jamd.commands.choices import Style
from jamd.music.planning.scene import Scene
from jamd.music.styles import STYLES
from jamd.music.time.notes import Note, Tick
from jamd.players.bassist.bassist import Bassist
from jamd.players.bassist.weights import HIGH, LOW
from jamd.players.rules.bassist import RulesBassist
from tests.players.bassist.playing import BEAT, BLUES, chart, places, played, scene

BAR = 4 * BEAT
SHORTEST = 60
WITH_SILENCE = "C7 | N.C. | N.C. F7 | G7/B N.C. | C7 - N.C. C7 | F7 | Dm7 G7 | C6"

ANY = st.builds(
    scene,
    st.sampled_from(sorted(STYLES)),
    st.sampled_from([70.0, 120.0, 150.0, 210.0, 300.0]),
    intensity=st.floats(0, 1),
    temperature=st.floats(0, 1.5),
    busy=st.floats(0, 2),
    seed=st.integers(0, 2**63),
)


@settings(max_examples=60, deadline=None)
@given(ANY)
def test_one_note_at_a_time_within_the_range(told: Scene) -> None:
    notes = played(told, 0, 8)
    assert all(before.end <= after.start for before, after in pairwise(notes))
    assert all(LOW <= note.pitch <= HIGH for note in notes)


@settings(max_examples=40, deadline=None)
@given(ANY, st.integers(1, 8 * BAR), st.sampled_from([None, WITH_SILENCE]))
def test_planned_again_from_any_tick_it_plays_the_same(told: Scene, cut: int, text: str | None) -> None:
    if text is not None:
        told = msgspec.structs.replace(told, chart=chart(text).played_in(told.meter))
    whole = Bassist().play(told, Tick(0), Tick(8 * told.meter.bar))
    before = tuple(note for note in whole if note.start < cut)
    again = msgspec.structs.replace(told, own=before)
    assert before + Bassist().play(again, Tick(cut), Tick(8 * told.meter.bar)) == whole


@pytest.mark.parametrize("style", ["swing", "bossa"])
def test_above_low_chords_each_bar_is_planned_again_as_it_was(style: Style) -> None:
    low = [
        Note(Tick(at), pitch, Tick(at + 900), 80) for at in range(-2 * BAR, 8 * BAR, 960 * 2) for pitch in (40, 45, 52)
    ]
    for seed in range(8, 16):
        told = scene(
            style, seed=seed, intensity=0.5, you=tuple(low), chart=chart("C7 | G7 | C7 | G7 | F7 | G7 | C7 | G7")
        )
        notes = played(told, 0, 1)
        for bar in range(1, 8):
            now = msgspec.structs.replace(told, own=notes, heard=Tick(bar * BAR))
            cut, end = bar * BAR + BEAT, Tick((bar + 1) * BAR)
            notes += Bassist().play(now, Tick(bar * BAR), end)
            before = tuple(note for note in notes if note.start < cut)
            again = Bassist().play(msgspec.structs.replace(now, own=before), Tick(cut), end)
            assert before + again == notes


@pytest.mark.parametrize("style", sorted(STYLES))
def test_where_there_is_no_chord_it_is_silent_and_the_next_one_is_met(style: Style) -> None:
    told = scene(style, beats=4, chart=chart(WITH_SILENCE))
    notes = played(told, 0, 8)
    for note in notes:
        beats = range((note.start + BEAT // 8) // BEAT, -(-(note.end - BEAT // 8) // BEAT))
        assert all(told.chord_at(Tick(beat * BEAT)) is not None for beat in beats)
    assert {2 * BAR + 2 * BEAT, 4 * BAR + 3 * BEAT} <= {round(note.start / BEAT) * BEAT for note in notes}
    roots = {round(note.start / BEAT): note.pitch % 12 for note in notes}
    assert roots[10] == 5  # F
    assert roots[12] == 11  # the bass of G7/B


@pytest.mark.parametrize("style", sorted(STYLES))
def test_it_comes_back_on_one(style: Style) -> None:
    told = scene(style, apart=((Tick(0), Tick(8 * scene(style).meter.bar)),))
    notes = played(told, 8, 9)
    assert abs(notes[0].start - 8 * told.meter.bar) < BEAT // 8


def test_without_a_chord_nothing_is_played() -> None:
    assert played(scene(chart=None), 0, 4) == ()


@pytest.mark.parametrize("style", sorted(STYLES))
def test_the_last_bar_leads_to_the_final_note(style: Style) -> None:
    told = scene(style, beats=4, chart=BLUES, last_hit=Tick(12 * BAR))
    notes = played(told, 8, 12)
    (final,) = RulesBassist().play(
        msgspec.structs.replace(told, role="last", own=notes), Tick(12 * BAR), Tick(12 * BAR + 1)
    )
    assert final.pitch % 12 == 10  # Bb
    assert notes[-1].pitch != final.pitch or style not in ("swing", "shuffle")


def test_cold_and_not_busy_it_is_plain() -> None:
    for told in (scene(temperature=0.0), scene(busy=0.0, seed=3)):
        assert all(place % 1 == 0 for bar in places(played(told), told) for place in bar)
    assert places(played(scene(temperature=0.0)), scene()) == [[1, 2, 3, 4]] * 16


def test_louder_music_is_played_louder() -> None:
    def loudness(intensity: float) -> float:
        notes = played(scene(intensity=intensity))
        return sum(note.velocity for note in notes) / len(notes)

    assert loudness(0.2) + 8 < loudness(0.5) < loudness(0.95) - 8


def test_a_note_that_sounds_is_played_out_when_the_plan_changes() -> None:
    """Walked from the middle of a bar that began in two."""
    (first, *_) = played(scene("ballad", 60), 0, 1)
    walked = Bassist().play(scene("ballad", 60, intensity=0.9, own=(first,)), Tick(BEAT), Tick(BAR))
    assert first.end > BEAT + BEAT // 2
    assert walked[0].start >= first.end
    assert len(walked) >= 2


def test_what_a_note_that_sounds_leaves_too_little_of_is_left_out() -> None:
    told = scene(seed=25, intensity=0.9, busy=2.0)
    notes = played(told, 0, 2)
    raked = min(notes, key=lambda note: note.end - note.start)

    def behind(end: int) -> Note:
        sounding = Note(Tick(raked.start - BEAT), 40, Tick(end), 70)
        return Bassist().play(msgspec.structs.replace(told, own=(sounding,)), raked.start, Tick(3 * BAR))[0]

    assert behind(raked.end - SHORTEST).end == raked.end
    assert behind(raked.end - SHORTEST + 1).start > raked.end - SHORTEST + 1
