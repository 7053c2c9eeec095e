"""Reads and writes standard MIDI files; the only home of mido.

Strategy: whatever the resolution and the number of tracks of a file, a `Recording` is one sequence of channel messages
at 960 ticks to the quarter. Files are written as type 1: the tempo map, then a track for each musician, always in the
same order and with note-offs before note-ons at the same tick, so that the same music gives the same bytes.
"""

import io
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import mido
import msgspec

from jamd.errors import FileError
from jamd.files.replace_file import replace_file
from jamd.music.events import NOTE_OFF, NOTE_ON, is_note_on
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick

TRACKS: Final = ("You", "Piano", "Drums")

_MAX_BYTES: Final = 64 * 2**20  # a day of playing is under 10 MB; anything larger is something else
_METERS: Final = {(4, 4): Meter(4), (3, 4): Meter(3)}


class Recording(msgspec.Struct, frozen=True):
    """A MIDI file as one sequence. Ticks are 960 to the quarter and never decrease."""

    messages: tuple[tuple[Tick, bytes], ...]  # channel messages of all tracks
    tempos: tuple[tuple[Tick, float], ...]  # quarter notes per minute; empty if the file has none
    meter: Meter | None  # the first one, if jamd supports it
    end: Tick


def read_midi(path: Path) -> Recording:
    """FileError, in one sentence, for a file that is missing, empty, truncated, or not MIDI."""
    return _recording(_parsed(_contents(path), path), path)


def _contents(path: Path) -> bytes:
    try:
        if path.is_file() and path.stat().st_size > _MAX_BYTES:
            raise FileError(f"{path}: too large for a MIDI file ({path.stat().st_size // 2**20} MB)")
        data = path.read_bytes()
    except FileNotFoundError:
        raise FileError(f"{path}: there is no such file") from None
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror})") from None
    if not data:
        raise FileError(f"{path}: the file is empty")
    if data[:4] == b"RIFF":  # a MIDI file in a RIFF container
        data = data[max(data.find(b"MThd"), 0) :]
    if not data.startswith(b"MThd"):
        raise FileError(f"{path}: this is not a MIDI file")
    return data


def _parsed(data: bytes, path: Path) -> mido.MidiFile:
    try:
        return mido.MidiFile(file=io.BytesIO(data))
    except EOFError:
        raise FileError(f"{path}: this MIDI file is truncated") from None
    except (OSError, ValueError, LookupError, TypeError, ArithmeticError, struct.error):  # all that mido raises
        raise FileError(f"{path}: this MIDI file is damaged") from None


def _recording(file: mido.MidiFile, path: Path) -> Recording:
    if file.ticks_per_beat <= 0:
        raise FileError(f"{path}: this MIDI file uses SMPTE time, not beats")
    messages: list[tuple[Tick, bytes]] = []
    tempos: list[tuple[Tick, float]] = []
    meters: list[tuple[Tick, tuple[int, int]]] = []
    end = Tick(0)
    for track in file.tracks:
        position = 0
        for message in track:
            position += message.time
            tick = Tick((position * TICKS_PER_BEAT + file.ticks_per_beat // 2) // file.ticks_per_beat)
            if message.type == "set_tempo" and message.tempo > 0:
                tempos.append((tick, min(1000.0, max(10.0, mido.tempo2bpm(message.tempo)))))
            elif message.type == "time_signature":
                meters.append((tick, (message.numerator, message.denominator)))
            elif not message.is_meta and message.bytes()[0] < 0xF0:
                messages.append((tick, bytes(message.bytes())))
        end = max(end, tick) if track else end
    messages.sort(key=_tick_of)
    tempos.sort(key=_tick_of)
    meter = _METERS.get(min(meters, key=_tick_of)[1]) if meters else None
    return Recording(tuple(messages), tuple(tempos), meter, end)


def _tick_of(timed: tuple[Tick, object]) -> Tick:
    return timed[0]


def notes_of(messages: Iterable[tuple[Tick, bytes]], end: Tick | None = None) -> tuple[Note, ...]:
    """Note-ons and note-offs as notes, sorted. A key struck again ends its first note; notes that still sound end at
    `end` (None: at the last message); a note lasts at least one tick."""
    open_notes: dict[tuple[int, int], tuple[Tick, int]] = {}  # channel and pitch: start and velocity
    restruck: dict[tuple[int, int], Tick] = {}  # the note-off of the first note follows at the same tick
    notes: list[Note] = []
    tick = Tick(0)

    def close(key: tuple[int, int], at: Tick) -> None:
        start, velocity = open_notes.pop(key)
        notes.append(Note(start, key[1], max(at, Tick(start + 1)), velocity))

    for tick, data in messages:
        if not is_note(data):
            continue
        key = (data[0] & 0x0F, data[1])
        if is_note_on(data):
            if key in open_notes and open_notes[key][0] < tick:
                close(key, tick)
                restruck[key] = tick
            open_notes[key] = (tick, data[2])
        elif restruck.pop(key, None) != tick and key in open_notes:
            close(key, tick)
    for key in list(open_notes):
        close(key, tick if end is None else max(end, tick))
    return tuple(sorted(notes))


def notes_to_messages(notes: Iterable[Note], channel: int) -> tuple[tuple[Tick, bytes], ...]:
    """Notes as messages on a channel (1 to 16), note-offs first at each tick."""
    status = channel - 1
    if not 0 <= status <= 15:
        raise ValueError(f"channel must be 1 to 16, not {channel}")
    timed: list[tuple[Tick, bytes]] = []
    for note in notes:
        timed.append((note.start, bytes((NOTE_ON | status, note.pitch, note.velocity))))
        timed.append((note.end, bytes((NOTE_OFF | status, note.pitch, 0))))
    return tuple(sorted(timed))  # 0x80 sorts before 0x90


def is_note(data: bytes) -> bool:
    """Whether a message starts or ends a note."""
    return len(data) == 3 and data[0] & 0xF0 in (NOTE_OFF, NOTE_ON)


def write_midi(
    path: Path,
    tracks: Mapping[str, Sequence[tuple[Tick, bytes]]],
    tempos: Sequence[tuple[Tick, float]],
    meter: Meter,
    markers: Sequence[tuple[Tick, str]] = (),
) -> None:
    """Write a type 1 file: tempo map, then `TRACKS` (an absent one is empty). No tempo given means 120.

    A count-in on negative ticks moves everything by whole bars. The file is replaced atomically. FileError if it cannot
    be written.
    """
    first = min((tick for line in (*tracks.values(), tempos, markers) for tick, _ in line), default=0)
    shift = -(min(first, 0) // meter.bar) * meter.bar
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_BEAT, charset="utf-8")
    file.tracks.append(_track("jamd", _conductor(tempos, meter, markers, shift)))
    for name in (*TRACKS, *(name for name in tracks if name not in TRACKS)):
        played = ((tick + shift, mido.Message.from_bytes(data)) for tick, data in _in_order(tracks.get(name, ())))
        file.tracks.append(_track(name, played))
    data = io.BytesIO()
    file.save(file=data)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, data.getvalue())
    except OSError as error:
        raise FileError(f"{path}: cannot be written ({error.strerror})") from None


def _conductor(
    tempos: Sequence[tuple[Tick, float]], meter: Meter, markers: Sequence[tuple[Tick, str]], shift: int
) -> Iterator[tuple[int, mido.MetaMessage]]:
    ordered = sorted(tempos, key=_tick_of) or [(Tick(0), 120.0)]
    timed: list[tuple[int, mido.MetaMessage]] = [
        (0, mido.MetaMessage("time_signature", numerator=meter.beats, denominator=4)),
        (0, mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(ordered[0][1]))),  # from the first tick of the file
    ]
    timed += ((tick + shift, mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(bpm))) for tick, bpm in ordered[1:])
    timed += ((tick + shift, mido.MetaMessage("marker", text=text)) for tick, text in markers)
    return iter(sorted(timed, key=lambda event: event[0]))


def _in_order(messages: Sequence[tuple[Tick, bytes]]) -> list[tuple[Tick, bytes]]:
    """By tick, offs before ons; the off of a note of no length comes a tick later."""
    struck: dict[int, Tick] = {}
    timed: list[tuple[Tick, int, bytes]] = []
    for tick, data in sorted(messages, key=_tick_of):
        key = (data[0] & 0x0F) << 8 | data[1]
        if is_note_on(data):
            struck[key] = tick
            timed.append((tick, 2, data))
        elif is_note(data):
            timed.append((Tick(tick + (struck.pop(key, None) == tick)), 0, data))
        else:
            timed.append((tick, 1, data))
    timed.sort(key=lambda event: event[:2])
    return [(tick, data) for tick, _, data in timed]


def _track(name: str, timed: Iterable[tuple[int, mido.Message | mido.MetaMessage]]) -> mido.MidiTrack:
    track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
    position = 0
    for tick, message in timed:
        message.time, position = tick - position, tick
        track.append(message)
    track.append(mido.MetaMessage("end_of_track"))
    return track
