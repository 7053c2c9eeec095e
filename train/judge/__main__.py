"""Judges everybody in both parts and writes the report.

    python -m train.judge --data DIR

Writes train/REPORT.md and two plots into train/report/. Expect about four minutes on two cores, half of it the seed's
networks; the folds of the drum baselines add one minute.
"""

import argparse
import json
import logging
import platform
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from jamd.errors import JamdError
from train.evaluate import judge
from train.evaluate import parser as one_part
from train.judge.crosscheck import Check, of_drums, of_muspy, of_solos
from train.judge.evaluation_sets.load import load_evaluation_sets
from train.judge.report import report
from train.judge.report_plots import draw
from train.judge.table import answer

FOLDED = "D1,D2,D3,D4,D5"  # what baselines and rules can be judged on over all the jazz takes


def main(argv: list[str] | None = None) -> int:
    asked = parser().parse_args(argv)
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    console = Console(stderr=True)
    try:
        found = verdict(asked, console)
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return 1
    folder = asked.out.parent / "report"
    folder.mkdir(parents=True, exist_ok=True)
    draw(found["parts"], folder)
    asked.out.write_text(report(found), encoding="utf-8")
    print(json.dumps(found) if asked.json else f"written: {asked.out}")
    return 0


def verdict(asked: argparse.Namespace, console: Console) -> dict[str, Any]:
    """Everything that the report says."""
    began = time.monotonic()
    parts = {name: _part(name, asked, console) for name in ("drums", "piano")}
    styles = _part("drums", asked, console, "--split", "any-style", "--only", "D1,D2")
    folds = _part("drums", asked, console, "--split", "folds", "--only", FOLDED, "--player", "rules")
    return {
        "date": time.strftime("%Y-%m-%d"),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "parts": parts,
        "styles": styles,
        "folds": folds,
        "checks": [list(check) for check in checks(asked.data)],
        "seconds": round(time.monotonic() - began),
    }


def _part(name: str, asked: argparse.Namespace, console: Console, *more: str) -> dict[str, Any]:
    words = ["--part", name, "--data", str(asked.data), "--jobs", str(asked.jobs), "--pieces", str(asked.pieces)]
    its = one_part().parse_args([*words, *more])
    table, seconds = judge(its, console)
    return answer(table, its.player, seconds)


def checks(data: Path) -> list[Check]:
    drums = load_evaluation_sets("drums", "folds", data, None, 10_000)
    solos = load_evaluation_sets("piano", "folds", data, None, 10_000)
    takes = [piece for evaluation_set in drums for piece in evaluation_set.held_out]
    lines = [piece for evaluation_set in solos for piece in evaluation_set.held_out]
    return [*of_solos(lines), *of_muspy(lines[::10]), *of_drums(takes)]


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m train.judge", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("--data", required=True, type=Path, metavar="DIR", help="the folder that holds the sets")
    made.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "REPORT.md", help="where to write")
    made.add_argument("--pieces", type=int, default=24, metavar="N", help="held-out pieces at most (24)")
    made.add_argument("--jobs", type=int, default=2, help="processes (2)")
    made.add_argument("--json", action="store_true", help="everything as one JSON object on standard output too")
    return made


if __name__ == "__main__":
    sys.exit(main())
