"""The keyboardist who never tires."""

import random

from hypothesis import given
from hypothesis import strategies as st

from jamd.bench.keyboardist import Keyboardist, bar_of_keys
from jamd.music.channel_messages import is_note_off, is_note_on
from jamd.music.time.notes import Meter, Tick

SEEDS = st.integers(0, 2**32)
METERS = st.sampled_from([Meter(3), Meter(4)])


@given(st.integers(-4, 100), METERS, SEEDS)
def test_every_key_that_goes_down_comes_up_in_its_bar_before_it_goes_down_again(bar, meter, seed):
    keys = bar_of_keys(bar, meter, random.Random(seed))
    down = set()
    for tick, data in keys:
        assert bar * meter.bar <= tick <= (bar + 1) * meter.bar
        if is_note_on(data):
            assert data[1] not in down
            down.add(data[1])
        else:
            down.remove(data[1])
    assert not down
    assert [tick for tick, _ in keys] == sorted(tick for tick, _ in keys)


@given(METERS, SEEDS, st.lists(st.integers(1, 3000), min_size=1, max_size=40))
def test_nothing_is_played_before_its_tick(meter, seed, steps):
    played = []
    keyboardist = Keyboardist(meter, seed, played.append)
    now = 0
    for step in steps:
        due = keyboardist.play(Tick(now))
        assert due > now
        before = len(played)
        keyboardist.play(Tick(due - 1))
        assert len(played) == before
        keyboardist.play(due)
        assert len(played) > before
        now = due + step


def test_a_keyboardist_who_missed_bars_goes_on_where_the_band_is():
    played = []
    keyboardist = Keyboardist(Meter(4), 1, played.append)
    keyboardist.play(Tick(0))
    keyboardist.release()
    assert keyboardist.play(Tick(100 * 3840 + 1)) >= 101 * 3840


def test_lifting_leaves_no_key_down():
    played = []
    keyboardist = Keyboardist(Meter(4), 1, played.append)
    for tick in range(0, 5000, 20):
        keyboardist.play(Tick(tick))
    keyboardist.release()
    down = set()
    for data in played:
        if is_note_on(data):
            down.add(data[1])
        elif is_note_off(data):
            down.discard(data[1])
    assert not down
    assert len(played) > 8
