import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.drum_kit import VOICE_OF_PITCH, VOICES
from jamd.players.seed import codec_drums as codec

SYMBOLS = st.lists(st.integers(0, codec.CLASSES - 1), max_size=64)


@given(SYMBOLS, st.integers(-200, 200))
def test_reading_what_was_written_gives_the_same_symbols(symbols, first):
    assert codec.encode(codec.decode(symbols, first), first, len(symbols)).tolist() == symbols


@given(st.sets(st.tuples(st.integers(0, 31), st.integers(0, len(codec.VOICES) - 1))))
def test_writing_what_was_read_gives_the_same_hits(hits):
    assert codec.decode(codec.encode(hits, 0, 32), 0) == sorted(hits)


def test_a_bar_of_ride_time_has_the_classes_one_expects():
    ride, foot = 8, 2
    symbols = codec.encode([(0, ride), (4, ride), (4, foot), (6, ride)], 0, 8)
    assert symbols.tolist() == [256, 0, 0, 0, 256 + 4, 0, 256, 0]


def test_every_voice_of_the_kit_has_a_place_among_the_nine():
    assert set(codec.VOICE_OF_KIT) == set(range(len(VOICES))) == set(VOICE_OF_PITCH.values())
    assert codec.VOICES[codec.VOICE_OF_KIT[VOICE_OF_PITCH[44]]] == "closed hat"  # the foot's


@pytest.mark.parametrize("beats", [3, 4])
def test_the_counters_tell_every_step_of_four_bars_apart_and_come_round(beats):
    bar = beats * 4
    seen = [tuple(codec.counters(step, beats)) for step in range(4 * bar)]
    assert len(set(seen)) == 4 * bar
    assert tuple(codec.counters(-4 * bar, beats)) == seen[0]


def test_a_counter_bit_means_the_same_in_both_meters():
    third_beat_of_second_bar = {3: 12 + 8, 4: 16 + 8}
    three, four = (codec.counters(step, beats) for beats, step in third_beat_of_second_bar.items())
    assert (three == four).all()


@given(
    st.lists(st.integers(0, codec.CLASSES - 1), min_size=1, max_size=40), st.integers(-64, 64), st.sampled_from([3, 4])
)
def test_training_and_playing_are_told_the_same(symbols, first, beats):
    before = [codec.REST, *symbols[:-1]]
    one_by_one = [codec.features(symbol, first + i, beats) for i, symbol in enumerate(before)]
    assert np.array_equal(codec.features_of(np.array(symbols), first, beats), np.stack(one_by_one))
