"""Writes a trained network and its card: `<name>.onnx` and `<name>.json`.

    python -m export.to_onnx seed_drums --run runs/seed_drums_jazz
    python -m export.to_onnx seed_piano --run runs/seed_piano

Then `python -m export.verify` compares what was written with Keras.
"""

import argparse
import datetime
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import msgspec
import onnx

from export.graph import to_graph
from jamd.errors import FileError, JamdError
from jamd.players.onnx_model import MODELS, Tensor
from train.learning.network import NetworkModule
from train.learning.run import BEST, FIGURES
from train.networks.registry import NETWORKS, load_module


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m export.to_onnx", description="Export a trained network to ONNX, with its card."
    )
    parser.add_argument("name", choices=NETWORKS, metavar="NAME", help=f"the network: {', '.join(NETWORKS)}")
    parser.add_argument("--run", required=True, type=Path, help=f"folder of the training run: {BEST} and {FIGURES}")
    parser.add_argument("--models", type=Path, default=MODELS, help="folder to write to")
    parser.add_argument("--json", action="store_true", help="print the card as JSON on standard output")
    asked = parser.parse_args(argv)
    try:
        card = export(asked.name, load_module(asked.name), asked.run, asked.models)
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return 1
    wrote = f"wrote {asked.models / asked.name}.onnx, {card['bytes'] / 1e6:.1f} MB, and its card"
    print(json.dumps(card) if asked.json else wrote)
    return 0


def export(name: str, module: NetworkModule, run: Path, models: Path) -> dict[str, Any]:
    """Both files of one network; returns the card."""
    for needed in (BEST, FIGURES):
        if not (run / needed).exists():
            raise FileError(f"{run} holds no {needed}: train the network first (python -m train.train --help)")
    network = module.network()
    network.load_weights(run / BEST)
    graph = to_graph(network)
    onnx.checker.check_model(graph)
    content = graph.SerializeToString()
    figures = json.loads((run / FIGURES).read_text())
    card = {
        "name": name,
        "title": module.TITLE,
        "date": datetime.date.today().isoformat(),
        "codec": module.CODEC.CODEC,
        "codec_version": module.CODEC.CODEC_VERSION,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "weights": network.count_params(),
        "network": network.describe(),
        "inputs": _tensors(network.input_tensors()),
        "states": _tensors(network.state_tensors()),
        "outputs": _tensors(network.output_tensors()),
        "vocabulary": module.VOCABULARY,
        "data": figures.pop("data"),
        "commands": figures.pop("commands"),
        "figures": figures,
    }
    models.mkdir(parents=True, exist_ok=True)
    (models / f"{name}.onnx").write_bytes(content)
    (models / f"{name}.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n")
    return card


def _tensors(tensors: dict[str, Tensor]) -> dict[str, Any]:
    return {name: msgspec.to_builtins(tensor) for name, tensor in tensors.items()}


if __name__ == "__main__":
    sys.exit(main())
