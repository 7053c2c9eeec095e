"""A loop from the output to the input is known by its pattern; whoever plays along with the band is never one."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wire.rehearsal import BAR, BEAT, DRUMS, MS, PIANO, Arrived, Cable, Part, band, rehearse, strokes, struck

from jamd.music.channel_messages import is_note_off, is_note_on

BARS = 12


def line(seed: int, channel: int) -> Part:
    """A keyboardist with a line of his own."""
    dice, ns, played = random.Random(seed), BAR, []
    while ns < BARS * BAR:
        played += struck(ns, channel, dice.randrange(55, 80), dice.randrange(40, 110))
        ns += dice.choice((130, 200, 400)) * MS
    return sorted(played)


def doubled(part: Part, seed: int, late_ms: float, sd_ms: float, channel: int, octaves: int) -> Part:
    """Somebody who plays every note of a part with the band, as exactly as hands can; a chord is one movement."""
    dice, played, hand, last = random.Random(seed), [], 0.0, -BAR
    for ns, data in part:
        if is_note_on(data):
            hand = dice.gauss(late_ms, sd_ms) * MS if ns - last > 15 * MS else hand
            last = ns
            velocity = max(1, min(127, data[2] + round(dice.gauss(0, 8))))
            played += struck(max(0, ns + hand), channel, data[1] + 12 * octaves, velocity)
    return sorted(played)


def heard(arrived: list[Arrived], since: int = 0) -> list[Arrived]:
    return [message for message in strokes(arrived, since) if not message.ignored]


@pytest.mark.parametrize("delay", [1, 5, 40, 100, 250])
@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"channel": 5},
        {"velocity": lambda velocity: max(1, velocity - 9)},
        {"octaves": -1, "jitter": 2.5},
        {"channel": 2, "octaves": 1, "velocity": lambda velocity: round(velocity**1.4 / 127**0.4)},
    ],
    ids=["as it is", "on one channel", "softer", "an octave lower", "higher, by a curve"],
)
def test_what_we_play_comes_back_and_soon_none_of_it_is_heard(delay: int, changed: dict[str, Any]) -> None:
    arrived = rehearse(band(BARS, 1), cable=Cable(delay, **changed))
    assert len(heard(arrived, 2 * BAR)) <= len(strokes(arrived)) / 20
    assert heard(arrived, 5 * BAR) == []


@pytest.mark.parametrize("part", [DRUMS, PIANO])
def test_one_part_alone_may_come_back(part: int) -> None:
    cable = Cable(40, channel=3)
    assert heard(rehearse(band(BARS, 2, part), cable=cable), 4 * BAR) == []


@given(
    seed=st.integers(0, 999),
    delay=st.floats(6, 250),
    jitter=st.floats(0.2, 5),
    channel=st.sampled_from((None, 1, 4, 10)),
    octaves=st.integers(-2, 2),
)
@settings(max_examples=25, deadline=None)
def test_any_loop_is_known_within_six_bars_and_leaves_no_key_down(
    seed: int, delay: float, jitter: float, channel: int | None, octaves: int
) -> None:
    arrived = rehearse(band(BARS, seed), cable=Cable(delay, jitter, channel, octaves))
    assert heard(arrived, 6 * BAR) == []
    down: set[bytes] = set()
    for message in arrived:
        key = bytes((message.data[0] & 0x0F, message.data[1]))
        if not message.ignored:
            (down.add if is_note_on(message.data) else down.discard)(key)
    assert not down


@given(
    seed=st.integers(0, 9999),
    late=st.sampled_from((-10, 0, 5, 20, 60, 150)),
    sd=st.floats(10, 20),
    part=st.sampled_from((DRUMS, PIANO)),
    channel=st.sampled_from((DRUMS, PIANO, 4)),
    octaves=st.integers(-1, 1),
)
@settings(max_examples=40, deadline=None)
def test_whoever_plays_in_unison_with_the_band_is_heard_but_for_a_note_that_is_the_bands_to_the_letter(
    seed: int, late: float, sd: float, part: int, channel: int, octaves: int
) -> None:
    playing = band(BARS, seed)
    doubles = doubled([note for note in playing if note[1][0] & 0x0F == part - 1], seed, late, sd, channel, octaves)
    for message in rehearse(playing, doubles):
        if message.ignored and is_note_on(message.data):
            assert any(data == message.data and 0 <= message.ns - ns <= 4 * MS for ns, data in playing)


@pytest.mark.parametrize("channel", [PIANO, 6])
@pytest.mark.parametrize("thru", [False, True])
def test_in_a_loop_the_keyboardist_loses_no_note(channel: int, thru: bool) -> None:
    hands = line(3, channel)
    arrived = rehearse(band(BARS, 3), hands, Cable(30 if thru else 120), thru)
    known = 4 * BAR
    assert len(heard(arrived, known)) == len([note for ns, note in hands if is_note_on(note) and ns >= known])


def test_a_key_held_by_hand_stays_down_while_its_echo_comes_and_goes() -> None:
    playing = [*band(BARS, 4), *struck(6 * BAR, PIANO, 60, 70)]
    on, off = struck(6 * BAR + BEAT // 8, PIANO, 60, 90, ms=700)
    arrived = rehearse(sorted(playing), [on, off], Cable(100))
    key = [message for message in arrived if message.data[1] == 60 and message.ns >= 6 * BAR][:4]
    assert [(is_note_on(message.data), message.by_hand, message.ignored) for message in key] == [
        (True, True, False),
        (True, False, True),
        (False, False, True),
        (False, True, False),
    ]


def test_a_loop_that_is_pulled_out_is_forgotten_within_four_bars() -> None:
    playing = band(2 * BARS, 5)
    since = (BARS + 4) * BAR
    exact = [(ns + 40 * MS, data) for ns, data in playing if ns >= since and data[0] & 0x0F == PIANO - 1]
    arrived = rehearse(playing, exact, Cable(40, cut=BARS * BAR))
    assert not strokes(arrived, since)[0].ignored


def test_what_is_repeated_evenly_through_thru_is_an_arpeggiator() -> None:
    notes = [note for n in range(100) for note in struck(BAR + n * 125 * MS, PIANO, 60, 100)]
    assert not any(message.ignored for message in rehearse(band(BARS, 6), notes, thru=True))


def test_a_pedal_goes_round_through_thru_once() -> None:
    moves = [(6 * BAR, b"\xb0\x40\x7f"), (6 * BAR + BEAT, b"\xb0\x40\x00")]
    arrived = rehearse(band(BARS, 7), moves, Cable(100), thru=True)
    pedal = [message for message in arrived if message.data[0] == 0xB0]
    assert [(message.by_hand, message.ignored) for message in pedal] == [(True, False), (False, True)] * 2


def test_offs_are_ignored_with_their_notes() -> None:
    arrived = rehearse(band(BARS, 8), cable=Cable(60, channel=4))
    offs = [message for message in arrived if is_note_off(message.data) and message.ns > 5 * BAR]
    assert offs
    assert all(message.ignored for message in offs)
