from itertools import pairwise

import numpy as np
import pytest

from jamd.music.harmony.chords import NAMES, parse_chord
from jamd.players.pianist.comping.shapes import HIGHEST, LOWEST, degrees, shapes

SYMBOLS = (
    "", "6", "69", "maj7", "maj9", "maj7#11", "maj7#5", "7", "9", "13", "7b9", "7#9", "7alt", "7b5", "7#5", "13b9",
    "7#11", "sus4", "7sus4", "13sus4", "sus2", "m", "m6", "m7", "m9", "m11", "m(maj7)", "m7b5", "dim", "dim7", "aug",
    "5", "add9", "/G", "m7/F", "7(no3)",
)  # fmt: skip


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_every_chord_symbol_has_voicings_of_its_own_notes_in_every_key(symbol):
    for name in NAMES:
        chord = parse_chord(name + symbol)
        found = shapes(chord)
        assert found is not None
        assert len(found.size) >= 6
        pitches = found.pitches[~np.isnan(found.pitches)]
        assert {int(pitch) % 12 for pitch in pitches} <= chord.chord_tones | chord.tensions | {(chord.root + 2) % 12}
        assert found.low.min() >= LOWEST
        assert found.top.max() <= HIGHEST


def test_no_chord_has_no_voicing():
    assert shapes(parse_chord("N.C.")) is None


def test_voicings_rise_and_are_not_muddy():
    found = shapes(parse_chord("Bb13"))
    for row, size in zip(found.pitches, found.size, strict=True):
        steps = np.diff(row[:size])
        assert (steps > 0).all()
        assert all(step >= 3 for low, step in zip(row, steps, strict=False) if low < 52)


@pytest.mark.parametrize(("size", "least"), [(2, 8), (3, 15), (4, 15), (5, 8), (6, 1)])
def test_a_seventh_chord_can_be_voiced_in_every_size(size, least):
    for symbol in ("Cmaj7", "Dm7", "G7", "F13"):
        assert (shapes(parse_chord(symbol)).size == size).sum() >= least


def test_the_forms_that_pianists_name_are_among_them():
    rows = {tuple(int(pitch) for pitch in row if not np.isnan(pitch)) for row in shapes(parse_chord("Dm7")).pitches}
    assert (53, 57, 60, 64) in rows  # A form: F A C E
    assert (48, 52, 53, 57) in rows or (60, 64, 65, 69) in rows  # B form: C E F A
    assert (50, 55, 60, 65, 69) in rows  # So What: D G C F A


def test_degrees_follow_what_is_written():
    assert degrees(parse_chord("G7alt"))["9"] == (1, 3)
    assert degrees(parse_chord("G7b9"))["9"] == (1,)
    assert degrees(parse_chord("Csus4"))["3"] == (5,)
    assert degrees(parse_chord("C5"))["3"] == ()


def test_a_raised_ninth_lies_above_the_third():
    for row in shapes(parse_chord("C7alt")).pitches:
        voices = [int(pitch) for pitch in row if pitch == pitch]
        assert not any(low % 12 == 3 and high == low + 1 for low, high in pairwise(voices))
