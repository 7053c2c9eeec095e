"""What was played becomes what a musician would write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from jamd.music.transcription.rhythm import SIXTEENTHS, TRIPLETS, UNITS, offbeat_of, write_rhythm
from jamd.music.transcription.values import VALUES, fill_bar

SWING = 0.62


def played(*onsets: float, last: float = 0.5) -> list[Note]:
    """A line of notes that follow each other, in beats."""
    ends = [*onsets[1:], onsets[-1] + last]
    return [
        Note(Tick(round(at * TICKS_PER_BEAT)), 60 + step % 12, Tick(round(end * TICKS_PER_BEAT)), 80)
        for step, (at, end) in enumerate(zip(onsets, ends, strict=True))
    ]


def starts(notes: list[Note], bpm: float = 140, offbeat: float = SWING) -> list[int]:
    return [stroke.start for stroke in write_rhythm(notes, offbeat, bpm).strokes]


def test_swung_eighths_are_written_straight() -> None:
    assert starts(played(0.02, 0.64, 0.98, 1.60, 2.01, 2.66)) == [0, 6, 12, 18, 24, 30]


def test_a_triplet_is_a_triplet_and_a_run_is_in_sixteenths() -> None:
    assert starts(played(0, 0.34, 0.67, 1)) == [0, 4, 8, 12]
    assert starts(played(0, 0.31, 0.62, 0.81, 1), bpm=80) == [0, 3, 6, 9, 12]


def test_a_stroke_just_before_the_beat_is_on_it() -> None:
    assert starts(played(0, 0.93, 2, 3)) == [0, 12, 24, 36]


def test_the_grid_of_a_beat_is_told_to_who_draws_it() -> None:
    assert write_rhythm(played(0, 0.34, 0.67, 1, 1.6), SWING, 140).grids == {0: TRIPLETS}
    assert write_rhythm(played(0, 0.25, 0.5, 0.75, 1), 0.5, 80).grids == {0: SIXTEENTHS}


@pytest.mark.parametrize("place", [0.5, 0.6, 0.66])
def test_the_swing_is_measured(place: float) -> None:
    assert offbeat_of(played(*(beat + off for beat in range(12) for off in (0, place)))) == pytest.approx(place, 0.01)


def test_a_short_gap_is_no_rest_and_a_long_one_is() -> None:
    short = [
        Note(Tick(0), 60, Tick(800), 80),
        Note(Tick(960), 62, Tick(1100), 80),
        Note(Tick(2880), 64, Tick(3800), 80),
    ]
    assert [(stroke.start, stroke.end) for stroke in write_rhythm(short, 0.5, 120).strokes] == [
        (0, 12), (12, 18), (36, 48),
    ]  # fmt: skip


def test_notes_struck_together_are_a_chord_and_a_quick_one_before_is_crushed() -> None:
    (stroke,) = write_rhythm(
        [
            Note(Tick(860), 63, Tick(930), 80),
            Note(Tick(960), 64, Tick(1900), 80),
            Note(Tick(970), 67, Tick(1900), 80),
        ],
        0.5,
        120,
    ).strokes
    assert (stroke.start, stroke.pitches, stroke.crushed) == (12, (64, 67), (63,))


notes = st.lists(
    st.tuples(st.integers(0, 16 * 960), st.integers(40, 90), st.integers(1, 4000)), min_size=1, max_size=60
)


@given(notes, st.sampled_from([0.5, 0.6, 0.68]), st.sampled_from([60, 120, 280]), st.sampled_from([3, 4, 5]))
def test_law_every_bar_is_full_and_what_is_written_can_be_drawn(
    keys: list[tuple[int, int, int]], offbeat: float, bpm: float, beats: int
) -> None:
    line = write_rhythm(
        [Note(Tick(start), pitch, Tick(start + length), 80) for start, pitch, length in keys], offbeat, bpm
    )
    assert all(one.end <= other.start for one, other in zip(line.strokes, line.strokes[1:], strict=False))
    written: set[int] = set()
    for bar in range(-(-line.strokes[-1].end // (beats * UNITS))):
        drawn = fill_bar(line, bar * beats * UNITS, beats)
        assert [each.at for each in drawn] == [sum(e.units for e in drawn[:n]) for n in range(len(drawn))]
        assert sum(each.units for each in drawn) == beats * UNITS
        assert all(each.units in VALUES or len(drawn) == 1 for each in drawn)
        written |= {pitch for each in drawn for pitch in (*each.pitches, *each.crushed)}
    assert written == {pitch for _, pitch, _ in keys}
