"""The ear's lessons, and that it learns from them."""

import numpy as np

from jamd.music.listening.likely_tones import AHEAD, Ear
from jamd.music.listening.sounding import STRETCHES
from jamd.music.time.notes import Note, Tick
from train.corpora.piece import ChordMark, Piece
from train.ear.__main__ import around, taught, weights_of
from train.ear.lessons import of_charts, of_trios

BEAT, BAR = 960, 3840
FIFTHS = (36, 41, 46, 39, 44, 37, 42, 35, 40, 45, 38, 43)


def pianist(bars: int = 24) -> Piece:
    """Three keys of the left hand in each bar, round the circle of fifths; a line above."""
    notes = []
    for bar in range(bars):
        low = FIFTHS[bar % 12]
        notes += [Note(Tick(bar * BAR), low + step, Tick(bar * BAR + 3000), 64) for step in (0, 4, 10)]
        notes += [
            Note(Tick(bar * BAR + i * BEAT), low + 36 + i, Tick(bar * BAR + i * BEAT + 400), 64) for i in range(4)
        ]
    return Piece(set="jtd_piano", name="p", performer="x", licence="", source="", bpm=140, piano=tuple(sorted(notes)))


def test_a_lesson_asks_for_the_left_hand_of_this_half_bar_and_the_next_ones() -> None:
    lessons = of_trios([pianist(), pianist()])
    assert lessons.heard.shape[1:] == (STRETCHES, 12)
    assert lessons.played.shape[1:] == (AHEAD, 12)
    second = len(lessons.heard) // 2  # the second take is heard with both hands
    wanted = {(FIFTHS[2] + step) % 12 for step in (0, 4, 10)}
    assert set(np.flatnonzero(lessons.played[second][0])) == wanted


def test_written_chords_are_asked_for_by_their_tones() -> None:
    marks = tuple(ChordMark(bar * BAR, ("Dm7", "G7")[bar % 2]) for bar in range(8))
    piece = Piece(
        set="mma", name="m", performer="x", licence="", source="", bpm=140, chords=marks,
        piano=tuple(Note(Tick(bar * BAR), 60, Tick(bar * BAR + 900), 64) for bar in range(8)),
    )  # fmt: skip
    lessons = of_charts([piece])
    assert set(np.flatnonzero(lessons.played[0][0])) == {2, 5, 9, 0}
    assert set(np.flatnonzero(lessons.played[0][2])) == {7, 11, 2, 5}


def test_it_learns_where_the_circle_goes_and_plays_as_it_was_taught() -> None:
    lessons = of_trios([pianist(96) for _ in range(4)])
    model = taught(lessons, seed=1, epochs=30)
    ear = Ear(weights_of(model))
    heard, played = lessons.heard[-8:], lessons.played[-8:]
    odds = model.predict(around(heard), verbose=0)
    right = 0
    for each, told, asked in zip(heard, odds, played, strict=True):
        assert np.allclose(ear.likely(each), 1 / (1 + np.exp(-told.T)), atol=1e-4)
        right += len({*np.argsort(ear.likely(each)[2])[-3:]} & {*np.flatnonzero(asked[2])})
    assert right >= 20  # of 24 keys of the bar that follows
