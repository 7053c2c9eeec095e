"""Laws of the comping player, with the shipped network."""

from statistics import fmean, pstdev

import pytest
from players.rules.scenes import in_bar, line, played, retold, scene_for

from jamd.commands.choices import Style
from jamd.music.harmony.chords import parse_chord
from jamd.music.styles import STYLES
from jamd.music.time.notes import Note, Tick
from jamd.players.onnx_model import MODELS
from jamd.players.pianist.comping.comping import Comping
from jamd.players.pianist.comping.targets import BOTH, LEFT

COMPING = Comping(MODELS)
BAR = 3840


def onsets(notes: tuple[Note, ...]) -> int:
    return len({note.start for note in notes})


def behind(you: tuple[Note, ...], bars: int = 32, **fields) -> tuple[Note, ...]:
    """Planned beat by beat, as the band does, each time with what was heard by then."""
    kept: list[Note] = []
    scene = scene_for("piano", "builtin:blues-in-f", you=(), **fields)
    for start in range(0, bars * BAR, 960):
        now = start - 480
        heard = tuple(note for note in you if now - 16 * BAR < note.start < now)
        told = retold(scene, you=heard, heard=Tick(max(0, now)), own=tuple(sorted(kept)))
        plan = COMPING.play(told, Tick(start), Tick((start // BAR + 2) * BAR))
        kept += [note for note in plan if note.start < start + 960]
    return tuple(sorted(kept))


def test_the_same_scene_gives_the_same_chords_whoever_asks():
    scene = scene_for("piano", you=line(-2, 2), intensity=0.6)
    assert COMPING.play(scene, Tick(0), Tick(4 * BAR)) == Comping(MODELS).play(scene, Tick(0), Tick(4 * BAR))


def test_planned_again_from_a_later_beat_the_rest_stays():
    scene = scene_for("piano", intensity=0.6)
    whole = COMPING.play(scene, Tick(0), Tick(4 * BAR))
    for start in (960, 2880, BAR, 2 * BAR + 1920):
        own = tuple(note for note in whole if note.start < start)
        again = COMPING.play(retold(scene, own=own, heard=Tick(start - 480)), Tick(start), Tick(4 * BAR))
        assert again == tuple(note for note in whole if note.start >= start)


def test_real_counts_sizes_and_velocities_when_nobody_else_plays():
    notes = behind((), 64, intensity=0.5)
    assert 1.7 <= onsets(notes) / 64 <= 3.4
    chords: dict[int, list[Note]] = {}
    for note in notes:
        chords.setdefault(note.start, []).append(note)
    assert 2.8 <= fmean(len(chord) for chord in chords.values()) <= 4.7
    assert 8 <= pstdev(fmean(note.velocity for note in chord) for chord in chords.values()) <= 14
    assert len({tuple(note.pitch for note in chord) for chord in chords.values()}) > 0.4 * len(chords)


def test_a_busy_keyboardist_gets_half_the_chords_of_a_sparse_one():
    sparse = behind(line(0, 64, low=76, every=BAR), 64, intensity=0.5)
    busy = behind(line(0, 64, low=76, every=480), 64, intensity=0.5)
    assert onsets(busy) <= 0.55 * onsets(sparse)
    assert onsets(busy) >= 0.2 * 64


def test_sixteenths_of_a_ballad_leave_more_room_than_those_of_a_fast_tune():
    slow, fast = (behind(line(0, 32, low=76, every=240), bpm=bpm, intensity=0.5) for bpm in (60.0, 140.0))
    assert onsets(slow) > 1.6 * onsets(fast)


def test_a_walking_bass_is_comped_above_and_a_tenor_down_there_in_the_rests():
    walking = line(0, 16, low=36, every=960)
    notes = behind(walking, 16, intensity=0.5)
    assert onsets(notes) >= 16
    assert fmean(note.pitch for note in notes) > 52
    phrases = tuple(note for bar in range(0, 32, 4) for note in line(bar, 2, low=50))
    struck = {note.start // BAR % 4 for note in behind(phrases, intensity=0.5) if note.start >= 4 * BAR}
    assert {2, 3} <= struck  # the bars in which the tenor rests


def test_chords_fall_into_the_gaps():
    phrases = tuple(note for bar in range(0, 64, 4) for note in line(bar, 2, low=74))
    notes = behind(phrases, 64, intensity=0.5)
    played_over, filled = (
        sum(onsets(in_bar(notes, scene_for("piano"), bar)) for bar in range(4, 64) if bar % 4 in bars)
        for bars in ((0, 1), (2, 3))
    )
    assert filled > 1.3 * played_over


@pytest.mark.parametrize("low", [48, 52, 56, 60, 67])
def test_under_a_hand_it_goes_lower_or_is_silent_and_never_flies_above(low):
    you = line(0, 24, low=low)
    notes = behind(you, 24, intensity=0.6)
    assert all(note.pitch < low for note in notes if note.start >= BAR)


def test_no_rub_against_keys_that_are_held():
    held = (Note(Tick(0), 64, Tick(40 * BAR), 80), Note(Tick(0), 71, Tick(40 * BAR), 80))
    scene = scene_for("piano", you=held, heard=Tick(BAR), intensity=0.8)
    notes = COMPING.play(scene, Tick(BAR), Tick(24 * BAR))
    assert notes
    assert all(abs(note.pitch - key.pitch) > 2 for note in notes for key in held)


def both_hands(bars: int) -> tuple[Note, ...]:
    """Three keys of the left hand on each 2 and 4, quarters of the right one."""
    notes = []
    for start in range(0, bars * BAR, 960):
        notes.append(Note(Tick(start), 76, Tick(start + 600), 70))
        if start % 1920:
            notes += [Note(Tick(start), pitch, Tick(start + 300), 60) for pitch in (48, 52, 58)]
    return tuple(sorted(notes))


def heard(chances: dict[int, float]) -> tuple[Note, ...]:
    """Beside both hands, without a chart."""
    likely = ((Tick(0), tuple(chances.get(pitch, 0.05) for pitch in range(12))),)
    scene = scene_for("piano", None, you=both_hands(8), heard=Tick(8 * BAR), chord=parse_chord("C7"), likely=likely)
    return COMPING.play(scene, Tick(8 * BAR), Tick(24 * BAR))


def test_by_ear_only_what_is_likely_is_played():
    notes = heard({0: 0.9, 4: 0.95, 10: 0.95})
    assert onsets(notes) > 8
    assert fmean(note.pitch % 12 in (0, 4, 10) for note in notes) > 0.85


def test_beside_two_hands_it_waits_until_the_harmony_is_clear():
    clear, dim = ({0: sure, 4: sure, 10: sure} for sure in (0.9, 0.5))
    assert onsets(heard(dim)) < 0.5 * onsets(heard(clear))


def test_an_accent_that_was_set_twice_is_met():
    def accents(place: int) -> tuple[Note, ...]:
        return tuple(
            Note(Tick(bar * BAR + tick), 79, Tick(bar * BAR + tick + 200), 110 if tick == place else 60)
            for bar in range(40)
            for tick in (0, 960, place, 2880)
        )

    place = 960 + 640  # the 2&
    notes = behind(accents(place), 40, intensity=0.5, follow=1.0)
    met = sum(any(abs(note.start - bar * BAR - place) < 120 for note in notes) for bar in range(4, 40))
    assert met >= 0.6 * 36


def test_off_the_beat_the_chord_to_come_is_played():
    scene = scene_for("piano", "builtin:ii-v-i-12-keys", intensity=0.7)
    for note in played(COMPING, scene, 48):
        ahead, here = scene.chord_at(Tick(note.start + 480)), scene.chord_at(Tick(note.start + 60))
        known = [chord for chord in (ahead, here) if chord is not None]
        assert any(note.pitch % 12 in chord.chord_tones | chord.tensions for chord in known)


@pytest.mark.parametrize("style", STYLES)
def test_every_style_is_comped(style: Style):
    chart = "builtin:jazz-waltz" if style == "waltz" else "builtin:rhythm-changes"
    notes = played(COMPING, scene_for("piano", chart, style=style, swing=1.0), 32)
    assert 24 <= onsets(notes) <= 32 * 5


def test_a_left_hand_under_a_line_stays_low_and_small():
    scene = scene_for("piano", intensity=0.6)
    notes = COMPING.play(scene, Tick(0), Tick(32 * BAR), LEFT)
    both = COMPING.play(scene, Tick(0), Tick(32 * BAR), BOTH)
    assert max(note.pitch for note in notes) <= LEFT.highest
    assert onsets(notes) < 0.8 * onsets(both)


def test_restless_goes_off_the_beat_and_settled_onto_it():
    def off(restless: float) -> float:
        notes = played(COMPING, scene_for("piano", restless=restless, intensity=0.6), 96)
        starts = {note.start for note in notes}
        return fmean(240 < start % 960 < 840 for start in starts)

    assert off(1.0) > off(0.0) + 0.3


def test_more_intensity_and_more_busy_are_more_chords():
    def count(**fields) -> int:
        return onsets(played(COMPING, scene_for("piano", **fields), 64))

    assert count(intensity=0.2) < count(intensity=0.6) < count(intensity=0.95)
    assert count(busy=0.5) < count(busy=1.0) < count(busy=1.8)


def test_beside_two_hands_it_plays_less_and_between_their_chords():
    melody = line(0, 32, low=72, every=960)
    left_hand = tuple(
        Note(Tick(bar * BAR + 480), pitch, Tick(bar * BAR + 2400), 64) for bar in range(32) for pitch in (48, 55, 58)
    )
    alone, beside = (behind(tuple(sorted(you)), intensity=0.5) for you in (melody, melody + left_hand))
    assert 0.25 * onsets(alone) < onsets(beside) < 0.85 * onsets(alone)
    assert max(note.pitch for note in beside) < 72


def test_a_section_ends_with_more_chords_than_it_has_elsewhere():
    def chords(bars: set[int]) -> float:
        scenes = [scene_for("piano", intensity=0.5, seed=seed) for seed in range(1, 5)]
        return fmean(onsets(in_bar(notes, scene, bar)) for notes, scene in taken(scenes) for bar in bars)

    def taken(scenes):
        return [(played(COMPING, scene, 64), scene) for scene in scenes]

    ends = set(range(7, 64, 8))
    assert chords(ends) > 1.05 * chords(set(range(64)) - ends)
