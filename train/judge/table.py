"""The judge's table: each figure with its interval and its rivals, from the rows of every competitor."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np
from rich.console import Console

from jamd.music.time.notes import BandPart
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.intervals import draws, figures, interval
from train.judge.measures.bounds import Bounds
from train.judge.measures.measure import Figure, Measure, Rows, bounds_of

NOT_COMPARED = "not compared here"
_ROUNDING = 1e-9  # smaller values are rounding errors


class Result(msgspec.Struct, frozen=True):
    """One competitor on one measure. `rows` is None where `why` says why there are none."""

    measure: str
    name: str
    rows: Rows | None
    why: str
    seconds: float


class Table(msgspec.Struct, frozen=True):
    """All results; `player` is the one that the others are compared with."""

    part: BandPart
    player: str
    evaluation_sets: Sequence[EvaluationSet]
    measures: Sequence[Measure]
    results: Sequence[Result]
    seconds: float

    def rows(self, measure: Measure, name: str) -> Result:
        for result in self.results:
            if (result.measure, result.name) == (measure.name, name):
                return result
        return Result(measure.name, name, None, NOT_COMPARED, 0.0)


def answer(table: Table) -> dict[str, Any]:
    """What --json prints."""
    measures = {figure.id: _figure(table, measure, figure) for measure in table.measures for figure in measure.figures}
    held_out = [piece for evaluation_set in table.evaluation_sets for piece in evaluation_set.held_out]
    return {
        "part": table.part,
        "player": table.player,
        "evaluation_set": table.evaluation_sets[0].description,
        "measures": measures,
        "files": len(held_out),
        "bars": sum(piece.bar_count for piece in held_out),
        "seconds": round(table.seconds, 1),
        "seconds_by_task": {f"{r.measure}: {r.name}": round(r.seconds, 1) for r in table.results},
    }


def _figure(table: Table, measure: Measure, figure: Figure) -> dict[str, Any]:
    mine = table.rows(measure, table.player)
    known = [result.rows for result in table.results if result.measure == measure.name and result.rows is not None]
    some = mine.rows if mine.rows is not None else known[0] if known else None
    own = _drawn(mine.rows, figure.of, figure.slow)
    rivals = {
        result.name: _rival(result, figure, mine.rows, own)
        for result in table.results
        if result.measure == measure.name and result.name != table.player
    }
    human = _drawn(some, figure.real, slow=figure.slow) if figure.real and not figure.slow else None
    return {
        **_value(mine, figure, own),
        "real": _number(figure.real(some) if figure.real and some is not None else None),
        "real_ci": None if human is None else _interval(human),
        "baselines": rivals,
        **({} if mine.rows is None else {"pieces": len(mine.rows)}),
        "description": figure.description,
        "better": figure.better,
        "must": _said(bounds_of(figure.must, some)),
        "aim": _said(bounds_of(figure.aim, some)),
        "known": figure.known,
    }


def _said(bounds: Bounds | None) -> str:
    return "" if bounds is None else str(bounds)


def _rival(result: Result, figure: Figure, mine: Rows | None, own: np.ndarray | None) -> dict[str, Any]:
    drawn = _drawn(result.rows, figure.of, figure.slow)
    found: dict[str, Any] = _value(result, figure, drawn)
    if mine is None or result.rows is None or len(mine) != len(result.rows) or own is None or drawn is None:
        return found
    value = _number(_of(mine, figure) - _of(result.rows, figure))
    found["difference"] = {"value": value, "ci": _interval(own - drawn)}
    return found


def _drawn(rows: Rows | None, of: Callable[[Rows], float], slow: bool) -> np.ndarray | None:
    return None if rows is None or len(rows) < 2 else figures(rows, of, draws(len(rows), 60 if slow else 1000))


def _value(result: Result, figure: Figure, drawn: np.ndarray | None) -> dict[str, Any]:
    """The figure of one competitor, its interval, and whether it meets what is asked for."""
    value = None if result.rows is None else _number(_of(result.rows, figure))
    found: dict[str, Any] = {"value": value, "ci": None if drawn is None or value is None else _interval(drawn)}
    for word, target in (("must", figure.must), ("aim", figure.aim)):
        bounds = bounds_of(target, result.rows)
        if bounds is not None and value is not None:
            found[f"{word}_met"] = bounds.hold(value)
            found[f"{word}_missed_by"] = _rounded(bounds.miss(value))
    return {**found, "notes": result.why} if result.why else found


def _of(rows: Rows, figure: Figure) -> float:
    with np.errstate(all="ignore"):
        return figure.of(rows)


def _interval(drawn: np.ndarray) -> list[float] | None:
    found = interval(drawn)
    return None if found is None else [_rounded(end) for end in found]


def _number(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else _rounded(value)


def _rounded(value: float) -> float:
    return 0.0 if abs(value) < _ROUNDING else float(f"{value:.4g}")


def printed(found: dict[str, Any], console: Console) -> None:
    """Prints the answer for people: a line for each figure, and one for its rivals."""
    console.print(f"{found['part']}: {found['player']}, on {found['evaluation_set']}", highlight=False)
    for name, figure in found["measures"].items():
        span = " to ".join(_short(end) for end in figure["ci"] or ())
        value = f"[bold]{_short(figure['value'])}[/bold]" + (f" ({span})" if span else "")
        beside = "".join(f", {word} {figure[word]}" for word in ("must", "aim", "known") if figure[word])
        console.print(
            f"{name:<14} {value}, real {_short(figure['real'])}{beside}: {figure['description']}", highlight=False
        )
        if "notes" in figure:
            console.print(f"{'':<14} {figure['notes']}", highlight=False)
        rivals = (f"{rival} {_short(its['value'])}" for rival, its in figure["baselines"].items())
        console.print(f"{'':<14} {', '.join(rivals)}", style="dim", highlight=False)
    console.print(f"{found['files']} files, {found['bars']} bars, {found['seconds']} s", highlight=False)


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"
