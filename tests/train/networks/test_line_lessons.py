"""What the networks of lines are told, and that they learn from it."""

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from jamd.music.time.notes import Note, Tick
from jamd.players.pianist.lines import pitch_codec, rhythm_codec
from train.corpora.piece import ChordMark, Piece
from train.learning.network import Data
from train.networks import pianist_line_pitch, pianist_line_rhythm
from train.networks.lines.solos import solo_of


def piece(pitch=60, late=40, name="a solo"):
    """Twelve bars of swung eighths, a little late; every fourth bar rests."""
    places = [
        bar * 3840 + beat * 960 + off for bar in range(12) if bar % 4 < 3 for beat in range(4) for off in (0, 600)
    ]
    line = tuple(
        Note(Tick(place + late), pitch + (0, 4, 7, 11, 12, 9)[i % 6], Tick(place + late + 300), 70 + i % 3 * 10)
        for i, place in enumerate(places)
    )
    chords = tuple(ChordMark(bar * 3840, ("Cj7", "A-7")[bar % 2]) for bar in range(12))
    return Piece(set="weimar", name=name, performer=name, licence="", source="", bpm=160.0, line=line, chords=chords)


SOLO = solo_of(piece())
DATA = Data([SOLO, solo_of(piece(62))], [solo_of(piece(65))], [], {})


def test_a_solo_lies_on_its_grid_with_swing_and_lateness_taken_out():
    assert set((SOLO.steps % 6).tolist()) == {0, 4}
    assert np.diff(SOLO.steps).max() == 26  # over the bar of rest
    assert (SOLO.lengths[:-1] <= np.diff(SOLO.steps)).all()


def test_notes_on_one_step_move_apart():
    crowded = piece()
    twice = Note(Tick(crowded.line[3].start + 5), 80, crowded.line[3].end, 70)
    line = tuple(sorted([*crowded.line, twice]))
    solo = solo_of(Piece(**{f: getattr(crowded, f) for f in crowded.__struct_fields__} | {"line": line}))
    assert (np.diff(solo.steps) > 0).all()
    assert len(solo.steps) == len(SOLO.steps) + 1


def test_chords_and_what_comes_are_told_with_gaps_in_training_and_in_full_when_judged():
    lessons = pianist_line_pitch.lessons(DATA)
    (batch,) = lessons.one_round(np.random.default_rng(0))
    chords = slice(pitch_codec.TIMING, pitch_codec.TIMING + pitch_codec.CHORDS)
    told = batch.inputs["features"][:, chords].any(1)
    assert 0.8 < told.mean() < 1
    (judged,) = lessons.watched
    assert judged.inputs["features"][:, chords].any(1).all()


def test_fewer_notes_of_hands_than_a_batch_has_are_a_smaller_batch():
    few = 10
    arrays = {name: getattr(SOLO, name)[:few] for name in ("steps", "pitches", "lengths", "loud")}
    lessons = pianist_line_pitch.lessons(Data([*DATA.train, SOLO._replace(is_hand=True, **arrays)], [], [], {}))
    sizes = [len(batch.inputs["features"]) for batch in lessons.one_round(np.random.default_rng(0))]
    assert sorted(sizes)[0] == few - 1 < sorted(sizes)[-1]


def test_density_is_told_half_of_the_time_and_never_when_judged():
    lessons = pianist_line_rhythm.lessons(DATA)
    (batch,) = lessons.one_round(np.random.default_rng(0))
    assert 0.3 < batch.inputs["features"][:, rhythm_codec.DENSITY[1]].mean() < 0.7
    (judged,) = lessons.watched
    assert not judged.inputs["features"][:, rhythm_codec.DENSITY].any()


@pytest.mark.parametrize("module", [pianist_line_pitch, pianist_line_rhythm])
def test_a_network_learns(module):
    network, lessons = module.network(), module.lessons(DATA)
    network.compile(optimizer="adam")

    def surprise():
        (judged,) = lessons.watched
        answers = network.nats(network.predict_on_batch(judged.inputs), judged.answers)
        return sum(float(np.mean(nats)) for nats in answers.values())

    before = surprise()
    for number in range(8):
        for batch in lessons.one_round(np.random.default_rng(number)):
            network.train_on_batch(batch.inputs, batch.answers, batch.weights / batch.weights.sum())
    assert surprise() < before - 1
