"""Pianists with known faults: each loses on the figure that is made for its fault. Who plays as people do, does not."""

from collections.abc import Callable, Mapping, Sequence

import judged_music as music
import msgspec
import pytest

from jamd.music.planning.scene import Scene
from jamd.music.time.notes import BandPart, Note, Tick
from jamd.players.registry import make_player
from train.judge.baselines.piano import PIANO_BASELINES
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures import pianism, piano_likelihood
from train.judge.measures.measure import Competitor, Measure, Uncomputable

BAR, BEAT = 3840, 960


@pytest.fixture(autouse=True)
def two_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pianism, "MOST", 2)


@pytest.fixture(scope="module")
def piano() -> EvaluationSet:
    """Soloists who rest for a bar in four."""
    made = music.piano_evaluation_set()
    return msgspec.structs.replace(made, solos=tuple(resting(piece.line, piece) for piece in made.held_out))


def resting(line: Sequence[Note], piece):
    return msgspec.structs.replace(piece, line=tuple(note for note in line if note.start // BAR % 4 != 3))


class Made:
    """A pianist that plays what a function says."""

    part: BandPart = "piano"

    def __init__(self, notes: Callable[[Scene, int], Sequence[Note]]) -> None:
        self._notes = notes

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        every = [note for bar in range(start // BAR, end // BAR + 1) for note in self._notes(scene, bar)]
        return tuple(sorted(note for note in every if start <= note.start < end))


def chord(tick: int, *pitches: int, length: int = 400, velocity: int = 64) -> list[Note]:
    return [Note(Tick(tick), pitch, Tick(tick + length), velocity) for pitch in pitches]


def missed(competitor: Competitor, mode: str, evaluation_set: EvaluationSet) -> set[str]:
    """The figures whose must is not met."""
    measure, found = judged(competitor, mode, evaluation_set)
    told = {figure.id: figure.must for figure in measure.figures}
    return {id.partition(".")[2] for id, must in told.items() if found[id] == found[id] and not must.hold(found[id])}


def judged(competitor: Competitor, mode: str, evaluation_set: EvaluationSet) -> tuple[Measure, Mapping[str, float]]:
    (measure,) = (one for one in pianism.MEASURES if one.name == f"piano, {mode}")
    rows = measure.rows(competitor, evaluation_set)
    return measure, {figure.id: figure.of(rows) for figure in measure.figures}


def rules() -> Competitor:
    return music.named("rules", make_player("piano", "rules"))


# -- comping


def test_who_repeats_one_chord_has_no_rhythms_no_shapes_and_no_touch(piano: EvaluationSet) -> None:
    def drone(scene: Scene, bar: int) -> list[Note]:
        return chord(bar * BAR, 53, 57, 60) + chord(bar * BAR + 1600, 53, 57, 60)

    found = missed(music.named("drone", Made(drone)), "comp", piano)
    assert {"rh_entropy", "rh_top", "rh_lag1", "shapes", "distinct", "repeat", "vel_sd", "on_sd"} <= found


def test_a_block_moved_up_and_down_is_seen_as_one_shape_in_parallel(piano: EvaluationSet) -> None:
    def planed(scene: Scene, bar: int) -> list[Note]:
        up = bar * 5 % 7
        return chord(bar * BAR + bar * 7 % 4 * BEAT, 50 + up, 54 + up, 57 + up)

    assert {"plane", "shapes"} <= missed(music.named("planing", Made(planed)), "comp", piano)


def test_who_plays_any_keys_does_not_fit_and_does_not_lead(piano: EvaluationSet) -> None:
    def any_keys(scene: Scene, bar: int) -> list[Note]:
        return chord(bar * BAR + BEAT, *((bar * 17 + i * 13) % 40 + 40 for i in range(3)))

    assert {"fits", "move"} <= missed(music.named("any keys", Made(any_keys)), "comp", piano)
    assert "fits" not in missed(rules(), "comp", piano)


def test_a_shadow_rubs_against_the_keyboardist(piano: EvaluationSet) -> None:
    def shadow(scene: Scene, bar: int) -> list[Note]:
        last = scene.you[-1].pitch if scene.you else 60
        return [note for beat in range(4) for note in chord(bar * BAR + beat * BEAT, last + 1, last + 5)]

    assert "clash" in missed(music.named("shadow", Made(shadow)), "comp", piano)


# -- lines


def test_a_run_of_eighths_is_an_exercise(piano: EvaluationSet) -> None:
    def scale(scene: Scene, bar: int) -> list[Note]:
        steps = (0, 2, 4, 5, 7, 9, 11, 12)
        return [note for i, step in enumerate(steps) for note in chord(bar * BAR + i * 480, 60 + step, length=460)]

    assert {"eighths", "ioi_entropy", "phrase_notes", "turns", "motif_all", "offbeat", "vel_sd"} <= missed(
        music.named("scales", Made(scale)), "solo", piano
    )


def test_random_pitches_are_no_line(piano: EvaluationSet) -> None:
    wanders = PIANO_BASELINES["random"]("random", piano.training)
    assert {"iv_leap", "iv_half", "iv_whole", "iv_entropy", "change_step"} <= missed(wanders, "solo", piano)


def test_who_repeats_a_bar_takes_up_too_much(piano: EvaluationSet) -> None:
    repeats = PIANO_BASELINES["repeat"]("repeat", piano.training)
    _, found = judged(repeats, "solo", piano)
    assert found["solo.motif_all"] > 0.7


# -- answers, coming in


def echo(scene: Scene, bar: int) -> list[Note]:
    """The keyboardist's bar of four bars ago."""
    since = 4 * BAR
    return [
        Note(Tick(n.start + since), n.pitch, Tick(n.end + since), n.velocity)
        for n in scene.you
        if (n.start + since) // BAR == bar
    ]


def test_a_parrot_shares_everything_with_the_call_and_a_deaf_pianist_nothing(piano: EvaluationSet) -> None:
    gains = ("trade.gain_rhythm", "trade.gain_interval", "trade.gain_contour")
    _, parrot = judged(music.named("parrot", Made(echo)), "trade", piano)
    assert parrot["trade.gain_interval"] > 0.5
    _, deaf = judged(PIANO_BASELINES["random"]("random", piano.training), "trade", piano)
    assert all(abs(deaf[gain]) < 0.1 < parrot[gain] for gain in gains)
    assert deaf["trade.copied"] < 0.05
    assert "copied" in missed(music.named("parrot", Made(echo)), "trade", piano)


def test_who_never_answers_is_seen(piano: EvaluationSet) -> None:
    assert "answered" in missed(music.named("mute", Made(lambda scene, bar: [])), "trade", piano)


def test_who_comes_in_bars_late_or_not_at_all_is_seen(piano: EvaluationSet) -> None:
    def late(scene: Scene, bar: int) -> list[Note]:
        return chord(bar * BAR + 7 * BEAT // 2, 70) if bar % 4 == 3 else []

    assert "lead_in_beats" in missed(music.named("late", Made(late)), "continue", piano)
    assert "missed" in missed(music.named("mute", Made(lambda scene, bar: [])), "continue", piano)
    assert not {"lead_in_beats", "missed", "breaks_in"} & missed(rules(), "continue", piano)


# -- likelihood


def test_two_hands_are_no_line(piano: EvaluationSet) -> None:
    both = tuple(msgspec.structs.replace(piece, line=(), piano=piece.line) for piece in piano.held_out)
    with pytest.raises(Uncomputable, match="one voice"):
        piano_likelihood.rows(
            PIANO_BASELINES["ngram3"]("ngram3", piano.training), msgspec.structs.replace(piano, held_out=both)
        )
