"""Judges a player on every measure of its part, against every baseline.

    python -m train.evaluate --part drums --player seed --data DIR
    python -m train.evaluate --part piano --player rules --midi-dir FOLDER --json

DIR holds the unpacked sets by their names (groove, weimar_jazz, jazz_trio_onsets, mma_rendered); what is missing there
costs the measures that need it, and says so. FOLDER is any folder of MIDI files: with --data all of it is held out,
without it is judged in folds by piece. A player is one of the daemon's, or a baseline by name.

--json prints {"measures": {"D1": {"value", "ci", "real", "baselines": {NAME: {"value", "ci", "difference"}}, ...}},
"files", "bars", "seconds", ...}. `ci` is the 95 % interval over pieces; `difference` that of the player minus the
baseline on the same pieces. A figure that cannot be told is null, and `notes` says why. Expect one to two minutes.
"""

import argparse
import json
import logging
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from jamd.errors import JamdError
from train.judge.competitors import names
from train.judge.evaluation_sets.load import load_evaluation_sets
from train.judge.measures.catalogue import MEASURES
from train.judge.measures.measure import Figure
from train.judge.table import Table, answer, printed
from train.judge.tasks import Result, results


def main(argv: list[str] | None = None) -> int:
    asked = parser().parse_args(argv)
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    console = Console(stderr=True)
    try:
        table, seconds = judge(asked, console)
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return 1
    found = answer(table, asked.player, seconds)
    print(json.dumps(found)) if asked.json else printed(found, Console())
    return 0


def judge(asked: argparse.Namespace, console: Console) -> tuple[Table, float]:
    """The table of one part, and how long it took."""
    began = time.monotonic()
    everybody = names(asked.part)
    if asked.player not in everybody:
        raise JamdError(f"--player {asked.player}: nobody is called so; there are {', '.join(everybody)}")
    judged = load_evaluation_sets(asked.part, asked.split, asked.data, asked.midi_dir, asked.pieces)
    measures = [m for m in MEASURES if m.part == asked.part and _wanted(m.figures, asked.only)]
    rivals = [asked.player, *(name for name in everybody if name != asked.player)]
    found: list[Result] = []
    with Progress(console=console) as progress:
        bar = progress.add_task(asked.part, total=sum(not m.rivals or n in m.rivals for m in measures for n in rivals))
        for result in results(asked.part, measures, rivals, judged, asked.jobs):
            found.append(result)
            progress.update(bar, advance=1, description=f"{result.measure}: {result.name}")
    found.sort(key=lambda result: everybody.index(result.name))
    return Table(asked.part, judged, measures, found), time.monotonic() - began


def _wanted(figures: tuple[Figure, ...], only: str | None) -> bool:
    return only is None or any(figure.id.split(".")[0] in only.split(",") for figure in figures)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m train.evaluate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("--part", required=True, choices=("drums", "piano"))
    made.add_argument("--player", default="seed", help="seed, rules, or a baseline (seed)")
    made.add_argument("--data", type=Path, metavar="DIR", help="the folder that holds the sets")
    made.add_argument("--midi-dir", type=Path, metavar="FOLDER", help="judge on these files")
    made.add_argument("--split", choices=("validation", "any-style", "folds"), default="validation",
                      help="validation: what the shipped networks never heard; any-style: drums that are not jazz "
                      "too; folds: all pieces in five folds, for what learns in seconds (validation)")  # fmt: skip
    made.add_argument("--pieces", type=int, default=24, metavar="N", help="held-out pieces at most (24)")
    made.add_argument("--only", metavar="IDS", help="only these measures, such as D1,D3")
    made.add_argument("--jobs", type=int, default=2, help="processes (2)")
    made.add_argument("--json", action="store_true", help="one JSON object on standard output")
    return made


if __name__ == "__main__":
    sys.exit(main())
