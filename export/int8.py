"""Would a network be as good and faster with weights of 8 bits? Measures, and changes nothing that is shipped.

    python -m export.int8 drummer_notes --prepared prepared

Weights are quantized dynamically by onnxruntime. Both forms read the held-out music step by step, as the band runs
them; the figures are bits a bar (or a hit), milliseconds of a bar's steps, and bytes.
"""

import argparse
import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np
from onnxruntime.quantization import quantize_dynamic

from export.verify import timed
from jamd.errors import JamdError
from jamd.players.onnx_model import MODELS, OnnxModel
from train.learning.network import BITS, Arrays, NetworkModule, StepNetwork
from train.learning.run import mean_nats
from train.networks.data import load_data
from train.networks.registry import NETWORKS, load_module


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m export.int8", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("name", choices=NETWORKS, metavar="NAME", help=f"the network: {', '.join(NETWORKS)}")
    parser.add_argument("--prepared", required=True, type=Path, help="folder that `python -m train.prepare` wrote")
    parser.add_argument("--models", type=Path, default=MODELS, help="folder of the networks")
    asked = parser.parse_args(argv)
    try:
        print(json.dumps(compare(asked.name, load_module(asked.name), asked.models, asked.prepared), indent=2))
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def compare(name: str, module: NetworkModule, models: Path, prepared: Path) -> dict[str, Any]:
    """Figures of both forms."""
    lessons = module.lessons(load_data(module, prepared))
    scale, inputs = BITS * lessons.steps_a_unit, module.random_inputs(module.STEPS_A_BAR, np.random.default_rng(0))
    found: dict[str, Any] = {"side_by_side": module.SIDE_BY_SIDE}
    with tempfile.TemporaryDirectory() as folder:
        quantize(name, models, Path(folder))
        for form, where in (("float32", models), ("int8", Path(folder))):
            model = OnnxModel(where, name, module.CODEC.CODEC, module.CODEC.CODEC_VERSION)
            nats = mean_nats(Stepped(model, module.network()), lessons.watched)
            milliseconds = timed(model, inputs, module.STEPS_A_BAR, module.SIDE_BY_SIDE)
            found[form] = {
                f"bits_a_{lessons.unit}": round(sum(nats.values()) * scale, 3),
                "bar_ms_p50": round(float(np.percentile(milliseconds, 50)), 3),
                "bar_ms_p99": round(float(np.percentile(milliseconds, 99)), 3),
                "bytes": (where / f"{name}.onnx").stat().st_size,
            }
    return found


def quantize(name: str, models: Path, folder: Path) -> None:
    """Writes the network and its card with weights of 8 bits."""
    quantize_dynamic(models / f"{name}.onnx", folder / f"{name}.onnx")
    card = json.loads((models / f"{name}.json").read_text())
    card["sha256"] = hashlib.sha256((folder / f"{name}.onnx").read_bytes()).hexdigest()
    (folder / f"{name}.json").write_text(json.dumps(card))


class Stepped:
    """An ONNX network that reads whole sequences as its Keras form does, but step by step."""

    def __init__(self, model: OnnxModel, network: StepNetwork) -> None:
        self._model, self._network = model, network
        self.nats = network.nats

    def predict_on_batch(self, inputs: Arrays) -> Arrays:
        whole = self._network.predict_on_batch(inputs)
        first = next(iter(inputs.values()))
        if first.ndim == 2:  # no steps one after another
            return self._model.step_batch(inputs, ())[0]
        state, rows = self._model.start(batch=len(first)), []
        for step in range(first.shape[1]):
            outputs, state = self._model.step_batch({name: array[:, step] for name, array in inputs.items()}, state)
            rows.append(outputs)
        stacked = {name: np.stack([row[name] for row in rows], axis=1) for name in rows[0]}
        return {name: array if array.ndim == whole[name].ndim else array[:, 0] for name, array in stacked.items()}


if __name__ == "__main__":
    sys.exit(main())
