"""Judges a player on every measure of its part, against every baseline.

    python -m train.evaluate --part drums --player seed --prepared DIR
    python -m train.evaluate --part piano --player rules --midi-dir FOLDER --json

DIR is a folder that `train.prepare` wrote from the sets groove, weimar and trio; a missing set costs the measures
that need it, and they say so. FOLDER is any folder of MIDI files: with --prepared all of it is held out, without it is
judged in folds by piece. A player is one of the daemon's, or a baseline by name.

--json prints {"measures": {"D1": {"value", "ci", "real", "baselines": {NAME: {"value", "ci", "difference"}}, ...}},
"files", "bars", "seconds", ...}. `ci` is the 95 % interval over pieces; `difference` is that of the player minus the
baseline on the same pieces. A figure that cannot be computed is null, and `notes` says why. Expect one to two minutes.
"""

import argparse
import json
import logging
import sys
from pathlib import Path

from rich.console import Console

from jamd.errors import JamdError
from train.judge.evaluation_sets.load import load_evaluation_sets
from train.judge.run import judge
from train.judge.table import answer, printed


def main(argv: list[str] | None = None) -> int:
    asked = parser().parse_args(argv)
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    try:
        judged = load_evaluation_sets(asked.part, asked.split, asked.prepared, asked.midi_dir, asked.pieces)
        table = judge(asked.part, asked.player, judged, Console(stderr=True), asked.only, asked.jobs)
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return 1
    found = answer(table)
    print(json.dumps(found)) if asked.json else printed(found, Console())
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m train.evaluate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("--part", required=True, choices=("drums", "piano"))
    made.add_argument("--player", default="seed", help="seed, rules, or a baseline (seed)")
    made.add_argument("--prepared", type=Path, metavar="DIR", help="a folder that train.prepare wrote")
    made.add_argument("--midi-dir", type=Path, metavar="FOLDER", help="judge on these files")
    made.add_argument("--split", choices=("held-out", "any-style", "folds"), default="held-out",
                      help="held-out: what no network has learned from; any-style: drums that are not jazz "
                      "too; folds: all pieces in five folds, for what learns in seconds (held-out)")  # fmt: skip
    made.add_argument("--pieces", type=int, default=24, metavar="N", help="held-out pieces at most (24)")
    made.add_argument("--only", metavar="IDS", help="only these measures, such as D1,D3")
    made.add_argument("--jobs", type=int, default=2, help="processes (2)")
    made.add_argument("--json", action="store_true", help="one JSON object on standard output")
    return made


if __name__ == "__main__":
    sys.exit(main())
