"""Selects the jazz of the Lakh MIDI Dataset: the best matching file of each Million Song track that is tagged jazz.

    python -m train.lakh lmd_matched --scores match_scores.json --tags labels/lastfm --tag jazz -o selection.jsonl
    python -m train.prepare lakh=selection.jsonl -o prepared

The tag table is your choice (`train.lakh.tags` reads the label lists of last.fm, AllMusic and tagtraum, tagtraum's .cls
files, the Last.fm database and the .h5 files of the Million Song Dataset), and so are the tags and the weight that they
need. Titles and artists come from the .h5 files (--h5) or an index (--titles: clean_midi_index.txt or the Million
Song unique_tracks.txt); without them the track id is used. Every song that is not chosen is counted by its reason.
Preparing then verifies each file against the MD5 sum in its name, drops what is broken, empty, off its grid or a
duplicate, separates percussion from piano, and writes the sets lakh-drums and lakh-piano.
"""

import argparse
import json
import sys
from pathlib import Path

from jamd.errors import JamdError
from train.lakh.selection import choose, write_selection


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m train.lakh", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("root", type=Path, help="the unpacked lmd_matched (or lmd_full)")
    made.add_argument("--scores", type=Path, required=True, help="match_scores.json")
    made.add_argument("--tags", type=Path, required=True, help="the tag table")
    made.add_argument("--tag", action="append", help="a tag, may have * (jazz); repeatable")
    made.add_argument("--threshold", type=float, default=0.5, help="the weight, 0 to 1, that a tag needs (0.5)")
    made.add_argument("--min-score", type=float, default=0.5, help="how well a file must match its song, 0 to 1 (0.5)")
    made.add_argument("--h5", type=Path, help="the unpacked lmd_matched_h5, for titles and artists")
    made.add_argument("--titles", type=Path, help="an index with titles and artists")
    made.add_argument("-o", "--out", type=Path, required=True, help="the selection to write")
    made.add_argument("--json", action="store_true", help="print the counts as JSON")
    return made


def main(argv: list[str] | None = None) -> int:
    asked = parser().parse_args(argv)
    asked.tag = asked.tag or ["jazz"]
    try:
        songs, left = choose(asked)
        write_selection(asked.out, asked, songs)
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return 1
    if asked.json:
        print(json.dumps({"chosen": len(songs), "left_out": dict(left)}))
    else:
        print(f"{len(songs)} songs chosen: {asked.out}")
        for reason, count in left.most_common():
            print(f"{count:8} {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
