"""A MIDI file for the page: notes in beats for the Board, and in seconds as they sound for Listen.

Strategy: the page has no reader of its own; the daemon reads with the one that `jamd render` has. In beats, a pickup
fills the end of the first bar. In seconds, the tempo map and the damper pedal are done: a note sounds until the pedal
is up, or until its key is struck again.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

import msgspec

from jamd.errors import FileError
from jamd.files.meters import bar_lines, differences, lead_of, meter_of
from jamd.files.notes import notes_of
from jamd.files.standard_midi import MidiFile, UnreadableMidi, parse
from jamd.files.tempo_map import TempoMap
from jamd.music.channel_messages import (
    CONTROL,
    NOTE_OFF,
    NOTE_ON,
    PEDAL_DOWN,
    SUSTAIN,
    is_note_on,
    lifts_pedals,
    note_message,
)
from jamd.music.harmony.chords import is_chord, parse_chord
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Tick

MOST_NOTES: Final = 100_000
_MOST_MARKS: Final = 10_000
_BOARD_HAS: Final = (3, 4)  # beats to the bar

Timed = Sequence[tuple[Tick, bytes]]


class SongNote(msgspec.Struct, frozen=True):
    """`start` and `end` in beats; `on` and `off` in seconds, from the beginning of the file."""

    pitch: int
    velocity: int
    channel: int  # from 0
    start: float
    end: float
    on: float
    off: float


class SongTrack(msgspec.Struct, frozen=True):
    name: str
    notes: list[SongNote]


class SongMark(msgspec.Struct, frozen=True):
    """A marker: a chord, `[A]` where a section begins, `Chorus 2`, `Count-in`. In beats, and in seconds. `tones`: the
    pitch classes of a chord, from 0 for C; none for other marks."""

    text: str
    start: float
    on: float
    tones: tuple[int, ...] = ()


class Song(msgspec.Struct, frozen=True):
    """`notices`: what of the file is not in the notes, a sentence each."""

    bpm: float  # where it begins
    beats: int  # in a bar
    tracks: list[SongTrack]
    notices: list[str]
    marks: list[SongMark]
    bar_lines: list[float] = []  # in seconds


def read_song(data: bytes) -> Song:
    """FileError, one sentence, for bytes that are no MIDI file, or have no notes or too many."""
    try:
        file = parse(data)
    except UnreadableMidi as fault:
        raise FileError(str(fault)) from None
    if sum(is_note_on(data) for track in file.tracks for _, data in track.messages) > MOST_NOTES:
        raise FileError(f"this file has more than {MOST_NOTES} notes")
    pace = TempoMap(file)
    sounding, lead = _under_pedal(file), lead_of(file.meters)
    tracks = [
        SongTrack(track.name, list(_notes(track.messages, heard, file.end, lead, pace)))
        for track, heard in zip(file.tracks, sounding, strict=True)
    ]
    if not any(track.notes for track in tracks):
        raise FileError("there are no notes in this file")
    meter = meter_of(file.meters)
    meter = meter if meter is not None and meter.beats in _BOARD_HAS else Meter()
    marks = [
        SongMark(text, (tick + lead) / TICKS_PER_BEAT, round(pace.seconds(tick), 6), _tones(text))
        for tick, text in file.markers[:_MOST_MARKS]
    ]
    notices = [*file.notices, *_differences(file, meter, pace)]
    lines = [round(pace.seconds(tick), 6) for tick in islice(bar_lines(file.meters, file.end), _MOST_MARKS)]
    return Song(6e7 / pace.first, meter.beats, tracks, notices, marks, lines)


def _tones(text: str) -> tuple[int, ...]:
    return tuple(sorted(parse_chord(text).chord_tones)) if is_chord(text) else ()


def _differences(file: MidiFile, meter: Meter, pace: TempoMap) -> Iterator[str]:
    yield from differences(file.meters, meter, file.end, "the Board has")
    if not pace.is_steady:
        yield "the tempo changes in the file; the Board has the first one"
    kinds = {data[0] & 0xF0 for track in file.tracks for _, data in track.messages}
    if kinds - {NOTE_OFF, NOTE_ON}:
        yield "the Board has notes alone: pedals, programs and bends of the file are left out"


def _notes(played: Timed, heard: Timed, end: Tick, lead: Tick, pace: TempoMap) -> Iterator[SongNote]:
    """A track's notes, from its messages as they were played and as they are heard; in beats behind a lead."""
    heard_on = _by_channel(heard)
    for channel, messages in _by_channel(played).items():
        notes, rung = notes_of(messages, end), notes_of(heard_on.get(channel, []), end)
        for note, silent in zip(notes, (each.end for each in rung), strict=True):
            yield SongNote(
                note.pitch,
                note.velocity,
                channel,
                (note.start + lead) / TICKS_PER_BEAT,
                (note.end + lead) / TICKS_PER_BEAT,
                round(pace.seconds(note.start), 6),
                round(pace.seconds(silent), 6),
            )


def _by_channel(messages: Timed) -> dict[int, list[tuple[Tick, bytes]]]:
    found: dict[int, list[tuple[Tick, bytes]]] = {}
    for event in messages:
        found.setdefault(event[1][0] & 0x0F, []).append(event)
    return found


def _moves_damper(data: bytes) -> bool:
    return (data[0] & 0xF0 == CONTROL and data[1] == SUSTAIN) or lifts_pedals(data)


def _under_pedal(file: MidiFile) -> list[list[tuple[Tick, bytes]]]:
    """The messages of each track, with each off where the key falls silent. The pedal of a channel may stand in any
    track."""
    heard: list[list[tuple[Tick, bytes]]] = [[] for _ in file.tracks]
    down: set[int] = set()  # channels
    waiting: dict[int, dict[tuple[int, int], list[bytes]]] = {}  # offs: by channel, then by track and pitch
    events = [(tick, number, data) for number, track in enumerate(file.tracks) for tick, data in track.messages]
    for tick, number, data in sorted(events, key=lambda event: event[0]):
        channel, note = data[0] & 0x0F, note_message(data)
        offs = waiting.setdefault(channel, {})
        if note is None:
            if _moves_damper(data):
                down.discard(channel)
                if data[1] == SUSTAIN and data[2] >= PEDAL_DOWN:
                    down.add(channel)
                else:
                    for (other, _), late in offs.items():
                        heard[other].extend((tick, off) for off in late)
                    offs.clear()
            heard[number].append((tick, data))
        elif note.is_on:
            heard[number].extend((tick, off) for off in offs.pop((number, note.pitch), ()))
            heard[number].append((tick, data))
        elif channel in down:
            offs.setdefault((number, note.pitch), []).append(data)
        else:
            heard[number].append((tick, data))
    return heard
