"""The road of every network: from published trees to networks that the band loads, a few updates long."""

import json
import random

import numpy as np
import public_layouts as layouts
import pytest
from lakh_layout import lakh_file

pytest.importorskip("tensorflow")

from export.to_onnx import main as export
from export.verify import verify
from jamd.players.registry import make_player
from train.lakh.__main__ import main as choose
from train.learning.run import STATE
from train.networks.data import load_data
from train.networks.registry import NETWORKS, TOGETHER, load_module
from train.prepare.__main__ import main as prepare
from train.prepare.manifest import digest, read_manifest
from train.train import main as train

SONGS = 12
TAKES = [("drummer1", "beat", "train")] * 5 + [("drummer3", "beat", "validation"), ("drummer4", "beat", "train")]

SOLOISTS = ("AnnRay", "JoeMay", "KimRoe", "SamFox", "BobJay")  # the last one is among the held-out performers
PIANISTS = ("Ann Ray", "Joe May", "Kim Roe", "Hank Jones")  # so is he


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A tree as Lakh is published, its jazz chosen and prepared, beside trees as the other sets are published."""
    root = tmp_path_factory.mktemp("published")
    layouts.groove_takes(root / "groove", TAKES)
    layouts.weimar_solos(root / "weimar", SOLOISTS)
    layouts.jtd_piano_recordings(root, PIANISTS)
    scores, tracks = {}, []
    for i in range(SONGS):
        track = f"TR{''.join(random.Random(i).choices('ABCDEFGHIJ', k=5))}128F{i:07X}"
        md5 = lakh_file(root / "lmd_matched", track, layouts.song_bytes(i))
        scores[track] = {md5: 0.8}
        tracks.append(track)
    (root / "match_scores.json").write_text(json.dumps(scores))
    (root / "labels").mkdir()
    (root / "labels/id_list_Jazz.txt").write_text("\n".join(tracks) + "\n")
    tables = ["--scores", str(root / "match_scores.json"), "--tags", str(root / "labels"), "--tag", "jazz"]
    assert choose([str(root / "lmd_matched"), *tables, "-o", str(root / "jazz.jsonl"), "--json"]) == 0
    sets = [f"lakh={root / 'jazz.jsonl'}", *(f"{name}={root / name}" for name in ("groove", "weimar", "jtd_piano"))]
    assert prepare([*sets, "-o", str(root / "prepared")]) == 0
    return root / "prepared"


@pytest.mark.parametrize("name", NETWORKS)
def test_a_toy_goes_the_whole_road(name, prepared, tmp_path, capsys):
    """Learns something in seconds, is continued where it stopped, exported, and goes with a card that says it all."""
    words = [name, "--prepared", str(prepared), "--run", str(tmp_path / "run"), "--smoke"]
    assert train([*words, "--updates", "3", "--json"]) == 0
    assert train([*words, "--resume", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figures["updates"] == 6
    assert figures["data"]["manifest"] == digest(read_manifest(prepared))
    points = [row.split(",") for row in (tmp_path / "run/curve.csv").read_text().splitlines()[1:]]
    assert int(points[-1][0]) == 6
    assert float(points[-1][2]) < float(points[0][2])
    assert (tmp_path / "run/curve.png").exists()

    assert export([name, "--run", str(tmp_path / "run"), "--models", str(tmp_path / "models")]) == 0
    card = json.loads((tmp_path / f"models/{name}.json").read_text())
    assert set(card["data"]["sets"]) <= {"lakh", "groove", "weimar", "jtd_piano"}
    assert all("inventory" in source for source in card["data"]["sets"].values())
    assert verify(name, load_module(name), tmp_path / "models")["ok"]


@pytest.mark.parametrize("player", {row.player: row for row in NETWORKS.values()}.values(), ids=lambda row: row.player)
def test_a_player_plays_with_what_was_trained(player, prepared, tmp_path):
    networks = [name for name, row in NETWORKS.items() if (row.part, row.player) == (player.part, player.player)]
    name = player.player if player.player in TOGETHER else networks[0]
    assert train([name, "--prepared", str(prepared), "--run", str(tmp_path / "run"), "--smoke", "--updates", "1"]) == 0
    for network in networks:
        folder = tmp_path / "run" / (network if name in TOGETHER else "")
        assert export([network, "--run", str(folder), "--models", str(tmp_path / "models")]) == 0
    assert make_player(player.part, player.player, tmp_path / "models").part == player.part


def test_held_out_music_is_not_learned_from(prepared):
    rows = [line.split("\t") for line in (prepared / "splits.tsv").read_text().splitlines()[1:]]
    for name in NETWORKS:
        module = load_module(name)
        column = {name: 2 if by == "piece" else 3 for name, by in module.LEARNS_FROM.items()}
        split = {row[1]: row[column[row[0]]] for row in rows if row[0] in column}
        data = load_data(module, prepared)
        for side, pieces in (("train", data.train), ("validation", data.validation), ("test", data.test)):
            assert all(split[piece.name] == side for piece in pieces)
        assert len(data.train) > len(data.validation) + len(data.test)


def test_what_a_run_holds_is_what_it_continues_from(prepared, tmp_path):
    """The same weights, whether it was stopped in between or not."""
    words = ["drummer_notes", "--prepared", str(prepared), "--smoke", "--updates", "3", "--run"]
    assert train([*words, str(tmp_path / "whole")]) == 0
    assert train([*words, str(tmp_path / "parts"), "--minutes", "0.0001"]) == 0
    assert train([*words, str(tmp_path / "parts"), "--resume"]) == 0
    with np.load(tmp_path / "whole" / STATE) as whole, np.load(tmp_path / "parts" / STATE) as parts:
        assert int(json.loads(str(parts["place"]))["updates"]) == 3
        assert all(np.allclose(whole[name], parts[name], atol=1e-5) for name in whole if name.startswith("mean_"))


def test_what_cannot_be_learned_from_is_said_in_a_sentence(prepared, tmp_path, capsys):
    words = ["seed_drums", "--run", str(tmp_path / "run"), "--prepared"]
    assert train([*words, str(tmp_path)]) == 1
    assert "run `python -m train.prepare` first" in capsys.readouterr().err
    assert train([*words, str(prepared), "--style", "polka"]) == 1
    assert "nothing to learn from in the style polka" in capsys.readouterr().err
    assert train([*words, str(prepared), "--start-from", str(tmp_path)]) == 1
    assert "train that run first" in capsys.readouterr().err
