"""A ballad's brushes: what is written is known again."""

from itertools import pairwise

import numpy as np
import pytest

from jamd.music.drum_kit import RIDE, SNARE
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from jamd.players.drummer.brushes import SWEEP, TAP, both_meant, one_hand, sound_of, sweeps, voice_with_brushes
from jamd.players.drummer.codec import VOICES
from jamd.players.steps import STEPS
from tests.players.drummer.playing import scene


@pytest.mark.parametrize("voice", range(VOICES))
def test_every_stroke_is_known_again(voice: int) -> None:
    pitch, length = sound_of(voice)
    assert voice_with_brushes(Note(Tick(960), pitch, Tick(960 + length), 50)) == voice


def test_time_and_comments_are_on_the_snare_and_sweeps_are_no_voice() -> None:
    assert sound_of(RIDE)[0] == sound_of(SNARE)[0] == TAP
    assert voice_with_brushes(Note(Tick(0), SWEEP, Tick(1800), 30)) is None


def test_a_slap_takes_the_place_of_a_tap() -> None:
    hits = np.zeros((STEPS, VOICES), np.float32)
    hits[0, (RIDE, SNARE)] = hits[6, RIDE] = 1
    played = one_hand(hits)
    assert (played[0, RIDE], played[0, SNARE], played[6, RIDE]) == (0, 1, 1)
    np.testing.assert_array_equal(both_meant(played), hits)


@pytest.mark.parametrize(("beats", "starts"), [(4, [0, 2]), (3, [0, 2])])
def test_sweeps_are_quiet_half_notes(beats: int, starts: list[int]) -> None:
    told = scene("ballad", 66, beats)
    swept = sweeps(told, 5)
    assert [(note.start - 5 * told.meter.bar) // TICKS_PER_BEAT for note in swept] == starts
    assert all(15 < note.velocity < 50 for note in swept)
    assert all(one.end <= two.start for one, two in pairwise(swept))
