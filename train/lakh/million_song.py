"""A song of the Million Song Dataset, from its .h5 file: groups `metadata` and `analysis`."""

from pathlib import Path

import h5py
import msgspec


class MsdSong(msgspec.Struct, frozen=True):
    track: str
    artist: str
    title: str
    tempo: float  # estimated, quarters a minute
    terms: dict[str, float]  # genre terms of the artist, weight 0 to 1


def read_song(path: Path) -> MsdSong | None:
    """The song, or None if the file is missing, damaged or something else."""
    try:
        with h5py.File(path, "r") as file:
            metadata, analysis = file["metadata/songs"][0], file["analysis/songs"][0]
            terms = [term.decode("utf-8", "replace") for term in file["metadata/artist_terms"][:]]
            weights = file["metadata/artist_terms_weight"][:].tolist()
            return MsdSong(
                track=analysis["track_id"].decode() or path.stem,
                artist=metadata["artist_name"].decode("utf-8", "replace"),
                title=metadata["title"].decode("utf-8", "replace"),
                tempo=float(analysis["tempo"]),
                terms=dict(zip(terms, weights, strict=False)),
            )
    except (OSError, KeyError, IndexError, ValueError):
        return None


def path_of(track: str) -> str:
    """Path of the song below the root of the set, without suffix: A/B/C/TRABC..."""
    return f"{track[2]}/{track[3]}/{track[4]}/{track}"
