"""What the list of takes says of each: its tune, its tempo, its length. Read from the beginning of its file alone,
since a folder may hold years of them.
"""

import os
from pathlib import Path
from typing import Final, NamedTuple

from jamd.files.midi_file import UNTITLED
from jamd.files.regular_file import open_regular
from jamd.files.standard_midi import UnreadableMidi, parse
from jamd.files.tempo_map import TempoMap
from jamd.stage.log import Header, read_log

_HEAD: Final = 14  # bytes of the header of a MIDI file
_CHUNK: Final = 8  # and of a track
_MOST: Final = 1_000_000  # bytes of a tempo map, and of a log's first line


class TakeFacts(NamedTuple):
    """`tune` is empty where none was played, and the length unknown in a file that cannot be read."""

    tune: str = ""
    bpm: float = 0.0
    seconds: float | None = None


def facts_of_midi(path: Path) -> TakeFacts:
    """By the tempo map, which lasts as long as the music in a file of ours."""
    try:
        file = parse(_first_track(path))
    except (OSError, UnreadableMidi):
        return TakeFacts()
    pace, name = TempoMap(file), file.tracks[0].name
    return TakeFacts("" if name == UNTITLED else name, round(60e6 / pace.first, 2), round(pace.seconds(file.end), 1))


def facts_of_log(path: Path) -> TakeFacts:
    """Of a take that is being recorded: what its header says."""
    try:
        events = read_log(_beginning(path, _MOST).split(b"\n", 1)[0]).events
    except OSError:
        return TakeFacts()
    header = next((event for event in events if isinstance(event, Header)), Header(""))
    return TakeFacts(header.tune, header.bpm)


def _first_track(path: Path) -> bytes:
    data = _beginning(path, _HEAD + _CHUNK)
    size = int.from_bytes(data[_HEAD + 4 : _HEAD + _CHUNK])
    return _beginning(path, min(_MOST, _HEAD + _CHUNK + size))


def _beginning(path: Path, size: int) -> bytes:
    with os.fdopen(open_regular(path), "rb") as file:
        return file.read(size)
