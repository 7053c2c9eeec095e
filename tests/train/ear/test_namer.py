"""What the namer of chords learns from, and that it learns from it."""

import numpy as np
import pytest

from jamd.music.charts.form import Change, Chart
from jamd.music.harmony.chords import parse_chord
from jamd.music.listening.chord_families import FAMILIES, Function, functions_of
from jamd.music.listening.held_chord import ROWS, Namer
from jamd.music.time.notes import Meter, Note, Tick
from train.corpora.piece import ChordMark, Piece
from train.ear.frames import EVERYTHING, held, named, of_chords, of_trio
from train.ear.namer import of_frames, of_shapes, right, right_root, taught, weights_of
from train.ear.tunes import comped
from train.ear.voicings import voicings

BEAT, BAR = 960, 3840


def note(beat: float, pitch: int, beats: float = 1) -> Note:
    return Note(Tick(round(beat * BEAT)), pitch, Tick(round((beat + beats) * BEAT)), 64)


def test_every_shape_lies_where_hands_play_and_holds_what_its_name_says() -> None:
    for voicing in voicings():
        chord = voicing.names[0]
        colours = {pitch % 12 for pitch in voicing.pitches} - chord.chord_tones - chord.tensions
        assert colours <= {chord.bass, (chord.root + 7) % 12, (chord.root + 2) % 12, (chord.root + 9) % 12}
        assert voicing.pitches == tuple(sorted(set(voicing.pitches)))


def test_a_rootless_voicing_has_no_root() -> None:
    rootless = [voicing for voicing in voicings() if voicing.shape.startswith("rootless")]
    assert len(rootless) > 100
    assert not any(voicing.names[0].root in {pitch % 12 for pitch in voicing.pitches} for voicing in rootless)


def test_a_frame_is_what_sounds_when_the_last_key_of_a_chord_is_down() -> None:
    notes = [note(0, 48, 4), note(1, 52), note(1.02, 55), note(1.04, 59), note(3, 60)]
    ((tick, pitches, before),) = held(notes)
    assert (tick, pitches) == (round(1.04 * BEAT), (48, 52, 55, 59))
    assert before == ((0, 48),)


def test_the_bass_says_the_root_where_the_hands_hold_a_chord_on_it_and_is_not_shown() -> None:
    hands = [note(0, pitch) for pitch in (53, 59, 64)] + [note(4, pitch) for pitch in (48, 50, 53)]
    piece = Piece(
        set="jtd_piano", name="p", performer="x", licence="", source="", bpm=140,
        piano=tuple(sorted([*hands, note(0, 43), note(4, 42)])),
    )  # fmt: skip
    (frame,) = of_trio(piece, EVERYTHING)
    assert (frame.root, frame.pitches, frame.chord) == (7, (53, 59, 64), None)


@pytest.mark.parametrize(("symbol", "name"), [("Bb:min7/b3", "Bbm7"), ("C#:maj", "C#"), ("F:sus4(b7)", "F7sus4")])
def test_chords_of_pop_songs_are_read(symbol: str, name: str) -> None:
    assert named(symbol, "pop909") == parse_chord(name)


def test_a_tune_is_comped_with_its_own_chords_and_the_same_seed_plays_the_same() -> None:
    chart = Chart("two", Meter(4), tuple((Change(0, parse_chord(name)),) for name in ("Dm7", "G7")))
    piece, again = (comped(chart, "two", np.random.default_rng(2)) for _ in range(2))
    assert piece == again
    assert piece.chords[:2] == (ChordMark(0, "Dm7"), ChordMark(BAR, "G7"))
    shown = comped(chart, "two", np.random.default_rng(2), only="shell")
    assert all(
        {(pitch - frame.root) % 12 for pitch in frame.pitches[:3]} <= {0, 3, 4, 10}
        for frame in of_chords(shown, [each for each in shown.piano if each.pitch < 62])
        if len(frame.pitches) == 3
    )


def test_names_that_are_the_same_keys_are_all_right() -> None:
    assert right(parse_chord("Cdim7")).sum() == 4
    assert right(parse_chord("C/D"), parse_chord("D9sus4")).sum() == 2
    assert right_root(7)[7].all()
    assert functions_of(parse_chord("Caug"))[1] == Function(4, "augmented")


def test_what_is_taught_is_named() -> None:
    """A few shapes that mean one thing each, on all roots."""
    learned = [lesson for lesson in of_shapes() if lesson.right.sum() == 1][::12]
    namer = Namer(weights_of(taught(learned, seed=1, epochs=150)))
    best = [int(namer.odds(lesson.rows).argmax()) for lesson in learned]
    assert np.mean([lesson.right.ravel()[i] for lesson, i in zip(learned, best, strict=True)]) > 0.9
    moved = namer.odds(np.roll(learned[0].rows, 5, axis=1))
    assert np.allclose(moved, np.roll(namer.odds(learned[0].rows), 5, axis=0), atol=1e-4)
    assert learned[0].rows.shape == (ROWS, 12)
    assert moved.shape == (12, len(FAMILIES))


def test_a_part_of_the_frames_is_heard_with_nothing_before() -> None:
    chart = Chart("two", Meter(4), tuple((Change(0, parse_chord(name)),) for name in ("Dm7", "G7")))
    piece = comped(chart, "two", np.random.default_rng(2))
    lessons = list(of_frames("tunes", list(of_chords(piece, piece.piano))[2:], np.random.default_rng(1)))
    alone = sum(not lesson.rows[2:].any() for lesson in lessons)
    assert 0 < alone < len(lessons)
