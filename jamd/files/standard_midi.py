"""Standard MIDI files taken apart: the one reader behind render, Board, Listen and training.

Strategy: a file is read for its music. Chunks, meta events and system messages that say nothing of notes, tempo or
meter are stepped over, whatever is in them, and the tracks are believed where the header counts them wrongly. A file
that is cut off is read as far as it goes. What is refused is told in one sentence; what was left out or changed is told
in `notices`. mido would refuse a whole file for one odd meta event, and symusic loses notes without an off, so the
bytes are read here. Ticks are 960 to the quarter.
"""

import re
import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from jamd.music.channel_messages import is_channel_message
from jamd.music.time.notes import TICKS_PER_BEAT, Tick

Messages = tuple[tuple[Tick, bytes], ...]

_WRAPPING: Final = 4096  # bytes that may stand before the header, as in MacBinary; in RIFF there may be any number
_NAME, _MARKER, _END, _TEMPO, _METER, _KEY = 0x03, 0x06, 0x2F, 0x51, 0x58, 0x59  # the meta events that matter
_DATA_BYTES: Final = {0xF1: 1, 0xF2: 2, 0xF3: 1}  # of system messages that have no place in a file
_DELTA: Final = rb"[\x80-\xff]{0,3}[\x00-\x7f]"
_NEXT: Final = re.compile(
    _DELTA
    + rb"(?:[\xf0\xf7\xff]|[\x80-\xbf\xe0-\xef][\x00-\x7f]{2}|[\xc0-\xdf][\x00-\x7f]"
    + rb"|[\x80-\xbf\xe0-\xef][\x00-\x7f][\x80-\xff]"
    + _DELTA
    + rb"[\x80-\xff])|\Z"
)
"""An event with a status of its own, or the end. Its value may be above 127, if another event follows."""
_STATUS_AND_DATA: Final = re.compile(rb"([\x80-\xf7])([\x00-\x7f]*)")
TRUNCATED: Final = "this MIDI file is truncated: it ends within a track"
_SHORTEST_NOTE: Final = 64  # the unit of a meter, as a part of a whole note


class UnreadableMidi(Exception):
    """Why these bytes cannot be read as a MIDI file: a sentence without its subject's name and its full stop."""


class MidiTrack(msgspec.Struct, frozen=True):
    """One track: its channel messages in their order, none of them changed."""

    name: str
    messages: Messages
    end: Tick  # where the track ends, which may be behind its last message


class MidiFile(msgspec.Struct, frozen=True):
    """All that a file says of its music."""

    tracks: tuple[MidiTrack, ...]
    tempos: tuple[tuple[Tick, int], ...]  # microseconds to the quarter, above 0; of two at one tick the last holds
    meters: tuple[tuple[Tick, tuple[int, int]], ...]  # beats and unit: (6, 8)
    markers: tuple[tuple[Tick, str], ...]
    keys: tuple[tuple[Tick, tuple[int, bool]], ...]  # sharps, flats as a negative number; and whether it is minor
    end: Tick
    notices: tuple[str, ...]  # what was left out or changed, a sentence each
    is_cut_off: bool  # it ends within its last track


class _Meta(NamedTuple):
    tick: Tick
    kind: int
    body: bytes


class _Events:
    """What one track holds."""

    def __init__(self) -> None:
        self.messages: list[tuple[Tick, bytes]] = []
        self.metas: list[_Meta] = []
        self.end = Tick(0)
        self.limited = 0  # values above 127
        self.left_out = 0  # messages whose key, controller or program is above 127
        self.broken = 0  # messages that are not whole
        self._in_sysex = False
        self.is_cut_off = False

    def keep_system(self, tick: Tick, status: int, body: bytes, running: int) -> None:
        """Keep the channel messages of an escape, which holds bytes to be sent as they stand. Its data without a status
        belong to the system exclusive message before, or have the running status."""
        if status == 0xF0:
            self._in_sysex = not body.endswith(b"\xf7")
            return
        plain = bytes(byte for byte in body if byte < 0xF8)
        if plain and plain[0] < 128:
            status = 0xF0 if self._in_sysex or plain.endswith(b"\xf7") else running
            self.broken += not status
            plain = bytes((status,)) + plain
        for begins, values in _STATUS_AND_DATA.findall(plain):
            self._in_sysex = begins == b"\xf0"
            if begins < b"\xf0":
                size = _size(begins[0])
                messages = [begins + values[at : at + size] for at in range(0, max(1, len(values)), size)]
                whole = [message for message in messages if is_channel_message(message)]
                self.messages += ((tick, message) for message in whole)
                self.broken += len(messages) - len(whole)


def parse(data: bytes) -> MidiFile:
    """The music in the bytes of a file of type 0 or 1. UnreadableMidi."""
    first = data.find(b"MThd", 0, None if data.startswith(b"RIFF") else _WRAPPING)
    if first < 0:
        raise UnreadableMidi("this is not a MIDI file")
    data = data[first:]
    if len(data) < 14:
        raise UnreadableMidi("this MIDI file is truncated: it ends within its header")
    size, kind, _, division = struct.unpack_from(">IHHH", data, 4)
    if division & 0x8000:
        raise UnreadableMidi("this MIDI file uses SMPTE time, not beats")
    if not division:
        raise UnreadableMidi("this MIDI file is damaged: it gives a beat no ticks")
    tracks = list(_tracks(data, 8 + size if 8 + size < len(data) else 14, division))
    if not tracks:
        raise UnreadableMidi("this MIDI file has no tracks")
    if kind == 2 and len(tracks) > 1:
        raise UnreadableMidi(f"this MIDI file is of type 2, {len(tracks)} patterns apart: save one as type 0 or 1")
    return _file(tracks)


def _tracks(data: bytes, at: int, division: int) -> Iterator[_Events]:
    while at + 8 <= len(data):
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8])
        if kind == b"MTrk":
            events, at = _track(data, at + 8, at + 8 + size, division)
            yield events
        elif kind.isalnum():
            at += 8 + size
        else:  # the length before was wrong, or padding follows
            at = data.find(b"MTrk", at)
            if at < 0:
                return


def _track(data: bytes, start: int, end: int, division: int) -> tuple[_Events, int]:
    """A track, and where the next chunk begins. Where its length is wrong, the track's own end is looked for; the last
    one may be cut off."""
    is_last = end + 8 > len(data)
    if end <= len(data):
        events, at = _events(data[start:end], 0, division)
        if at or (not events.is_cut_off and (is_last or data[end : end + 4].isalnum())):
            return events, end
    longer, at = _events(data, start, division)
    if at:
        return longer, at
    if not is_last:
        raise UnreadableMidi(TRUNCATED)
    last = longer if end > len(data) else events
    last.is_cut_off = True
    return last, len(data)


def _events(data: bytes, at: int, division: int) -> tuple[_Events, int]:
    """All events from a place up to the track's end, and where that lies; 0 if none is marked, or the data end within
    an event."""
    found, half = _Events(), division // 2
    keep = found.messages.append
    position = running = 0
    tick = Tick(0)
    try:
        while at < len(data):
            delta = data[at]
            at += 1
            if delta > 127:
                delta, at = _number(data, at - 1)
            position += delta
            tick = Tick((position * TICKS_PER_BEAT + half) // division)
            status = data[at] if data[at] > 127 else running
            at += data[at] > 127
            while 0 < status < 0xF0 and data[at] > 127 and not _NEXT.match(data, at + _size(status)):
                found.broken += 1  # its data are missing: the byte is the status of what follows
                status, at = data[at], at + 1
            if 0 < status < 0xF0:
                running, first = status, data[at]
                at += 1
                if _size(status) == 1:
                    message = bytes((status, first & 127))
                else:
                    second = data[at]
                    at += 1
                    found.limited += second > 127 >= first
                    message = bytes((status, first & 127, second if second < 128 else 127))
                if first > 127:
                    found.left_out += 1
                else:
                    keep((tick, message))
            elif status in (0xFF, 0xF0, 0xF7):
                kind = data[at] if status == 0xFF else None
                size, at = _number(data, at + (kind is not None))
                body, at = data[at : at + size], at + size
                if at > len(data):
                    raise IndexError
                if kind is not None:
                    found.metas.append(_Meta(tick, kind, body))
                else:
                    found.keep_system(tick, status, body, running)
                if kind == _END:
                    found.end = tick
                    return found, at
            elif status:
                at += _DATA_BYTES.get(status, 0)
            else:
                raise UnreadableMidi("this MIDI file is damaged: a track begins in the middle of a message")
    except IndexError:
        found.is_cut_off = True
    found.end = tick
    return found, 0


def _size(status: int) -> int:
    """Data bytes of a channel message."""
    return 1 if 0xC0 <= status < 0xE0 else 2


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to four bytes, seven bits in each, and where it ends."""
    value = 0
    for place in range(at, at + 4):
        value = value << 7 | data[place] & 127
        if data[place] < 128:
            return value, place + 1
    raise UnreadableMidi("this MIDI file is damaged: it holds a number of more than four bytes")


def _file(tracks: list[_Events]) -> MidiFile:
    limited, left_out = sum(track.limited for track in tracks), sum(track.left_out for track in tracks)
    broken, is_cut_off = sum(track.broken for track in tracks), any(track.is_cut_off for track in tracks)
    if not any(track.messages for track in tracks):
        if is_cut_off:
            raise UnreadableMidi(TRUNCATED)
        if left_out or broken:
            raise UnreadableMidi("this MIDI file is damaged: none of its messages can be read")
    metas = sorted((meta for track in tracks for meta in track.metas), key=lambda meta: meta.tick)
    tempos = [(meta.tick, _tempo(meta.body)) for meta in metas if meta.kind == _TEMPO]
    meters = [(meta.tick, _meter(meta.body)) for meta in metas if meta.kind == _METER]
    notices = {
        f"{_counted(limited, 'value')} above 127 in the file, read as 127": limited,
        f"{_counted(left_out, 'message')} in the file left out: a key, controller or program above 127": left_out,
        f"{_counted(broken, 'message')} in the file left out: not whole": broken,
        "a tempo in the file left out: it has no length": not all(length for _, length in tempos),
        "a meter in the file left out: it cannot be read": not all(meter for _, meter in meters),
        "the file is cut off: what is left of its last track is read": is_cut_off,
    }
    return MidiFile(
        tuple(MidiTrack(_name(track), tuple(track.messages), track.end) for track in tracks),
        tuple((tick, length) for tick, length in tempos if length),
        tuple((tick, meter) for tick, meter in meters if meter is not None),
        tuple((meta.tick, _text(meta.body)) for meta in metas if meta.kind == _MARKER),
        tuple((meta.tick, _key(meta.body)) for meta in metas if meta.kind == _KEY and len(meta.body) >= 2),
        max(track.end for track in tracks),
        tuple(notice for notice, holds in notices.items() if holds),
        is_cut_off,
    )


def _tempo(body: bytes) -> int:
    """Microseconds to the quarter; 0 if the event does not say it whole."""
    return int.from_bytes(body[:3]) if len(body) >= 3 else 0


def _meter(body: bytes) -> tuple[int, int] | None:
    """Beats and unit, if the event says both."""
    is_meter = len(body) >= 2 and body[0] > 0 and 1 << min(body[1], 8) <= _SHORTEST_NOTE
    return (body[0], 1 << body[1]) if is_meter else None


def _key(body: bytes) -> tuple[int, bool]:
    return int.from_bytes(body[:1], signed=True), body[1] == 1


def _name(track: _Events) -> str:
    return next((_text(meta.body) for meta in track.metas if meta.kind == _NAME), "")


def _text(body: bytes) -> str:
    """Programs of today write UTF-8, older ones Latin-1."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("latin-1")


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" + "s" * (number != 1)
