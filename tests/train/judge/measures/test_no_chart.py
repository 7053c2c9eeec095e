"""Whether the band finds the harmony without a chart: how it is judged."""

import judged_music as music
import numpy as np

from jamd.music.charts.text_grid import read_grid
from jamd.music.time.notes import Note, Tick
from train.judge.measures.no_chart import of_chart, shares

CHART = "| Cmaj7 | Ebm7b5 | Gbmaj7 | Am7b5 |"


def chords(*pitches: tuple[int, ...], place: int = 0) -> list[Note]:
    """A chord in each bar."""
    return [
        Note(Tick(bar * music.BAR + place), pitch, Tick(bar * music.BAR + place + 400), 64)
        for bar, chord in enumerate(pitches)
        for pitch in chord
    ]


def test_notes_of_the_chord_are_in_and_in_other_bars_they_are_not() -> None:
    harmony = of_chart(read_grid("| C | Gb | C | Gb |"))
    here, chance = shares(chords((60, 64, 67), (66, 70, 73), (60, 64, 67), (66, 70, 73)), harmony)
    assert here == 1.0
    assert 0.6 < chance < 0.9  # two bars on stands the same chord, three bars on the other


def test_notes_of_the_bar_before_are_late() -> None:
    harmony = of_chart(read_grid(CHART))
    played = ((64, 67, 71), (66, 69, 73), (70, 73, 77), (72, 75, 79))
    in_time, late = (shares(chords(*(played[-by:] + played[:-by] if by else played)), harmony)[0] for by in (0, 1))
    assert in_time > late + 0.3


def test_a_chord_on_the_last_off_beat_may_belong_to_the_next_bar() -> None:
    harmony = of_chart(read_grid(CHART))
    ahead = chords((66, 69, 73), (70, 73, 77), (72, 75, 79), (64, 67, 71), place=7 * 480)
    assert (
        shares(ahead, harmony)[0] > shares(chords((66, 69, 73), (70, 73, 77), (72, 75, 79), (64, 67, 71)), harmony)[0]
    )


def test_few_notes_tell_nothing() -> None:
    assert np.isnan(shares(chords((60, 64, 67)), of_chart(read_grid(CHART)))).all()
