"""Which chord is played where the harmony is only heard."""

import pytest

from jamd.music.harmony.chords import NAMES, parse_chord
from jamd.music.listening.chord_choice import shares, surest


@pytest.mark.parametrize("kind", ["maj7", "m7", "7", "m7b5"])
@pytest.mark.parametrize("root", NAMES)
def test_notes_of_a_clear_chord_are_taken(root: str, kind: str) -> None:
    clear = parse_chord(root + kind)
    likely = tuple(0.95 if pitch in clear.chord_tones else 0.05 for pitch in range(12))
    played = shares(surest(likely))
    assert sum(played[list(clear.chord_tones)]) >= sum(shares(clear)[list(clear.chord_tones)])


def test_between_two_chords_one_is_taken_whose_notes_fit_both() -> None:
    """F and B are in G7 and in Db7, whose roots are not clear."""
    likely = tuple({5: 0.9, 11: 0.9, 7: 0.4, 1: 0.4}.get(pitch, 0.1) for pitch in range(12))
    played = shares(surest(likely))
    assert played[5] + played[11] > 0.5
