"""Follow me: what begins the music, and what is no count-off."""

from clock.bandstand import BAR, Bandstand, S, counted_off
from hypothesis import given
from hypothesis import strategies as st

from jamd.clock.follow import Follow
from jamd.clock.source import Standby, Start
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline


def test_four_even_taps_begin_the_form_one_beat_after_the_last() -> None:
    band = counted_off(150)
    assert band.begun == Start(Timeline.at_bpm(150, Nanos(10 * S), Tick(0)), Tick(0))
    assert band.follow.hold == "steady"


def test_three_taps_begin_a_waltz() -> None:
    band = counted_off(180, beats=3)
    assert band.begun is not None
    assert abs(band.second_of(0) - 10) < 0.001


def test_a_key_counts_off_as_well() -> None:
    band = Bandstand()
    for i in range(4):
        band.key(5 + i * 0.4, pitch=48)
    assert band.begun is not None
    assert abs(band.second_of(0) - 6.6) < 0.001
    assert abs(band.bpm - 150) < 0.1


@given(st.floats(40, 300), st.lists(st.floats(-0.01, 0.01), min_size=4, max_size=4))
def test_a_human_count_off_is_understood_within_its_own_error(bpm: float, errors: list[float]) -> None:
    band = Bandstand()
    for i, error in enumerate(errors):
        band.tap(10 - (4 - i) * 60 / bpm + error)
    assert band.begun is not None
    assert abs(band.second_of(0) - 10) <= 0.0201  # the mean error, and the steepest slope through such errors
    assert abs(60 / band.bpm - 60 / bpm) <= 0.0081


def nobody_begins(strokes: list[tuple[float, int]]) -> bool:
    band = Bandstand()
    for second, pitch in strokes:
        band.key(second, pitch)
    return band.begun is None and band.follow.hold == "waiting"


def test_a_phrase_is_no_count_off() -> None:
    assert nobody_begins([(5 + i * 0.4, 60 + i) for i in range(12)])


def test_uneven_strokes_are_no_count_off() -> None:
    assert nobody_begins([(second, 60) for second in (5, 5.5, 6.3, 6.8, 7.1)])


def test_the_same_note_in_the_middle_of_a_phrase_is_no_count_off() -> None:
    assert nobody_begins([(4.6, 64), *((5 + i * 0.4, 60) for i in range(12))])


def test_chords_on_every_beat_are_no_count_off() -> None:
    assert nobody_begins([(5 + i * 0.5 + j * 0.004, pitch) for i in range(8) for j, pitch in enumerate((60, 64, 67))])


def test_a_note_repeated_quickly_is_no_count_off() -> None:
    assert nobody_begins([(5 + i * 0.16, 60) for i in range(12)])


def test_three_taps_are_no_count_off_in_four() -> None:
    band = Bandstand()
    for second in (5.0, 5.5, 6.0):
        band.tap(second)
    assert band.begun is None


def test_after_a_stop_it_waits_for_a_count_off_and_goes_on_at_the_bar_line() -> None:
    band = counted_off()
    assert band.follow.join(None, 120, Tick(BAR + 1000), Nanos(20 * S)) == [Standby(Tick(BAR), 120)]
    assert band.follow.hold == "waiting"
    for i in range(4):
        band.tap(30 + i * 0.5)
    assert band.begun is not None
    assert band.begun.tick == BAR
    assert abs(band.second_of(4) - 32) < 0.001


def test_a_count_off_replaces_the_count_in() -> None:
    assert Follow(Meter(4)).join(None, 140, Tick(-2 * BAR), Nanos(0)) == [Standby(Tick(0), 140)]
