"""What hands and feet do at the keyboard: channel messages in, and what was struck, for how long, out.

A key is a channel and a pitch. A stroke that arrives on several channels, as layers and coupled keyboards send it, is
one stroke and lasts until the last of its keys is up. What the damper or sostenuto pedal of a channel holds sounds on
behind its key. Nothing counts for ever, for strings fade, and an off may never come: four bars after it was struck a
note is over, and one key that is left of all that was struck with it and since keeps the floor for two.
"""

from collections import deque
from collections.abc import Iterator
from itertools import chain
from typing import Final

from jamd.music.channel_messages import (
    CONTROL,
    PEDAL_DOWN,
    SOSTENUTO,
    SUSTAIN,
    lifts_all_keys,
    lifts_pedals,
    note_message,
)
from jamd.music.listening.onsets import ONE_ONSET, Stroke
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick

MOST: Final = 1024  # strokes that are remembered; in 16 bars, 64 a bar
TOGETHER: Final = TICKS_PER_BEAT // 48  # ticks from a stroke to its double: 10 ms at 120 bpm
_FADED: Final = 4  # bars after which a note counts no more
_ALONE: Final = 2  # bars, for one key below what was played since
_LAYER: Final = 24  # semitones from a key to its double, at most
_LATEST: Final = 32  # strokes that a double may belong to

Key = tuple[int, int]  # channel from 0, pitch


class _Stroke:
    """Changes while it sounds: `down` and `ringing` are its keys that hands and pedals hold."""

    def __init__(self, start: Tick, key: Key, velocity: int, fades: Tick) -> None:
        self.start, self.pitch, self.velocity = start, key[1], velocity
        self.fades = fades  # it counts until then
        self.channels = {key[0]}
        self.down: set[Key] = {key}
        self.ringing: set[Key] = set()
        self.released: Tick | None = None  # when the last key came up
        self.silent: Tick | None = None

    def played(self, now: Tick) -> Note:
        """Until its key is up, or `now`."""
        return self._until(now if self.released is None else self.released)

    def sounded(self, now: Tick, ringing: Tick) -> Note:
        """Until the pedal lets go, if that is no longer than `ringing` behind the stroke."""
        up, silent = (now if end is None else end for end in (self.released, self.silent))
        return self._until(max(up, min(silent, Tick(self.start + ringing))))

    def _until(self, end: Tick) -> Note:
        return Note(self.start, self.pitch, max(min(end, self.fades), Tick(self.start + 1)), self.velocity)

    def may_be_doubled_by(self, key: Key, velocity: int) -> bool:
        """On another channel, and layers in octaves are as loud. Two hands are not, nearly always."""
        apart = abs(key[1] - self.pitch)
        is_layer = apart == 0 or (apart % 12 == 0 and apart <= _LAYER and velocity == self.velocity)
        return is_layer and key[0] not in self.channels and self.silent is None


class Keyboard:
    """Called by the jam machine alone. Ticks may only grow between two calls of `forget`. What a pedal holds is told to
    sound for `ringing` ticks at most."""

    def __init__(self, bar: Tick, memory: Tick, ringing: Tick) -> None:
        self._bar, self._memory, self._ringing = bar, memory, ringing
        self._strokes: dict[Key, _Stroke] = {}  # that sound, by each of their keys
        self._played: deque[Note] = deque(maxlen=MOST)  # strokes that are over
        self._sounded: deque[Note] = deque(maxlen=MOST)  # the same
        self._latest: deque[_Stroke] = deque(maxlen=_LATEST)
        self._dampers: set[int] = set()  # channels
        self._sostenutos: set[int] = set()  # channels
        self._caught: set[Key] = set()  # by sostenuto pedals, as they went down
        self._last: _Stroke | None = None
        self._last_other: _Stroke | None = None  # of another pitch than the last
        self._last_end = Tick(0)

    # -- messages

    def hear(self, tick: Tick, data: bytes) -> bool:
        """Take one message; whether it is a stroke, and not another one's double."""
        note = note_message(data)
        if note is None:
            self.foot(data)
            self._let_go(tick, data)
            return False
        key = (data[0] & 0x0F, note.pitch)
        if not note.is_on:
            self._lift(key, tick)
            return False
        self._silence(key, tick)
        return self._strike(tick, key, note.velocity)

    def foot(self, data: bytes) -> None:
        """Take of one message what it does to pedals: all that counts while no clock runs."""
        channel = data[0] & 0x0F
        is_down = data[0] & 0xF0 == CONTROL and data[2] >= PEDAL_DOWN
        if lifts_pedals(data) or _moves(SUSTAIN, data):
            (self._dampers.add if is_down and not lifts_pedals(data) else self._dampers.discard)(channel)
        if lifts_pedals(data) or (_moves(SOSTENUTO, data) and not is_down):
            self._sostenutos.discard(channel)
            self._caught = {key for key in self._caught if key[0] != channel}
        elif _moves(SOSTENUTO, data) and channel not in self._sostenutos:
            self._sostenutos.add(channel)
            self._caught |= {key for key, stroke in self._strokes.items() if key[0] == channel and key in stroke.down}

    def release_all(self, tick: Tick) -> None:
        """No key and no pedal is down: the cable is gone, or may have been."""
        self._dampers.clear()
        self._sostenutos.clear()
        self._caught.clear()
        for key in tuple(self._strokes):
            self._silence(key, tick)

    def forget(self) -> None:
        """Start over for another run of the clock; the feet stay where they are."""
        self._strokes.clear()
        self._played.clear()
        self._sounded.clear()
        self._latest.clear()
        self._caught.clear()
        self._last = self._last_other = None

    # -- what was played

    def played(self, now: Tick) -> tuple[Note, ...]:
        """The notes within memory as hands play them, sorted: until the key is up, or `now`."""
        return self._remembered([*self._played, *(stroke.played(now) for stroke in set(self._strokes.values()))], now)

    def sounded(self, now: Tick) -> tuple[Note, ...]:
        """The same as they sound, for as long as they are told to."""
        open_strokes = (stroke.sounded(now, self._ringing) for stroke in set(self._strokes.values()))
        return self._remembered([*self._sounded, *open_strokes], now)

    def struck(self, now: Tick) -> Iterator[Stroke]:
        """All strokes within memory, in no order."""
        sounding = ((stroke.start, stroke.pitch) for stroke in self._strokes.values())
        return chain(sounding, ((note.start, note.pitch) for note in self._played if note.end > now - self._memory))

    def _remembered(self, notes: list[Note], now: Tick) -> tuple[Note, ...]:
        return tuple(sorted([note for note in notes if note.end > now - self._memory]))

    def hand(self, now: Tick) -> frozenset[int]:
        """The pitches whose keys are down; or, if none is, of the last chord that was struck what pedals hold."""
        return frozenset(pitch for _, pitch in self.held(now))

    def held(self, now: Tick) -> list[Stroke]:
        """The same with the tick at which each was struck, in order."""
        sounding = {stroke for stroke in self._strokes.values() if stroke.fades > now}
        latest = max((stroke.start for stroke in sounding), default=now)
        chord = [stroke for stroke in sounding if latest - stroke.start <= ONE_ONSET]
        return sorted((stroke.start, stroke.pitch) for stroke in [each for each in sounding if each.down] or chord)

    @property
    def silent_at(self) -> Tick | None:
        """From when on nothing counts, if no key and no pedal moves until then; None before anything was played."""
        if self._last is None:
            return None
        sounding = {stroke for stroke in self._strokes.values() if stroke.fades > self._last_end}
        if len(sounding) == 1:
            (alone,) = sounding
            if alone.down and self._is_below_others(alone):
                return max(self._last_end, Tick(alone.start + _ALONE * self._bar))
        return max((stroke.fades for stroke in sounding), default=self._last_end)

    def _is_below_others(self, stroke: _Stroke) -> bool:
        """Whether other keys were struck with it or since; the same one on another channel is no other."""
        assert self._last is not None
        other = self._last if self._last.pitch != stroke.pitch else self._last_other
        return other is not None and other.start >= stroke.start - ONE_ONSET

    # -- keys

    def _strike(self, tick: Tick, key: Key, velocity: int) -> bool:
        while self._latest and self._latest[0].start < tick - TOGETHER:
            self._latest.popleft()
        doubled = [stroke for stroke in self._latest if stroke.may_be_doubled_by(key, velocity)]
        if doubled:
            stroke = min(reversed(doubled), key=lambda stroke: stroke.pitch != key[1])
            stroke.channels.add(key[0])
            stroke.down.add(key)
            stroke.released = None
            self._strokes[key] = stroke
            return False
        stroke = self._strokes[key] = _Stroke(tick, key, velocity, Tick(tick + _FADED * self._bar))
        self._latest.append(stroke)
        self._last_end = tick if self._last is None else self._last_end
        if self._last is not None and self._last.pitch != stroke.pitch:
            self._last_other = self._last
        self._last = stroke
        return True

    def _let_go(self, tick: Tick, data: bytes) -> None:
        """End what neither a hand nor a foot holds any more after a message that is no note."""
        for key in [key for key in self._strokes if key[0] == data[0] & 0x0F]:
            if lifts_all_keys(data):
                self._lift(key, tick)
            elif key in self._strokes[key].ringing and not self._is_pedalled(key):
                self._silence(key, tick)

    def _lift(self, key: Key, tick: Tick) -> None:
        stroke = self._strokes.get(key)
        if stroke is None:
            return
        if not self._is_pedalled(key):
            self._silence(key, tick)
        elif key in stroke.down:
            stroke.down.discard(key)
            stroke.ringing.add(key)
            stroke.released = stroke.released if stroke.down else tick

    def _silence(self, key: Key, tick: Tick) -> None:
        stroke = self._strokes.pop(key, None)
        if stroke is None:
            return
        stroke.ringing.discard(key)
        if key in stroke.down:
            stroke.down.discard(key)
            stroke.released = stroke.released if stroke.down else tick
        if not stroke.down and not stroke.ringing:
            stroke.silent = self._last_end = tick
            self._played.append(stroke.played(tick))
            self._sounded.append(stroke.sounded(tick, self._ringing))

    def _is_pedalled(self, key: Key) -> bool:
        return key[0] in self._dampers or key in self._caught


def moves_keys(data: bytes) -> bool:
    """Whether a channel message may strike, hold or release keys. Wheels and aftertouch do not; they come in floods."""
    is_note = note_message(data) is not None
    return is_note or lifts_all_keys(data) or lifts_pedals(data) or _moves(SUSTAIN, data) or _moves(SOSTENUTO, data)


def _moves(controller: int, data: bytes) -> bool:
    return data[0] & 0xF0 == CONTROL and data[1] == controller
