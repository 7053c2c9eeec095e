"""Damaged MusicXML: thousands of inputs that must be read or refused, each in one sentence.

    python -m tests.music.charts.musicxml.mutations [INPUTS] [FILE ...]

starts from the given files, or else from a sheet with every sign, plain and zipped. It prints how many were read.
"""

import copy
import random
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from jamd.errors import ChartError
from jamd.music.charts.musicxml import read_musicxml, write_musicxml
from jamd.music.charts.sheet import Measure, Sheet, TimeSignature, WrittenChord
from jamd.music.harmony.chords import parse_chord
from jamd.music.time.notes import Tick

_TEXTS = (
    "",
    "0",
    "-1",
    "1",
    "3",
    "999999999999",
    "1e309",
    "NaN",
    "-0.5",
    "yes",
    "N.C.",
    "Fine",
    "To Coda",
    "Ω",
    "x" * 999,
)


def a_sheet() -> Sheet:
    def chords(*symbols: str) -> tuple[WrittenChord, ...]:
        return tuple(WrittenChord(Tick(960 * beat), parse_chord(symbol)) for beat, symbol in enumerate(symbols))

    return Sheet(
        (
            Measure(chords("C7"), TimeSignature(4, 4)),
            Measure(chords("Dm7b5", "G7alt/F", "C13", "N.C."), section="A", opens_repeat=True, segno=True),
            Measure(chords("F#m11"), ending=(1, 2), closes_repeat=3, to_coda=True),
            Measure(chords("Bb6/9"), TimeSignature(6, 8), ending=(3,), fine=True),
            Measure(chords("E7sus4"), section="", jump="D.S. al Coda"),
            Measure(coda=True),
        ),
        "Mutant",
        "Nobody",
        "Swing",
        "F#m",
        140.0,
        Tick(960),
    )


def zipped(score: bytes, container: bytes | None = None) -> bytes:
    """An .mxl archive with a score, and with a container that may be broken."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        if container is not None:
            archive.writestr("META-INF/container.xml", container)
        archive.writestr("score.xml", score)
    return file.getvalue()


def torn(data: bytes, rng: random.Random) -> bytes:
    """Bytes changed, cut, doubled or moved: seldom XML any more."""
    for _ in range(rng.randint(1, 3)):
        at, length = rng.randrange(len(data) + 1), rng.randint(1, 200)
        piece, other = data[at : at + length], rng.randrange(len(data) + 1)
        data = rng.choice(
            (
                data[:at] + rng.randbytes(rng.randint(1, 4)) + data[at + 1 :],
                data[:at] + data[at + length :],
                data[:at] + piece * 2 + data[at + length :],
                data[:other] + piece + data[other:],
            )
        )
    return data


def shuffled(data: bytes, rng: random.Random) -> bytes:
    """XML still, but elements lost, doubled, moved and renamed, texts and attributes changed."""
    root = ElementTree.fromstring(data)
    for _ in range(rng.randint(1, 12)):
        elements = list(root.iter())
        parents = [element for element in elements if len(element)]
        if not parents:
            break
        parent, other = rng.choice(parents), rng.choice(elements)
        child = rng.choice(list(parent))
        match rng.randrange(6):
            case 0:
                parent.remove(child)
            case 1:
                parent.insert(rng.randrange(len(parent)), copy.deepcopy(child))
            case 2 if child is not other and other not in child.iter():
                parent.remove(child)
                other.insert(rng.randrange(len(other) + 1), child)
            case 3:
                child.tag = other.tag
            case 4:
                child.text = rng.choice((*_TEXTS, other.text))
            case _:
                for name in child.attrib:
                    child.set(name, rng.choice(_TEXTS))
    return ElementTree.tostring(root, encoding="utf-8")


def sentences(sources: list[bytes], inputs: int, seed: int) -> Iterator[str]:
    """What is said about each of many damaged inputs; empty where one is read. Anything but ChartError is a bug."""
    rng = random.Random(seed)
    for _ in range(inputs):
        source = rng.choice(sources)
        damage = rng.choice((shuffled, shuffled, shuffled, torn))
        data = torn(zipped(source), rng) if rng.random() < 0.1 else damage(source, rng)
        try:
            sheet = read_musicxml(data)
        except ChartError as fault:
            yield str(fault)
        else:
            assert read_musicxml(write_musicxml(sheet)).measures
            yield ""


def main() -> None:
    inputs, files = int((sys.argv[1:] or ["10000"])[0]), [Path(name).read_bytes() for name in sys.argv[2:]]
    said = list(sentences(files or [write_musicxml(a_sheet())], inputs, seed=1))
    print(f"{len(said)} inputs: {said.count('')} were read, the others refused; no crash")


if __name__ == "__main__":
    main()
