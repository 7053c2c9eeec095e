"""A blind listening pack, and what its listeners said.

    python -m train.listening make --prepared DIR -o pack [--players seed,rules] [--tunes 4]
    python -m train.listening score --key pack-key.json sheet-*.json

`make` renders the same tunes by a held-out human and by each player (fluidsynth and a General MIDI sound font), at the
same length and loudness, shuffled and numbered; `pack/index.html` is the score sheet and works offline. The key that
says who plays which clip is `pack-key.json`, beside the pack: do not hand it out. `score` turns filled sheets into
means with 95 % intervals.
"""

import argparse
import json
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from rich.console import Console
from rich.progress import track

from jamd.errors import FileError, JamdError
from jamd.music.time.notes import BAND, BandPart
from train.judge.evaluation_sets.load import load_evaluation_sets
from train.listening.scores import Key, Secret, means, read_sheets
from train.listening.sheet import page
from train.listening.sound import render, sound_font
from train.listening.takes import Take, takes


def main(argv: list[str] | None = None) -> int:
    asked = parser().parse_args(argv)
    try:
        return make(asked) if asked.command == "make" else score(asked)
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return 1


def make(asked: argparse.Namespace) -> int:
    """Writes the pack and its key."""
    font = sound_font(asked.sound_font)
    if asked.out.exists() and any(asked.out.iterdir()):
        raise FileError(f"{asked.out} is not empty: name a new folder")
    every = [take for part in BAND if part in asked.parts.split(",") for take in _takes(part, asked)]
    if not every:
        raise FileError("no held-out tune is long enough for a clip")
    asked.out.mkdir(parents=True, exist_ok=True)
    key, groups = shuffled(every, asked.seed)
    names = {(secret.tune, secret.player): clip for clip, secret in key.clips.items()}
    every.sort(key=lambda take: names[take.tune, take.player])  # so that the files' dates do not tell who plays
    for take in track(every, "rendering", console=Console(stderr=True)):
        render(take, font, asked.out / f"{names[take.tune, take.player]}.wav")
    (asked.out / "index.html").write_text(page(key.pack, groups), encoding="utf-8")
    secret = asked.out.with_name(asked.out.name + "-key.json")
    secret.write_bytes(msgspec.json.format(msgspec.json.encode(key)))
    print(json.dumps({"pack": str(asked.out), "key": str(secret), "clips": len(every)}))
    return 0


def _takes(part: BandPart, asked: argparse.Namespace) -> list[Take]:
    evaluation_set = load_evaluation_sets(part, "held-out", asked.prepared, None, 10_000)[0]
    return list(takes(part, evaluation_set, asked.players.split(","), asked.tunes))


def shuffled(every: Sequence[Take], seed: int) -> tuple[Key, dict[str, list[str]]]:
    """Numbers for the clips, and the groups of the sheet: tunes in any order, players in any order within each."""
    rng = np.random.default_rng(seed)
    tunes = list(dict.fromkeys((take.part, take.tune) for take in every))
    numbers = iter((rng.permutation(len(every)) + 1).tolist())
    clips: dict[str, Secret] = {}
    groups: dict[str, list[str]] = {}
    for i in rng.permutation(len(tunes)).tolist():
        part, tune = tunes[i]
        here = [take for take in every if (take.part, take.tune) == (part, tune)]
        heading = f"Tune {len(groups) + 1}: listen to the {part}"
        for j in rng.permutation(len(here)).tolist():
            clip = f"clip-{next(numbers):02d}"
            clips[clip] = Secret(part, tune, here[j].player)
            groups.setdefault(heading, []).append(clip)
    return Key(secrets.token_hex(4), seed, clips), groups


def score(asked: argparse.Namespace) -> int:
    """Prints the means."""
    try:
        key = msgspec.json.decode(asked.key.read_bytes(), type=Key)
    except (OSError, msgspec.DecodeError) as fault:
        raise FileError(f"{asked.key}: this is no key of a pack ({fault})") from None
    found = means(key, read_sheets(key, asked.sheets))
    if asked.json:
        print(json.dumps(found))
        return 0
    print(f"{found['listeners']} listeners; 95 % intervals over {found['over']}")
    for part, players in found["parts"].items():
        for player, questions in players.items():
            said = ", ".join(f"{id} {its['mean']} {its['ci'] or ''}" for id, its in questions.items())
            print(f"{part:<7} {player:<8} {said}")
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m train.listening",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = made.add_subparsers(dest="command", required=True)
    pack = commands.add_parser("make", help="render a pack")
    pack.add_argument("--prepared", required=True, type=Path, metavar="DIR", help="a folder that train.prepare wrote")
    pack.add_argument("-o", "--out", required=True, type=Path, help="a new folder for the pack")
    pack.add_argument("--players", default="seed,rules", help="who plays beside the human (seed,rules)")
    pack.add_argument("--parts", default="drums,piano", help="drums, piano or both (drums,piano)")
    pack.add_argument("--tunes", type=int, default=4, help="tunes for each part, at most (4)")
    pack.add_argument("--sound-font", type=Path, help="a General MIDI .sf2 (FluidR3_GM where it is installed)")
    pack.add_argument("--seed", type=int, default=secrets.randbelow(2**31), help="of the shuffling (a new one)")
    scores = commands.add_parser("score", help="filled sheets to means")
    scores.add_argument("--key", required=True, type=Path, help="the key of the pack")
    scores.add_argument("--json", action="store_true", help="one JSON object on standard output")
    scores.add_argument("sheets", nargs="+", type=Path, help="filled sheets")
    return made


if __name__ == "__main__":
    sys.exit(main())
