"""What must outlive wire, in the memory that the processes share: the table of sounding notes, the sustain pedals, the
clock.

Wire writes at most two bytes per note and a few dozen per tempo change; the patchbay and the next wire read. A kill at
any instant tears none of it.
"""

import struct
from pathlib import Path
from typing import Final, get_args

from jamd.commands.choices import SourceName
from jamd.ipc.memory import WIRE, open_memory
from jamd.ipc.record import Record
from jamd.ipc.tape_marks import TapeMarks
from jamd.music.channel_messages import ALL_NOTES_OFF, ALL_SOUND_OFF, CONTROL, RESET_CONTROLLERS, SUSTAIN, note_off
from jamd.music.time.notes import Nanos, Tick
from jamd.music.time.timeline import Timeline

_CHANNELS: Final = 16
_NOTES: Final = _CHANNELS * 128
_CLOCK: Final = struct.Struct("<?Bqqq")  # running, the source, the timeline
_AT_SOUNDING: Final = WIRE
_AT_USED: Final = _AT_SOUNDING + _NOTES
_AT_PEDALS: Final = _AT_USED + _NOTES
_AT_USED_PEDALS: Final = _AT_PEDALS + _CHANNELS
_AT_BEGUN: Final = _AT_USED_PEDALS + _CHANNELS
_AT_OWED: Final = _AT_BEGUN + 1
_AT_CLOCK: Final = _AT_OWED + 1
_CLOCK_SIZE: Final = 128
_SOURCES: Final[tuple[SourceName, ...]] = get_args(SourceName)
_CONTROLLERS_OFF: Final = (ALL_NOTES_OFF, ALL_SOUND_OFF, RESET_CONTROLLERS)


class SharedState:
    """Notes and pedals are written by `Output` alone, under its lock; the rest by wire's loop alone."""

    def __init__(self, memory: Path) -> None:
        """OSError."""
        self._map = open_memory(memory)
        self._clock = Record(self._map, _AT_CLOCK, _CLOCK_SIZE)
        self.tape = TapeMarks(memory)

    def begin(self) -> None:
        """A wire begins to play: from now on it owes every listener an off for each note, whatever happens."""
        self._map[_AT_BEGUN] = self._map[_AT_OWED] = 1

    def settle(self) -> None:
        """The listeners have had all offs."""
        self._map[_AT_OWED] = 0

    @property
    def owed(self) -> bool:
        """Whether a listener may not have had an off: wire died, or left before its cables were back. A note that was
        marked off may sound too: the driver may not have sent what it was given."""
        return bool(self._map[_AT_OWED])

    @property
    def has_begun(self) -> bool:
        """Whether one ever has begun."""
        return bool(self._map[_AT_BEGUN])

    def note_on(self, key: int, velocity: int) -> None:
        """`key` is channel * 128 + pitch, the channel counted from 0."""
        self._map[_AT_SOUNDING + key] = velocity
        self._map[_AT_USED + key] = 1

    def note_off(self, key: int) -> None:
        self._map[_AT_SOUNDING + key] = 0

    def sustain(self, channel: int, value: int) -> None:
        """The sustain pedal of a channel, counted from 0."""
        self._map[_AT_PEDALS + channel] = value
        self._map[_AT_USED_PEDALS + channel] = 1

    def _marked(self, table: int) -> list[tuple[int, int]]:
        """(channel from 1, pitch) of each entry that is set in the table at this offset."""
        return [(at // 128 + 1, at % 128) for at, mark in enumerate(self._map[table : table + _NOTES]) if mark]

    @property
    def sounding(self) -> list[tuple[int, int]]:
        """(channel from 1, pitch) of every sounding note."""
        return self._marked(_AT_SOUNDING)

    def silencers(self) -> list[bytes]:
        """The messages that silence every used channel: pedal up, an off for each note that was used, those first that
        sound, then All Notes Off and the like. JACK may lose the end of a long burst: of some
        90 messages in a period of 64 frames 65 arrived, and 34.

        The pedal comes first because some pianos ignore All Notes Off while it is down.
        """
        pedalled = {channel for channel in range(_CHANNELS) if self._map[_AT_USED_PEDALS + channel]}
        used = sorted({channel - 1 for channel, _ in self._marked(_AT_USED)} | pedalled)
        pedals = [bytes((CONTROL | channel, SUSTAIN, 0)) for channel in used]
        offs = [note_off(*note) for note in dict.fromkeys((*self.sounding, *self._marked(_AT_USED)))]
        rest = [bytes((CONTROL | channel, controller, 0)) for channel in used for controller in _CONTROLLERS_OFF]
        return pedals + offs + rest

    def catch_up(self) -> list[bytes]:
        """For a synth that was unplugged: an off for every note and pedal that may still sound there but should not."""
        lifted = [c for c in range(_CHANNELS) if self._map[_AT_USED_PEDALS + c] and not self._map[_AT_PEDALS + c]]
        sounding = set(self.sounding)
        offs = [note_off(*note) for note in self._marked(_AT_USED) if note not in sounding]
        return [bytes((CONTROL | channel, SUSTAIN, 0)) for channel in lifted] + offs

    def clear(self) -> None:
        """Nothing sounds any more, and no pedal is down."""
        self._map[_AT_SOUNDING:_AT_USED] = bytes(_NOTES)
        self._map[_AT_PEDALS:_AT_USED_PEDALS] = bytes(_CHANNELS)

    def set_clock(self, timeline: Timeline, running: bool, source: SourceName) -> None:
        """Store the clock that runs, or that ran last."""
        values = (timeline.anchor_ns, timeline.anchor_tick, timeline.ns_per_beat)
        self._clock.write(_CLOCK.pack(running, _SOURCES.index(source), *values))

    @property
    def clock(self) -> tuple[Timeline, bool, SourceName] | None:
        """The last clock, whether it runs, and its source; None before the first start."""
        if (value := self._clock.read()) is None:
            return None
        running, source, anchor_ns, anchor_tick, ns_per_beat = _CLOCK.unpack(value)
        return Timeline(Nanos(anchor_ns), Tick(anchor_tick), ns_per_beat), running, _SOURCES[source]


def silence_all() -> list[bytes]:
    """Silence an output of which nothing is known: on all 16 channels pedal up, every note off, All Notes Off."""
    messages = []
    for channel in range(_CHANNELS):
        messages.append(bytes((CONTROL | channel, SUSTAIN, 0)))
        messages += [note_off(channel + 1, pitch) for pitch in range(128)]
        messages += [bytes((CONTROL | channel, controller, 0)) for controller in _CONTROLLERS_OFF]
    return messages
