"""Two-hand jazz piano of real trios: slots of 30 seconds of recordings of the Jazz Trio Database, on that set's beats.

Layout: `piano_slots.jsonl.gz`, a slot a line: fname (the recording's in the Jazz Trio Database), slot (k: seconds 30k
to 30k + 30 of the excerpt), pianist, quality ("exact": with velocities), notes as [second of the onset, pitch, seconds,
velocity or null, whether the onset is precise]. `onsets.jsonl.gz` of the set `trio` lies beside it, or in the folder
`jazz_trio_onsets` beside the set's own, and gives the beats.

Slots that follow one another without a gap are one piece, cut to whole bars. Where no velocity is known it is
UNKNOWN_VELOCITY; pieces that have velocities say so among their styles. The transcription is automatic: soft notes are
missing, some octaves are wrong, and some of the lowest notes are the bass.
"""

import gzip
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from train.corpora import trio
from train.corpora.beat_grid import BeatGrid
from train.corpora.corpus import Corpus, Unusable
from train.corpora.piece import Onset, Piece, bar_ticks

FILE: Final = "piano_slots.jsonl.gz"
SLOT: Final = 30.0  # seconds
UNKNOWN_VELOCITY: Final = 64
VELOCITIES: Final = "velocities"  # the style of pieces that have them
_BEATS_OF: Final = "jazz_trio_onsets"


class _Slot(msgspec.Struct, frozen=True):
    fname: str
    slot: int
    pianist: str
    quality: str
    notes: list[tuple[float, int, float, int | None, int]]


@lru_cache(maxsize=1)
def _slots(directory: Path) -> dict[str, list[_Slot]]:
    """By recording, in time."""
    found: dict[str, list[_Slot]] = {}
    with gzip.open(directory / FILE, "rb") as file:
        for line in file:
            slot = msgspec.json.decode(line, type=_Slot)
            found.setdefault(slot.fname, []).append(slot)
    return {name: sorted(slots, key=lambda slot: slot.slot) for name, slots in found.items()}


def _trios(directory: Path) -> Path:
    """The folder of the trios' onsets."""
    beside = directory.parent / _BEATS_OF
    return beside if (beside / trio.FILE).exists() else directory


def items(directory: Path) -> list[str]:
    trio.lines(_trios(directory))  # a missing file is told before anything is read
    return list(_slots(directory))


def pieces(directory: Path, item: str) -> Iterator[Piece]:
    recording = trio.piece_named(_trios(directory), item)
    if recording is None:
        raise Unusable("no beats")
    slots = enumerate(_slots(directory)[item])
    for _, group in groupby(slots, key=lambda numbered: (numbered[1].slot - numbered[0], numbered[1].quality)):
        piece = _piece(recording, [slot for _, slot in group])
        if piece is not None:
            yield piece


def _piece(recording: Piece, slots: list[_Slot]) -> Piece | None:
    """The whole bars of consecutive slots; None where there is none."""
    seconds = np.array(recording.beats)
    per_bar = bar_ticks(recording.meter) // TICKS_PER_BEAT
    inside = np.flatnonzero((seconds >= slots[0].slot * SLOT) & (seconds <= (slots[-1].slot + 1) * SLOT))
    if len(inside) <= 2 * per_bar:
        return None
    first = -(-int(inside[0]) // per_bar) * per_bar
    last = int(inside[-1]) // per_bar * per_bar
    if first >= last:
        return None
    shift, end = first * TICKS_PER_BEAT, (last - first) * TICKS_PER_BEAT
    exact = slots[0].quality == "exact"
    return msgspec.structs.replace(
        recording,
        set=CORPUS.name,
        name=f"{recording.name}:{slots[0].slot}" + (":exact" if exact else ""),
        performer=slots[0].pianist,
        source=FILE,
        split=None,  # every slot's is "train"
        styles=(*recording.styles, VELOCITIES) if exact else recording.styles,
        beats=recording.beats[first : last + 1],
        piano=tuple(note for note in _notes(slots, BeatGrid(seconds, first)) if 0 <= note.start < end),
        onsets=tuple(
            Onset(onset.tick - shift, onset.instrument) for onset in recording.onsets if 0 <= onset.tick - shift < end
        ),
    )


def _notes(slots: list[_Slot], grid: BeatGrid) -> list[Note]:
    rows = [note for slot in slots for note in slot.notes]
    starts = grid.ticks(np.array([row[0] for row in rows])).tolist()
    ends = grid.ticks(np.array([row[0] + row[2] for row in rows])).tolist()
    return sorted(
        Note(Tick(start), row[1], Tick(max(end, start + 1)), row[3] or UNKNOWN_VELOCITY)
        for row, start, end in zip(rows, starts, ends, strict=True)
    )


CORPUS: Final = Corpus(
    name="jtd_piano",
    title="two-hand piano of the Jazz Trio Database",
    licence="MIT",
    home="ImprovID-app and Jazz Trio Database, Huw Cheston et al., Centre for Music and Science, Cambridge",
    items=items,
    pieces=pieces,
)
read = CORPUS.read
