"""The manifest of a prepared folder: what was read, how it was split, and the checksum of every shard."""

import hashlib
from pathlib import Path
from typing import Any, Final

import msgspec

from jamd.errors import FileError

FILE: Final = "manifest.json"
_VARIES: Final = ("created", "code")  # by when and by which code, but the same data
_PLACES: Final = ("directory",)  # of a source


def read_manifest(directory: Path) -> dict[str, Any]:
    """FileError where a folder was not prepared."""
    try:
        found: dict[str, Any] = msgspec.json.decode((directory / FILE).read_bytes(), type=dict[str, Any])
    except FileNotFoundError as missing:
        raise FileError(f"{directory} holds no {FILE}: run `python -m train.prepare` first") from missing
    except msgspec.DecodeError as fault:
        raise FileError(f"{directory / FILE} is no manifest ({fault}): prepare again") from fault
    return found


def digest(manifest: dict[str, Any]) -> str:
    """SHA-256 of everything that decides what is learned: sets, counts, splits, shards; not when or where."""
    kept = {key: value for key, value in manifest.items() if key not in _VARIES}
    kept["sources"] = [
        {key: value for key, value in source.items() if key not in _PLACES} for source in manifest["sources"]
    ]
    return hashlib.sha256(msgspec.json.encode(kept, order="deterministic")).hexdigest()


def require_unchanged(directory: Path, manifest: dict[str, Any], sets: list[str]) -> None:
    """FileError unless every shard of the sets is the one that the manifest names."""
    for shard in (shard for name in sets for shard in manifest["sets"][name]["shards"]):
        path = directory / shard["file"]
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != shard["sha256"]:
            raise FileError(f"{path} is missing or not the shard of the manifest: prepare again")
    listed = {shard["file"] for name in sets for shard in manifest["sets"][name]["shards"]}
    for path in (path for name in sets for path in sorted((directory / name).glob("*.npz"))):
        if f"{path.parent.name}/{path.name}" not in listed:
            raise FileError(f"{path} is not in the manifest: prepare again")
