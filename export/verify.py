"""Proves the shipped networks: the same numbers as Keras, a graph without loops, and how long a bar takes.

    python -m export.verify

Each network's Keras form is rebuilt from the weights in the shipped file and run over 64 random steps as one sequence;
the ONNX file is run step by step, its state carried on, as the band runs it. Exit code 1 if any network fails.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import tensorflow as tf

from export.graph import FORBIDDEN, load_weights, operators
from jamd.errors import ModelError
from jamd.players.onnx_model import MODELS, OnnxModel, checked_bytes
from train.train import PARTS

STEPS = 64
TOLERANCE = 1e-5  # of logits
BARS_TIMED = 200
STEPS_A_BAR = 16


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m export.verify", description="Compare the shipped ONNX networks with Keras."
    )
    parser.add_argument("--part", choices=PARTS, help="only this one")
    parser.add_argument("--models", type=Path, default=MODELS, help="folder of the networks")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    asked = parser.parse_args()

    found = {}
    for part in [asked.part] if asked.part else PARTS:
        try:
            found[part] = verify(part, asked.models)
        except ModelError as fault:
            print(fault, file=sys.stderr)
            found[part] = {"ok": False, "fault": str(fault)}
    if asked.json:
        print(json.dumps(found))
    else:
        for part, figures in found.items():
            print(f"{part}: " + ", ".join(f"{name} {value}" for name, value in figures.items()))
    sys.exit(0 if all(figures["ok"] for figures in found.values()) else 1)


def verify(part: str, models: Path) -> dict[str, Any]:
    """Figures of one network; ModelError if it cannot be loaded."""
    module = PARTS[part]
    model = OnnxModel(models, module.NAME, module.CODEC.CODEC, module.CODEC.CODEC_VERSION)
    graph = onnx.load_from_string(checked_bytes(models, model.card))
    network = module.network()
    load_weights(network, graph)
    symbols = np.random.default_rng(0).integers(0, model.card.outputs["logits"][0] - 2, STEPS)
    features, _ = module.example(symbols, 0, 4, None)  # (STEPS, features)
    parity = float(np.abs(_stepped(model, features) - network(tf.constant(features[None])).numpy()[0]).max())
    loops = sorted(operators(graph) & FORBIDDEN)
    milliseconds = _timed(model, features)
    return {
        "ok": parity < TOLERANCE and not loops,
        "steps": STEPS,
        "parity": parity,
        "tolerance": TOLERANCE,
        "loops": loops,
        "bar_ms_p50": round(float(np.percentile(milliseconds, 50)), 3),
        "bar_ms_p99": round(float(np.percentile(milliseconds, 99)), 3),
    }


def _stepped(model: OnnxModel, features: np.ndarray) -> np.ndarray:
    state, logits = model.start(), []
    for row in features:
        answer, state = model.step(row, state)
        logits.append(answer)
    return np.stack(logits)


def _timed(model: OnnxModel, features: np.ndarray) -> list[float]:
    """Milliseconds of one bar's 16 steps, many times."""
    found = []
    for _ in range(BARS_TIMED):
        started, state = time.perf_counter(), model.start()
        for row in features[:STEPS_A_BAR]:
            _, state = model.step(row, state)
        found.append((time.perf_counter() - started) * 1e3)
    return found


if __name__ == "__main__":
    main()
