"""Draws what a prepared folder holds: tempo, swing, density, velocity, voices, registers, one picture each and all
sets side by side.

    python -m train.prepare.plots prepared -o prepared/report

Writes one PNG for each picture and index.html around them. What to look for: drum sets should swing along the curve
of `jamd.music.time.swing`, jazz should have pedal hi-hat and soft snares, transcribed lines should lie where horns lie,
and a set without dynamics (one spike of velocity) is no teacher of touch.
"""

import argparse
import html
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import matplotlib
import msgspec
import numpy as np
from numpy.typing import NDArray

from jamd.errors import FileError, JamdError
from jamd.music.drum_kit import RIDE, VOICES
from jamd.music.time.notes import TICKS_PER_BEAT
from jamd.music.time.swing import swing_ratio
from train.corpora.piece import Piece
from train.prepare.align import attacks
from train.prepare.shards import load

matplotlib.use("agg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

SAMPLE = 400  # pieces of a set that are drawn
OFFBEATS = 12  # off-beats a piece needs for a swing ratio
NEAR = 0.2  # of a beat: what is so near belongs to it
STRAIGHT_OR_SWUNG = (0.42, 0.78)  # where in the beat an off-beat eighth is looked for


class Sketch(msgspec.Struct):
    """What is drawn of one set."""

    bpm: list[float] = []
    swing: list[tuple[float, float]] = []  # bpm, long:short
    density: list[float] = []  # attacks a bar
    velocity: list[int] = []
    voices: list[int] = []
    piano: list[int] = []
    bass: list[int] = []
    line: list[int] = []


def sketches(folder: Path) -> dict[str, Sketch]:
    """A sketch for every set of a prepared folder, and one more for the jazz of a set that has other music too."""
    if not (folder / "manifest.json").exists():
        raise FileError(f"{folder} holds no manifest.json: run `python -m train.prepare` first")
    manifest = msgspec.json.decode((folder / "manifest.json").read_bytes())
    sets: dict[str, Sketch] = {}
    for name, facts in sorted(manifest["sets"].items()):
        pieces = list(_some(folder, [shard["file"] for shard in facts["shards"]], facts["pieces"]))
        jazz = [piece for piece in pieces if "jazz" in piece.styles]
        if pieces:
            sets[f"{name} ({facts['pieces']})"] = sketch(pieces)
        if 0 < len(jazz) < len(pieces):
            sets[f"{name}, jazz only"] = sketch(jazz)
    return sets


def _some(folder: Path, files: list[str], count: int) -> Iterator[Piece]:
    """Up to SAMPLE pieces, evenly from all shards."""
    step, i = max(1, count // SAMPLE), 0
    for file in files:
        for placed in load(folder / file):
            if i % step == 0:
                yield placed.piece
            i += 1


def sketch(pieces: list[Piece]) -> Sketch:
    drawn = Sketch()
    for piece in pieces:
        drawn.bpm.append(piece.bpm)
        if (ratio := swing_of(piece)) is not None:
            drawn.swing.append((piece.bpm, ratio))
        if piece.bar_count:
            drawn.density.append(len(attacks(piece)) / piece.bar_count)
        drawn.velocity += [hit.velocity for hit in piece.drums] + [n.velocity for n in (*piece.piano, *piece.line)]
        drawn.voices += [hit.voice for hit in piece.drums]
        for role in ("piano", "bass", "line"):
            getattr(drawn, role).extend(note.pitch for note in getattr(piece, role))
    return drawn


def swing_of(piece: Piece) -> float | None:
    """Long:short of the piece's timekeeper or soloist: the median place of its attacks between two beats.

    Counted from its median attack near the beat, for soloists play late.
    """
    ride = [h.tick for h in piece.drums if h.voice == RIDE]
    heard = [o.tick for o in piece.onsets if o.instrument == "drums"]
    pitched = [n.start for n in (*piece.piano, *piece.line)]
    ticks = next((part for part in (ride, heard, pitched) if len(part) >= 2 * OFFBEATS), [])
    place = (np.array(ticks) / TICKS_PER_BEAT + NEAR) % 1 - NEAR
    on, off = place[place < NEAR], place[(place > STRAIGHT_OR_SWUNG[0]) & (place < STRAIGHT_OR_SWUNG[1])]
    if len(off) < OFFBEATS or len(on) == 0:
        return None
    middle = float(np.median(off) - np.median(on))
    return middle / (1 - middle)


def tempo(sets: dict[str, Sketch]) -> Figure:
    """Tempo: pieces of each set, share of the set."""
    figure, rooms = _rooms(sets, "quarters a minute", "share of the pieces")
    for room, drawn in zip(rooms, sets.values(), strict=True):
        _shares(room, drawn.bpm, np.arange(40, 341, 10))
    return figure


def swing(sets: dict[str, Sketch]) -> Figure:
    """Swing ratio against tempo; the line is jamd's own curve for drums, the broken one that for piano."""
    figure, rooms = _rooms(sets, "quarters a minute", "long : short", level=True)
    bpm = list(range(40, 341, 2))
    for room, drawn in zip(rooms, sets.values(), strict=True):
        room.plot(bpm, [swing_ratio("drums", b) for b in bpm], color="#c44", lw=1)
        room.plot(bpm, [swing_ratio("piano", b) for b in bpm], color="#c44", lw=1, ls="--")
        if drawn.swing:
            bpms, ratios = zip(*drawn.swing, strict=True)
            room.scatter(bpms, ratios, s=5, alpha=0.5, color="#247", lw=0)
        room.set(xlim=(40, 340), ylim=(0.6, 3.6))
    return figure


def density(sets: dict[str, Sketch]) -> Figure:
    """Attacks a bar, all roles of a piece together."""
    figure, rooms = _rooms(sets, "attacks a bar", "share of the pieces")
    for room, drawn in zip(rooms, sets.values(), strict=True):
        _shares(room, drawn.density, np.arange(0, 81, 2))
    return figure


def velocity(sets: dict[str, Sketch]) -> Figure:
    """Velocity of drums, piano and line. Sets without any show nothing."""
    figure, rooms = _rooms(sets, "velocity", "share of the notes")
    for room, drawn in zip(rooms, sets.values(), strict=True):
        _shares(room, drawn.velocity, np.arange(0, 129, 4))
    return figure


def voices(sets: dict[str, Sketch]) -> Figure:
    """Which pieces of the kit are struck."""
    kits = {name: drawn for name, drawn in sets.items() if drawn.voices}
    figure, rooms = _rooms(kits, "share of the strokes", "", level=True)
    for room, drawn in zip(rooms, kits.values(), strict=True):
        shares = np.bincount(drawn.voices, minlength=len(VOICES)) / len(drawn.voices)
        room.barh(range(len(VOICES)), shares, color="#247")
        room.set_yticks(range(len(VOICES)), VOICES)
        room.set_xlim(0, 0.5)
    return figure


def registers(sets: dict[str, Sketch]) -> Figure:
    """Pitches: piano blue, bass grey, line red; 60 is middle C."""
    pitched = {name: drawn for name, drawn in sets.items() if drawn.piano or drawn.bass or drawn.line}
    figure, rooms = _rooms(pitched, "pitch", "share of the notes")
    for room, drawn in zip(rooms, pitched.values(), strict=True):
        for role, colour in (("bass", "#999"), ("piano", "#247"), ("line", "#c44")):
            if getattr(drawn, role):
                _shares(room, getattr(drawn, role), np.arange(20, 109, 2), colour)
    return figure


PICTURES = (tempo, swing, density, velocity, voices, registers)


def _rooms(sets: dict[str, Sketch], across: str, up: str, level: bool = False) -> tuple[Figure, list[Axes]]:
    """A small plot for each set, on the same axis across, and up too if `level`."""
    columns = min(4, max(1, len(sets)))
    rows = -(-max(1, len(sets)) // columns)
    figure, grid = plt.subplots(
        rows, columns, figsize=(3 * columns, 2.3 * rows + 0.3), sharex=True, sharey=level, squeeze=False
    )
    rooms = list(grid.flat)
    for room in rooms[len(sets) :]:
        room.set_visible(False)
    for room, name in zip(rooms, sets, strict=False):
        room.locator_params(axis="y", nbins=4)
        room.set_title(name, fontsize=10)
        room.tick_params(labelsize=8, labelbottom=True)
        room.grid(alpha=0.2)
    figure.supxlabel(across, fontsize=9)
    figure.supylabel(up, fontsize=9)
    return figure, rooms[: len(sets)]


def _shares(room: Axes, values: Sequence[float], edges: NDArray[np.int64], colour: str = "#247") -> None:
    """A histogram that sums to 1; what lies outside counts in the outer bins."""
    if not values:
        room.text(0.5, 0.5, "none", transform=room.transAxes, ha="center", color="#999")
        room.set_yticks([])
    else:
        inside = np.clip(values, edges[0], edges[-1] - 1e-6)
        room.hist(inside, bins=edges.tolist(), weights=np.full(len(inside), 1 / len(inside)), color=colour, alpha=0.7)


def write_report(folder: Path, out: Path) -> list[Path]:
    """Writes the pictures and the page; gives the files."""
    sets = sketches(folder)
    out.mkdir(parents=True, exist_ok=True)
    page = ["<!doctype html><meta charset=utf-8><title>Prepared data</title>", "<body style='font-family:sans-serif'>"]
    written = []
    for picture in PICTURES:
        figure = picture(sets)
        figure.tight_layout()
        path = out / f"{picture.__name__}.png"
        figure.savefig(path, dpi=90)
        plt.close(figure)
        written.append(path)
        page.append(f"<h2>{picture.__name__}</h2><p>{html.escape(picture.__doc__ or '')}</p><img src='{path.name}'>")
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
