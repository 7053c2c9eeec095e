"""Summaries of prepared sets for the plots: tempo, swing, density, velocity, voices and registers."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from jamd.errors import FileError
from jamd.music.drum_kit import RIDE
from jamd.music.time.notes import TICKS_PER_BEAT
from train.corpora.piece import Piece
from train.prepare.align import attacks
from train.prepare.shards import load

SAMPLE = 400  # pieces of a set that are drawn
OFFBEATS = 12  # off-beats a piece needs for a swing ratio
NEAR = 0.2  # of a beat: attacks within it belong to the beat
STRAIGHT_OR_SWUNG = (0.42, 0.78)  # where in the beat an off-beat eighth is looked for


class Summary(msgspec.Struct):
    """What is drawn of one set; a value for each piece or note."""

    bpm: list[float] = []
    swing: list[tuple[float, float]] = []  # bpm, long:short
    density: list[float] = []  # attacks a bar
    velocity: list[int] = []
    voices: list[int] = []
    piano: list[int] = []
    bass: list[int] = []
    line: list[int] = []


def summaries(folder: Path) -> dict[str, Summary]:
    """A summary for every set of a prepared folder, and one more for the jazz of a set that has other music too."""
    if not (folder / "manifest.json").exists():
        raise FileError(f"{folder} holds no manifest.json: run `python -m train.prepare` first")
    manifest = msgspec.json.decode((folder / "manifest.json").read_bytes())
    sets: dict[str, Summary] = {}
    for name, facts in sorted(manifest["sets"].items()):
        pieces = list(_some(folder, [shard["file"] for shard in facts["shards"]], facts["pieces"]))
        jazz = [piece for piece in pieces if "jazz" in piece.styles]
        if pieces:
            sets[f"{name} ({facts['pieces']})"] = summary_of(pieces)
        if 0 < len(jazz) < len(pieces):
            sets[f"{name}, jazz only"] = summary_of(jazz)
    return sets


def _some(folder: Path, files: list[str], count: int) -> Iterator[Piece]:
    """Up to SAMPLE pieces, evenly from all shards."""
    step, i = max(1, count // SAMPLE), 0
    for file in files:
        for placed in load(folder / file):
            if i % step == 0:
                yield placed.piece
            i += 1


def summary_of(pieces: list[Piece]) -> Summary:
    summary = Summary()
    for piece in pieces:
        summary.bpm.append(piece.bpm)
        if (ratio := measured_swing(piece)) is not None:
            summary.swing.append((piece.bpm, ratio))
        if piece.bar_count:
            summary.density.append(len(attacks(piece)) / piece.bar_count)
        summary.velocity += [hit.velocity for hit in piece.drums] + [n.velocity for n in (*piece.piano, *piece.line)]
        summary.voices += [hit.voice for hit in piece.drums]
        for role in ("piano", "bass", "line"):
            getattr(summary, role).extend(note.pitch for note in getattr(piece, role))
    return summary


def measured_swing(piece: Piece) -> float | None:
    """Long:short of the piece's timekeeper or soloist: the median position of its attacks between two beats.

    Counted from its median attack near the beat, because soloists play late. Unlike `train.grids.feel` this assumes
    no grid, so that the plots can check it.
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
