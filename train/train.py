"""Trains one of the seed's networks.

    python -m train.train --part drums --data data/groove --run runs/seed_drums
    python -m train.train --part drums --data data/groove --run runs/seed_drums_jazz --start-from runs/seed_drums --jazz
    python -m train.train --part piano --data data/weimar_jazz --run runs/seed_piano

Expect (two shared cores): see train/LOG.md for the figures of the networks that are shipped. A run folder holds the
last state (`--resume` goes on from it), the best weights by held-out bits (`best.weights.h5`) and `figures.json`.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
from rich.console import Console
from rich.progress import Progress

from train.networks import seed_drums as network_drums
from train.networks import seed_piano as network_piano
from train.networks.marginals import baseline_bits
from train.networks.sequences import Sequence, batches, judged

PARTS = {"drums": network_drums, "piano": network_piano}

BATCH = 64  # stretches; published 128, but twice the updates learn more in a minute of two cores
LEARNING_RATE = 1e-3  # as published
CLIP = 3.0  # global norm; as published
UPDATES = 80  # between two judgements: two passes over Groove, one or two minutes on two shared cores
FINE_TUNING = 0.25  # of the rate and of the updates between judgements: the jazz few are soon learned by heart
PATIENCE = 4  # judgements without a gain before the rate is cut, and again before the end
CUT = 0.3  # the one cut of the rate, from the best weights


def main() -> None:
    asked = _asked()
    tf.config.threading.set_intra_op_parallelism_threads(asked.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    keras.utils.set_random_seed(asked.seed)
    part, run = PARTS[asked.part], asked.run
    run.mkdir(parents=True, exist_ok=True)

    pieces = list(part.sequences(asked.data))
    if asked.jazz:
        pieces = [piece for piece in pieces if piece.jazz]
    train = [piece for piece in pieces if piece.split == "train"]
    held_out = [piece for piece in pieces if piece.split == "validation"]
    stretches = judged(held_out, part.example)
    figures = {
        "train_pieces": len(train),
        "held_out_pieces": len(held_out),
        "train_bars": _bars(train),
        "held_out_bars": _bars(held_out),
    }

    network = part.network()
    rate = LEARNING_RATE * (FINE_TUNING if asked.start_from else 1.0)
    updates = round(UPDATES * (FINE_TUNING if asked.start_from else 1.0))
    optimizer = keras.optimizers.Adam(rate, global_clipnorm=CLIP)
    optimizer.build(network.trainable_variables)
    if asked.start_from:
        network.load_weights(asked.start_from / "best.weights.h5")
    place = tf.train.Checkpoint(
        network=network,
        optimizer=optimizer,
        judgement=tf.Variable(0),
        best=tf.Variable(np.inf),
        waited=tf.Variable(0),
        cut=tf.Variable(False),
    )
    checkpoints = tf.train.CheckpointManager(place, str(run / "state"), max_to_keep=1)
    if asked.resume and checkpoints.latest_checkpoint:
        place.restore(checkpoints.latest_checkpoint)

    @tf.function
    def update(features: tf.Tensor, answers: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            logits = network(features, training=True)  # (batch, T, classes)
            nats = tf.nn.sparse_softmax_cross_entropy_with_logits(answers, logits) * weights
            loss = tf.reduce_sum(nats) / tf.reduce_sum(weights)
        optimizer.apply_gradients(
            zip(tape.gradient(loss, network.trainable_variables), network.trainable_variables, strict=True)
        )
        return loss

    # what is drawn depends on where we are, so a resumed run does not see the same stretches again
    drawn = batches(train, part.example, BATCH, np.random.default_rng([asked.seed, int(place.judgement)]))
    started = time.monotonic()
    with Progress(console=Console(file=sys.stderr)) as progress:
        bar = progress.add_task(asked.part, total=asked.judgements * updates, completed=int(place.judgement) * updates)
        if asked.start_from and int(place.judgement) == 0:
            place.best.assign(_bits(network, stretches))
            network.save_weights(run / "best.weights.h5")
            progress.print(f"before: {float(place.best):.4f} bits a step held out")
        while int(place.judgement) < asked.judgements and time.monotonic() - started < asked.minutes * 60:
            losses = []
            for _ in range(updates):
                losses.append(float(update(*next(drawn))))
                progress.advance(bar)
            bits = _bits(network, stretches)
            place.judgement.assign_add(1)
            progress.print(
                f"judgement {int(place.judgement)}, {time.monotonic() - started:.0f} s: "
                f"{np.mean(losses) / np.log(2):.4f} bits a step in training, {bits:.4f} held out"
            )
            if bits < float(place.best):
                place.best.assign(bits)
                place.waited.assign(0)
                network.save_weights(run / "best.weights.h5")
            else:
                place.waited.assign_add(1)
            checkpoints.save()
            if int(place.waited) >= PATIENCE:
                if bool(place.cut):
                    break
                place.cut.assign(True)
                place.waited.assign(0)
                network.load_weights(run / "best.weights.h5")
                optimizer.learning_rate.assign(rate * CUT)

    network.load_weights(run / "best.weights.h5")
    bits = _bits(network, stretches)
    figures |= {
        "bits_a_step": round(bits, 4),
        "bits_a_bar": round(16 * bits, 3),
        "baselines_bits_a_bar": {
            name: round(value, 3) for name, value in _baselines(asked.part, train, held_out).items()
        },
        "judgements": int(place.judgement),
        "updates": int(place.judgement) * updates,
        "minutes": round((time.monotonic() - started) / 60, 1),
        "commands": [*_commands_before(asked), _command(asked)],
    }
    (run / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures) if asked.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m train.train", description="Train one of the seed's networks.")
    parser.add_argument("--part", required=True, choices=PARTS)
    parser.add_argument(
        "--data", required=True, type=Path, help="folder of the set in its public layout: groove or weimar_jazz"
    )
    parser.add_argument("--run", required=True, type=Path, help="folder for checkpoints, weights and figures")
    parser.add_argument("--start-from", type=Path, help="run whose best weights to fine-tune")
    parser.add_argument("--jazz", action="store_true", help="only pieces tagged jazz")
    parser.add_argument("--resume", action="store_true", help="go on from the last state in --run")
    parser.add_argument("--judgements", type=int, default=60, help="at most so many")
    parser.add_argument("--minutes", type=float, default=30.0, help="at most so long")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    asked = parser.parse_args()
    if not asked.data.is_dir():
        parser.error(f"there is no folder {asked.data}")
    if asked.start_from and not (asked.start_from / "best.weights.h5").exists():
        parser.error(f"{asked.start_from} holds no best.weights.h5")
    return asked


def _command(asked: argparse.Namespace) -> str:
    """As it was given, but for where this machine keeps the data."""
    given = [f"data/{asked.data.name}" if word == str(asked.data) else word for word in sys.argv[1:]]
    return "python -m train.train " + " ".join(given)


def _commands_before(asked: argparse.Namespace) -> list[str]:
    """What was run to get where this run starts."""
    place = (asked.run if asked.resume else asked.start_from or asked.run) / "figures.json"
    return json.loads(place.read_text())["commands"] if (asked.resume or asked.start_from) and place.exists() else []


def _bars(pieces: list[Sequence]) -> int:
    return sum(len(piece.symbols) // (piece.beats * 4) for piece in pieces)


def _bits(network: keras.Model, stretches: list[tuple[np.ndarray, ...]]) -> float:
    """Held-out bits a step, each stretch primed as a player primes it."""
    total = scored = 0.0
    for i in range(0, len(stretches), BATCH):
        features, answers, weights = (np.stack(column) for column in zip(*stretches[i : i + BATCH], strict=True))
        nats = tf.nn.sparse_softmax_cross_entropy_with_logits(answers, network(features)).numpy()
        total += float((nats * weights).sum())
        scored += float(weights.sum())
    return total / scored / np.log(2)


def _baselines(part: str, train: list[Sequence], held_out: list[Sequence]) -> dict[str, float]:
    module = PARTS[part]
    return baseline_bits(train, held_out, module.CODEC.CLASSES if part == "drums" else module.CODEC.EVENTS)


if __name__ == "__main__":
    main()
