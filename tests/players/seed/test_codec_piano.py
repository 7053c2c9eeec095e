import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.players.seed import codec_piano as codec

EVENTS = st.lists(
    st.sampled_from([0, 7, 7, 35, codec.OFF, codec.HOLD, codec.HOLD, codec.HOLD]), min_size=1, max_size=100
)
BEATS = st.sampled_from([3, 4])


@st.composite
def lines(draw):
    """A line of one voice, gaps and joined notes included."""
    line, step = [], draw(st.integers(-40, 40))
    for _ in range(draw(st.integers(0, 12))):
        start = step + draw(st.integers(0, 5))
        step = start + draw(st.integers(1, 20))
        line.append((start, step, draw(st.integers(codec.LOWEST, codec.HIGHEST))))
    return line


@given(lines())
def test_reading_what_was_written_gives_the_same_line(line):
    first, last = (line[0][0], line[-1][1] + 1) if line else (0, 4)
    assert codec.decode(codec.encode(line, first, last - first), first) == line


def test_a_phrase_as_events():
    line = [(0, 2, 60), (2, 3, 62), (5, 8, 64)]
    hold, off = codec.HOLD, codec.OFF
    assert codec.encode(line, 0, 10).tolist() == [12, hold, 14, off, hold, 16, hold, hold, off, hold]


def test_of_a_note_that_began_before_only_the_end_is_heard():
    assert codec.encode([(-3, 2, 60)], 0, 4).tolist() == [codec.HOLD, codec.HOLD, codec.OFF, codec.HOLD]


@given(EVENTS, BEATS)
def test_labels_come_back_as_the_events_that_they_were(events, beats):
    for i, event in enumerate(events):
        assert codec.event_of(codec.label_of(event, events[:i], beats), events[:i], beats) == event


def test_what_was_there_two_bars_ago_is_called_a_repeat():
    past = [0, codec.HOLD] * 16
    assert codec.label_of(0, past, 4) == codec.EVENTS + 1
    assert codec.label_of(0, past[:16], 4) == codec.EVENTS
    assert codec.label_of(5, past, 4) == 5


@given(EVENTS, st.integers(-64, 64), BEATS)
def test_training_and_playing_are_told_the_same(events, first, beats):
    rows, labels = codec.examples_of(np.array(events), first, beats)
    for i, event in enumerate(events):
        assert np.array_equal(rows[i], codec.features(events[:i], first + i, beats))
        assert labels[i] == codec.label_of(event, events[:i], beats)


def test_a_repeat_s_share_of_the_odds_goes_to_what_it_repeats():
    past = [9] + [codec.HOLD] * 15  # one bar ago: pitch 9
    logits = np.full(codec.LABELS, -30.0, np.float32)
    logits[[9, codec.EVENTS]] = 0.0
    odds = np.exp(codec.event_logits(logits, past, 4))
    assert odds[9] == pytest.approx(2.0)
    assert odds.sum() == pytest.approx(2.0, abs=1e-6)


def test_the_top_line_keeps_the_highest_note_of_a_chord_and_lets_a_held_top_ring():
    chord = [(0, 4, 60), (0, 4, 64), (0, 4, 67)]
    assert codec.top_line([*chord, (2, 3, 55), (3, 6, 72)]) == [(0, 3, 67), (3, 6, 72)]


@pytest.mark.parametrize(("pitch", "folded"), [(21, 57), (48, 48), (83, 83), (84, 72), (108, 72)])
def test_pitches_fold_by_octaves_into_the_range(pitch, folded):
    assert codec.fold(pitch) == folded
