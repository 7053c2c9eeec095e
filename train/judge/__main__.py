"""Judges every player of the band and writes the report.

    python -m train.judge --prepared DIR

Writes train/REPORT.md and a plot for each part into train/report/. Expect about half an hour on two cores: each player
plays some seven thousand bars through the planner.
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

from jamd.commands.player_table import DEFAULT_PLAYERS
from jamd.errors import JamdError
from jamd.music.time.notes import BAND, BandPart
from train.judge.crosscheck import Check, of_drums, of_muspy, of_solos
from train.judge.evaluation_sets.load import load_evaluation_sets
from train.judge.report import report
from train.judge.report_plots import draw
from train.judge.run import judge
from train.judge.table import answer

ALL = 10_000  # pieces


def main(argv: list[str] | None = None) -> int:
    asked = parser().parse_args(argv)
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    try:
        found = verdict(asked, Console(stderr=True))
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
    """Everything that the report contains."""

    def judged(part: BandPart) -> dict[str, Any]:
        evaluation_sets = load_evaluation_sets(part, "held-out", asked.prepared, None, asked.pieces)
        player = DEFAULT_PLAYERS[part]
        return answer(judge(part, player, evaluation_sets, console, asked.only, asked.jobs, asked.keep))

    began = time.monotonic()
    return {
        "date": time.strftime("%Y-%m-%d"),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "parts": {part: judged(part) for part in asked.parts or BAND},
        "checks": [list(check) for check in checks(asked.prepared)],
        "seconds": round(time.monotonic() - began),
    }


def checks(prepared: Path) -> list[Check]:
    drums = load_evaluation_sets("drums", "folds", prepared, None, ALL)
    solos = load_evaluation_sets("piano", "folds", prepared, None, ALL)
    takes = [piece for fold in drums for piece in fold.held_out]
    lines = [piece for fold in solos for piece in fold.held_out]
    return [*of_solos(lines), *of_muspy(lines[::10]), *of_drums(takes)]


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m train.judge", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("--prepared", required=True, type=Path, metavar="DIR", help="a folder that train.prepare wrote")
    made.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "REPORT.md", help="where to write")
    made.add_argument("--parts", nargs="+", choices=BAND, metavar="PART", help=f"only these: {', '.join(BAND)}")
    made.add_argument("--only", metavar="IDS", help="only these measures, such as D1,D3")
    made.add_argument("--keep", type=Path, metavar="FOLDER",
                      help="finished results are kept here and found again, so that a run can be stopped")  # fmt: skip
    made.add_argument("--pieces", type=int, default=24, metavar="N", help="held-out pieces at most (24)")
    made.add_argument("--jobs", type=int, default=2, help="processes (2)")
    made.add_argument("--json", action="store_true", help="everything as one JSON object on standard output too")
    return made


if __name__ == "__main__":
    sys.exit(main())
