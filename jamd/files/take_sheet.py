"""A take or a render as sheet music: what one of the musicians played, over its chords."""

from collections.abc import Iterator
from typing import Final

from jamd.errors import FileError
from jamd.files.meters import bar_lines, bar_of, meter_like, signatures
from jamd.files.midi_file import TRACKS, UNTITLED
from jamd.files.notes import notes_of
from jamd.files.standard_midi import MidiFile, UnreadableMidi, parse
from jamd.files.tempo_map import TempoMap
from jamd.music.charts.musicxml.key_signature import key_of
from jamd.music.harmony.chords import is_chord, parse_chord
from jamd.music.time.notes import Meter, Note, Tick
from jamd.music.transcription.musicxml import Transcription, write_transcription

PARTS: Final[dict[str, str]] = {part: name for part, name in TRACKS.items() if part != "drums"}  # tracks
_MOST_NOTES: Final = 20_000


def take_sheet(data: bytes, part: str, title: str) -> bytes:
    """MusicXML of what `part` (of `PARTS`) played in a MIDI file. `title`: where the file names no tune. FileError."""
    try:
        file = parse(data)
    except UnreadableMidi as fault:
        raise FileError(str(fault)) from None
    notes = _played(file, PARTS[part])
    bars = list(_bars(file))
    chords = [(tick, parse_chord(text)) for tick, text in file.markers if is_chord(text)]
    begin = min(notes[0].start, *(tick for tick, _ in chords)) if chords else notes[0].start
    first = max((line for line, _ in bars if line <= begin), default=Tick(0))
    last = notes[-1].start
    name = file.tracks[0].name
    return write_transcription(
        Transcription(
            name if name not in ("", UNTITLED) else title,
            PARTS[part],
            [Note(Tick(note.start - first), note.pitch, Tick(note.end - first), note.velocity) for note in notes],
            [(Tick(tick - first), chord) for tick, chord in chords],
            [(Tick(tick - first), text[1:-1]) for tick, text in file.markers if text[:1] == "[" and text[-1:] == "]"],
            [(Tick(line - first), meter) for line, meter in bars if first <= line <= last],
            key_of(file.keys[0][1][0], "minor" if file.keys[0][1][1] else "major") if file.keys else "",
            TempoMap(file).bpm_at(begin),
            is_bass=part == "bass",
        )
    )


def _played(file: MidiFile, name: str) -> list[Note]:
    messages = [message for track in file.tracks if track.name == name for message in track.messages]
    notes = list(notes_of(messages, file.end))
    if not notes:
        raise FileError(f"{name} played nothing in this take")
    if len(notes) > _MOST_NOTES:
        raise FileError(f"more than {_MOST_NOTES} notes are no sheet that anybody reads")
    return notes


def _bars(file: MidiFile) -> Iterator[tuple[Tick, Meter]]:
    """Every bar line. FileError for meters that the band does not have."""
    changes = signatures(file.meters) or [(Tick(0), (4, 4))]
    for line in bar_lines(file.meters, file.end):
        signature = [each for since, each in changes if since <= line][-1]
        meter = meter_like(signature)
        if meter is None or meter.bar != bar_of(signature):
            raise FileError(f"a sheet is written in 3/4, 4/4 or 5/4, and this file is in {signature[0]}/{signature[1]}")
        yield line, meter
