"""Whole runs of `train.prepare` over small trees, and what must hold whoever does the work."""

import json
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import public_layouts as layouts
import pytest

from train.corpora.registry import CORPORA
from train.prepare import __main__ as prepare
from train.prepare.reader_process import Reader, Request
from train.prepare.shards import load, read_prepared


@pytest.fixture
def sets(tmp_path: Path) -> list[str]:
    layouts.groove_tree(tmp_path / "groove")
    layouts.trio_tree(tmp_path / "trio")
    layouts.weimar_tree(tmp_path / "weimar")
    songs = tmp_path / "songs"
    songs.mkdir()
    for seed in range(8):
        (songs / f"song{seed}.mid").write_bytes(layouts.song_bytes(seed))
    return [f"{name}={tmp_path / name}" for name in ("groove", "trio", "weimar")] + [f"midi={songs}"]


def run(*words: str) -> int:
    return prepare.main([*words, "--batch", "3"])


def shards(out: Path) -> dict[str, str]:
    manifest = json.loads((out / "manifest.json").read_text())
    return {shard["file"]: shard["sha256"] for entry in manifest["sets"].values() for shard in entry["shards"]}


def test_what_comes_out_is_what_the_readers_gave(tmp_path: Path, sets: list[str]) -> None:
    assert run(*sets, "-o", str(tmp_path / "out")) == 0
    out = {
        p.name: p for split in ("train", "validation", "test") for p in read_prepared(tmp_path / "out", "groove", split)
    }
    assert out == {piece.name: piece for piece in CORPORA["groove"].read(tmp_path / "groove")}
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    assert manifest["sets"]["trio"]["licence"] == "MIT"
    assert manifest["sources"][2]["unusable"] == {"no steady meter": 1, "bar lines and chords disagree": 1}
    assert manifest["sets"]["midi"]["pieces"] == 8


def test_one_worker_or_three_write_the_same_bytes(tmp_path: Path, sets: list[str]) -> None:
    run(*sets, "-o", str(tmp_path / "one"), "--workers", "1")
    run(*sets, "-o", str(tmp_path / "three"), "--workers", "3")
    assert shards(tmp_path / "one") == shards(tmp_path / "three") != {}
    assert (tmp_path / "one/splits.tsv").read_bytes() == (tmp_path / "three/splits.tsv").read_bytes()


def test_bad_files_cost_one_line_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, whole = tmp_path / "songs", layouts.song_bytes(1)
    folder.mkdir()
    (folder / "good.mid").write_bytes(whole)
    (folder / "empty.mid").write_bytes(b"")
    (folder / "truncated.mid").write_bytes(whole[: len(whole) // 2])
    (folder / "corrupted.mid").write_bytes(random.Random(1).randbytes(4000))
    (folder / "text.mid").write_text("this is not music\n" * 50)
    with open(folder / "huge.mid", "wb") as file:
        file.write(whole)
        file.truncate(100_000_000)
    assert run(f"midi={folder}", "-o", str(tmp_path / "out"), "--json") == 0
    faults = (tmp_path / "out/faults.tsv").read_text().splitlines()[1:]
    assert {line.split("\t")[1]: line.split("\t")[2] for line in faults} == {
        "corrupted.mid": "not a readable MIDI file",
        "empty.mid": "empty file",
        "huge.mid": "too large",
        "text.mid": "not a readable MIDI file",
        "truncated.mid": "not a readable MIDI file",
    }
    assert json.loads(capsys.readouterr().out)["sets"]["midi"]["pieces"] == 1


def test_a_stopped_run_goes_on_where_it_was(
    tmp_path: Path, sets: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    run(*sets, "-o", str(out))
    first = shards(out)
    for done in sorted((out / "work").glob("*.done"))[-2:]:  # as if it had been stopped before the last two batches
        done.unlink()
    capsys.readouterr()
    assert run(*sets, "-o", str(out), "--json") == 0
    assert json.loads(capsys.readouterr().out)["files_read"] == 8 - 3 * 1  # batches of 3, 3, 2 songs: two of them
    assert shards(out) == first


def lives(process: str) -> bool:
    """Whether a process runs; one that nobody has buried does not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", process], capture_output=True, text=True).stdout.strip()
    return bool(state) and not state.startswith("Z")


def test_a_killed_run_goes_on_too_and_leaves_nobody_behind(tmp_path: Path) -> None:
    folder, out = tmp_path / "songs", tmp_path / "out"
    folder.mkdir()
    songs = [layouts.song_bytes(seed, bars=100) for seed in range(3)]
    for i in range(90):
        (folder / f"song{i:02}.mid").write_bytes(songs[i % 3])
    words = [f"midi={folder}", "-o", str(out), "--batch", "1", "--workers", "1"]
    running = subprocess.Popen([sys.executable, "-m", "train.prepare", *words], stderr=subprocess.DEVNULL)
    while len(list((out / "work").glob("*.done"))) < 2:
        time.sleep(0.005)
    children = subprocess.run(["pgrep", "-P", str(running.pid)], capture_output=True, text=True).stdout.split()
    running.kill()
    running.wait()
    done = len(list((out / "work").glob("*.done")))
    assert 2 <= done < 90
    assert prepare.main(words) == 0
    prepare.main([*words[:2], str(tmp_path / "whole"), *words[3:]])
    assert shards(out) == shards(tmp_path / "whole")
    assert len(children) == 1
    assert not lives(children[0])


def test_another_seed_reads_nothing_anew(tmp_path: Path, sets: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run(*sets, "-o", str(tmp_path / "out"))
    capsys.readouterr()
    run(*sets, "-o", str(tmp_path / "out"), "--seed", "7", "--json")
    assert json.loads(capsys.readouterr().out)["files_read"] == 0


def test_other_settings_do_not_mix_with_what_is_there(tmp_path: Path, sets: list[str]) -> None:
    out = ["-o", str(tmp_path / "out")]
    assert run(*sets, *out) == 0
    assert run(*sets, *out, "--off-grid", "drop") == 1
    assert run(*sets, *out, "--off-grid", "drop", "--fresh") == 0


@pytest.mark.parametrize("words", [["tango=."], ["groove"], ["groove=/nowhere/at/all"], ["groove=."]])
def test_a_wrong_set_or_folder_is_one_clear_line(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*words, "-o", "out") == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_read(tmp_path: Path) -> None:
    (tmp_path / "a.mid").write_bytes(layouts.song_bytes(1))
    request = Request("midi", str(tmp_path), "a.mid", "align")
    hasty = Reader(seconds=0.0)
    assert hasty.read(request).reason == "too slow"
    hasty._seconds = 30.0  # the same keeper, with a new child
    assert len(hasty.read(request).pieces) == 1
    hasty.close()


def test_a_reader_that_is_killed_costs_one_file(tmp_path: Path) -> None:
    (tmp_path / "a.mid").write_bytes(layouts.song_bytes(1))
    request = Request("midi", str(tmp_path), "a.mid", "align")
    reader = Reader(seconds=30.0)
    reader.read(request)
    assert reader._child is not None
    reader._child.kill()
    assert reader.read(request).reason == "reader crashed"
    assert len(reader.read(request).pieces) == 1
    reader.close()


def test_a_dask_cluster_writes_the_same_bytes(tmp_path: Path, sets: list[str]) -> None:
    distributed = pytest.importorskip("distributed")
    run(*sets, "-o", str(tmp_path / "local"))
    local = shards(tmp_path / "local")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", local_directory=tmp_path
    ) as cluster:
        assert run(*sets, "-o", str(tmp_path / "dask"), "--cluster", cluster.scheduler_address) == 0
    assert shards(tmp_path / "dask") == local


def test_shards_of_a_set_that_is_gone_are_gone(tmp_path: Path, sets: list[str]) -> None:
    out = tmp_path / "out"
    run(*sets, "-o", str(out))
    shutil.rmtree(tmp_path / "songs")
    (tmp_path / "songs").mkdir()
    (tmp_path / "songs/one.mid").write_bytes(layouts.song_bytes(1))
    run(*sets, "-o", str(out), "--fresh")
    assert sum(1 for path in (out / "midi").glob("*.npz") for _ in load(path)) == 1
