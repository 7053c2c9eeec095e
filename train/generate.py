"""Prints what a network's player plays alone, bar by bar as text, as the daemon runs it.

    python -m train.generate seed_drums --bars 8
    python -m train.generate pianist_line_pitch --chart builtin:blues-in-bb --temperature 0.9

Drums: a line a voice, a column a sixteenth (o soft, O loud, . nothing). Piano: a bar a line, a name where a note
starts,
- where it lasts. Figures under it: notes a bar, voices' shares, how alike neighbouring bars are (Jaccard; 1 is a loop).
"""

import argparse
import itertools
import json
from collections import Counter
from pathlib import Path

from jamd.music.charts.load import load_chart
from jamd.music.planning.scene import Player, Role, Scene
from jamd.music.time.notes import Meter, Note, Tick
from jamd.music.time.swing import swing_ratio
from jamd.players.onnx_model import MODELS
from jamd.players.registry import make_player
from jamd.players.seed.drummer import FOOT, PITCHES
from jamd.players.seed.grid import step_of
from train.networks.registry import NETWORKS

VOICE_NAMES = ("kick", "snare", "hat", "open", "low", "mid", "high", "crash", "ride")
NAMES = {**dict(zip(PITCHES, VOICE_NAMES, strict=True)), FOOT: "foot"}
PITCH_NAMES = ("c", "db", "d", "eb", "e", "f", "gb", "g", "ab", "a", "bb", "b")
LOUD = 55


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m train.generate", description="Print what a network's player plays alone."
    )
    parser.add_argument("name", choices=NETWORKS, metavar="NAME", help=f"the network: {', '.join(NETWORKS)}")
    parser.add_argument("--models", type=Path, default=MODELS, help="folder of the networks")
    parser.add_argument("--bars", type=int, default=8)
    parser.add_argument("--meter", default="4/4")
    parser.add_argument("--bpm", type=float, default=140.0)
    parser.add_argument("--chart", help="a chart for the piano, as in config.yaml")
    parser.add_argument("--intensity", type=float, default=0.5)
    parser.add_argument("--temperature", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object on standard output")
    asked = parser.parse_args()

    row = NETWORKS[asked.name]
    role: Role = "comp" if asked.name == "pianist_comping" or row.part == "drums" else "line"
    player = make_player(row.part, row.player, asked.models)
    scene = Scene(
        meter=Meter.parse(asked.meter),
        bpm=asked.bpm,
        heard=Tick(0),
        you=(),
        own=(),
        chart=load_chart(asked.chart) if asked.chart else None,
        chord=None,
        role=role,
        intensity=asked.intensity,
        swing=swing_ratio("line" if role == "line" else "band", asked.bpm),
        temperature=asked.temperature,
        seed=asked.seed,
        apart=() if role == "comp" else ((Tick(0), Tick(asked.bars * Meter.parse(asked.meter).bar)),),
    )
    bars = played(player, scene, asked.bars)
    if asked.json:
        print(json.dumps(figures(bars, scene)))
        return
    for number, bar in enumerate(bars):
        shown = drum_text(bar, scene) if row.part == "drums" else piano_text(bar, scene, number)
        print(f"bar {number + 1}\n{shown}")
    print("\n".join(f"{name}: {value}" for name, value in figures(bars, scene).items()))


def played(player: Player, scene: Scene, count: int) -> list[list[Note]]:
    """Bar by bar, each from what was played before it."""
    size = scene.meter.bar
    notes: list[Note] = []
    fields = {name: getattr(scene, name) for name in scene.__struct_fields__}
    for number in range(count):
        start = Tick(number * size)
        recent = tuple(note for note in notes if note.start >= start - 16 * size)
        notes += player.play(Scene(**fields | {"own": recent, "heard": start}), start, Tick(start + size))
    return [[note for note in notes if note.start // size == number] for number in range(count)]


def steps(bar: list[Note], scene: Scene) -> list[tuple[int, Note]]:
    """The notes with their steps in the bar."""
    return [(step_of(note.start, scene.swing) % (scene.meter.beats * 4), note) for note in bar]


def drum_text(bar: list[Note], scene: Scene) -> str:
    rows: dict[int, list[str]] = {}
    for step, note in steps(bar, scene):
        row = rows.setdefault(note.pitch, ["."] * (scene.meter.beats * 4))
        row[step] = "O" if note.velocity >= LOUD else "o"
    order = [pitch for pitch in (*reversed(PITCHES), FOOT) if pitch in rows]
    return "\n".join(
        f"  {NAMES[pitch]:>5} " + " ".join("".join(rows[pitch][i : i + 4]) for i in range(0, len(rows[pitch]), 4))
        for pitch in order
    )


def piano_text(bar: list[Note], scene: Scene, number: int) -> str:
    cells = ["."] * (scene.meter.beats * 4)
    for step, note in steps(bar, scene):
        last = step_of(note.end, scene.swing) - step_of(note.start, scene.swing)
        cells[step] = f"{PITCH_NAMES[note.pitch % 12]}{note.pitch // 12 - 1}"
        for held in range(step + 1, min(step + last, len(cells))):
            cells[held] = "-"
    chord = scene.chord_at(Tick(number * scene.meter.bar))
    return f"  {chord!s:>8} | " + " | ".join(
        " ".join(f"{cell:<3}" for cell in cells[i : i + 4]) for i in range(0, len(cells), 4)
    )


def figures(bars: list[list[Note]], scene: Scene) -> dict[str, object]:
    """Plain counts of what was played."""
    hits = [{(step, note.pitch) for step, note in steps(bar, scene)} for bar in bars]
    alike = [len(a & b) / len(a | b) for a, b in itertools.pairwise(hits) if a | b]
    shares = Counter(note.pitch for bar in bars for note in bar)
    total = max(1, sum(shares.values()))
    offbeats = sum(step % 4 == 2 for bar in bars for step, _ in steps(bar, scene)) / total
    found: dict[str, object] = {"notes_a_bar": round(total / len(bars), 2), "offbeat_eighths": round(offbeats, 3)}
    if alike:
        found["jaccard_lag_1"] = round(sum(alike) / len(alike), 3)
    if all(pitch in NAMES for pitch in shares):
        found["shares"] = {NAMES[pitch]: round(count / total, 3) for pitch, count in shares.most_common()}
    return found


if __name__ == "__main__":
    main()
