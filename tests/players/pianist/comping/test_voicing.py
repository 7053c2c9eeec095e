from itertools import pairwise

import numpy as np

from jamd.music.harmony.chords import parse_chord
from jamd.players.pianist.comping.styles import STYLES
from jamd.players.pianist.comping.voicing import CLOSE, Target, voiced

CHANGES = [parse_chord(name) for name in ("Dm7", "G7", "Cmaj7", "A7b9", "Dm7", "G7", "Cmaj7")]


def targets(seed=1, **fields):
    told = {"size": 3, "height": 57.0, "move": 2.0, "ceiling": 80.0, "held": frozenset(), "outside": 1.0} | fields
    return [Target(chord, luck=np.random.default_rng((seed, i)), **told) for i, chord in enumerate(CHANGES)]


def test_the_hand_moves_by_small_steps_through_the_changes():
    paths = [voiced(targets(seed), (53, 57, 60)) for seed in range(20)]
    moves = [abs(np.mean(a) - np.mean(b)) for hands in paths for a, b in pairwise(hands)]
    assert np.median(moves) < 3
    assert np.mean(moves) < 3.5


def test_as_many_voices_as_asked_where_there_is_room():
    for size in (2, 3, 4, 5):
        sizes = [len(hand) for hand in voiced(targets(size=size, height=60.0), None)]
        assert abs(np.mean(sizes) - size) < 0.6


def test_nothing_above_the_ceiling_and_nothing_beside_a_held_key():
    for ceiling in range(52, 80, 4):
        for hand in voiced(targets(ceiling=float(ceiling), held=frozenset({60, 65})), None):
            assert hand is None or max(hand) <= ceiling
            assert hand is None or all(pitch == key or abs(pitch - key) > CLOSE for pitch in hand for key in (60, 65))


def test_notes_that_are_not_likely_are_left_out_and_a_voice_with_them():
    sure = tuple(0.9 if pitch in (5, 0) else 0.1 for pitch in range(12))  # of Dm7 only F and C were heard
    of_dm7 = [voiced([target._replace(likely=sure)], None)[0] for seed in range(20) for target in targets(seed)[:1]]
    assert np.mean([pitch % 12 in (5, 0) for hand in of_dm7 for pitch in hand]) > 0.85
    assert np.mean([len(hand) for hand in of_dm7]) < 2.5
    as_written = [voiced(targets(seed)[:1], None)[0] for seed in range(20)]
    assert np.mean([len(hand) for hand in as_written]) > 2.5


def test_what_is_as_likely_as_not_changes_nothing():
    even = (0.5,) * 12
    assert voiced([target._replace(likely=even) for target in targets()], None) == voiced(targets(), None)


def test_where_nothing_fits_there_is_silence():
    assert voiced(targets(ceiling=40.0), None) == [None] * len(CHANGES)


def test_the_rest_of_a_path_stays_the_cheapest_when_its_beginning_was_played():
    whole = voiced(targets(), (53, 57, 60))
    assert voiced(targets()[3:], whole[2]) == whole[3:]


def test_even_eighths_are_comped_in_fourths():
    def fourths(preferred):
        voicings = [found for seed in range(12) for found in voiced(targets(seed, fourths=preferred), None) if found]
        steps = [b - a for voicing in voicings for a, b in pairwise(voicing)]
        return steps.count(5) / len(steps)

    assert fourths(STYLES["even"].fourths) > 1.5 * fourths(0.0)
