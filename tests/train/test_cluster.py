"""Several machines train one network: two workers on this one reach what one reaches."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import public_layouts as layouts
import pytest

pytest.importorskip("tensorflow")

from train.prepare.__main__ import main as prepare

ROOT = Path(__file__).parents[2]
SECONDS = 240  # at most; 30 on a machine of its own
UPDATES = "20"


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    """The command, but for the run folder."""
    root = tmp_path_factory.mktemp("groove")
    layouts.groove_takes(root / "groove", [("drummer1", "beat", "train")] * 5 + [("drummer3", "beat", "validation")])
    assert prepare([f"groove={root / 'groove'}", "-o", str(root / "prepared")]) == 0
    train = [sys.executable, "-m", "train.train", "drummer_notes", "--smoke", "--json"]
    return [*train, "--prepared", str(root / "prepared"), "--updates", UPDATES]


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [held.getsockname()[1] for held in sockets]
    for held in sockets:
        held.close()
    return ports


def start(words, run, config=None):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TF_CONFIG": json.dumps(config or {})}
    return subprocess.Popen([*words, "--run", str(run)], env=environment, stdout=subprocess.PIPE, text=True)


def figures(process):
    out, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    return json.loads(out.splitlines()[-1])


def test_two_workers_reach_the_loss_of_one(words, tmp_path):
    cluster = {"worker": [f"127.0.0.1:{port}" for port in free_ports(2)]}
    workers = [
        start(words, tmp_path / "two", {"cluster": cluster, "task": {"type": "worker", "index": i}}) for i in range(2)
    ]
    try:
        two = [figures(worker) for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
    one = figures(start(words, tmp_path / "one"))
    assert two[0]["held_out"] == two[1]["held_out"]  # their weights stay equal
    assert two[0]["updates"] == one["updates"] == int(UPDATES)
    bits = [run["held_out"]["bits_a_bar"] for run in (two[0], one)]
    assert bits[0] == pytest.approx(bits[1], rel=0.03)  # each worker drops other units than one alone does
    assert bits[1] < 60  # and something was learned: 300 before
    assert (tmp_path / "two/figures.json").exists()
