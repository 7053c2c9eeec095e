"""Standard MIDI files as they are: tracks, tempo map, meter and markers, in ticks of 960 to the quarter.

The parser is symusic, for its speed; this is the one file that imports it, and its types are generated at run time,
so its objects are Any here. Sizes are checked before a file is opened,
because collections found on the net contain a few huge files.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import symusic
from numpy.typing import NDArray

from jamd.music.drum_kit import VOICE_OF_PITCH
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from train.corpora.corpus import Unusable
from train.corpora.piece import Hit

MAX_BYTES = 8_000_000  # the largest piece of the known sets is under 1 MB
MAX_BEATS = 20_000  # over an hour at 300 bpm
MAX_NOTES = 200_000


class Track(msgspec.Struct, frozen=True):
    name: str
    program: int
    is_drum: bool
    notes: NDArray[np.int64]  # (notes, 4) int64: start, end in ticks, pitch, velocity; sorted by start, then pitch


class MidiFile(msgspec.Struct, frozen=True):
    tracks: tuple[Track, ...]
    meters: tuple[tuple[int, str], ...]  # (tick, '4/4'); empty if the file has none
    tempos: NDArray[np.float64]  # (changes, 2) float64: tick, seconds a quarter; the first lies at tick 0
    markers: tuple[tuple[int, str], ...]
    end: int  # the last note's end

    def seconds_at(self, ticks: NDArray[np.int64]) -> NDArray[np.float64]:
        """Clock time of ticks, by the tempo map."""
        at, pace = self.tempos[:, 0], self.tempos[:, 1]
        reached = np.concatenate([[0.0], np.cumsum(np.diff(at) * pace[:-1])]) / TICKS_PER_BEAT
        i = np.clip(np.searchsorted(at, ticks, side="right") - 1, 0, len(at) - 1)
        seconds: NDArray[np.float64] = reached[i] + (ticks - at[i]) * pace[i] / TICKS_PER_BEAT
        return seconds

    def bpm(self) -> float:
        """The tempo at the median beat."""
        beats = np.arange(0, max(1, self.end // TICKS_PER_BEAT)) * TICKS_PER_BEAT
        i = np.clip(np.searchsorted(self.tempos[:, 0], beats, side="right") - 1, 0, None)
        return float(60.0 / np.median(self.tempos[i, 1]))

    def beats(self) -> tuple[float, ...]:
        """Seconds of every beat, or nothing where the tempo never changes."""
        if len(np.unique(self.tempos[:, 1])) == 1:
            return ()
        return tuple(self.seconds_at(np.arange(self.end // TICKS_PER_BEAT + 2) * TICKS_PER_BEAT).round(6).tolist())

    def meter(self) -> str:
        """The meter, 4/4 where the file has none; a file whose meter changes while notes sound is refused."""
        meters = {meter for tick, meter in self.meters if tick < self.end}
        if len(meters) > 1:
            raise Unusable("meter changes", ", ".join(sorted(meters)))
        return meters.pop() if meters else "4/4"


def read_midi(path: Path) -> MidiFile:
    """Parses one file; Unusable if it is empty, broken or too large."""
    size = path.stat().st_size
    if size == 0:
        raise Unusable("empty file")
    if size > MAX_BYTES:
        raise Unusable("too large", f"{size} bytes")
    try:
        score = symusic.Score(path)
    except Exception as fault:  # the parser raises RuntimeError, ValueError and others for damaged files
        raise Unusable("not a readable MIDI file", str(fault).splitlines()[0][:120] if str(fault) else "") from fault
    if score.ticks_per_quarter <= 0:
        raise Unusable("not a readable MIDI file", "time is not counted in quarters")
    scale = TICKS_PER_BEAT / score.ticks_per_quarter
    if score.end() * scale > MAX_BEATS * TICKS_PER_BEAT or score.note_num() > MAX_NOTES:
        raise Unusable("too long", f"{score.end() * scale / TICKS_PER_BEAT:.0f} beats, {score.note_num()} notes")
    tracks = tuple(_track(track, scale) for track in score.tracks)
    return MidiFile(
        tracks=tuple(track for track in tracks if len(track.notes)),
        meters=tuple((round(t.time * scale), f"{t.numerator}/{t.denominator}") for t in score.time_signatures),
        tempos=_tempos(score, scale),
        markers=tuple((round(m.time * scale), str(m.text)) for m in score.markers),
        end=max((int(track.notes[:, 1].max()) for track in tracks if len(track.notes)), default=0),
    )


def _track(track: Any, scale: float) -> Track:
    raw = track.notes.numpy()
    start = np.rint(raw["time"] * scale).astype(np.int64)
    end = np.maximum(np.rint((raw["time"] + raw["duration"]) * scale).astype(np.int64), start + 1)
    notes = np.stack([start, end, raw["pitch"].astype(np.int64), raw["velocity"].astype(np.int64)], axis=1)
    notes = notes[(notes[:, 3] > 0) & (notes[:, 3] < 128) & (notes[:, 2] >= 0) & (notes[:, 2] < 128)]
    return Track(
        str(track.name), int(track.program), bool(track.is_drum), notes[np.lexsort((notes[:, 2], notes[:, 0]))]
    )


def _tempos(score: Any, scale: float) -> NDArray[np.float64]:
    changes: dict[int, float] = {0: 0.5}  # MIDI's default, 120 bpm
    changes.update({round(t.time * scale): t.mspq / 1e6 for t in score.tempos if t.mspq > 0})
    return np.array(sorted(changes.items()), dtype=np.float64)


def notes_of(*tracks: Track) -> tuple[Note, ...]:
    """Pitched notes of some tracks, merged in order. The same key struck twice at once counts once."""
    rows = {(n[0], n[2]): n for track in tracks for n in track.notes.tolist()}
    return tuple(sorted(Note(Tick(start), pitch, Tick(end), velocity) for start, end, pitch, velocity in rows.values()))


def hits_of(*tracks: Track, voices: Mapping[int, int] = VOICE_OF_PITCH) -> tuple[Hit, ...]:
    """Strokes of some drum tracks; notes without a voice (hand percussion) are left out."""
    loudest: dict[tuple[int, int], int] = {}
    for track in tracks:
        for start, _, pitch, velocity in track.notes.tolist():
            voice = voices.get(pitch)
            if voice is not None:
                loudest[start, voice] = max(velocity, loudest.get((start, voice), 0))
    return tuple(Hit(tick, voice, velocity) for (tick, voice), velocity in sorted(loudest.items()))
