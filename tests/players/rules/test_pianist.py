from itertools import groupby, pairwise
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from players.rules.scenes import eighths, in_bar, line, played, retold, scene_for, straight

from jamd.music.harmony.chords import parse_chord
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import Note, Tick
from jamd.music.time.swing import straightened, swung
from jamd.players.rules.comping import density
from jamd.players.rules.pianist import RulesPianist
from jamd.players.rules.solo import HIGHEST
from jamd.players.rules.voicing import motion
from jamd.players.touch import furthest

PIANIST = RulesPianist()
BARS = 256
INTENSITIES = (0.2, 0.45, 0.7, 0.95)
TUNES = ("builtin:rhythm-changes", "builtin:blues-in-bb", "builtin:jazz-waltz", "builtin:ii-v-i-12-keys")


def chords_of(notes: tuple[Note, ...]) -> list[tuple[Tick, tuple[int, ...]]]:
    return [(start, tuple(note.pitch for note in group)) for start, group in groupby(notes, lambda note: note.start)]


@pytest.fixture(scope="module", params=INTENSITIES)
def chorus(request) -> tuple[Scene, tuple[Note, ...]]:
    scene = scene_for("piano", intensity=request.param)
    return scene, played(PIANIST, scene, BARS)


def test_one_to_three_chords_to_the_bar_mostly_off_the_beat_with_silent_bars(chorus) -> None:
    scene, notes = chorus
    struck = eighths(notes, scene)
    bars = [sum(place // 8 == bar for place in struck) for bar in range(BARS)]
    assert max(bars) <= 3
    assert 1.0 <= mean(bars) <= 2.2
    assert 0.10 <= bars.count(0) / len(bars) <= 0.25
    assert sum(place % 2 for place in struck) / len(struck) >= 0.45


def test_every_chord_is_a_voicing_of_the_chord_that_is_meant(chorus) -> None:
    scene, notes = chorus
    for start, pitches in chords_of(notes):
        place = round(straightened(start, scene.swing) / 480)
        chord = scene.chord_at(Tick((place + place % 2) * 480))  # off the beat: the chord of the beat to come
        assert chord is not None
        assert {pitch % 12 for pitch in pitches} <= chord.chord_tones | chord.tensions
        assert 2 <= len(pitches) <= 4


def test_the_hand_moves_little_and_stays_at_home(chorus) -> None:
    _, notes = chorus
    hands = [pitches for _, pitches in chords_of(notes)]
    assert mean(motion(a, b) for a, b in pairwise(hands)) <= 2
    assert all(hand[0] >= 48 and hand[-1] <= 81 for hand in hands)
    assert mean(50 <= pitch <= 69 for hand in hands for pitch in hand) > 0.9


def test_no_chord_rings_past_its_own_harmony(chorus) -> None:
    scene, notes = chorus
    for note in notes:
        place = round(straightened(note.start, scene.swing) / 480)
        meant = scene.chord_at(Tick((place + place % 2) * 480))
        assert scene.chord_at(Tick(note.end - 1)) in (meant, scene.chord_at(note.start))


def test_a_chord_that_still_rings_is_not_struck_over() -> None:
    """Whatever was planned before, at whatever density: the hand is down until bar 3."""
    held = tuple(Note(Tick(0), pitch, Tick(3 * 3840), 60) for pitch in (53, 57, 60))
    for seed in range(10):
        scene = scene_for("piano", "builtin:ii-v-i", intensity=0.9, own=held, seed=seed)
        notes = PIANIST.play(scene, Tick(960), Tick(6 * 3840))
        assert notes[0].start >= 3 * 3840


def test_no_chord_sounds_into_the_next_one(chorus) -> None:
    _, notes = chorus
    assert all(a.end <= b.start or a.start == b.start for a, b in pairwise(notes))


def test_a_four_and_takes_the_place_of_the_one_after_it(chorus) -> None:
    scene, notes = chorus
    assert all(b - a >= 2 for a, b in pairwise(eighths(notes, scene)))


def test_louder_and_fuller_with_intensity() -> None:
    takes = [played(PIANIST, scene_for("piano", intensity=each), 64) for each in INTENSITIES]
    for measure in (
        lambda take: len(chords_of(take)),
        lambda take: mean(note.velocity for note in take),
        lambda take: len(take) / len(chords_of(take)),
    ):
        figures = [measure(take) for take in takes]
        assert figures == sorted(figures)
        assert figures[-1] > figures[0] * 1.2


def test_an_anticipation_plays_the_chord_of_the_coming_bar() -> None:
    scene = scene_for("piano", "builtin:ii-v-i", intensity=0.7)
    ahead = [
        (start, pitches)
        for start, pitches in chords_of(played(PIANIST, scene, 64))
        if round(straightened(start, scene.swing) / 480) % 8 == 7
    ]
    assert len(ahead) > 10
    for start, pitches in ahead:
        coming = scene.chord_at(Tick(start // 3840 * 3840 + 3840))
        assert coming is not None
        assert {pitch % 12 for pitch in pitches} <= coming.chord_tones | coming.tensions


def test_a_waltz_stays_in_three() -> None:
    scene = scene_for("piano", "builtin:jazz-waltz", intensity=0.7)
    struck = eighths(played(PIANIST, scene, 64, stride=2880), scene)
    assert {place % 6 for place in struck} <= set(range(6))
    assert 1 <= len(struck) / 64 <= 2.2


@pytest.mark.parametrize("tune", TUNES)
@pytest.mark.parametrize("role", ["comp", "line", "solo"])
def test_planning_by_the_beat_or_far_ahead_gives_the_same_notes(tune: str, role: str) -> None:
    scene = scene_for("piano", tune, intensity=0.7, role=role)
    whole = played(PIANIST, scene, 24, stride=24 * scene.meter.bar)
    assert whole
    assert played(PIANIST, scene, 24, stride=960, reach=4 * 960) == whole
    assert played(PIANIST, scene, 24, stride=480, reach=9600) == whole


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**63), st.integers(-3840, 40_000), st.integers(1, 9000), st.floats(0, 1), st.floats(1, 3))
def test_the_same_scene_gives_the_same_notes_inside_the_stretch(seed, start, length, intensity, swing) -> None:
    scene = scene_for("piano", intensity=intensity, seed=seed, swing=swing)
    for role in ("comp", "line"):
        notes = PIANIST.play(retold(scene, role=role), Tick(start), Tick(start + length))
        assert notes == RulesPianist().play(retold(scene, role=role), Tick(start), Tick(start + length))
        assert all(max(0, start) <= note.start < start + length for note in notes)
        assert len({(note.start, note.pitch) for note in notes}) == len(notes)


def test_what_every_note_means_can_be_told() -> None:
    for swing in (1.0, 1.6, 2.4):
        scene = scene_for("piano", swing=swing, intensity=0.7)
        for role in ("comp", "line"):
            notes = played(PIANIST, retold(scene, role=role), 16)
            for note in notes:
                place = round(straightened(note.start, swing) / 480) * 480
                assert abs(note.start - swung(Tick(place), swing)) <= furthest(swing)


def live(you: tuple[Note, ...], bars: int, **fields) -> tuple[Note, ...]:
    """Planned a beat at a time, the keyboardist heard up to then."""
    kept: list[Note] = []
    scene = scene_for("piano", intensity=0.7, **fields)
    for start in range(0, bars * 3840, 960):
        heard = tuple(note for note in you if note.start < start)
        told = retold(scene, you=heard, own=tuple(sorted(kept)[-200:]), heard=Tick(start))
        kept += PIANIST.play(told, Tick(start), Tick(start + 960))
    return tuple(sorted(kept))


def test_fewer_chords_while_the_keyboardist_is_busy_and_more_when_the_gap_comes() -> None:
    you = tuple(note for first in range(0, 64, 8) for note in line(first, 4))
    notes = live(you, 64)
    after = [len(chords_of(in_bar(notes, scene_for("piano"), bar))) for bar in range(64)]
    busy = mean(after[bar] for bar in range(64) if bar % 8 in (1, 2, 3))
    gap = mean(after[bar] for bar in range(64) if bar % 8 in (5, 6, 7))
    assert gap > 1.3 * busy
    assert busy > 0


def test_density_gives_way_to_a_busy_hand_and_fills_the_gap_after_it() -> None:
    alone = scene_for("piano", heard=Tick(8 * 3840))
    busy = retold(alone, you=line(6, 2))
    gap = retold(alone, you=line(4, 3))
    assert density(busy) < density(alone) / 2
    assert density(gap) > density(alone) + 0.1
    assert density(retold(alone, bpm=290.0)) < density(alone)


@pytest.mark.parametrize("low", [60, 64, 67, 72, 40])
def test_the_band_s_piano_keeps_a_third_away_from_the_keyboardist(low: int) -> None:
    notes = live(line(0, 16, low=low), 16)
    for note in notes[20:]:
        assert note.pitch <= low - 3 or note.pitch >= low + 7 + 3
    assert notes or low == 60


def test_without_a_chord_the_piano_rests_and_with_one_heard_it_plays() -> None:
    for role in ("comp", "line"):
        nothing = scene_for("piano", None, role=role)
        assert played(PIANIST, nothing, 8) == ()
        notes = played(PIANIST, retold(nothing, chord=parse_chord("Fm7")), 16)
        assert len(notes) > 8


def test_a_line_is_made_of_its_chords_and_moves_by_steps() -> None:
    scene = scene_for("piano", "builtin:blues-in-bb", role="line", intensity=0.7)
    notes = played(PIANIST, scene, 96)
    on_beats = [note for note in notes if round(straightened(note.start, scene.swing) / 480) % 2 == 0]
    chords = [scene.chord_at(note.start) for note in on_beats]
    assert all(
        note.pitch % 12 in chord.chord_tones | chord.tensions for note, chord in zip(on_beats, chords, strict=True)
    )
    assert mean(abs(a.pitch - b.pitch) for a, b in pairwise(notes)) < 4
    assert mean(a.pitch == b.pitch for a, b in pairwise(notes)) < 0.05
    assert all(58 <= note.pitch <= 86 for note in notes)
    assert all(a.end <= b.start for a, b in pairwise(notes))


def test_an_answer_takes_up_the_rhythm_that_was_played() -> None:
    """Four bars of dotted quarters from the keyboardist; over many seeds, half of the answers take their rhythm."""
    asked = tuple(note for note in line(0, 4, every=1440))
    theirs = {place % 16 for place in eighths(asked, scene_for("piano", swing=1.0)) if place >= 16}
    same = 0
    for seed in range(40):
        scene = scene_for("piano", role="line", swing=1.0, seed=seed, you=asked, heard=Tick(4 * 3840))
        same += {place % 16 for place in eighths(PIANIST.play(scene, Tick(4 * 3840), Tick(6 * 3840)), scene)} == theirs
    assert 12 <= same <= 34


def test_before_a_break_it_strikes_one_short_chord() -> None:
    chord = RulesPianist().play(scene_for("piano", role="break"), Tick(3840), Tick(3841))
    assert len(chord) >= 3
    assert {note.start for note in chord} == {3840}
    assert {note.end - note.start for note in chord} == {360}


def test_a_solo_is_a_line_over_a_left_hand_that_marks_the_changes() -> None:
    scene = scene_for("piano", role="solo")
    notes = played(PIANIST, scene, 32)
    left, right = ([note for note in notes if (note.pitch <= HIGHEST) == low] for low in (True, False))
    assert len(right) > 32 * 3
    assert 0.4 < len({note.start for note in left}) / 32 < 1.6
    for note in left:
        place = straight(note, scene)
        chord = scene.chord_at(Tick(place + 480 if place % 960 else place))
        assert chord is not None
        assert note.pitch % 12 in chord.chord_tones
    assert tuple(right) == played(PIANIST, retold(scene, role="line"), 32)
