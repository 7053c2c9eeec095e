"""Bars of walking bass to learn from: Weimar's basses, estimated from the recordings, a pitch a beat.

Estimates err: held notes come back as repeated ones (.23 of the intervals; bassists play .02 to .1), octaves are wrong,
and in many solos the bass was missed altogether. So only solos count whose basses have the root on many of their
changes, and of these only bars that repeat no note, stay in range, leap no more than an octave, and have chord tones on
their own 1 and the next one.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np

from jamd.music.harmony.chords import Chord
from jamd.music.time.notes import TICKS_PER_BEAT
from jamd.players.bassist.walking import places_of
from jamd.players.bassist.weights import HIGH, LOW, REACH, Place
from train.corpora.charts import chord_of
from train.corpora.piece import Piece

BEATS: Final = 4
_FEWEST_CHANGES: Final = 10


class BassBar(NamedTuple):
    """Five notes, on the beats of a bar and the next 1, their chords, and what the last four are there for."""

    pitches: tuple[int, ...]
    chords: tuple[Chord, ...]
    places: tuple[Place, ...]


def bars_of(pieces: Iterable[Piece], roots: float) -> list[BassBar]:
    """The bars to learn from of the pieces whose basses have the root on at least such a share of their changes."""
    return [bar for piece in pieces if _roots(piece) >= roots for bar in _bars(piece) if _is_clean(bar)]


def _notes(piece: Piece) -> dict[int, int]:
    """Pitches by beat."""
    return {round(note.start / TICKS_PER_BEAT): note.pitch for note in piece.bass}


def _chords(piece: Piece, beats: int) -> list[Chord | None]:
    """On each beat; None where none is known, and for N.C."""
    marks = {round(mark.tick / TICKS_PER_BEAT): chord_of(mark.symbol, piece.set) for mark in piece.chords}
    chords, holding = [], None
    for beat in range(beats):
        holding = marks.get(beat, holding)
        chords.append(holding if holding is not None and holding.chord_tones else None)
    return chords


def _roots(piece: Piece) -> float:
    """The share of changes with the root in the bass; 0 where that cannot be told."""
    if piece.meter != "4/4" or not piece.bass:
        return 0.0
    notes = _notes(piece)
    chords = _chords(piece, max(notes) + 1)
    changes = [beat for beat in sorted(notes) if beat and chords[beat] != chords[beat - 1]]
    on_root = [notes[beat] % 12 == chord.root for beat in changes if (chord := chords[beat]) is not None]
    return float(np.mean(on_root)) if len(on_root) >= _FEWEST_CHANGES else 0.0


def _bars(piece: Piece) -> Iterator[BassBar]:
    """Those in which every beat has a note and a chord."""
    notes = _notes(piece)
    chords = _chords(piece, max(notes) + BEATS + 1)
    for first in range(0, max(notes), BEATS):
        here = range(first, first + BEATS + 1)
        under = [chord for chord in chords[first : first + BEATS + 1] if chord is not None]
        if all(beat in notes for beat in here) and len(under) == BEATS + 1:
            places = places_of(under, range(BEATS + 1))
            yield BassBar(tuple(notes[beat] for beat in here), tuple(under), tuple(places))


def _is_clean(bar: BassBar) -> bool:
    apart = np.abs(np.diff(bar.pitches))
    ends = all(bar.pitches[i] % 12 in bar.chords[i].chord_tones for i in (0, -1))
    return ends and min(bar.pitches) >= LOW and max(bar.pitches) <= HIGH and apart.min() > 0 and apart.max() <= REACH
