"""The road of the seed's networks: from a Lakh tree to networks that the band loads, a few updates long."""

import json
import random

import public_layouts as layouts
import pytest

pytest.importorskip("tensorflow")

from export.to_onnx import main as export
from jamd.players.registry import make_player
from train.lakh.__main__ import main as choose
from train.networks.data import load_data
from train.networks.registry import NETWORKS, load_module
from train.prepare.__main__ import main as prepare
from train.prepare.manifest import digest, read_manifest
from train.train import main as train

SONGS = 12


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A tree as Lakh is published, its jazz chosen and prepared."""
    root = tmp_path_factory.mktemp("lakh")
    scores, tracks = {}, []
    for i in range(SONGS):
        track = f"TR{''.join(random.Random(i).choices('ABCDEFGHIJ', k=5))}128F{i:07X}"
        md5 = layouts.lakh_file(root / "lmd_matched", track, layouts.song_bytes(i))
        scores[track] = {md5: 0.8}
        tracks.append(track)
    (root / "match_scores.json").write_text(json.dumps(scores))
    (root / "labels").mkdir()
    (root / "labels/id_list_Jazz.txt").write_text("\n".join(tracks) + "\n")
    tables = ["--scores", str(root / "match_scores.json"), "--tags", str(root / "labels"), "--tag", "jazz"]
    assert choose([str(root / "lmd_matched"), *tables, "-o", str(root / "jazz.jsonl"), "--json"]) == 0
    assert prepare([f"lakh={root / 'jazz.jsonl'}", "-o", str(root / "prepared")]) == 0
    return root / "prepared"


@pytest.mark.parametrize("name", NETWORKS)
def test_from_a_lakh_tree_to_a_player(name, prepared, tmp_path, capsys):
    words = [name, "--prepared", str(prepared), "--run", str(tmp_path / "run")]
    assert train([*words, "--updates", "1", "--json"]) == 0
    assert train([*words, "--updates", "2", "--resume", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figures["updates"] == 2
    assert figures["data"]["manifest"] == digest(read_manifest(prepared))
    assert export([name, "--run", str(tmp_path / "run"), "--models", str(tmp_path / "models")]) == 0
    card = json.loads((tmp_path / f"models/{name}.json").read_text())
    assert "Lakh" in card["data"]["sets"]["lakh"]
    row = NETWORKS[name]
    assert make_player(row.part, row.player, tmp_path / "models").part == row.part


def test_held_out_songs_are_not_learned_from(prepared):
    split = dict(line.split("\t")[1:3] for line in (prepared / "splits.tsv").read_text().splitlines()[1:])
    for name in NETWORKS:
        data = load_data(load_module(name), prepared)
        for side, pieces in (("train", data.train), ("validation", data.validation), ("test", data.test)):
            assert all(split[piece.name] == side for piece in pieces)
        assert len(data.train) > len(data.validation) + len(data.test)


def test_what_cannot_be_learned_from_is_said_in_a_sentence(prepared, tmp_path, capsys):
    words = ["seed_drums", "--run", str(tmp_path / "run"), "--prepared"]
    assert train([*words, str(tmp_path)]) == 1
    assert "run `python -m train.prepare` first" in capsys.readouterr().err
    assert train([*words, str(prepared), "--style", "polka"]) == 1
    assert "nothing to learn from in the style polka" in capsys.readouterr().err
    assert train([*words, str(prepared), "--start-from", str(tmp_path)]) == 1
    assert "train that run first" in capsys.readouterr().err
