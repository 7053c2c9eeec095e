"""A drummer has two hands, and strikes with each one thing at a time."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.drum_kit import CLOSED_HAT, CRASH, KICK, LOW_TOM, OPEN_HAT, PEDAL_HAT, RIDE, SIDESTICK, SNARE
from jamd.players.arrays import Array
from jamd.players.drummer.codec import VOICES
from jamd.players.drummer.hands import two_hands
from jamd.players.steps import STEPS

FEET = (KICK, PEDAL_HAT)


def bar(*voices: int) -> Array:
    """All struck at once, on 1."""
    hits = np.zeros((STEPS, VOICES), np.float32)
    hits[0, list(voices)] = 1
    return hits


@given(st.integers(0, 2**32 - 1))
def test_at_most_two_and_nothing_is_added(seed: int) -> None:
    rng = np.random.default_rng(seed)
    hits = (rng.random((STEPS, VOICES)) < 0.4).astype(np.float32)
    played = two_hands(hits, (rng.random((STEPS, VOICES)) < 0.1).astype(np.float32))
    hands = [voice for voice in range(VOICES) if voice not in FEET]
    assert (played <= hits).all()
    assert (played[:, hands].sum(1) <= 2).all()
    np.testing.assert_array_equal(played[:, KICK], hits[:, KICK])


def test_the_cymbals_hand_moves_to_the_tom() -> None:
    np.testing.assert_array_equal(two_hands(bar(RIDE, SNARE, LOW_TOM, KICK), bar()), bar(SNARE, LOW_TOM, KICK))


def test_ride_and_hat_are_one_hand() -> None:
    np.testing.assert_array_equal(two_hands(bar(RIDE, CLOSED_HAT), bar()), bar(RIDE))


def test_what_the_style_asks_for_stays() -> None:
    np.testing.assert_array_equal(two_hands(bar(SIDESTICK, SNARE, RIDE), bar(SIDESTICK)), bar(SIDESTICK, RIDE))
    np.testing.assert_array_equal(two_hands(bar(CLOSED_HAT, CRASH, SNARE), bar(SNARE)), bar(CRASH, SNARE))


def test_an_open_hat_is_not_closed_by_the_foot() -> None:
    np.testing.assert_array_equal(two_hands(bar(OPEN_HAT, PEDAL_HAT), bar()), bar(OPEN_HAT))
    np.testing.assert_array_equal(two_hands(bar(RIDE, PEDAL_HAT), bar()), bar(RIDE, PEDAL_HAT))
