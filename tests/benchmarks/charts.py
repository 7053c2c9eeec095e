"""Charts in every format: round trips of made-up tunes, and damaged input.

    PYTHONPATH=.:tests python tests/benchmarks/charts.py [--tunes 300] [--damaged 10000] [grid ...]

Prints for each format how many tunes came back equal, how many damaged charts could be read, and the slowest of them.
Exits with 1 if a tune did not come back, or a damaged chart was refused with anything but one sentence.
"""

import argparse
import sys
import time

from generated_sheets import generated_sheet
from msgspec.structs import replace
from mutated_charts import mutated, read_as_far_as_can_be

from jamd.music.charts.formats import FORMATS


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tunes", type=int, default=300)
    parser.add_argument("--damaged", type=int, default=10_000)
    parser.add_argument("formats", nargs="*", choices=[*FORMATS, []], help="default: all")
    asked = parser.parse_args()
    return max([_measure(name, asked.tunes, asked.damaged) for name in asked.formats or FORMATS])


def _measure(name: str, tunes: int, damaged: int) -> int:
    equal = sum(_comes_back(name, seed) for seed in range(tunes))
    sentences, slowest = [], 0.0
    for seed in range(damaged):
        data = mutated(name, seed)
        began = time.perf_counter()
        sentences.append(read_as_far_as_can_be(name, data))
        slowest = max(slowest, time.perf_counter() - began)
    whole = sum("\n" not in sentence for sentence in sentences)
    print(
        f"{name:<9} {equal} of {tunes} tunes equal; {damaged} damaged charts: {sentences.count('')} read, "
        f"{whole - sentences.count('')} refused in a sentence, slowest {slowest * 1000:.0f} ms",
        flush=True,
    )
    return 0 if equal == tunes and whole == damaged else 1


def _comes_back(name: str, seed: int) -> bool:
    sheet = generated_sheet(seed, off_beat=name != "ireal")
    if name == "ireal":  # a link always says a key
        sheet = replace(sheet, key=sheet.key or "C")
    return FORMATS[name].read(FORMATS[name].write(sheet)) == [sheet]


if __name__ == "__main__":
    sys.exit(main())
