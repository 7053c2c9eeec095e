"""Trains a network from prepared data, or all networks of a player.

    python -m train.prepare groove=data/groove weimar=data/weimar_jazz -o prepared
    python -m train.train drummer --prepared prepared --run runs/drummer      # both of the drummer's, one after another
    python -m train.train drummer_notes --prepared prepared --run runs/drummer/drummer_notes
    python -m train.train seed_drums --prepared prepared --run runs/seed_drums
    python -m train.train seed_drums --prepared prepared --run runs/seed_drums_jazz --start-from runs/seed_drums \
        --style jazz

A run folder holds the last state (`--resume` continues from it), the best weights (`best.weights.h5`), the curve
(`curve.csv`, at the end `curve.png`) and `figures.json`, which goes on the network's card. `--smoke` trains on a few
takes for a few updates: it shows that everything works, in less than a minute.

Keras' other backends train too, on a GPU for instance (`KERAS_BACKEND=jax`); only the export needs tensorflow. With
tensorflow several machines train one network: start the same command on each, with `TF_CONFIG` set as tensorflow
documents it for MultiWorkerMirroredStrategy. The first one writes to the run folder, the others to a folder in it.
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
from rich.console import Console
from rich.progress import Progress

from jamd.errors import FileError, JamdError
from train.learning.cluster import Alone, Workers, join
from train.learning.network import BITS, Data, Lessons, NetworkModule, Side
from train.learning.run import BEST, FIGURES, Run, mean_nats
from train.networks.data import load_data
from train.networks.registry import NETWORKS, TOGETHER, load_module

SMOKE_PIECES: Final = 4  # of each side of the split
SMOKE_UPDATES: Final = 6


def main(argv: list[str] | None = None) -> int:
    parser = _parser()
    asked = parser.parse_args(argv)
    names = TOGETHER.get(asked.name)
    if names and asked.start_from:
        parser.error("--start-from goes with one network")
    try:
        cluster = join()
        for name in names or (asked.name,):
            run = asked.run / name if names else asked.run
            figures = train(
                argparse.Namespace(**(vars(asked) | {"name": name, "run": run})), load_module(name), cluster
            )
            print(json.dumps(figures) if asked.json else "\n".join(f"{what}: {it}" for what, it in figures.items()))
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def train(asked: argparse.Namespace, module: NetworkModule, cluster: Alone | Workers) -> dict[str, Any]:
    """The whole run of one network; gives what it writes to figures.json."""
    if asked.start_from and not (asked.start_from / BEST).exists():
        raise FileError(f"{asked.start_from} holds no {BEST}: train that run first")
    console = Console(file=sys.stderr)
    console.print(f"{asked.name}, {module.TITLE}. Expect {module.EXPECT}. Reading the data.")
    started = time.monotonic()
    data = load_data(module, asked.prepared, asked.style, SMOKE_PIECES if asked.smoke else None)
    lessons = module.lessons(data)
    keras.utils.set_random_seed(asked.seed)
    run = Run(
        module,
        lessons,
        asked.run / f"worker{cluster.rank}" if cluster.rank else asked.run,
        cluster,
        seed=asked.seed,
        updates=asked.updates or (SMOKE_UPDATES if asked.smoke else lessons.updates),
        start_from=asked.start_from,
        resume=asked.resume,
    )
    _learn(run, asked, console)
    figures = _figures(run, lessons, data, asked) | {"minutes": round((time.monotonic() - started) / 60, 1)}
    if cluster.rank == 0:
        run.curve.draw(lessons.unit)
        (asked.run / FIGURES).write_text(json.dumps(figures, indent=2) + "\n")
    return figures


def _learn(run: Run, asked: argparse.Namespace, console: Console) -> None:
    if run.place.updates == 0:
        console.print(f"before: {run.bits(run.lessons.watched):.3f} bits a {run.lessons.unit}, held out")
    with Progress(console=console) as progress:
        bar = progress.add_task(asked.name, total=run.updates, completed=run.place.updates)
        run.learn(asked.minutes, lambda: progress.advance(bar), lambda point: progress.print(str(point)))


def _figures(run: Run, lessons: Lessons, data: Data, asked: argparse.Namespace) -> dict[str, Any]:
    sides = {name: _side_figures(run, lessons, side) for name, side in lessons.sides().items()}
    return {
        "train": {"pieces": len(data.train), "bars": sum(piece.bars for piece in data.train)},
        **sides,
        "updates": run.place.updates,
        "seed": asked.seed,
        "trained_with": f"keras {keras.__version__}, {keras.backend.backend()}",
        "data": data.card,
        "commands": [*_commands_before(asked), _command(asked, run.updates)],
    }


def _side_figures(run: Run, lessons: Lessons, side: Side) -> dict[str, Any]:
    """How well the best weights do on one held-out side, beside the forecasts without a network."""
    figures: dict[str, Any] = {"pieces": side.pieces, "bars": side.bars}
    if not side.pieces:
        return figures
    scale, unit = BITS * lessons.steps_a_unit, lessons.unit
    outputs = {name: nats * scale for name, nats in mean_nats(run.kept, side.batches).items()}
    figures[f"bits_a_{unit}"] = round(sum(outputs.values()), 3)
    figures[f"baselines_bits_a_{unit}"] = {name: round(sum(it.values()), 3) for name, it in side.baselines.items()}
    if len(outputs) > 1:
        figures["by_output"] = {name: round(bits, 3) for name, bits in outputs.items()}
        figures["baselines_by_output"] = {
            name: {output: round(bits, 3) for output, bits in it.items()} for name, it in side.baselines.items()
        }
    return figures


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m train.train",
        description=__doc__,
        epilog="What to expect:\n" + "\n".join(f"  {name}: {load_module(name).EXPECT}" for name in NETWORKS),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    names = [*NETWORKS, *TOGETHER]
    parser.add_argument("name", choices=names, metavar="NAME", help=f"what to train: {', '.join(names)}")
    parser.add_argument("--prepared", required=True, type=Path, help="folder that `python -m train.prepare` wrote")
    parser.add_argument("--run", required=True, type=Path, help="folder for state, weights, curve and figures")
    parser.add_argument("--start-from", type=Path, metavar="RUN", help="fine-tune the best weights of another run")
    parser.add_argument("--style", metavar="WORD", help="only pieces of this style, such as jazz")
    parser.add_argument("--resume", action="store_true", help="continue from the last state in --run")
    parser.add_argument("--updates", type=int, help="the most updates, over all resumed runs (as the network says)")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="at most so long, this time (no limit)")
    parser.add_argument("--seed", type=int, default=1, help="fixes weights and batches (1)")
    parser.add_argument("--smoke", action="store_true", help="a few updates on a few takes, to see that it works")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    return parser


def _command(asked: argparse.Namespace, updates: int) -> str:
    """What was asked, without what depends on this machine."""
    words = [asked.name, "--prepared", "prepared", "--run", f"runs/{asked.run.name}"]
    if asked.start_from:
        words += ["--start-from", f"runs/{asked.start_from.name}"]
    if asked.style:
        words += ["--style", asked.style]
    words += ["--updates", str(updates), "--seed", str(asked.seed)]
    return "python -m train.train " + " ".join(words)


def _commands_before(asked: argparse.Namespace) -> list[str]:
    """What was run to get where this run starts."""
    figures = asked.start_from / FIGURES if asked.start_from else None
    return json.loads(figures.read_text())["commands"] if figures and figures.exists() else []


if __name__ == "__main__":
    sys.exit(main())
