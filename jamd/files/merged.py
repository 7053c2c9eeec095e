"""The tracks of a file as one sequence.

Strategy: by tick, then track by track, each track's messages in their own order. There is one exception: before a key
is struck, any other track lets go of it, because its off would end the new note. Time is linear in the messages,
however many stand at one tick.
"""

from collections import deque
from collections.abc import Iterator, Sequence

from jamd.files.standard_midi import MidiTrack
from jamd.music.channel_messages import is_note_off, is_note_on, note_message
from jamd.music.time.notes import Tick

_Key = tuple[int, int]  # channel from 0, pitch


def merged(tracks: Sequence[MidiTrack]) -> Iterator[tuple[Tick, bytes]]:
    """The messages of all tracks."""
    sounding = [track.messages for track in tracks if track.messages]
    if len(sounding) == 1:
        yield from sounding[0]
        return
    ticks: dict[Tick, dict[int, deque[bytes]]] = {}
    for number, messages in enumerate(sounding):
        for tick, data in messages:
            ticks.setdefault(tick, {}).setdefault(number, deque()).append(data)
    for tick in sorted(ticks):
        queues = list(ticks[tick].values())
        yield from ((tick, data) for data in (queues[0] if len(queues) == 1 else _OneTick(queues).in_order()))


class _OneTick:
    """What several tracks have at one tick."""

    def __init__(self, tracks: Sequence[deque[bytes]]) -> None:
        self._tracks = tracks
        self._offs: dict[_Key, dict[int, deque[bool]]] = {}  # of each key, by track: whether its messages are offs
        for number, track in enumerate(tracks):
            for data in track:
                if (key := _key_of(data)) is not None:
                    self._offs.setdefault(key, {}).setdefault(number, deque()).append(is_note_off(data))
        self._lifting = {  # of each key the tracks whose next message of it is an off
            key: {number for number, offs in by_track.items() if offs[0]} for key, by_track in self._offs.items()
        }

    def in_order(self) -> Iterator[bytes]:
        for number, track in enumerate(self._tracks):
            while track:
                if is_note_on(track[0]) and (key := _key_of(track[0])) is not None:
                    for other in sorted(self._lifting[key]):
                        yield from self._up_to_off(other, key)
                yield self._next(number)

    def _up_to_off(self, number: int, key: _Key) -> Iterator[bytes]:
        is_off = False
        while not is_off:
            data = self._next(number)
            is_off = is_note_off(data) and _key_of(data) == key
            yield data

    def _next(self, number: int) -> bytes:
        data = self._tracks[number].popleft()
        if (key := _key_of(data)) is not None:
            offs = self._offs[key][number]
            offs.popleft()
            (self._lifting[key].add if offs and offs[0] else self._lifting[key].discard)(number)
        return data


def _key_of(data: bytes) -> _Key | None:
    note = note_message(data)
    return None if note is None else (data[0] & 0x0F, note.pitch)
