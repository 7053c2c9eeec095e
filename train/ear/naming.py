"""How often is a chord named right, by its keys alone and in its tune?

    python -m train.ear.naming --prepared prepared --pop909 data/POP909 [--side validation] [--frames frames.jsonl]

`--frames` writes what was asked, a line each, so that other programs can be asked the same.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from jamd.errors import JamdError
from jamd.music.charts.form import Chart
from jamd.music.harmony.chords import Chord
from jamd.music.listening.chord_detection import Setting, meant_chord
from jamd.music.listening.chord_families import Family, function_of, functions_of
from jamd.music.time.notes import Tick
from train.corpora.charts import chart_of
from train.corpora.hands import LEFT_BELOW
from train.ear.frames import Frame, of_chords, of_trio, pop_songs
from train.ear.tunes import comped
from train.ear.voicings import shapes, voicings
from train.prepare.shards import read_prepared

TAKES: Final = 40  # of a set
FRAMES: Final = 250  # of a take
SEED: Final = 11

T = TypeVar("T")


class Asked(NamedTuple):
    """What is to be named, where it was heard, and the names that are right: (root, family), or any family."""

    where: str
    take: str
    frame: Frame
    names: tuple[tuple[int, Family | None], ...]


def of_voicings() -> Iterator[Asked]:
    """Each shape by itself."""
    for voicing in voicings():
        names = tuple(name for chord in voicing.names for name in functions_of(chord))
        frame = Frame(Tick(0), voicing.pitches, (), voicing.names[0].root, voicing.names[0])
        yield Asked(voicing.shape, "", frame, names)


def of_tunes(charts: Sequence[Chart]) -> Iterator[Asked]:
    """Each shape wherever a tune has a chord for it."""
    rng = np.random.default_rng(SEED)
    for shape in dict.fromkeys(shape for shape, _, _ in shapes() if shape != "slash"):
        for chart in charts:
            piece = comped(chart, shape, rng, only=shape)
            yield from of_frames(f"{shape}, in tunes", chart.title, of_chords(piece, piece.piano))


def of_frames(where: str, take: str, frames: Iterable[Frame]) -> Iterator[Asked]:
    for frame in islice(frames, FRAMES):
        names = ((frame.root, None),) if frame.chord is None else functions_of(frame.chord)
        yield Asked(where, f"{where} {take}", frame, names)


def of_pieces(prepared: Path, pop: Path, side: Any) -> Iterator[Asked]:
    mma = [piece for piece in read_prepared(prepared, "mma", side) if piece.piano and piece.bass]
    charts = (chart_of(piece) for piece in {piece.tune: piece for piece in mma}.values())
    yield from of_tunes(_some([chart for chart in charts if chart is not None]))
    for piece in _some(mma):
        for what, notes in (("comping and bass", (*piece.piano, *piece.bass)), ("comping alone", piece.piano)):
            yield from of_frames(f"MMA, {what}", piece.name, of_chords(piece, notes))
    for piece in _some(list(islice(pop_songs(pop, side), 2 * TAKES))):
        yield from of_frames("POP909", piece.name, of_chords(piece, piece.piano))
    for piece in read_prepared(prepared, "jtd_piano", side):
        if piece.meter == "4/4":
            yield from of_frames("trios, root", piece.name, of_trio(piece, LEFT_BELOW))


def _some(found: list[T]) -> list[T]:
    """TAKES of them, evenly spread."""
    return [found[i] for i in np.unique(np.linspace(0, len(found) - 1, TAKES).astype(int))] if found else []


def is_right(named: Chord | None, asked: Asked) -> tuple[bool, bool]:
    """The root, and the root with the family. Where only the root is known, so is only the first."""
    function = named and function_of(named)
    if not function:
        return False, False
    return any(function.root == root for root, _ in asked.names), function in asked.names


def rows(questions: Sequence[Asked]) -> NDArray[np.float64]:
    """(questions, 4): root and family right by itself, and in the tune, where the chord before is as it was named."""
    found, take, after = [], "", None
    for asked in questions:
        after = after if asked.take == take else None
        take, frame = asked.take, asked.frame
        alone = meant_chord(frozenset(frame.pitches), Setting())
        named = meant_chord(frozenset(frame.pitches), Setting(after, frame.before, frame.tick))
        after = named or after
        found.append((*is_right(alone, asked), *is_right(named, asked)))
    return np.array(found, float)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--prepared", type=Path, required=True)
    parser.add_argument("--pop909", type=Path, required=True)
    parser.add_argument("--side", choices=("train", "validation"), default="validation")
    parser.add_argument("--frames", type=Path)
    asked = parser.parse_args(argv)
    try:
        questions = [*of_voicings(), *of_pieces(asked.prepared, asked.pop909, asked.side)]
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return 1
    if asked.frames:
        asked.frames.write_bytes(b"\n".join(_line(question) for question in questions))
    print(f"{'':36} {'frames':>7} {'alone: root, family':>22} {'in its tune':>16}")
    for where in dict.fromkeys(question.where for question in questions):
        found = rows([question for question in questions if question.where == where])
        print(f"{where:36} {len(found):7} " + "".join(f"{share:11.3f}" for share in found.mean(axis=0)))
    return 0


def _line(asked: Asked) -> bytes:
    frame = {"where": asked.where, "take": asked.take, "pitches": asked.frame.pitches, "names": asked.names}
    return msgspec.json.encode(frame)


if __name__ == "__main__":
    sys.exit(main())
