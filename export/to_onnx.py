"""Writes a trained seed network and its card: `<name>.onnx` and `<name>.json`.

    python -m export.to_onnx --part drums --run runs/seed_drums_jazz
    python -m export.to_onnx --part piano --run runs/seed_piano

Then `python -m export.verify` proves what was written.
"""

import argparse
import datetime
import hashlib
import json
from pathlib import Path
from typing import Any

import onnx

from export.graph import to_graph
from jamd.players.onnx_model import MODELS
from train.train import PARTS

TITLES = {"drums": "percussion network that generates drumbeats", "piano": "piano network that generates melodies"}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m export.to_onnx", description="Export a trained seed network to ONNX, with its card."
    )
    parser.add_argument("--part", required=True, choices=PARTS)
    parser.add_argument(
        "--run", required=True, type=Path, help="folder of the training run: best.weights.h5 and figures.json"
    )
    parser.add_argument("--models", type=Path, default=MODELS, help="folder to write to")
    parser.add_argument("--json", action="store_true", help="print the card as JSON on standard output")
    asked = parser.parse_args()
    for needed in ("best.weights.h5", "figures.json"):
        if not (asked.run / needed).exists():
            parser.error(f"{asked.run} holds no {needed}: train the network first (python -m train.train --help)")

    card = export(asked.part, asked.run, asked.models)
    print(
        json.dumps(card)
        if asked.json
        else f"wrote {asked.models / card['name']}.onnx, {card['bytes'] / 1e6:.1f} MB, and its card"
    )


def export(part: str, run: Path, models: Path) -> dict[str, Any]:
    """Both files of one network; returns the card."""
    module = PARTS[part]
    network = module.network()
    network.load_weights(run / "best.weights.h5")
    graph = to_graph(network)
    onnx.checker.check_model(graph)
    content = graph.SerializeToString()
    states = {name: list(shape) for name, shape in network.state_shapes().items()}
    codec = module.CODEC
    card = {
        "name": module.NAME,
        "title": TITLES[part],
        "date": datetime.date.today().isoformat(),
        "codec": codec.CODEC,
        "codec_version": codec.CODEC_VERSION,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "weights": network.count_params(),
        "network": f"LSTM {len(network.stack)} x {network.units}, attention over the last {network.window} steps",
        "inputs": {"features": [network.features], **states},
        "outputs": {"logits": [network.classes], **{f"next_{name}": shape for name, shape in states.items()}},
        "vocabulary": module.VOCABULARY,
        "data": module.DATA,
        "figures": json.loads((run / "figures.json").read_text()),
    }
    models.mkdir(parents=True, exist_ok=True)
    (models / f"{module.NAME}.onnx").write_bytes(content)
    (models / f"{module.NAME}.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n")
    return card


if __name__ == "__main__":
    main()
