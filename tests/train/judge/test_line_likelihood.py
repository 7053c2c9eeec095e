"""Real solos are read as the pianist would have been asked for their notes."""

import judged_music as music
import numpy as np
import pytest

from jamd.players.onnx_model import MODELS, OnnxModel
from jamd.players.pianist.lines import pitch_codec, rhythm_codec
from jamd.players.pianist.lines.line import LineNote
from jamd.players.pianist.lines.pitches import PitchWriter, Wanted
from jamd.players.pianist.lines.rhythm import Rhythm, Setting
from train.judge.line_likelihood import LineNgram, LinePredictor
from train.networks.lines.solos import solo_of

SOLO = music.solo(1, 8)


@pytest.fixture(scope="module")
def bits():
    rhythm = OnnxModel(MODELS, "pianist_line_rhythm", rhythm_codec.CODEC, rhythm_codec.CODEC_VERSION)
    pitch = OnnxModel(MODELS, "pianist_line_pitch", pitch_codec.CODEC, pitch_codec.CODEC_VERSION)
    return LinePredictor(rhythm, pitch).bits(SOLO)


def test_every_note_but_the_first_has_bits_and_the_pitch_is_a_part_of_them(bits):
    assert bits.shape == (len(solo_of(SOLO).steps) - 1, 3)
    assert (bits[:, 2] == 1).all()
    assert (bits[:, 1] > 0).all()
    assert (bits[:, 1] < bits[:, 0]).all()


def test_a_pitch_is_as_likely_as_it_is_when_the_pianist_writes_it(bits):
    """The pianist is made to choose the solo's own note: all others are forbidden."""
    solo = solo_of(SOLO)
    setting = Setting(solo.beats, solo.bpm, solo.offbeat, 6.0, 1.0, solo.changes)
    for number in (20, 21, 30):
        line = [
            LineNote(int(step), int(pitch), float(length), float(loud))
            for step, pitch, length, loud in zip(
                *(row[:number] for row in (solo.steps, solo.pitches, solo.lengths, solo.loud)), strict=True
            )
        ]
        only = np.full(128, -np.inf)
        only[solo.pitches[number]] = 0
        rhythm = Rhythm((int(solo.steps[number]),), (float(solo.lengths[number]),))
        wanted = Wanted(only, np.zeros((1, 1, pitch_codec.INTERVALS)))
        following = int(solo.steps[number + 1])
        (nats,) = PitchWriter(MODELS).write(line, rhythm, following, setting, wanted, np.zeros((1, 1, 3))).nats
        assert -nats / np.log(2) == pytest.approx(bits[number - 1, 1], abs=0.6)  # the gap after the next is not known


def test_an_ngram_expects_what_it_has_counted():
    taught, strange = LineNgram(4, [SOLO]).bits(SOLO), LineNgram(4, [music.solo(2, 8)]).bits(SOLO)
    assert taught[:, 0].mean() < strange[:, 0].mean()
