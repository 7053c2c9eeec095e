"""What must outlive wire: the table of sounding notes and the clock, in a small shared file.

Wire writes, at most one byte a note and 26 bytes a tempo change; whoever survives it reads. A kill in the middle of
a store of 26 bytes could tear the clock; it is then off until the next start, and no note is lost by it.
"""

import mmap
import struct
from pathlib import Path
from typing import Final, get_args

from jamd.commands.choices import SourceName
from jamd.music.events import CONTROL, SUSTAIN, is_note_off, is_note_on, note_off
from jamd.music.time.notes import Nanos, Tick
from jamd.music.time.timeline import Timeline

_CHANNELS: Final = 16
_NOTES: Final = _CHANNELS * 128
_CLOCK: Final = struct.Struct("<?Bqqq")  # running, the source, the timeline
_PULSE: Final = struct.Struct("<q")  # monotonic ns of wire's last turn
_AT_PEDALS: Final = 2 * _NOTES
_AT_CLOCK: Final = _AT_PEDALS + _CHANNELS
_AT_PULSE: Final = _AT_CLOCK + _CLOCK.size
_SOURCES: Final[tuple[SourceName, ...]] = get_args(SourceName)
_CONTROLLERS_OFF: Final = (123, 120, 121)  # all notes off, all sound off, reset controllers


class Desk:
    """One byte for each channel and pitch: the velocity that sounds there, 0 for silence. One writer."""

    def __init__(self, path: Path) -> None:
        size = _AT_PULSE + _PULSE.size  # what sounds, what ever sounded, pedals, the clock, the pulse
        if not path.exists():
            path.write_bytes(bytes(size))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), size)

    def note(self, data: bytes) -> None:
        """Keep book of one message that is being sent."""
        if is_note_on(data):
            at = (data[0] & 0x0F) * 128 + data[1]
            self._map[at] = data[2]
            self._map[_NOTES + at] = 1
        elif is_note_off(data):
            self._map[(data[0] & 0x0F) * 128 + data[1]] = 0
        elif data[0] & 0xF0 == CONTROL and data[1] == SUSTAIN:
            self._map[_AT_PEDALS + (data[0] & 0x0F)] = data[2]

    def _marked(self, table: int) -> list[tuple[int, int]]:
        """(channel from 1, pitch) of each mark in the table that begins at `table`."""
        return [(at // 128 + 1, at % 128) for at, mark in enumerate(self._map[table : table + _NOTES]) if mark]

    @property
    def sounding(self) -> list[tuple[int, int]]:
        """(channel from 1, pitch) of all that sounds."""
        return self._marked(0)

    def silencers(self) -> list[bytes]:
        """Messages that silence every note: pedal up, then each sounding note off, then the controllers, on each
        used channel.

        The pedal comes first because some pianos ignore All Notes Off while it is down.
        """
        held = {channel for channel in range(_CHANNELS) if self._map[_AT_PEDALS + channel]}
        used = sorted({channel - 1 for channel, _ in self._marked(_NOTES)} | held)
        pedals = [bytes((CONTROL | channel, SUSTAIN, 0)) for channel in used]
        offs = [note_off(channel, pitch) for channel, pitch in self.sounding]
        rest = [bytes((CONTROL | channel, controller, 0)) for channel in used for controller in _CONTROLLERS_OFF]
        return pedals + offs + rest

    def catch_up(self) -> list[bytes]:
        """For a listener who was away: offs for all that may have been left sounding there, and does not sound now."""
        sounding = set(self.sounding)
        return [note_off(channel, pitch) for channel, pitch in self._marked(_NOTES) if (channel, pitch) not in sounding]

    def silenced(self) -> None:
        """Nothing sounds any more, and no pedal is down."""
        self._map[:_NOTES] = bytes(_NOTES)
        self._map[_AT_PEDALS:_AT_CLOCK] = bytes(_CHANNELS)

    def set_clock(self, timeline: Timeline, running: bool, source: SourceName) -> None:
        """The clock that runs, or that ran last."""
        values = (timeline.anchor_ns, timeline.anchor_tick, timeline.ns_per_beat)
        self._map[_AT_CLOCK:_AT_PULSE] = _CLOCK.pack(running, _SOURCES.index(source), *values)

    @property
    def pulse(self) -> int:
        """When wire's loop last turned, in monotonic ns."""
        (ns,) = _PULSE.unpack(self._map[_AT_PULSE : _AT_PULSE + _PULSE.size])
        return int(ns)

    def beat(self, now: int) -> None:
        """Wire's loop turns."""
        self._map[_AT_PULSE : _AT_PULSE + _PULSE.size] = _PULSE.pack(now)

    @property
    def clock(self) -> tuple[Timeline, bool, SourceName] | None:
        """The last clock, whether it runs, and whose it is; None before the first start."""
        running, source, anchor_ns, anchor_tick, ns_per_beat = _CLOCK.unpack(self._map[_AT_CLOCK:_AT_PULSE])
        if not ns_per_beat:
            return None
        return Timeline(Nanos(anchor_ns), Tick(anchor_tick), ns_per_beat), running, _SOURCES[source]


def silence_all() -> list[bytes]:
    """For an output of which nothing is known: pedal up, all notes off, one by one too, on all sixteen channels."""
    messages = []
    for channel in range(_CHANNELS):
        messages.append(bytes((CONTROL | channel, SUSTAIN, 0)))
        messages += [note_off(channel + 1, pitch) for pitch in range(128)]
        messages += [bytes((CONTROL | channel, controller, 0)) for controller in _CONTROLLERS_OFF]
    return messages
