"""The pack gives nothing away, and the sheets come back as means."""

import json
from pathlib import Path

import msgspec
import numpy as np
import pytest

from jamd.errors import FileError
from train.listening.__main__ import main, shuffled
from train.listening.scores import Key, Secret, Sheet, means, read_sheets
from train.listening.sheet import QUESTIONS, page
from train.listening.sound import levelled
from train.listening.takes import Take

PLAYERS = ("human", "seed", "rules")


def every() -> list[Take]:
    return [Take(f"tune-of-{tune}", player, "drums", 120.0, {}) for tune in ("ann", "bob", "cat") for player in PLAYERS]


def test_the_page_does_not_say_who_plays() -> None:
    key, groups = shuffled(every(), seed=1)
    text = page(key.pack, groups)
    assert "seed" not in text
    assert "rules" not in text
    assert "tune-of" not in text
    assert text.count("<audio") == 9
    assert text.count("http") == 0  # offline
    assert sorted(key.clips) == [f"clip-{i:02d}" for i in range(1, 10)]


def test_neither_numbers_nor_places_tell_who_plays() -> None:
    places: dict[str, list[int]] = {player: [] for player in PLAYERS}
    numbers: dict[str, list[int]] = {player: [] for player in PLAYERS}
    for seed in range(60):
        key, groups = shuffled(every(), seed)
        for clips in groups.values():
            for place, clip in enumerate(clips):
                places[key.clips[clip].player].append(place)
                numbers[key.clips[clip].player].append(int(clip[5:]))
    assert all(abs(np.mean(of) - 1) < 0.25 for of in places.values())
    assert all(abs(np.mean(of) - 5) < 0.6 for of in numbers.values())


def sheets_of(tmp_path: Path, *sheets: Sheet) -> list[Path]:
    paths = [tmp_path / f"sheet-{i}.json" for i in range(len(sheets))]
    for path, sheet in zip(paths, sheets, strict=True):
        path.write_text(json.dumps({"pack": sheet.pack, "listener": sheet.listener, "answers": sheet.answers}))
    return paths


def test_means_over_listeners(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clips = {"clip-01": Secret("drums", "a", "human"), "clip-02": Secret("drums", "a", "seed")}
    key = Key("p", 1, clips)
    given = [Sheet("p", name, {"clip-01/human": high, "clip-02/human": 2}) for name, high in (("x", 5), ("y", 4))]
    paths = sheets_of(tmp_path, *given)
    found = means(key, read_sheets(key, paths))
    assert found["parts"]["drums"]["human"]["human"] == {"mean": 4.5, "ci": [4.0, 5.0], "answers": 2}
    assert found["parts"]["drums"]["seed"]["human"]["mean"] == 2
    (tmp_path / "key.json").write_bytes(msgspec.json.encode(key))
    assert main(["score", "--key", str(tmp_path / "key.json"), "--json", *map(str, paths)]) == 0
    assert json.loads(capsys.readouterr().out) == found


def test_one_listener_is_said_to_be_one() -> None:
    key = Key("p", 1, {"clip-01": Secret("drums", "a", "human"), "clip-02": Secret("drums", "b", "human")})
    found = means(key, [Sheet("p", "x", {"clip-01/jazz": 5, "clip-02/jazz": 3})])
    assert (found["listeners"], found["over"]) == (1, "tunes")
    assert found["parts"]["drums"]["human"]["jazz"]["ci"] == [3.0, 5.0]


@pytest.mark.parametrize("answers", [{"clip-09/human": 3}, {"clip-01/human": 9}, {"clip-01/charm": 3}])
def test_answers_that_cannot_be_are_refused(tmp_path: Path, answers: dict[str, float]) -> None:
    key = Key("p", 1, {"clip-01": Secret("drums", "a", "human")})
    with pytest.raises(FileError):
        read_sheets(key, sheets_of(tmp_path, Sheet("p", "x", answers)))
    with pytest.raises(FileError):
        read_sheets(key, sheets_of(tmp_path, Sheet("another", "x", {})))


def test_loud_and_long_clips_do_not_stand_out() -> None:
    rng = np.random.default_rng(0)
    quiet, loud = levelled(rng.normal(0, 0.01, 900), 1000), levelled(rng.normal(0, 0.3, 1500), 1000)
    assert len(quiet) == len(loud) == 1000
    assert np.sqrt(np.mean(quiet**2)) == pytest.approx(np.sqrt(np.mean(loud**2)), rel=0.02)
    assert not levelled(np.zeros(10), 1000).any()
    assert set(QUESTIONS) == {"human", "jazz", "holds"}
