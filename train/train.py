"""Trains a network from prepared data.

    python -m train.prepare groove=data/groove weimar=data/weimar_jazz -o prepared
    python -m train.train seed_drums --prepared prepared --run runs/seed_drums
    python -m train.train seed_drums --prepared prepared --run runs/seed_drums_jazz --start-from runs/seed_drums \
        --style jazz
    python -m train.train seed_piano --prepared prepared --run runs/seed_piano

A run folder holds the last state (`--resume` continues from it), the weights with the fewest bits on the validation
side (`best.weights.h5`) and `figures.json`, which goes on the network's card. Expect one to two seconds an update for
seed_drums on two cores, less for seed_piano; train/LOG.md has the figures of the shipped networks. Keras' other
backends train too, on a GPU for instance (`KERAS_BACKEND=jax`); only the export needs tensorflow.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import msgspec
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import Progress

from jamd.errors import FileError, JamdError
from train.networks.data import Data, load_data
from train.networks.network import Music, NetworkModule
from train.networks.registry import NETWORKS, load_module
from train.networks.stretches import Batch, evaluation_stretches, stacked, training_batches

BATCH: Final = 64  # stretches; published 128, but twice the updates learn more in a minute of two cores
LEARNING_RATE: Final = 1e-3  # as published
CLIP: Final = 3.0  # global norm; as published
UPDATES: Final = 80  # between two evaluations: two passes over Groove
FINE_TUNING: Final = 0.25  # of the rate and of the updates between evaluations: few pieces are soon learned by heart
PATIENCE: Final = 4  # evaluations without a gain before the rate is cut, and again before the end
CUT: Final = 0.3  # the one cut of the rate, from the best weights
STATE: Final = "state.npz"
BEST: Final = "best.weights.h5"
FIGURES: Final = "figures.json"


class Place(msgspec.Struct):
    """Where a run stands."""

    updates: int = 0
    best: float = 1e9  # bits a step
    waited: int = 0  # evaluations since
    cut: bool = False  # the rate, once


class Run:
    """One run folder: network, optimizer, and where training stands."""

    def __init__(self, module: NetworkModule, folder: Path, start_from: Path | None) -> None:
        self.network = module.network()
        self._folder = folder
        scale = FINE_TUNING if start_from else 1.0
        self.updates_between, self._rate = round(UPDATES * scale), LEARNING_RATE * scale
        self._optimizer = keras.optimizers.Adam(self._rate, global_clipnorm=CLIP)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="mean_with_sample_weight")
        self.network.compile(optimizer=self._optimizer, loss=dict.fromkeys(self.network.output_tensors(), loss))
        self._optimizer.build(self.network.trainable_variables)
        if start_from:
            self.network.load_weights(start_from / BEST)
        self.place = Place()

    def resume(self) -> None:
        """Continues from the last state, if there is one."""
        if not (self._folder / STATE).exists():
            return
        with np.load(self._folder / STATE) as state:
            for i, variable in enumerate(self._variables()):
                variable.assign(state[f"variable_{i}"])
            self.place = msgspec.json.decode(str(state["place"]), type=Place)

    def _save(self) -> None:
        variables = {
            f"variable_{i}": keras.ops.convert_to_numpy(variable) for i, variable in enumerate(self._variables())
        }
        draft = self._folder / f"draft.{STATE}"
        np.savez(draft, place=msgspec.json.encode(self.place).decode(), **variables)
        draft.replace(self._folder / STATE)

    def _variables(self) -> list[Any]:
        return [*self.network.variables, *self._optimizer.variables]

    def learn(self, batch: Batch) -> float:
        """One update; nats a step before it."""
        self.place.updates += 1
        weights = dict.fromkeys(batch.answers, batch.weights)
        return float(self.network.train_on_batch(batch.inputs, batch.answers, sample_weight=weights))

    def bits(self, stretches: list[Batch]) -> float:
        """Mean bits a scored step, the sum over the outputs."""
        total = scored = 0.0
        for i in range(0, len(stretches), BATCH):
            inputs, answers, weights = stacked(stretches[i : i + BATCH])
            logits = self.network.predict_on_batch(inputs)
            total += sum(float((_nats(logits[name], answers[name]) * weights).sum()) for name in answers)
            scored += float(weights.sum())
        return total / scored / float(np.log(2))

    def keep_if_best(self, bits: float) -> bool:
        """Saves state and weights after an evaluation; False where training should end."""
        place = self.place
        if bits < place.best:
            place.best, place.waited = bits, 0
            self.network.save_weights(self._folder / BEST)
        else:
            place.waited += 1
        learning = place.waited < PATIENCE or not place.cut
        if place.waited >= PATIENCE and not place.cut:
            place.cut, place.waited = True, 0
            self.load_best()
            self._optimizer.learning_rate.assign(self._rate * CUT)
        self._save()
        return learning

    def load_best(self) -> None:
        self.network.load_weights(self._folder / BEST)


def _nats(logits: NDArray[Any], answers: NDArray[Any]) -> NDArray[Any]:
    """(batch, steps) surprise at the answers."""
    chosen = np.take_along_axis(logits, answers[..., None], axis=-1)[..., 0]
    nats: NDArray[Any] = np.logaddexp.reduce(logits, axis=-1) - chosen
    return nats


def main(argv: list[str] | None = None) -> int:
    asked = _parser().parse_args(argv)
    try:
        figures = train(asked, load_module(asked.name))
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return 1
    print(json.dumps(figures) if asked.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
    return 0


def train(asked: argparse.Namespace, module: NetworkModule) -> dict[str, Any]:
    """The whole run; gives what it writes to figures.json."""
    if asked.start_from and not (asked.start_from / BEST).exists():
        raise FileError(f"{asked.start_from} holds no {BEST}: train that run first")
    data = load_data(module, asked.prepared, asked.style)
    keras.utils.set_random_seed(asked.seed)
    asked.run.mkdir(parents=True, exist_ok=True)
    run = Run(module, asked.run, asked.start_from)
    if asked.resume:
        run.resume()
    # What is drawn depends on where training stands, so a resumed run does not see the same stretches again.
    batches = training_batches(
        data.train, module.example, BATCH, np.random.default_rng([asked.seed, run.place.updates])
    )
    stretches = evaluation_stretches(data.validation or data.train, module.example)
    started = time.monotonic()
    with Progress(console=Console(file=sys.stderr)) as progress:
        bar = progress.add_task(asked.name, total=asked.updates, completed=run.place.updates)
        if run.place.updates == 0:
            bits = run.bits(stretches)
            run.keep_if_best(bits)
            progress.print(f"before: {bits:.4f} bits a step, validation")
        learning = True
        while learning and run.place.updates < asked.updates and time.monotonic() - started < asked.minutes * 60:
            losses = []
            for _ in range(min(run.updates_between, asked.updates - run.place.updates)):
                losses.append(run.learn(next(batches)))
                progress.advance(bar)
            bits = run.bits(stretches)
            progress.print(
                f"{run.place.updates} updates, {time.monotonic() - started:.0f} s: "
                f"{np.mean(losses) / np.log(2):.4f} bits a step in training, {bits:.4f} validation"
            )
            learning = run.keep_if_best(bits)
    run.load_best()
    figures = {
        "train": _size(data.train),
        "validation": _side_figures(run, module, data, data.validation),
        "test": _side_figures(run, module, data, data.test),
        "updates": run.place.updates,
        "minutes": round((time.monotonic() - started) / 60, 1),
        "trained_with": f"keras {keras.__version__}, {keras.backend.backend()}",
        "data": data.card,
        "commands": [*_commands_before(asked), _command(asked)],
    }
    (asked.run / FIGURES).write_text(json.dumps(figures, indent=2) + "\n")
    return figures


def _size(pieces: list[Music]) -> dict[str, Any]:
    return {"pieces": len(pieces), "bars": sum(len(piece.symbols) // piece.steps_per_bar for piece in pieces)}


def _side_figures(run: Run, module: NetworkModule, data: Data, held_out: list[Music]) -> dict[str, Any]:
    """How well the best weights do on one held-out side."""
    if not held_out:
        return _size(held_out)
    bits = run.bits(evaluation_stretches(held_out, module.example))
    baselines = module.baselines(data.train, held_out)
    return _size(held_out) | {
        "bits_a_step": round(bits, 4),
        "bits_a_bar": round(4 * held_out[0].steps_per_beat * bits, 3),  # of 4/4
        "baselines_bits_a_bar": {name: round(value, 3) for name, value in baselines.items()},
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m train.train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", choices=NETWORKS, metavar="NAME", help=f"the network: {', '.join(NETWORKS)}")
    parser.add_argument("--prepared", required=True, type=Path, help="folder that `python -m train.prepare` wrote")
    parser.add_argument("--run", required=True, type=Path, help="folder for state, weights and figures")
    parser.add_argument("--start-from", type=Path, metavar="RUN", help="fine-tune the best weights of another run")
    parser.add_argument("--style", metavar="WORD", help="only pieces of this style, such as jazz")
    parser.add_argument("--resume", action="store_true", help="continue from the last state in --run")
    parser.add_argument("--updates", type=int, default=1600, help="the most updates, over all resumed runs (1600)")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="at most so long, this time (no limit)")
    parser.add_argument("--seed", type=int, default=1, help="fixes weights and batches (1)")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    return parser


def _command(asked: argparse.Namespace) -> str:
    """What was asked, without what depends on this machine."""
    words = [asked.name, "--prepared", "prepared", "--run", f"runs/{asked.run.name}"]
    if asked.start_from:
        words += ["--start-from", f"runs/{asked.start_from.name}"]
    if asked.style:
        words += ["--style", asked.style]
    words += ["--updates", str(asked.updates), "--seed", str(asked.seed)]
    return "python -m train.train " + " ".join(words)


def _commands_before(asked: argparse.Namespace) -> list[str]:
    """What was run to get where this run starts."""
    figures = asked.start_from / FIGURES if asked.start_from else None
    return json.loads(figures.read_text())["commands"] if figures and figures.exists() else []


if __name__ == "__main__":
    sys.exit(main())
