"""The jazz of the Lakh MIDI Dataset, as selected by `python -m train.lakh`.

The "directory" is the selection file: one JSON line with the root of the MIDI files, then one line a song. A Lakh
file is named by the MD5 sum of its bytes, so every file is verified as it is read. Each song gives up to two pieces,
which make two data sets: `lakh-drums` with the percussion, `lakh-piano` with the piano tracks (General MIDI programs
1 to 8); each needs some bars of music.
"""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import msgspec

from train.corpora.corpus import Corpus, Unusable
from train.corpora.midi import MAX_BYTES, read_midi
from train.corpora.midi_folder import piece_of
from train.corpora.piece import Piece

MIN_NOTES = 32  # a part with fewer drum hits or keys is left out


class Root(msgspec.Struct, frozen=True):
    """The selection's first line."""

    root: str  # folder of the files
    tags: str
    wanted: tuple[str, ...]
    threshold: float
    min_score: float


class Song(msgspec.Struct, frozen=True):
    """One line of a selection: the best matching file of one Million Song track."""

    path: str  # below the root
    md5: str
    track: str  # Million Song id, TR...
    score: float  # how well file and recording match, 0 to 1
    artist: str = ""
    title: str = ""
    tags: tuple[str, ...] = ()


@lru_cache(maxsize=2)
def _selection(file: Path) -> tuple[Root, dict[str, Song]]:
    with open(file, "rb") as lines:
        root = msgspec.json.decode(next(lines), type=Root)
        songs = (msgspec.json.decode(line, type=Song) for line in lines if line.strip())
        return root, {song.path: song for song in songs}


def items(directory: Path) -> list[str]:
    return list(_selection(directory)[1])


def pieces(directory: Path, item: str) -> Iterator[Piece]:
    root, songs = _selection(directory)
    song, path = songs[item], Path(root.root) / item
    if not path.exists():
        raise Unusable("missing file")
    if 0 < path.stat().st_size <= MAX_BYTES and hashlib.md5(path.read_bytes()).hexdigest() != song.md5:
        raise Unusable("checksum differs", "the file is not the one that its name says")
    whole = piece_of(
        read_midi(path),
        set="lakh",
        item=item,
        licence=CORPUS.licence,
        performer=song.artist,
        tune=f"{song.artist}: {song.title}" if song.title else song.track,
    )
    if len(whole.drums) < MIN_NOTES and len(whole.piano) < MIN_NOTES:
        raise Unusable("neither percussion nor piano", f"{len(whole.drums)} strokes, {len(whole.piano)} keys")
    common = {"name": song.track, "styles": tuple(song.tags), "bass": (), "line": ()}
    if len(whole.drums) >= MIN_NOTES:
        yield msgspec.structs.replace(whole, **common, set="lakh-drums", piano=())
    if len(whole.piano) >= MIN_NOTES:
        yield msgspec.structs.replace(whole, **common, set="lakh-piano", drums=())


CORPUS = Corpus(
    name="lakh",
    title="Lakh MIDI Dataset, matched to the Million Song Dataset",
    licence="CC BY 4.0 as a collection; the songs belong to their owners",
    home="Colin Raffel, colinraffel.com/projects/lmd",
    items=items,
    pieces=pieces,
    on_grid=False,
)
read = CORPUS.read
