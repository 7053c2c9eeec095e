"""Plots of a prepared folder: tempo, swing, density, velocity, voices and registers, all sets side by side.

    python -m train.prepare.plots prepared -o prepared/report

Writes one PNG for each plot and an index.html with all of them. What to look for: drum sets should swing along the
curve of `jamd.music.time.swing`, jazz should have pedal hi-hat and soft snares, transcribed lines should lie in the
range of horns, and a set without dynamics (one spike of velocity) cannot teach touch.
"""

import argparse
import html
import sys
from collections.abc import Sequence
from pathlib import Path

import matplotlib
import numpy as np
from numpy.typing import NDArray

from jamd.errors import JamdError
from jamd.music.drum_kit import VOICES
from jamd.music.time.swing import swing_ratio
from train.prepare.summaries import Summary, summaries

matplotlib.use("agg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure


def tempo(sets: dict[str, Summary]) -> Figure:
    """Tempo: pieces of each set, share of the set."""
    figure, panels = _grid_of_panels(sets, "quarters a minute", "share of the pieces")
    for panel, summary in zip(panels, sets.values(), strict=True):
        _shares(panel, summary.bpm, np.arange(40, 341, 10))
    return figure


def swing(sets: dict[str, Summary]) -> Figure:
    """Swing ratio against tempo; the line is the curve of jamd's band, the broken one that of its lines."""
    figure, panels = _grid_of_panels(sets, "quarters a minute", "long : short", level=True)
    bpm = list(range(40, 341, 2))
    for panel, summary in zip(panels, sets.values(), strict=True):
        panel.plot(bpm, [swing_ratio("band", b) for b in bpm], color="#c44", lw=1)
        panel.plot(bpm, [swing_ratio("line", b) for b in bpm], color="#c44", lw=1, ls="--")
        if summary.swing:
            bpms, ratios = zip(*summary.swing, strict=True)
            panel.scatter(bpms, ratios, s=5, alpha=0.5, color="#247", lw=0)
        panel.set(xlim=(40, 340), ylim=(0.6, 3.6))
    return figure


def density(sets: dict[str, Summary]) -> Figure:
    """Attacks a bar, all roles of a piece together."""
    figure, panels = _grid_of_panels(sets, "attacks a bar", "share of the pieces")
    for panel, summary in zip(panels, sets.values(), strict=True):
        _shares(panel, summary.density, np.arange(0, 81, 2))
    return figure


def velocity(sets: dict[str, Summary]) -> Figure:
    """Velocity of drums, piano and line. Sets without any show nothing."""
    figure, panels = _grid_of_panels(sets, "velocity", "share of the notes")
    for panel, summary in zip(panels, sets.values(), strict=True):
        _shares(panel, summary.velocity, np.arange(0, 129, 4))
    return figure


def voices(sets: dict[str, Summary]) -> Figure:
    """Shares of the voices of the kit."""
    kits = {name: summary for name, summary in sets.items() if summary.voices}
    figure, panels = _grid_of_panels(kits, "share of the strokes", "", level=True)
    for panel, summary in zip(panels, kits.values(), strict=True):
        shares = np.bincount(summary.voices, minlength=len(VOICES)) / len(summary.voices)
        panel.barh(range(len(VOICES)), shares, color="#247")
        panel.set_yticks(range(len(VOICES)), VOICES)
        panel.set_xlim(0, 0.5)
    return figure


def registers(sets: dict[str, Summary]) -> Figure:
    """Pitches: piano blue, bass grey, line red; 60 is middle C."""
    pitched = {name: summary for name, summary in sets.items() if summary.piano or summary.bass or summary.line}
    figure, panels = _grid_of_panels(pitched, "pitch", "share of the notes")
    for panel, summary in zip(panels, pitched.values(), strict=True):
        for role, colour in (("bass", "#999"), ("piano", "#247"), ("line", "#c44")):
            if getattr(summary, role):
                _shares(panel, getattr(summary, role), np.arange(20, 109, 2), colour)
    return figure


PLOTS = (tempo, swing, density, velocity, voices, registers)


def _grid_of_panels(sets: dict[str, Summary], across: str, up: str, level: bool = False) -> tuple[Figure, list[Axes]]:
    """A panel for each set, with the same x axis, and the same y axis too if `level`."""
    columns = min(4, max(1, len(sets)))
    rows = -(-max(1, len(sets)) // columns)
    figure, grid = plt.subplots(
        rows, columns, figsize=(3 * columns, 2.3 * rows + 0.3), sharex=True, sharey=level, squeeze=False
    )
    panels = list(grid.flat)
    for panel in panels[len(sets) :]:
        panel.set_visible(False)
    for panel, name in zip(panels, sets, strict=False):
        panel.locator_params(axis="y", nbins=4)
        panel.set_title(name, fontsize=10)
        panel.tick_params(labelsize=8, labelbottom=True)
        panel.grid(alpha=0.2)
    figure.supxlabel(across, fontsize=9)
    figure.supylabel(up, fontsize=9)
    return figure, panels[: len(sets)]


def _shares(panel: Axes, values: Sequence[float], edges: NDArray[np.int64], colour: str = "#247") -> None:
    """A histogram that sums to 1; values outside count in the outer bins."""
    if not values:
        panel.text(0.5, 0.5, "none", transform=panel.transAxes, ha="center", color="#999")
        panel.set_yticks([])
    else:
        inside = np.clip(values, edges[0], edges[-1] - 1e-6)
        panel.hist(inside, bins=edges.tolist(), weights=np.full(len(inside), 1 / len(inside)), color=colour, alpha=0.7)


def write_report(folder: Path, out: Path) -> list[Path]:
    """Writes the plots and the page; returns the files."""
    sets = summaries(folder)
    out.mkdir(parents=True, exist_ok=True)
    page = ["<!doctype html><meta charset=utf-8><title>Prepared data</title>", "<body style='font-family:sans-serif'>"]
    written = []
    for plot in PLOTS:
        figure = plot(sets)
        figure.tight_layout()
        path = out / f"{plot.__name__}.png"
        figure.savefig(path, dpi=90)
        plt.close(figure)
        written.append(path)
        page.append(f"<h2>{plot.__name__}</h2><p>{html.escape(plot.__doc__ or '')}</p><img src='{path.name}'>")
    (out / "index.html").write_text("\n".join(page), encoding="utf-8")
    return [*written, out / "index.html"]


def main(argv: list[str] | None = None) -> int:
    made = argparse.ArgumentParser(
        prog="python -m train.prepare.plots", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("prepared", type=Path, help="a folder that train.prepare wrote")
    made.add_argument("-o", "--out", type=Path, help="where to write (PREPARED/report)")
    asked = made.parse_args(argv)
    try:
        written = write_report(asked.prepared, asked.out or asked.prepared / "report")
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return 1
    print(written[-1])
    return 0


if __name__ == "__main__":
    sys.exit(main())
