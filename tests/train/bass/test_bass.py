"""Which bars of real basses are learned from, and that the bassist's likes are learned from them."""

import json
from pathlib import Path

import numpy as np

from jamd.music.time.notes import Note, Tick
from jamd.players.bassist import weights
from train.bass.__main__ import bits, taught, written
from train.bass.bars import bars_of
from train.bass.chain import Chain, encoded
from train.corpora.piece import ChordMark, Piece

BEAT, BAR = 960, 3840
CHORDS = ("C7", "F7")
LINES = ((36, 40, 43, 40), (41, 40, 38, 37))  # up the chord, down to the next root


def piece(lines: tuple[tuple[int, ...], ...] = LINES, bars: int = 25) -> Piece:
    notes = [
        Note(Tick(bar * BAR + beat * BEAT), pitch, Tick(bar * BAR + beat * BEAT + 900), 80)
        for bar in range(bars)
        for beat, pitch in enumerate(lines[bar % len(lines)])
    ]
    marks = tuple(ChordMark(bar * BAR, CHORDS[bar % 2]) for bar in range(bars))
    return Piece(set="weimar", name="w", performer="x", licence="", source="", bpm=180, bass=tuple(notes), chords=marks)


def test_a_bar_has_its_notes_their_chords_and_what_they_are_for() -> None:
    bars = bars_of([piece()], roots=0.5)
    assert len(bars) == 24
    assert bars[0].pitches == (36, 40, 43, 40, 41)
    assert [chord.symbol for chord in bars[0].chords] == ["C7"] * 4 + ["F7"]
    assert bars[0].places == ("weak", "strong", "lead", "change")


def test_bars_that_were_estimated_badly_are_left_out() -> None:
    held = ((36, 36, 43, 40), (41, 40, 38, 37))
    far = ((36, 52, 43, 40), (41, 40, 38, 37))
    assert len(bars_of([piece(held)], 0.5)) == len(bars_of([piece(far)], 0.5)) == 12
    off_root = ((38, 40, 43, 40), (43, 40, 38, 37))
    assert bars_of([piece(off_root)], 0.5) == []


def test_what_is_played_again_and_again_becomes_likely() -> None:
    bars = encoded(bars_of([piece()], 0.5))
    chain = taught(bars, seed=1, epochs=30)
    assert bits(Chain(), bars) > 4
    assert bits(chain, bars) < 2


def test_before_it_learns_all_ways_within_an_octave_are_as_likely() -> None:
    bars = bars_of([piece()], 0.5)[:1]
    near = np.abs(weights.APART) <= weights.REACH
    ways = np.linalg.matrix_power(near.astype(int), 4)[36 - weights.LOW, 41 - weights.LOW]
    assert np.isclose(3 * bits(Chain(), encoded(bars)), np.log2(ways))


def test_it_writes_what_the_bassist_reads() -> None:
    mine = written(Chain())
    read = json.loads((Path(weights.__file__).parent / weights.WALKED).read_text())
    assert mine.keys() == read.keys()
    for key in ("intervals", "leads", "turns"):
        assert np.shape(mine[key]) == np.shape(read[key])
    assert {place: len(degrees) for place, degrees in read["degrees"].items()} == {
        place: len(degrees) for place, degrees in mine["degrees"].items()
    }
