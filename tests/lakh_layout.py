"""Files of the Lakh and Million Song data sets, in their published layouts."""

import hashlib
from pathlib import Path

import h5py
import numpy as np


def h5_song(path: Path, track: str, artist: str, title: str, terms: dict[str, float]) -> None:
    """A Million Song file with the fields that are read, under their real names and types."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        songs = np.array([(artist.encode(), title.encode())], dtype=[("artist_name", "S1024"), ("title", "S1024")])
        file.create_dataset("metadata/songs", data=songs)
        file.create_dataset(
            "analysis/songs", data=np.array([(track.encode(), 140.0)], [("track_id", "S32"), ("tempo", "f8")])
        )
        file.create_dataset("metadata/artist_terms", data=np.array([t.encode() for t in terms], dtype="S256"))
        file.create_dataset("metadata/artist_terms_weight", data=np.array(list(terms.values())))


def lakh_file(root: Path, track: str, data: bytes) -> str:
    """Puts a file where lmd_matched has it; its MD5 sum."""
    md5 = hashlib.md5(data).hexdigest()
    folder = root / track[2] / track[3] / track[4] / track
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{md5}.mid").write_bytes(data)
    return md5
