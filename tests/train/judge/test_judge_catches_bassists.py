"""Bassists with known faults: each loses on the figure that is made for its fault. The shipped one does not."""

import judged_music as music
import msgspec
import numpy as np
import pytest

from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import BandPart, Note, Tick
from jamd.players.registry import make_player
from train.corpora.piece import Onset
from train.judge.baselines.bass import BASS_BASELINES
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures import bass_playing, bass_response
from train.judge.measures.measure import Competitor, Measure, bounds_of

BEAT = music.BEAT


@pytest.fixture(autouse=True)
def few_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bass_playing, "TEMPOS", (160.0,))
    monkeypatch.setattr(bass_playing, "CHARTS", ("builtin:rhythm-changes",))
    monkeypatch.setattr(bass_playing, "SEEDS", (3,))
    monkeypatch.setattr(bass_playing, "BARS", 32)
    monkeypatch.setattr(bass_response, "CHARTS", ("builtin:blues-in-f",))
    monkeypatch.setattr(bass_response, "SEEDS", (3,))


class Deaf:
    """Any pitch of the bass on every beat, whoever plays."""

    part: BandPart = "bass"

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        beats = range(-(-start // BEAT), -(-end // BEAT))
        pitches = {beat: 28 + int(rng_at(scene.seed, "bass", beat).integers(28)) for beat in beats}
        return tuple(Note(Tick(beat * BEAT), pitches[beat], Tick(beat * BEAT + 900), 80) for beat in beats)


def evaluation_set() -> EvaluationSet:
    def with_bass(seed: int):
        piece = music.solo(seed)
        pitches = np.random.default_rng(seed).integers(30, 50, 160).tolist()
        notes = tuple(Note(Tick(at * BEAT), pitch, Tick(at * BEAT + 900), 80) for at, pitch in enumerate(pitches))
        return msgspec.structs.replace(piece, bass=notes)

    held_out, training = (tuple(with_bass(seed + first) for seed in range(2)) for first in (0, 5))
    onsets = tuple(
        Onset(beat * BEAT + late, part) for beat in range(160) for part, late in (("bass", 0), ("drums", 32))
    )  # type: ignore[arg-type]
    trio = msgspec.structs.replace(music.trio(1, True), onsets=onsets, bpm=120.0)
    return EvaluationSet("made up", held_out, training, held_out, (trio,), rendered=training)


def missed(measures: tuple[Measure, ...], competitor: Competitor) -> set[str]:
    """The figures whose must is not met."""
    found = set()
    for measure in measures:
        rows = measure.rows(competitor, evaluation_set())
        for figure in measure.figures:
            must, value = bounds_of(figure.must, rows), figure.of(rows)
            if value == value and must is not None and not must.hold(value):
                found.add(figure.id)
    return found


def test_roots_and_fifths_all_night_are_seen() -> None:
    found = missed(bass_playing.MEASURES[:1], BASS_BASELINES["fifths"]("fifths", ()))
    shorts = ("skips", "vel_sd", "iv_repeat", "iv_half", "iv_entropy", "shape_distinct", "lead_half", "lead_step")
    assert {f"alone.{name}" for name in shorts} <= found


def test_who_plays_any_pitch_has_no_roots_and_does_not_lead() -> None:
    found = missed(bass_playing.MEASURES[:1], music.named("deaf", Deaf()))
    shorts = ("root_on_change", "tone_strong", "lead_half", "lead_step", "iv_half", "iv_leap")
    assert {f"alone.{name}" for name in shorts} <= found


def test_who_does_not_listen_answers_nothing() -> None:
    asked = tuple(measure for measure in bass_response.MEASURES if measure.name != "bass modulation")
    found = missed(asked, music.named("deaf", Deaf()))
    assert {"chord.root", "chord.tones", "key.tones", "intensity.notes", "intensity.velocity",
            "left_hand.beside"} <= found  # fmt: skip


def test_the_shipped_bassist_hears_the_chart_and_the_intensity_and_leaves_the_drums_alone() -> None:
    asked = tuple(m for m in bass_response.MEASURES if m.name not in ("bass modulation", "bass left hand"))
    assert missed(asked, music.named("bassist", make_player("bass", "bassist"))) == set()


def test_real_basses_and_renderings_stand_beside_the_player() -> None:
    measure = bass_playing.MEASURES[0]
    rows = measure.rows(BASS_BASELINES["mma"]("mma", ()), evaluation_set())
    told = {figure.id: (figure.of(rows), figure.real and figure.real(rows)) for figure in measure.figures}
    assert told["alone.walking"] == (1, 1)
    assert told["alone.behind_ride_ms"][1] == pytest.approx(-1000 / 60, abs=0.1)  # of onsets; no rendering's drums here
    assert told["alone.reg"][1] == pytest.approx(40, abs=1.5)  # of estimated basses
    assert np.isnan(told["alone.vel_sd"][1])
    assert told["copied.runs"] == (1, 0)  # the renderings are the training side
