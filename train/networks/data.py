"""What a network learns from: the prepared sets that its module names, side by side of their splits."""

from pathlib import Path
from typing import Any

from jamd.errors import FileError
from train.learning.network import Data, NetworkModule
from train.prepare.manifest import digest, read_manifest, require_unchanged
from train.prepare.shards import read_sides


def load_data(module: NetworkModule, prepared: Path, style: str | None = None, at_most: int | None = None) -> Data:
    """All sets of the module that were prepared. With `style` only pieces that have this word among their styles, with
    `at_most` only the first so many of each side.

    FileError where nothing is there to learn from.
    """
    manifest = read_manifest(prepared)
    sets = [name for name in module.LEARNS_FROM if name in manifest["sets"]]
    if not sets:
        raise FileError(f"{prepared} holds none of the sets {', '.join(module.LEARNS_FROM)}: prepare one of them")
    require_unchanged(prepared, manifest, sets)
    sides: dict[str, list[Any]] = {"train": [], "validation": [], "test": []}
    for name in sets:
        for side, piece in read_sides(prepared, name, module.LEARNS_FROM[name]):
            full = at_most is not None and len(sides[side]) >= at_most
            if not full and (style is None or style in piece.styles):
                music = module.music_of(piece)
                if music is not None:
                    sides[side].append(music)
    if not sides["train"]:
        raise FileError(f"{prepared}: nothing to learn from" + (f" in the style {style}" if style else ""))
    return Data(sides["train"], sides["validation"], sides["test"], _card(module, manifest, sets))


def _card(module: NetworkModule, manifest: dict[str, Any], sets: list[str]) -> dict[str, Any]:
    sources = [source for source in manifest["sources"] if any(_belongs(name, source["set"]) for name in sets)]
    return {
        "sets": {
            source["set"]: f"{source['title']} ({source['home']}), {source['licence']}; inventory {source['inventory']}"
            for source in sources
        },
        "splits": {name: f"by {module.LEARNS_FROM[name]}" for name in sets},
        "manifest": digest(manifest),
        "command": _command(manifest),
    }


def _belongs(prepared_set: str, source: str) -> bool:
    """The prepared sets lakh-drums and lakh-piano come from the source lakh."""
    return prepared_set == source or prepared_set.startswith(f"{source}-")


def _command(manifest: dict[str, Any]) -> str:
    """As it would be given where the sets lie in data/."""
    sets = [f"{source['set']}=data/{Path(source['directory']).name}" for source in manifest["sources"]]
    return f"python -m train.prepare {' '.join(sets)} -o prepared --seed {manifest['seed']}"
