"""What is down at each stroke of a piece, and the chord that is meant: from written chords, or from the bass.

A frame is one onset after which three different keys or more sound. What its chord is comes from the piece's chord
marks; in real trios, which have none, a low note in the first beat of a half bar says the root, and is not shown.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from jamd.music.harmony.chords import Chord
from jamd.music.listening.held_chord import MEMORY
from jamd.music.listening.onsets import ONE_ONSET, Stroke, onsets
from jamd.music.listening.sounding import EARLY
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from train.corpora import pop909
from train.corpora.charts import chord_of
from train.corpora.corpus import Unusable
from train.corpora.hands import believed
from train.corpora.piece import Piece

_FEWEST: Final = 3  # pitch classes
_BASS_BELOW: Final = 44  # MIDI note: lower is the bass, in trios
EVERYTHING: Final = 128
_HALF_BAR: Final = 2 * TICKS_PER_BEAT
_POP909: Final = {
    "maj": "", "min": "m", "min7": "m7", "maj6": "6", "min6": "m6", "hdim7": "m7b5", "minmaj7": "mMaj7",
    "sus4(b7)": "7sus4",
}  # fmt: skip


class Frame(NamedTuple):
    """Keys that sound together, ascending, and what they mean."""

    tick: Tick
    pitches: tuple[int, ...]
    before: tuple[Stroke, ...]  # of the last eight bars
    root: int
    chord: Chord | None  # None: only the root is known


def of_chords(piece: Piece, notes: Sequence[Note]) -> Iterator[Frame]:
    """Frames of some of a piece's notes, with its written chords. Nobody anticipates a chord in these sets."""
    ticks = [mark.tick for mark in piece.chords]
    for tick, pitches, before in held(notes):
        at = bisect_right(ticks, tick + ONE_ONSET) - 1
        chord = named(piece.chords[at].symbol, piece.set) if at >= 0 else None
        if chord is not None and chord.quality != "nc":
            yield Frame(tick, pitches, before, chord.root, chord)


def of_trio(piece: Piece, below: int) -> Iterator[Frame]:
    """Frames of a trio's pianist below a pitch, where a bass note confirms the root."""
    notes = believed(piece.piano)
    roots: dict[int, int] = {}
    for note in notes:
        half, inside = divmod(note.start + EARLY, _HALF_BAR)
        if note.pitch < _BASS_BELOW and inside < TICKS_PER_BEAT:
            roots[half] = min(roots.get(half, 127), note.pitch)
    for tick, pitches, before in held([note for note in notes if _BASS_BELOW <= note.pitch < below]):
        root = roots.get((tick + EARLY) // _HALF_BAR)
        if root is not None and _confirmed({(pitch - root) % 12 for pitch in pitches}):
            yield Frame(tick, pitches, before, root % 12, None)


def _confirmed(steps: set[int]) -> bool:
    """Whether a bass note is a root: the hands hold a third on it, and a fifth, a sixth or a seventh."""
    return bool(steps & {3, 4}) and bool(steps & {6, 7, 8, 9, 10, 11})


def held(notes: Sequence[Note]) -> Iterator[tuple[Tick, tuple[int, ...], tuple[Stroke, ...]]]:
    """At each onset, when its last key is down: the pitches that sound, where there are enough, and what was struck
    before."""
    sounding: list[Note] = []
    before: deque[Stroke] = deque()
    for struck in onsets(sorted(notes)):
        last = max(note.start for note in struck)
        while before and before[0][0] < last - MEMORY:
            before.popleft()
        sounding = [note for note in sounding if note.end > last + ONE_ONSET] + struck
        pitches = tuple(sorted({note.pitch for note in sounding}))
        if len({pitch % 12 for pitch in pitches}) >= _FEWEST:
            yield last, pitches, tuple(before)
        before.extend((note.start, note.pitch) for note in struck)


def pop_songs(directory: Path, side: str) -> Iterator[Piece]:
    """Every second song is held out."""
    for item in pop909.items(directory)[side != "train" :: 2]:
        try:
            yield from pop909.pieces(directory, item)
        except Unusable:
            continue


def named(symbol: str, set: str) -> Chord | None:
    """What a set's symbol means. POP909 writes `Bb:min7/b3`, whose bass is left out."""
    if set != "pop909" or ":" not in symbol:
        return chord_of(symbol, set)
    root, _, kind = symbol.partition("/")[0].partition(":")
    return chord_of(root + _POP909.get(kind, kind))
