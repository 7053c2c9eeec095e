"""Two plots for the report: the structure of the drummers, and a few figures of the pianists."""

from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot as plt

_DPI = 80
_COLOURS = {"seed": "tab:blue", "rules": "tab:orange", "drummer": "tab:green"}

_SHOWN = {
    "piano": ("P1", "P8", "P2.entropy", "P3", "solo.motif_all", "P7"),
    "bass": tuple(
        f"alone.{name}" for name in ("root_on_change", "tone_strong", "lead_step", "iv_half", "skips", "reg")
    ),
}


def draw(parts: dict[str, Any], folder: Path) -> None:
    """drums.png: similarity of bars against their distance. The others: a panel for each of a few figures."""
    for name, part in parts.items():
        path = folder / f"{name}.png"
        if name == "drums":
            _structure(part, path)
        else:
            _panels(part, path, _SHOWN[name])


def _structure(part: dict[str, Any], path: Path) -> None:
    figures = [part["measures"][f"D3.alone.lag{lag}"] for lag in (1, 8, 16)]
    plot, axes = plt.subplots(figsize=(7, 4))
    axes.plot(range(3), [figure["real"] for figure in figures], color="black", linewidth=3, label="real")
    for name in (part["player"], *figures[0]["baselines"]):
        own = [figure if name == part["player"] else figure["baselines"][name] for figure in figures]
        values = [float("nan") if its["value"] is None else its["value"] for its in own]
        strong = name in _COLOURS
        axes.plot(range(3), values, color=_COLOURS.get(name), linewidth=2 if strong else 1,
                  linestyle="-" if strong else ":", marker="o" if strong else "", label=name)  # fmt: skip
    axes.set_xticks(range(3), ["1", "8", "16"])
    axes.set_xlabel("bars apart")
    axes.set_ylabel("similarity (Jaccard)")
    axes.set_title("Drums alone")
    axes.legend(fontsize=7, ncol=2)
    _save(plot, path)


def _panels(part: dict[str, Any], path: Path, ids: tuple[str, ...]) -> None:
    shown = [id for id in ids if id in part["measures"]]
    plot, panels = plt.subplots(2, 3, figsize=(10, 5.5))
    for axes, id in zip(panels.flat, shown, strict=False):
        figure = part["measures"][id]
        bars = {part["player"]: figure, **figure["baselines"]}
        known = {name: its for name, its in bars.items() if its["value"] is not None}
        low = [its["value"] - its["ci"][0] if its["ci"] else 0 for its in known.values()]
        high = [its["ci"][1] - its["value"] if its["ci"] else 0 for its in known.values()]
        spans = [[max(0, end) for end in ends] for ends in (low, high)]
        colours = [_COLOURS.get(name, "silver") for name in known]
        axes.bar(list(known), [its["value"] for its in known.values()], yerr=spans, color=colours)
        if figure["real"] is not None:
            axes.axhline(figure["real"], color="black", linestyle="--", linewidth=1)
        axes.set_title(f"{id}: {figure['description'].partition(';')[0][:40]}", fontsize=8)
        axes.tick_params(axis="x", labelrotation=45, labelsize=7)
    _save(plot, path)


def _save(plot: Any, path: Path) -> None:
    plot.tight_layout()
    plot.savefig(path, dpi=_DPI)
    plt.close(plot)
