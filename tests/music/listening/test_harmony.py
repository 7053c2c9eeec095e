"""The harmony without a chart: chords from all that sounds, wherever it lies."""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from jamd.music.harmony.chords import Chord, parse_chord
from jamd.music.listening.harmony import HeardHarmony
from jamd.music.listening.likely_tones import EAR
from jamd.music.listening.sounding import STRETCHES
from jamd.music.time.notes import Meter, Note, Tick

BEAT, BAR = 960, 3840
TWO_FIVE_ONE = {"Dm7": (38, 53, 57, 60), "G7": (43, 53, 59, 62), "Cmaj7": (36, 52, 55, 59)}
ROUND = ("Dm7", "G7", "Cmaj7", "Cmaj7")


def chord(pitches: Iterable[int], start: float, beats: float, rolled: int = 0) -> list[Note]:
    """Keys from a beat on; `rolled`: ticks between one and the next."""
    first = round(start * BEAT)
    return [
        Note(Tick(first + i * rolled), pitch, Tick(first + round(beats * BEAT)), 70) for i, pitch in enumerate(pitches)
    ]


def comped(names: Iterable[str], beats: float = 3.5) -> list[Note]:
    """A chord a bar."""
    return [note for bar, name in enumerate(names) for note in chord(TWO_FIVE_ONE[name], 4 * bar, beats)]


def moved(notes: Iterable[Note], semitones: int = 0, ticks: int = 0) -> list[Note]:
    return [Note(Tick(n.start + ticks), n.pitch + semitones, Tick(n.end + ticks), n.velocity) for n in notes]


def heard(notes: list[Note], beats: float, harmony: HeardHarmony | None = None, since: float = 0) -> HeardHarmony:
    """What is told at a beat, judged at each half beat up to it."""
    harmony = harmony or HeardHarmony(Meter(4))
    notes = sorted(notes)
    for now in range(round(since * BEAT), round(beats * BEAT) + 1, BEAT // 2):
        harmony.hear([note for note in notes if note.start < now], Tick(now))
    return harmony


def now(harmony: HeardHarmony, beats: float) -> Chord:
    told = harmony.chord_at(Tick(round(beats * BEAT)))
    assert told is not None
    return told


def test_before_anything_is_played_there_is_no_chord() -> None:
    harmony = heard([], 8)
    assert harmony.changes == ()
    assert harmony.chord_at(Tick(0)) is None


def test_a_chord_held_above_middle_c_is_heard() -> None:
    told = now(heard(chord((60, 64, 67, 71), 0, 4), 3), 3)
    assert {0, 4, 7, 11} <= told.chord_tones | told.tensions


def test_a_broken_chord_is_heard_without_two_keys_held_at_once() -> None:
    broken = [note for i, pitch in enumerate((43, 53, 59, 62, 65, 62, 59, 53)) for note in chord([pitch], i / 2, 0.45)]
    told = now(heard(broken, 4), 3.9)
    assert (told.root, told.quality) == (7, "7")


@pytest.mark.parametrize("rolled", [0, 60, 150, 300])
def test_a_rolled_chord_in_free_time_is_the_same_chord(rolled: int) -> None:
    notes = moved(chord(TWO_FIVE_ONE["G7"], 0, 4, rolled), ticks=130)
    assert {7, 11, 5} <= now(heard(notes, 3), 3).chord_tones


def test_a_walking_bass_carries_the_harmony() -> None:
    bass = (38, 41, 45, 42, 43, 47, 50, 49, 36, 40, 43, 45, 36, 43, 40, 37)  # Dm7 G7 C C
    lines = [pitch + 24 for pitch in (41, 45, 48, 50, 53, 50, 47, 43, 40, 43, 47, 48, 52, 48, 43, 40)]
    notes = [note for i, pitch in enumerate(bass * 2) for note in chord([pitch], i, 0.9)]
    notes += [note for i, pitch in enumerate(lines * 2) for note in chord([pitch], i + 0.5, 0.4)]
    harmony = HeardHarmony(Meter(4))
    heard(notes, 18.5, harmony)
    assert {2, 5} <= now(harmony, 18.5).chord_tones | now(harmony, 18.5).tensions
    heard(notes, 22.5, harmony, since=19)
    assert {7, 11} <= now(harmony, 22.5).chord_tones


def test_keys_that_are_held_are_likely_and_their_neighbours_are_not() -> None:
    notes = comped(ROUND * 4)
    told = heard(notes, 34).hear(notes, Tick(34 * BEAT))
    (since, likely), *_ = told.likely
    assert since <= 34 * BEAT
    assert {int(pitch) for pitch in np.argsort(likely)[-3:]} <= {pitch % 12 for pitch in TWO_FIVE_ONE["Dm7"]}
    assert likely[1] < 0.3


def test_silence_keeps_the_chord() -> None:
    played = [*comped(ROUND * 2), *chord(TWO_FIVE_ONE["G7"], 32, 2)]
    harmony = heard(played, 33.5)
    before = now(harmony, 33.5)
    heard(played, 60, harmony, since=34)
    assert now(harmony, 60) == before
    assert now(harmony, 300) == before


def test_a_short_chord_that_is_judged_late_stays_too_and_is_as_sure_as_it_was() -> None:
    """The first that the band is asked comes when the keys are long up."""
    notes, harmony = chord(TWO_FIVE_ONE["G7"], 0, 0.2), HeardHarmony(Meter(4))
    told, later, next_run = (harmony.hear(notes, Tick(round(beats * BEAT))) for beats in (1, 4, 30))
    assert told.chord is not None
    assert (later.chord, later.likely[0][1]) == (told.chord, told.likely[0][1])
    assert (next_run.chord, next_run.likely[0][1]) == (told.chord, told.likely[0][1])


def test_another_run_of_the_clock_knows_how_sure_its_chord_is() -> None:
    harmony = heard(comped(ROUND), 14)
    harmony.forget()
    told = harmony.hear([], Tick(-BAR))
    assert told.chord is not None
    assert len(told.likely) == 1


def test_a_first_chord_stays_for_all_that_is_planned() -> None:
    harmony = heard(chord(TWO_FIVE_ONE["Dm7"], 0, 1), 1)
    assert {told.symbol for _, told in harmony.changes} == {now(harmony, 1).symbol}


def test_a_vamp_on_one_chord_stays_on_it() -> None:
    vamp = [note for half in range(32) for note in chord((38, 53, 57, 60), 2 * half, 0.6)]
    harmony = HeardHarmony(Meter(4))
    for beat in range(16, 64):
        heard(vamp, beat, harmony, since=beat)
        assert all({2, 5, 9, 0} <= told.chord_tones for _, told in harmony.changes), beat


def test_the_changes_are_followed_within_the_bar() -> None:
    notes = comped(ROUND * 4)
    harmony = HeardHarmony(Meter(4))
    for bar, name in enumerate(ROUND * 4):
        heard(notes, 4 * bar + 1, harmony, since=4 * bar - 3)
        told = now(harmony, 4 * bar + 1)
        assert {pitch % 12 for pitch in TWO_FIVE_ONE[name][1:]} <= told.chord_tones | told.tensions


def test_a_chord_struck_on_the_last_off_beat_belongs_to_the_next_bar() -> None:
    notes = [*comped(ROUND * 2), *chord(TWO_FIVE_ONE["Dm7"], 32, 3), *chord(TWO_FIVE_ONE["G7"], 35.7, 3)]
    harmony = heard(notes, 35.99)
    assert {7, 11, 5} <= now(harmony, 36).chord_tones | now(harmony, 36).tensions


def test_a_fingered_chord_is_taken_by_its_name_and_ahead_of_the_bar_line_for_the_next_bar() -> None:
    harmony = heard(comped(ROUND * 2), 32)
    harmony.hear(comped(ROUND * 2), Tick(32 * BEAT + 10), parse_chord("Ebmaj9"))
    assert now(harmony, 33).symbol == "Ebmaj9"
    harmony.hear(comped(ROUND * 2), Tick(round(35.8 * BEAT)), parse_chord("Abm7"))
    assert now(harmony, 36).symbol == "Abm7"


def test_what_was_told_does_not_flicker_under_an_even_line() -> None:
    scale = [note for i in range(64) for note in chord([60 + (0, 2, 4, 5, 7, 9, 11, 12)[i % 8]], i / 2, 0.45)]
    harmony = HeardHarmony(Meter(4))
    told = []
    for beat in range(8, 32):
        heard(scale, beat, harmony, since=beat)
        told.append(now(harmony, beat))
    assert sum(a != b for a, b in pairwise(told)) <= 12  # one in each half bar


def test_another_run_of_the_clock_begins_with_the_last_chord() -> None:
    harmony = heard(comped(ROUND), 14)
    last = now(harmony, 14)
    harmony.forget()
    harmony.hear([], Tick(-BAR))
    assert now(harmony, -4) == last


BLUES = ("F7", "Bb7", "F7", "F7", "Bb7", "Bdim7", "F7", "D7", "Gm7", "C7", "F7", "C7")
HANDS = {
    "F7": (41, 51, 57, 60), "Bb7": (46, 50, 56, 60), "Bdim7": (47, 50, 56, 59), "D7": (38, 54, 60, 64),
    "Gm7": (43, 53, 58, 62), "C7": (36, 52, 58, 62),
}  # fmt: skip


def choruses(names: Iterable[str], seed: int = 1) -> list[Note]:
    """Three chords a bar, never at the same places."""
    rng = np.random.default_rng(seed)
    return [
        note
        for bar, name in enumerate(names)
        for place in rng.choice(16, 3, replace=False)
        for note in chord(HANDS[name], 4 * bar + place / 4, 0.8)
    ]


def anticipated(notes: list[Note], names: Iterable[str], harmony: HeardHarmony) -> list[float]:
    """For each bar, the share of its chord that was told before anything of it was heard."""
    found = []
    for bar, name in enumerate(names):
        told = harmony.chord_at(Tick(bar * BAR))
        fits = told.chord_tones | told.tensions if told else frozenset()
        found.append(float(np.mean([pitch % 12 in fits for pitch in HANDS[name]])))
        heard(notes, 4 * bar + 3.5, harmony, since=4 * bar)
    return found


def test_changes_that_were_played_twice_are_known_the_third_time() -> None:
    names = BLUES * 4
    harmony = HeardHarmony(Meter(4))
    shares = anticipated(choruses(names), names, harmony)
    assert np.mean(shares[:12]) < 0.7
    assert np.mean(shares[24:]) > 0.9
    assert harmony.form is not None
    assert harmony.form.bars_in_form == 12
    assert [bar[0].chord.root for bar in harmony.form.bars][1] == 10  # Bb7


def test_the_form_gives_way_within_two_bars_where_the_keyboardist_leaves_it() -> None:
    names = BLUES * 3 + ("D7",) * 8
    harmony = HeardHarmony(Meter(4))
    shares = anticipated(choruses(names), names, harmony)
    assert np.mean(shares[38:]) > 0.9
    heard(choruses(names), 4 * 44, harmony, since=4 * 43)
    assert harmony.form is None


def test_nothing_comes_round_in_a_tune_that_never_repeats() -> None:
    rng = np.random.default_rng(3)
    names = rng.choice(sorted(HANDS), 48).tolist()
    harmony = HeardHarmony(Meter(4))
    heard(choruses(names), 4 * 48, harmony)
    assert harmony.form is None


keys = st.builds(
    lambda start, length, pitch: Note(Tick(start * 240), pitch, Tick(start * 240 + length * 240), 80),
    st.integers(0, 79),
    st.integers(1, 12),
    st.integers(36, 84),
)


sounded = arrays(float, (STRETCHES, 12), elements=st.floats(0, 1))


@given(sounded, st.integers(1, 11))
def test_law_all_a_few_semitones_higher_is_as_likely_as_many_higher(heard: NDArray[np.float64], up: int) -> None:
    assert np.allclose(EAR.likely(np.roll(heard, up, axis=1)), np.roll(EAR.likely(heard), up, axis=1), atol=1e-5)


@pytest.mark.parametrize("up", range(1, 12))
def test_a_chord_is_told_in_every_key(up: int) -> None:
    """Whole passages need not be: what is low counts as the bass, and in another key other notes are low."""
    lower, higher = (heard(chord([pitch + moved for pitch in (38, 54, 60, 64)], 0, 4), 3) for moved in (0, up))
    assert {(tone + up) % 12 for tone in now(lower, 3).chord_tones} == set(now(higher, 3).chord_tones)


@settings(max_examples=40, deadline=None)
@given(st.lists(keys, max_size=40))
def test_law_the_first_chord_has_begun_and_the_others_follow_in_order(notes: list[Note]) -> None:
    harmony = HeardHarmony(Meter(4))
    for beat in range(0, 24, 3):
        heard(notes, beat, harmony, since=beat)
        ticks = [tick for tick, _ in harmony.changes]
        assert ticks == sorted(set(ticks))
        assert all(tick <= beat * BEAT for tick in ticks[:1])


@settings(max_examples=40, deadline=None)
@given(st.lists(keys, max_size=20), st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_law_a_chord_and_how_sure_it_is_live_and_die_together(notes: list[Note], beats: list[int]) -> None:
    harmony, notes = HeardHarmony(Meter(4)), sorted(notes)
    for beat in sorted(beats):
        told = harmony.hear([note for note in notes if note.start < beat * BEAT], Tick(beat * BEAT))
        since = [tick for tick, _ in told.likely]
        assert (told.chord is None) == (since == [])
        assert since[1:] == [tick for tick, _ in told.changes]


@pytest.mark.parametrize("beats", [3, 4])
def test_judging_is_cheap_and_takes_any_meter(beats: int) -> None:
    rng = np.random.default_rng(1)
    notes = [Note(Tick(int(t)), int(rng.integers(40, 80)), Tick(int(t) + 500), 70) for t in np.arange(0, 9 * BAR, 200)]
    harmony = HeardHarmony(Meter(beats))
    harmony.hear(notes, Tick(9 * BAR))
    assert len(harmony.changes) == 3
