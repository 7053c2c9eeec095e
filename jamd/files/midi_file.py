"""Reads and writes the MIDI files of a keyboardist and the band; the only home of mido, which writes them.

Strategy: whatever the resolution and the number of tracks of a file, a `Recording` is one sequence of channel messages
at 960 ticks to the quarter, in the order in which they stand. Files are written as type 1: the tempo map, then a track
for each musician, always in the same order, so that the same music gives the same bytes. No message is changed, and
none changes its place.
"""

import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import mido
import msgspec

from jamd.errors import FileError
from jamd.files.merged import merged
from jamd.files.meters import Meters, Signature, meter_of, pickup_of, signature_of
from jamd.files.replace_file import replace_file
from jamd.files.standard_midi import MidiFile, UnreadableMidi, parse
from jamd.music.channel_messages import is_note_on
from jamd.music.time.notes import BAND, TICKS_PER_BEAT, Meter, Part, Tick

_PARTS: Final[tuple[Part, ...]] = ("you", *BAND)
TRACKS: Final = {part: part.capitalize() for part in _PARTS}  # their names, in order
UNTITLED: Final = "jamd"  # what the tempo map's track is called where no tune gives it its name

_MAX_BYTES: Final = 64 * 2**20  # a day of playing is under 10 MB; anything larger is something else
_KEY: Final = re.compile(r"[A-G]|[A-EG]b|[CF]#|[A-G]m|[ABE]bm|[ACDFG]#m")  # that a key signature can say
_SLOWEST, _FASTEST = 10.0, 1000.0  # bpm


class Recording(msgspec.Struct, frozen=True):
    """A MIDI file as one sequence. Ticks are 960 to the quarter and never decrease."""

    messages: tuple[tuple[Tick, bytes], ...]  # channel messages of all tracks
    tempos: tuple[tuple[Tick, float], ...]  # quarter notes per minute; empty if the file has none
    meter: Meter | None  # that the band plays to it; None if the file has none, or one that the band cannot play
    end: Tick
    meters: Meters = ()  # as the file has them
    pickup: Tick = Tick(0)  # ticks before the first bar
    notices: tuple[str, ...] = ()  # what was not read as it stands, a sentence each


def read_midi(path: Path) -> Recording:
    """FileError, in one sentence, for a file that is missing, empty, or not MIDI, or is cut off before its first
    message."""
    data = _contents(path)
    try:
        return recording_of(parse(data))
    except UnreadableMidi as fault:
        raise FileError(f"{path}: {fault}") from None


def read_notes(path: Path) -> Recording:
    """The same; FileError for a file without a note, too."""
    recording = read_midi(path)
    if not any(is_note_on(data) for _, data in recording.messages):
        raise FileError(f"{path}: there are no notes in this file")
    return recording


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
    return data


def recording_of(file: MidiFile) -> Recording:
    """All tracks of a file as one sequence."""
    tempos = tuple((tick, 60e6 / length) for tick, length in file.tempos)
    playable = tuple((tick, min(_FASTEST, max(_SLOWEST, bpm))) for tick, bpm in tempos)
    limits = f"tempos below {_SLOWEST:.0f} or above {_FASTEST:.0f} bpm in the file, played at these limits"
    return Recording(
        tuple(merged(file.tracks)),
        playable,
        meter_of(file.meters),
        file.end,
        file.meters,
        pickup_of(file.meters),
        file.notices if playable == tempos else (*file.notices, limits),
    )


def write_midi(
    path: Path,
    tracks: Mapping[str, Sequence[tuple[Tick, bytes]]],
    tempos: Sequence[tuple[Tick, float]],
    meter: Meter,
    markers: Sequence[tuple[Tick, str]] = (),
    *,
    meters: Sequence[tuple[Tick, Meter]] = (),
    keys: Sequence[tuple[Tick, str]] = (),
    pickup: Tick = Tick(0),
    second_port: Collection[str] = (),
    title: str = UNTITLED,
) -> None:
    """Write a type 1 file: tempo map, then those of `TRACKS` (an absent one is empty). No tempo given means 120.

    `meters` are those that follow the first one, each from a bar line on; a key is "Bb" or "F#m", from its tick on; one
    that begins before the file holds from its start. The first bar lies behind a pickup. A count-in on negative ticks
    moves everything by whole bars. The tracks of `second_port` have sixteen channels of their own. The tempo map has
    the `title`, and lasts as long as the music. The file is replaced atomically. FileError if it cannot be written.
    """
    first = min((tick for line in (*tracks.values(), tempos, markers) for tick, _ in line), default=0)
    shift = -(min(first, 0) // meter.bar) * meter.bar
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_BEAT, charset="utf-8")
    signatures = [
        *_signatures(meter, Tick(pickup + shift if pickup else 0)),
        *((max(0, tick + shift), _signature((later.beats, 4))) for tick, later in meters),
        *_keys(keys, shift),
    ]
    last = max((tick for line in tracks.values() for tick, _ in line), default=0)
    file.tracks.append(_track([_name(title)], _conductor(tempos, signatures, markers, shift), last + shift))
    for name in dict.fromkeys((*TRACKS.values(), *tracks)):
        in_order = sorted(tracks.get(name, ()), key=_tick_of)
        played = ((tick + shift, mido.Message.from_bytes(data)) for tick, data in in_order)
        port = [mido.MetaMessage("midi_port", port=1)] if name in second_port else []
        file.tracks.append(_track([_name(name), *port], played))
    data = io.BytesIO()
    file.save(file=data)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, data.getvalue())
    except OSError as error:
        raise FileError(f"{path}: cannot be written ({error.strerror})") from None


def _signatures(meter: Meter, pickup: Tick) -> list[tuple[int, mido.MetaMessage]]:
    found = [(0, signature_of(pickup) if pickup else None), (int(pickup), (meter.beats, 4))]
    return [(tick, _signature(signature)) for tick, signature in found if signature is not None]


def _signature(signature: Signature) -> mido.MetaMessage:
    return mido.MetaMessage("time_signature", numerator=signature[0], denominator=signature[1])


def _keys(keys: Sequence[tuple[Tick, str]], shift: int) -> Iterator[tuple[int, mido.MetaMessage]]:
    """The key signatures; the first one holds from the first tick of the file on."""
    for number, (tick, key) in enumerate(keys):
        if _KEY.fullmatch(key):
            yield (max(0, tick + shift) if number else 0), mido.MetaMessage("key_signature", key=key)


def _conductor(
    tempos: Sequence[tuple[Tick, float]],
    signatures: Sequence[tuple[int, mido.MetaMessage]],
    markers: Sequence[tuple[Tick, str]],
    shift: int,
) -> Iterator[tuple[int, mido.MetaMessage]]:
    ordered = sorted(tempos, key=_tick_of) or [(Tick(0), 120.0)]
    timed = [
        *signatures,
        (0, mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(ordered[0][1]))),  # from the first tick of the file
    ]
    timed += ((tick + shift, mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(bpm))) for tick, bpm in ordered[1:])
    timed += ((tick + shift, mido.MetaMessage("marker", text=text)) for tick, text in markers)
    return iter(sorted(timed, key=lambda event: event[0]))


def _tick_of(timed: tuple[Tick, object]) -> Tick:
    return timed[0]


def _name(text: str) -> mido.MetaMessage:
    return mido.MetaMessage("track_name", name=text)


def _track(
    head: Sequence[mido.MetaMessage], timed: Iterable[tuple[int, mido.Message | mido.MetaMessage]], end: int = 0
) -> mido.MidiTrack:
    track = mido.MidiTrack(head)
    position = 0
    for tick, message in timed:
        message.time, position = tick - position, tick
        track.append(message)
    track.append(mido.MetaMessage("end_of_track", time=max(0, end - position)))
    return track
