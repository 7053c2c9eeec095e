"""Who plays the bass: stories of left hands."""

import random
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jamd.music.listening.left_hand_bass import left_hand_bass
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick

BEAT = TICKS_PER_BEAT
FOUR, THREE = Meter(4), Meter(3)
Notes = tuple[Note, ...]


def notes(*struck: tuple[float, float, Iterable[int]]) -> Notes:
    """Beat, beats, pitches."""
    return tuple(
        sorted(
            Note(Tick(round(at * BEAT)), pitch, Tick(round((at + length) * BEAT)), 70)
            for at, length, pitches in struck
            for pitch in pitches
        )
    )


def walking(first: int, last: int, low: int = 36) -> Notes:
    line = (0, 4, 7, 9, 10, 9, 7, 4)
    return notes(*((beat, 0.9, [low + line[beat % 8]]) for beat in range(first, last)))


def stride(first: int, last: int, beats: int = 4) -> Notes:
    """Low on 1 and 3, a chord on 2 and 4; in three, low on 1."""
    low = {0: 38, 2: 45} if beats == 4 else {0: 38}
    hands = ((beat, [low[beat % beats]] if beat % beats in low else [55, 60, 64]) for beat in range(first, last))
    return notes(*((beat, 0.5, hand) for beat, hand in hands))


def melody(first: int, last: int, low: int = 67) -> Notes:
    return notes(*((eighth / 2, 0.45, [low + (eighth * 5) % 12]) for eighth in range(2 * first, 2 * last)))


def both(*hands: Notes) -> Notes:
    return tuple(sorted(note for hand in hands for note in hand))


def is_bass(you: Notes, beat: float, meter: Meter = FOUR) -> bool:
    heard = Tick(round(beat * BEAT))
    known = (Note(n.start, n.pitch, min(n.end, heard), n.velocity) for n in you if n.start < heard)
    return left_hand_bass(tuple(known), heard, meter) is not None


def pedal(first: int, last: int) -> Notes:
    return both(notes(*((bar * 4, 3.9, [36]) for bar in range(first // 4, last // 4))), melody(first, last))


BASSES = {
    "walking under a melody": (both(walking(16, 48), melody(0, 48)), FOUR),
    "walking alone": (walking(16, 48), FOUR),
    "walking in octaves": (both(walking(16, 48), walking(16, 48, 24), melody(0, 48)), FOUR),
    "stride": (both(stride(16, 48), melody(0, 48)), FOUR),
    "a waltz": (both(stride(18, 48, 3), melody(0, 48)), THREE),
}


@pytest.mark.parametrize("name", BASSES)
def test_a_left_hand_that_plays_the_bass_is_known_within_its_first_bar(name: str) -> None:
    you, meter = BASSES[name]
    begun = min(note.start for note in you if note.pitch <= 50) / BEAT
    assert not any(is_bass(you, beat, meter) for beat in range(1, int(begun) + 1))
    assert all(is_bass(you, beat, meter) for beat in range(int(begun) + 4, 48))


def test_a_figure_and_pedal_notes_are_known_after_two_bars() -> None:
    bossa = ((0, 36), (1.5, 43), (2, 43))
    figure = notes(*((bar * 4 + at, 0.4, [pitch]) for bar in range(8) for at, pitch in bossa))
    assert all(is_bass(both(figure, melody(0, 32)), beat) for beat in range(8, 33))
    assert all(is_bass(pedal(0, 32), beat) for beat in range(8, 33))


def octaves(first: int, last: int, low: int = 34, off: float = 0.5, length: float = 0.4) -> Notes:
    """A root and its octave, in eighths."""
    roots = ((beat, low + (0, 5, 0, 7)[beat // 4 % 4]) for beat in range(first, last))
    return notes(
        *(each for beat, root in roots for each in ((beat, length, [root]), (beat + off, length, [root + 12])))
    )


def sparse(first: int, last: int) -> Notes:
    """A right hand that pushes off the beat and leaves gaps."""
    return notes(*((beat + 0.66, 0.3, [70 + beat * 5 % 13]) for beat in range(first, last) if beat % 2 or beat % 8 > 3))


UNSTEADY = {
    "octaves": octaves(16, 64),
    "swung octaves": octaves(16, 64, off=0.66, length=0.3),
    "octaves a fifth higher": octaves(16, 64, low=41),
    "stride a fifth higher": both(
        notes(*((beat, 0.6, [(41, 48, 46, 53, 43, 50)[beat // 2 % 6]]) for beat in range(16, 64, 2))),
        notes(*((beat, 0.5, [56, 62, 65]) for beat in range(17, 64, 2))),
    ),
    "a walk from 39 to 61": notes(*((beat, 0.9, [39 + (beat * 5) % 23]) for beat in range(16, 64))),
    "a walk from 46 to 62": notes(*((beat, 0.9, [46 + (beat * 5) % 17]) for beat in range(16, 64))),
}


@pytest.mark.parametrize("name", UNSTEADY)
def test_what_is_known_stays_known_while_the_hand_goes_on(name: str) -> None:
    you = both(UNSTEADY[name], sparse(0, 64))
    assert not any(is_bass(you, beat) for beat in range(1, 17))
    assert all(is_bass(you, beat) for beat in range(24, 65))


NO_BASSES = {
    "chords in the middle": notes(*((beat, 1, [48, 53, 57]) for beat in range(0, 48, 2))),
    "low chords": notes(*((beat, 1, [38, 43, 47]) for beat in range(48))),
    "an octave now and then": both(melody(0, 48), notes(*((beat, 3, [31, 43]) for beat in range(0, 48, 8)))),
    "a run down into the bass": both(melody(0, 20), notes(*((20 + at / 2, 0.5, [67 - 3 * at]) for at in range(12)))),
    "a melody in the tenor": melody(0, 48, 43),
    "a tune on every beat in the tenor": notes(*((beat, 0.9, [46 + (beat * 5) % 17]) for beat in range(48))),
    "shells under a melody": both(melody(0, 48), notes(*((beat, 1.5, [46, 56]) for beat in range(0, 48, 4)))),
    "a hand that comps around middle C": both(melody(0, 48), notes(*((beat, 0.9, [50, 53, 57]) for beat in range(48)))),
    "one low note that is held": both(melody(0, 48), notes((8, 40, [33]))),
    "nothing": (),
}


@pytest.mark.parametrize("name", NO_BASSES)
def test_this_is_no_bass(name: str) -> None:
    assert not any(is_bass(NO_BASSES[name], beat / 2) for beat in range(1, 100))


def test_two_bars_or_so_after_its_last_note_it_is_over_on_the_first_of_two_bars() -> None:
    for end in range(17, 33):
        you = both(walking(0, end), melody(0, 64))
        over = next(beat for beat in range(16, 80) if not is_bass(you, beat))
        until = left_hand_bass(you, Tick(over * BEAT - BEAT), FOUR)
        assert until is not None
        assert until.until == over * BEAT
        assert over % 8 == 0
        assert 4 <= over - end <= 14


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([FOUR, THREE, Meter(5)]))
def test_hearing_more_changes_nothing_that_was_said(seed: int, meter: Meter) -> None:
    """A bass is over where it was said that it would be, unless more of it is heard; and it never ends in a bar."""
    dice = random.Random(seed)
    low = notes(*((dice.uniform(0, 40), dice.choice([0.4, 0.9, 3]), [dice.randrange(30, 64)]) for _ in range(40)))
    you = both(low, *(walking(at, at + 6) for at in dice.sample(range(40), 2)))
    before = None
    for tick in range(0, 60 * BEAT, BEAT):
        known = tuple(Note(n.start, n.pitch, Tick(min(n.end, tick)), 70) for n in you if n.start < tick)
        bass = left_hand_bass(known, Tick(tick), meter)
        if before is not None:
            assert (bass is None and tick >= before.until) or (bass is not None and bass.until >= before.until)
        assert bass is None or bass.until % (2 * meter.bar) == 0
        before = bass
