"""Runs every measure of a part on every competitor, in several processes.

A task is one measure of one competitor on every evaluation set. A measure that cannot be computed gives a reason
instead of rows; so does one that fails, because one broken player must not cost the table.
"""

import logging
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np
from rich.console import Console
from rich.progress import Progress

from jamd.errors import JamdError
from jamd.music.time.notes import BandPart
from train.judge.competitors import competitor, names, shipped
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.kept_results import KeptResults
from train.judge.measures.catalogue import MEASURES
from train.judge.measures.measure import Competitor, Measure, Rows, Uncomputable
from train.judge.table import Result, Table

log = logging.getLogger(__name__)


class _Work(msgspec.Struct, frozen=True):
    part: BandPart
    measures: Sequence[Measure]
    evaluation_sets: Sequence[EvaluationSet]
    kept: KeptResults | None


_Task = tuple[int, str]  # measure, competitor
_inherited: list[_Work] = []  # set before the child processes are forked, because it is too large to send


def judge(
    part: BandPart,
    player: str,
    evaluation_sets: Sequence[EvaluationSet],
    console: Console,
    only: str | None = None,
    jobs: int = 2,
    keep: Path | None = None,
) -> Table:
    """A player and every other competitor on all measures of the part, or on `only` some. JamdError: unknown player.

    `keep`: a folder in which finished results are kept, and found again (`train.judge.kept_results`)."""
    began = time.monotonic()
    everybody = names(part)
    if player not in everybody:
        raise JamdError(f"--player {player}: there is no such player; known are {', '.join(everybody)}")
    work = _Work(part, [m for m in MEASURES if m.part == part and _is_wanted(m, only)], evaluation_sets,
                 KeptResults(keep, part) if keep else None)  # fmt: skip
    tasks = _tasks(work, [player, *(name for name in everybody if name != player)])
    found: list[Result] = []
    with Progress(console=console) as progress:
        bar = progress.add_task(part, total=len(tasks))
        for result in _results(work, tasks, jobs):
            found.append(result)
            progress.update(bar, advance=1, description=f"{result.measure}: {result.name}")
    found.sort(key=lambda result: everybody.index(result.name))
    return Table(part, player, evaluation_sets, work.measures, found, time.monotonic() - began)


def _is_wanted(measure: Measure, only: str | None) -> bool:
    return only is None or any(figure.id.split(".")[0] in only.split(",") for figure in measure.figures)


def _tasks(work: _Work, competitors: Sequence[str]) -> list[_Task]:
    return [
        (i, name)
        for i, measure in enumerate(work.measures)
        for name in competitors
        if measure.baselines is None or name in (*shipped(work.part), *measure.baselines)
    ]


def _results(work: _Work, tasks: Sequence[_Task], jobs: int) -> Iterator[Result]:
    """Results as they come. Measures of time come last and run alone."""
    _inherited[:] = [work]
    beside = [task for task in tasks if not work.measures[task[0]].alone]
    if jobs > 1 and "fork" in multiprocessing.get_all_start_methods():
        with multiprocessing.get_context("fork").Pool(jobs) as pool:
            yield from pool.imap_unordered(_do, beside)
    else:
        yield from map(_do, beside)
    yield from map(_do, [task for task in tasks if work.measures[task[0]].alone])


def _do(task: _Task) -> Result:
    work, name = _inherited[0], task[1]
    measure, began = work.measures[task[0]], time.perf_counter()
    if work.kept is not None and (known := work.kept.find(measure.name, name)) is not None:
        return known
    rows, why = _rows(measure, lambda of: competitor(work.part, name, of), work.evaluation_sets)
    result = Result(measure.name, name, rows, why, time.perf_counter() - began)
    if work.kept is not None:
        work.kept.keep(result)
    return result


def _rows(
    measure: Measure, make: Callable[[EvaluationSet], Competitor], evaluation_sets: Sequence[EvaluationSet]
) -> tuple[Rows | None, str]:
    try:
        return np.concatenate([measure.rows(make(one), one) for one in evaluation_sets]), ""
    except Uncomputable as reason:
        return None, str(reason)
    except JamdError as fault:
        return None, str(fault)
    except Exception as fault:  # one broken player must not cost the table
        log.exception("%s", measure.name)
        return None, f"it failed: {type(fault).__name__}: {fault}"
