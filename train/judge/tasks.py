"""Everybody in one part against everybody else, on every measure: tasks, spread over processes, and their rows.

A task is one measure of one competitor on every fold. What cannot be told is a sentence instead of rows; a fault is
one too, because one broken player must not cost the table.
"""

import logging
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
import numpy as np

from jamd.errors import JamdError
from jamd.music.time.notes import BandPart
from train.judge.competitors import competitor
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.measure import Measure, Rows, Uncomputable

log = logging.getLogger(__name__)


class Result(msgspec.Struct, frozen=True):
    """`rows` is None where `why` says why there are none."""

    measure: str
    name: str
    rows: Rows | None
    why: str
    seconds: float


_Task = tuple[int, str]
_work: dict[str, Any] = {}  # what a child process inherits: measures and evaluation_sets, too large to send


def results(
    part: BandPart,
    measures: Sequence[Measure],
    names: Sequence[str],
    evaluation_sets: Sequence[EvaluationSet],
    jobs: int,
) -> Iterator[Result]:
    """Results as they come. Measures of time come last and alone."""
    _work.update(part=part, measures=measures, evaluation_sets=evaluation_sets)
    tasks = [
        (i, name)
        for i, measure in enumerate(measures)
        for name in names
        if not measure.rivals or name in measure.rivals
    ]
    beside = [task for task in tasks if not measures[task[0]].alone]
    if jobs > 1 and "fork" in multiprocessing.get_all_start_methods():
        with multiprocessing.get_context("fork").Pool(jobs) as pool:
            yield from pool.imap_unordered(_do, beside)
    else:
        yield from map(_do, beside)
    yield from map(_do, [task for task in tasks if measures[task[0]].alone])


def _do(task: _Task) -> Result:
    measure, name = _work["measures"][task[0]], task[1]
    began = time.perf_counter()
    rows, why = _rows(
        measure, lambda evaluation_set: competitor(_work["part"], name, evaluation_set), _work["evaluation_sets"]
    )
    return Result(measure.name, name, rows, why, time.perf_counter() - began)


def _rows(
    measure: Measure, of: Callable[[EvaluationSet], Any], evaluation_sets: Sequence[EvaluationSet]
) -> tuple[Rows | None, str]:
    try:
        return np.concatenate(
            [measure.rows(of(evaluation_set), evaluation_set) for evaluation_set in evaluation_sets]
        ), ""
    except Uncomputable as reason:
        return None, str(reason)
    except JamdError as fault:
        return None, str(fault)
    except Exception as fault:  # one broken player must not cost the table
        log.exception("%s", measure.name)
        return None, f"it failed: {type(fault).__name__}: {fault}"
