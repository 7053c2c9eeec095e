"""How soon and how far the band's intensity follows the keyboardist's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.channel_messages import note_off, note_on
from jamd.music.listening.intensity import IDLE
from jamd.music.listening.intensity_follower import Following, IntensityFollower
from jamd.music.listening.listener import Listener
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Tick

BEAT, LOUD, SOFT = TICKS_PER_BEAT, 0.9, 0.2
HOUR = Tick(60 * 120 * BEAT)


def after(beats: float, following: Following, came: float, now: float) -> float:
    """How far the way is behind, so many beats after what is heard jumped."""
    follower = IntensityFollower()
    follower.follow(Tick(0), lambda _: came, following)
    follower.follow(Tick(64 * BEAT), lambda _: came, Following(0.01, 0.01))
    follower.follow(Tick(round((64 + beats) * BEAT)), lambda _: now, following)
    return (follower.at(now, following) - came) / (now - came)


@pytest.mark.parametrize("beats", [1, 4, 16, 64])
def test_nine_tenths_of_the_way_are_done_after_the_beats_that_are_set(beats: int) -> None:
    assert after(beats, Following(attack=beats), SOFT, LOUD) == pytest.approx(0.9)
    assert after(beats, Following(release=beats), LOUD, SOFT) == pytest.approx(0.9)
    assert 0.4 < after(beats / 4, Following(attack=beats), SOFT, LOUD) < 0.5


def test_up_and_down_have_speeds_of_their_own() -> None:
    assert after(0, Following(release=8), SOFT, LOUD) == 1
    assert after(0, Following(attack=8), LOUD, SOFT) == 1
    assert after(2, Following(release=8), LOUD, SOFT) < 0.5


@given(st.lists(st.integers(1, 40 * BEAT), max_size=12), st.floats(0, 16), st.floats(0, 16))
def test_when_the_band_looks_changes_nothing(looks: list[int], attack: float, release: float) -> None:
    following, end = Following(attack, release), Tick(40 * BEAT)

    def heard(tick: Tick) -> float:
        return LOUD if tick // (5 * BEAT) % 2 else SOFT

    often, once = IntensityFollower(), IntensityFollower()
    once.follow(Tick(0), heard, following)
    for look in [0, *sorted(looks), end]:
        often.follow(Tick(look), heard, following)
    once.follow(end, heard, following)
    assert often.at(SOFT, following) == once.at(SOFT, following)


@given(st.lists(st.integers(1, 40 * BEAT), max_size=12), st.floats(0.1, 16), st.integers(0, 40 * BEAT))
def test_a_band_that_comes_late_follows_as_if_it_had_always_been_there(
    looks: list[int], beats: float, came: int
) -> None:
    following, end = Following(beats, beats), Tick(40 * BEAT)

    def heard(tick: Tick) -> float:
        return LOUD if tick > came else IDLE

    always, late = IntensityFollower(), IntensityFollower()
    for look in [0, *sorted(looks), end]:
        always.follow(Tick(look), heard, following)
    late.follow(Tick(came), heard, following)
    late.follow(end, heard, following)
    assert always.at(LOUD, following) == late.at(LOUD, following)


def test_a_band_that_starts_over_late_in_the_evening_does_not_go_through_all_of_it() -> None:
    listener, asked = Listener(Meter(4)), list[Tick]()

    def rest_expected(tick: Tick) -> bool:
        asked.append(tick)
        return False

    for now in (2 * HOUR, HOUR):  # the band is restarted, and then the clock jumps back
        listener.forget()
        listener.follow_intensity(now, rest_expected, Following(attack=8))
        assert asked == []
    listener.follow_intensity(Tick(HOUR + BEAT), rest_expected, Following(attack=8))
    assert len(asked) == 8


def test_the_amount_says_how_far() -> None:
    assert Following(amount=0).told(LOUD) == IDLE
    assert Following(amount=0.5).told(LOUD) == pytest.approx((IDLE + LOUD) / 2)
    assert Following(amount=2).told(LOUD) == 1


def played(pitch: int, following: Following, beats: int = 16) -> float:
    """Even eighths on one key."""
    listener = Listener(Meter(4))
    for tick in range(0, beats * BEAT, BEAT // 2):
        listener.follow_intensity(Tick(tick), lambda _: False, following)
        listener.hear(Tick(tick), note_on(1, pitch, 80))
        listener.hear(Tick(tick + 300), note_off(1, pitch))
    now = Tick(beats * BEAT - BEAT // 4)
    listener.follow_intensity(now, lambda _: False, following)
    return listener.intensity(now, False, following)


def test_high_hands_lift_the_band_where_the_register_counts() -> None:
    assert played(84, Following()) == played(48, Following())
    low, middle, high = (played(pitch, Following(register=1)) for pitch in (54, 66, 78))
    assert high - middle == pytest.approx(0.25) == middle - low
    assert played(78, Following(register=0.4)) - middle == pytest.approx(0.1)


def test_a_listener_that_follows_slowly_gets_there() -> None:
    assert played(72, Following(attack=16), 4) < played(72, Following(attack=16), 16) < played(72, Following(), 16)
    assert played(72, Following(attack=16), 64) == pytest.approx(played(72, Following(), 64), abs=0.03)
