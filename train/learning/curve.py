"""The curve of a run: `curve.csv`, a row an evaluation, and a picture of it."""

import csv
from pathlib import Path
from typing import Final, NamedTuple

CURVE: Final = "curve.csv"
PICTURE: Final = "curve.png"


class Point(NamedTuple):
    """A row."""

    updates: int
    seconds: float  # since this command started
    train_bits: float
    watched_bits: float

    def __str__(self) -> str:
        return (
            f"{self.updates} updates, {self.seconds:.0f} s: "
            f"{self.train_bits:.3f} bits in training, {self.watched_bits:.3f} held out"
        )


class Curve:
    def __init__(self, folder: Path, resumed: bool) -> None:
        self._folder = folder
        if not (resumed and (folder / CURVE).exists()):
            (folder / CURVE).write_text(",".join(Point._fields) + "\n")

    def add(self, point: Point) -> None:
        with open(self._folder / CURVE, "a", newline="") as file:
            csv.writer(file).writerow([point.updates, *(round(value, 4) for value in point[1:])])

    def draw(self, unit: str) -> None:
        """Writes the picture; the first quarter would hide the rest, so the axis of bits leaves it out."""
        from matplotlib.figure import Figure

        with open(self._folder / CURVE, newline="") as file:
            points = [Point(int(row[0]), *map(float, row[1:])) for row in list(csv.reader(file))[1:]]
        figure = Figure(figsize=(7, 4))
        axes = figure.add_subplot()
        for name in ("train_bits", "watched_bits"):
            axes.plot([p.updates for p in points], [getattr(p, name) for p in points], label=name.replace("_", " "))
        late = [value for point in points[len(points) // 4 :] for value in point[2:]]
        if late and min(late) < max(late):
            room = (max(late) - min(late)) / 10
            axes.set_ylim(min(late) - room, max(late) + room)
        axes.set(xlabel="updates", ylabel=f"bits a {unit}")
        axes.legend()
        figure.savefig(self._folder / PICTURE, dpi=100)
