"""Compares the shipped networks with Keras: the same numbers, a graph without loops, and how long a bar takes.

    python -m export.verify [NAME ...]

Each network's Keras form is rebuilt from the weights in the shipped file and run over 64 random steps as one sequence;
the ONNX file is run step by step, its state carried on, as the band runs it. The time is that of a bar's steps, with as
many versions side by side as the band asks for. Exit code 1 if any network fails.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray

from export.graph import FORBIDDEN, load_weights, operators
from jamd.errors import ModelError
from jamd.players.onnx_model import MODELS, OnnxModel, checked_bytes
from train.learning.network import Arrays, NetworkModule
from train.networks.registry import NETWORKS, load_module

STEPS: Final = 64
TOLERANCE: Final = 1e-5  # of logits
BARS_TIMED: Final = 200


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m export.verify", description="Compare the shipped ONNX networks with Keras."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these of {', '.join(NETWORKS)}")
    parser.add_argument("--models", type=Path, default=MODELS, help="folder of the networks")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    asked = parser.parse_args(argv)
    if unknown := sorted(set(asked.names) - NETWORKS.keys()):
        parser.error(f"there is no network {unknown[0]}; use {', '.join(NETWORKS)}")

    found = {}
    for name in asked.names or NETWORKS:
        try:
            found[name] = verify(name, load_module(name), asked.models)
        except ModelError as fault:
            print(fault, file=sys.stderr)
            found[name] = {"ok": False, "fault": str(fault)}
    if asked.json:
        print(json.dumps(found))
    else:
        for name, figures in found.items():
            print(f"{name}: " + ", ".join(f"{what} {value}" for what, value in figures.items()))
    return 0 if all(figures["ok"] for figures in found.values()) else 1


def verify(name: str, module: NetworkModule, models: Path) -> dict[str, Any]:
    """Figures of one network; ModelError if it cannot be loaded."""
    model = OnnxModel(models, name, module.CODEC.CODEC, module.CODEC.CODEC_VERSION)
    graph = onnx.load_from_string(checked_bytes(models, model.card))
    network = module.network()
    load_weights(network, graph)
    inputs = module.random_inputs(STEPS, np.random.default_rng(0))
    whole = network({name: array[None] for name, array in inputs.items()})
    stepped = _stepped(model, inputs)
    parity = max(float(np.abs(stepped[name] - np.array(whole[name])[0]).max()) for name in stepped)
    loops = sorted(operators(graph) & FORBIDDEN)
    milliseconds = timed(model, inputs, module.STEPS_A_BAR, module.SIDE_BY_SIDE)
    return {
        "ok": parity < TOLERANCE and not loops,
        "steps": STEPS,
        "parity": parity,
        "tolerance": TOLERANCE,
        "loops": loops,
        "side_by_side": module.SIDE_BY_SIDE,
        "bar_ms_p50": round(float(np.percentile(milliseconds, 50)), 3),
        "bar_ms_p99": round(float(np.percentile(milliseconds, 99)), 3),
    }


def _at(inputs: Arrays, step: int) -> Arrays:
    return {name: array[step] for name, array in inputs.items()}


def _stepped(model: OnnxModel, inputs: Arrays) -> Arrays:
    """(steps, classes) logits by name."""
    state = model.start()
    rows: dict[str, list[NDArray[Any]]] = {name: [] for name in model.card.outputs}
    for step in range(STEPS):
        outputs, state = model.step(_at(inputs, step), state)
        for name, logits in outputs.items():
            rows[name].append(logits)
    return {name: np.stack(logits) for name, logits in rows.items()}


def timed(model: OnnxModel, inputs: Arrays, steps: int, side_by_side: int) -> list[float]:
    """Milliseconds of one bar's steps, many times."""
    rows = [
        {name: np.repeat(array[None], side_by_side, axis=0) for name, array in _at(inputs, step).items()}
        for step in range(steps)
    ]
    found = []
    for _ in range(BARS_TIMED):
        started, state = time.perf_counter(), model.start(batch=side_by_side)
        for row in rows:
            _, state = model.step_batch(row, state)
        found.append((time.perf_counter() - started) * 1e3)
    return found


if __name__ == "__main__":
    sys.exit(main())
