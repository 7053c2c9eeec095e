"""Standard MIDI files byte by byte, so that no reader is its own judge; and odd ones, with what is right."""

from collections.abc import Iterable
from typing import Final, NamedTuple

Event = tuple[int, bytes]  # ticks since the event before, and its bytes

TICKS: Final = 480  # to the beat; jamd counts 960
END: Final = b"\xff\x2f\x00"


def number(value: int) -> bytes:
    """Seven bits a byte."""
    found = [value & 127]
    while value := value >> 7:
        found.insert(0, value & 127 | 128)
    return bytes(found)


def chunk(kind: bytes, body: bytes, size: int | None = None) -> bytes:
    return kind + (len(body) if size is None else size).to_bytes(4, "big") + body


def header(kind: int, tracks: int, division: int = TICKS, tail: bytes = b"") -> bytes:
    words = b"".join(word.to_bytes(2, "big") for word in (kind, tracks, division))
    return chunk(b"MThd", words + tail)


def track(*events: Event, end: int = 0) -> bytes:
    body = b"".join(number(delta) + data for delta, data in (*events, (end, END)))
    return chunk(b"MTrk", body)


def song(*events: Event, end: int = 0) -> bytes:
    """A file of type 0."""
    return header(0, 1) + track(*events, end=end)


def timed(messages: Iterable[tuple[int, bytes]]) -> list[Event]:
    """Messages at their ticks as events."""
    events, now = [], 0
    for tick, data in messages:
        events.append((tick - now, data))
        now = tick
    return events


def meta(kind: int, body: bytes) -> bytes:
    return b"\xff" + bytes((kind,)) + number(len(body)) + body


def tempo(microseconds: int) -> bytes:
    return meta(0x51, microseconds.to_bytes(3, "big"))


def meter(beats: int, power: int = 2) -> bytes:
    return meta(0x58, bytes((beats, power, 24, 8)))


def on(pitch: int, channel: int = 0) -> bytes:
    return bytes((0x90 | channel, pitch, 80))


def off(pitch: int, channel: int = 0) -> bytes:
    return bytes((0x80 | channel, pitch, 64))


def control(which: int, value: int, channel: int = 0) -> bytes:
    return bytes((0xB0 | channel, which, value))


def beats(count: int, first: int = 60) -> list[Event]:
    """A key on each beat, held for half of it; the next event is due at the next beat."""
    found: list[Event] = []
    for beat in range(count):
        found += [(240 if beat else 0, on(first + beat % 12)), (240, off(first + beat % 12))]
    return found


class Odd(NamedTuple):
    """`notes`: start and end in ticks of 960, and pitch; `messages`: how many; `refused`: a part of the sentence."""

    data: bytes
    notes: tuple[tuple[int, int, int], ...] = ((0, 480, 60), (960, 1440, 61))
    messages: int = 4
    refused: str = ""


TWO: Final = beats(2)
_PATTERNS: Final = header(2, 2) + track(*TWO) + track(*TWO)
_RIGHT: Final = track((960, on(64)), (960, off(64)))
_LEFT: Final = track((0, on(64)), (960, off(64)))
_UNENDED: Final = song((0, on(60)), (480, on(64)), (480, on(67)), (480, off(67)), end=960)
_SYSEX: Final = b"\xf0" + b"\x05\x7e\x7f\x09\x01\xf7"
_WITH_SYSEX: Final = song((0, on(60)), (240, b"\x3c\x00"), (0, _SYSEX), (240, b"\x3d\x50"), (240, b"\x3d\x00"))

ODD: Final = {
    "a pedal before the off": Odd(
        song((0, on(60)), (480, control(64, 127)), (0, off(60)), (480, control(64, 0))), ((0, 960, 60),), 4
    ),
    "a program behind the note": Odd(song((0, on(60)), (0, b"\xc0\x41"), (480, off(60))), ((0, 960, 60),), 3),
    "two hands, one key": Odd(header(1, 2) + _RIGHT + _LEFT, ((0, 1920, 64), (1920, 3840, 64))),
    "two hands, one key, one track": Odd(
        song((0, on(64)), (480, on(64)), (240, off(64)), (480, off(64))), ((0, 960, 64), (960, 2400, 64))
    ),
    "one off for two strokes": Odd(
        song((0, on(64)), (480, on(64)), (240, off(64)), (240, on(64)), (480, off(64))),
        ((0, 960, 64), (960, 1440, 64), (1920, 2880, 64)),
        5,
    ),
    "never ended": Odd(_UNENDED, ((0, 4800, 60), (960, 4800, 64), (1920, 2880, 67))),
    "All Notes Off": Odd(
        song((0, on(60)), (0, on(64)), (960, control(123, 0)), (480, on(62)), (480, off(62))),
        ((0, 1920, 60), (0, 1920, 64), (2880, 3840, 62)),
        5,
    ),
    "All Sound Off": Odd(song((0, on(60)), (480, control(120, 0)), end=480), ((0, 960, 60),), 2),
    "a key of 18 flats": Odd(song((0, meta(0x59, b"\xee\x01")), *TWO)),
    "an empty channel prefix": Odd(song((0, meta(0x20, b"")), *TWO)),
    "a tempo of two bytes": Odd(song((0, meta(0x51, b"\x07\xa1")), *TWO)),
    "a meter of one byte": Odd(song((0, meta(0x58, b"\x04")), *TWO)),
    "a meter of nothing": Odd(song((0, meter(0, 2)), *TWO)),
    "a meter in 2^200ths": Odd(song((0, meter(4, 200)), *TWO)),
    "an unknown meta event": Odd(song((0, meta(0x6E, b"\xff" * 200)), *TWO)),
    "a tempo of 0": Odd(song((0, tempo(0)), *TWO)),
    "an escape": Odd(song((0, _SYSEX), (0, b"\xf0\x03\x43\x12\x00"), (0, b"\xf7\x03\x01\x02\xf7"), *TWO)),
    "an escaped Start": Odd(song((0, b"\xf7\x01\xfa"), *TWO)),
    "an escaped note": Odd(song((0, b"\xf7\x03\x90\x3c\x50"), (240, off(60))), ((0, 480, 60),), 2),
    "an escape of two notes": Odd(
        song((0, b"\xf7\x06" + on(60) + on(61)), (240, b"\xf7\x07" + off(60) + b"\xfe" + off(61))),
        ((0, 480, 60), (0, 480, 61)),
    ),
    "running status in an escape": Odd(
        song((0, b"\xf7\x05" + on(60) + b"\x3d\x50"), (240, b"\xf7\x05" + off(60) + b"\x3d\x40")),
        ((0, 480, 60), (0, 480, 61)),
    ),
    "an escape without a status": Odd(
        song((0, on(60)), (0, b"\xf7\x02\x3d\x50"), (240, off(60)), (0, off(61))), ((0, 480, 60), (0, 480, 61))
    ),
    "a long system exclusive": Odd(
        song((0, b"\xf0\x02\x43\x12"), (0, b"\xf7\x03\x01\x02\x03"), (0, b"\xf7\x02\x04\xf7"), *TWO)
    ),
    "a status without data": Odd(song((0, on(60)), (240, b"\x90" + off(60)), (240, on(61)), (240, off(61)))),
    "a program change without data": Odd(song((0, b"\xc0" + on(60)), (240, off(60)), (240, on(61)), (240, off(61)))),
    "a status without data at the end": Odd(header(0, 1) + chunk(b"MTrk", track(*TWO)[8:-4] + b"\0\x90" + END)),
    "a bare clock and song position": Odd(song((0, b"\xf8"), (0, b"\xf2\x01\x02"), (0, b"\xf3\x01"), *TWO)),
    "running status over system exclusive": Odd(_WITH_SYSEX, ((0, 480, 60), (960, 1440, 61))),
    "running status over a meta event": Odd(
        song((0, on(60)), (240, b"\x3c\x00"), (0, meta(1, b"a")), (240, b"\x3d\x50"), (240, b"\x3d\x00"))
    ),
    "a controller's value of 168": Odd(song((0, b"\xb0\x07\xa8"), *TWO), messages=5),
    "a program of 200": Odd(song((0, b"\xc0\xc8"), *TWO)),
    "a chunk of another kind": Odd(header(1, 2) + track() + chunk(b"XFIH", b"abcdef") + track(*TWO)),
    "padding between chunks": Odd(header(1, 2) + track() + b"\0\0\0" + track(*TWO) + b"\0" * 9),
    "a long header": Odd(header(0, 1, tail=b"\0" * 4) + track(*TWO)),
    "a header of no known length": Odd(chunk(b"MThd", header(0, 1)[8:], 2**32 - 1) + track(*TWO)),
    "more tracks said than there are": Odd(header(1, 3) + track() + track(*TWO)),
    "fewer tracks said than there are": Odd(header(1, 1) + track() + track(*TWO)),
    "a track longer than it says": Odd(header(0, 1) + chunk(b"MTrk", track(*TWO)[8:], 9)),
    "a track shorter than it says": Odd(header(0, 1) + chunk(b"MTrk", track(*TWO)[8:], 900)),
    "a track without an end": Odd(header(0, 1) + chunk(b"MTrk", track(*TWO)[8:-4])),
    "in RIFF": Odd(chunk(b"RIFF", b"RMID" + chunk(b"data", song(*TWO)))),
    "in RIFF, behind a picture": Odd(
        chunk(b"RIFF", b"RMID" + chunk(b"DISP", bytes(9000)) + chunk(b"data", song(*TWO)))
    ),
    "in MacBinary": Odd(b"\0" * 128 + song(*TWO) + b"\0" * 64),
    "type 2 with one pattern": Odd(header(2, 1) + track(*TWO)),
    "type 2": Odd(_PATTERNS, (), 0, "type 2, 2 patterns"),
    "no note": Odd(song((0, meta(3, b"empty")), (0, control(7, 100)), end=9), (), 1, "there are no notes in this file"),
    "nothing but a header": Odd(header(1, 0), (), 0, "has no tracks"),
    "data without a status": Odd(song((0, b"\x3c\x50"), *TWO), (), 0, "begins in the middle of a message"),
    "cut off before its first note": Odd(song((0, tempo(500_000)), *TWO)[:-21], (), 0, "truncated"),
    "cut off in its header": Odd(song(*TWO)[:12], (), 0, "truncated"),
    "frames of a film": Odd(header(0, 1, 0xE728) + track(*TWO), (), 0, "SMPTE"),
}  # fmt: skip
CUT_OFF: Final = {
    "behind a note": Odd(song(*TWO)[:-9], ((0, 480, 60), (960, 961, 61)), 3),
    "within a note": Odd(song(*TWO)[:-5], ((0, 480, 60), (960, 1440, 61)), 3),
    "in its second track": Odd(
        header(1, 2) + track(*TWO) + track((0, on(72)), (960, off(72)))[:-6],
        ((0, 480, 60), (0, 1920, 72), (960, 1440, 61)),
        5,
    ),
}
CUT_OFF_NOTICE: Final = "the file is cut off: what is left of its last track is read"
READ: Final = {name: odd for name, odd in ODD.items() if not odd.refused}
REFUSED: Final = {name: odd for name, odd in ODD.items() if odd.refused}
