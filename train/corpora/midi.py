"""Standard MIDI files as training takes them: tracks, tempo map, meter and markers, in ticks of 960 to the quarter.

The reader is the one that plays people's files (`jamd.files`), so that training hears what render would hear. Sizes are
checked before a file is opened, because collections found on the net contain a few huge files. A pickup fills the end
of a bar, so that bar lines are multiples of a bar.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from jamd.files.meters import lead_of, pickup_of, signatures
from jamd.files.notes import notes_of as paired
from jamd.files.standard_midi import TRUNCATED, Messages, MidiTrack, UnreadableMidi, parse
from jamd.files.standard_midi import MidiFile as Parsed
from jamd.music.channel_messages import PERCUSSION, PROGRAM_CHANGE, is_note_off, is_note_on, lifts_all_keys
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
        file = parse(path.read_bytes())
    except UnreadableMidi as fault:
        raise Unusable("not a readable MIDI file", str(fault)) from fault
    if file.is_cut_off:  # half a piece is no piece
        raise Unusable("not a readable MIDI file", TRUNCATED)
    if (count := sum(is_note_on(data) for track in file.tracks for _, data in track.messages)) > MAX_NOTES:
        raise Unusable("too long", f"{count} notes")
    lead = lead_of(file.meters)
    programs = _programs(file)
    tracks = [voice for track in file.tracks for voice in _voices(track, programs, lead)]
    end = max((int(track.notes[:, 1].max()) for track in tracks), default=0)  # the track's own end may be hours later
    if end > MAX_BEATS * TICKS_PER_BEAT:
        raise Unusable("too long", f"{end / TICKS_PER_BEAT:.0f} beats")
    meters = [(max(tick, pickup_of(file.meters)), meter) for tick, meter in signatures(file.meters)]
    return MidiFile(
        tracks=tuple(tracks),
        meters=tuple((tick + lead if tick else 0, f"{n}/{unit}") for tick, (n, unit) in dict(meters).items()),
        tempos=_tempos(file, lead),
        markers=tuple((tick + lead, text) for tick, text in file.markers),
        end=end,
    )


def _programs(file: Parsed) -> dict[int, int]:
    """The first program of each channel, which may stand in a track of its own."""
    programs: dict[int, int] = {}
    for track in file.tracks:
        for _, data in track.messages:
            if len(data) == 2 and data[0] < PROGRAM_CHANGE + 16:
                programs.setdefault(data[0] & 0x0F, data[1])
    return programs


def _voices(track: MidiTrack, programs: Mapping[int, int], lead: int) -> Iterator[Track]:
    """What a track plays on each channel with each program."""
    for (channel, program), messages in _streams(track.messages, dict(programs)).items():
        rows = [(n.start + lead, n.end + lead, n.pitch, n.velocity) for n in paired(messages, track.end)]
        if rows:
            yield Track(track.name, program, channel == PERCUSSION - 1, np.array(rows, dtype=np.int64))


def _streams(messages: Messages, programs: dict[int, int]) -> dict[tuple[int, int], list[tuple[Tick, bytes]]]:
    """Messages of keys by channel and program. A key is struck with one program, and let go of with all that sound."""
    streams: dict[tuple[int, int], list[tuple[Tick, bytes]]] = {}
    down: dict[int, dict[int, Counter[int]]] = {}  # by channel, pitch and program: strokes that sound
    for message in messages:
        data = message[1]
        channel = data[0] & 0x0F
        keys = down.setdefault(channel, {})
        if data[0] & 0xF0 == PROGRAM_CHANGE:
            programs[channel] = data[1]
        elif is_note_on(data):
            program = programs.get(channel, 0)
            streams.setdefault((channel, program), []).append(message)
            keys.setdefault(data[1], Counter())[program] += 1
        elif is_note_off(data):
            for program in (sounding := keys.get(data[1], Counter())):
                streams[channel, program].append(message)
            keys[data[1]] = sounding - Counter(sounding.keys())
        elif lifts_all_keys(data):
            for program in {program for sounding in keys.values() for program in sounding}:
                streams[channel, program].append(message)
            keys.clear()
    return streams


def _tempos(file: Parsed, lead: int) -> NDArray[np.float64]:
    changes: dict[int, float] = {0: 0.5}  # MIDI's default, 120 bpm
    changes.update({tick + lead if tick else 0: length / 1e6 for tick, length in file.tempos})
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
