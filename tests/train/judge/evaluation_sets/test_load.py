"""Nothing that is judged on was learned from, whichever folder it comes from."""

from pathlib import Path

import judged_music as music
import msgspec
import public_layouts as layouts

from train.judge.evaluation_sets.choose import folds, without_copies
from train.judge.evaluation_sets.load import load_evaluation_sets
from train.prepare.__main__ import main as prepare


def test_folds_never_judge_on_what_was_learned() -> None:
    takes = [music.swing_take(seed, 20) for seed in range(4)]
    sides = list(folds(takes))
    assert sorted(piece.name for held_out, _ in sides for piece in held_out) == [take.name for take in takes]
    for held_out, training in sides:
        assert {*held_out, *training} == set(takes)
        assert not set(held_out) & set(training)


def test_nothing_is_learned_from_what_is_judged_on() -> None:
    takes = [music.swing_take(seed) for seed in range(4)]
    again = msgspec.structs.replace(
        takes[0], name="a copy", drums=tuple(msgspec.structs.replace(h, velocity=9) for h in takes[0].drums)
    )
    assert without_copies([again, *takes[1:], takes[0]], takes[:1]) == tuple(takes[1:])


def test_the_judge_reads_prepared_sets_and_holds_out_the_reserved_drummers(tmp_path: Path) -> None:
    layouts.groove_tree(tmp_path / "groove", last_drummer="drummer3")
    layouts.trio_tree(tmp_path / "trio")
    sets = [f"{name}={tmp_path / name}" for name in ("groove", "trio")]
    assert prepare([*sets, "-o", str(tmp_path / "prepared"), "--workers", "1"]) == 0
    (evaluation_set,) = load_evaluation_sets("drums", "held-out", tmp_path / "prepared", None, 10)
    assert [piece.name for piece in evaluation_set.held_out] == ["drummer3/session1/3"]
    assert [piece.name for piece in evaluation_set.training] == ["drummer1/session1/1"]  # no fill
    assert [piece.name for piece in evaluation_set.trios] == ["rec1"]
    assert evaluation_set.solos == ()  # no Weimar here: what needs a keyboardist cannot be told
