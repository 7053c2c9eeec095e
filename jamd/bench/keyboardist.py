"""A simulated keyboardist: two bars of line, one of rest, shell voicings in the left hand. The notes are drawn from a
seed, so that the band always has something new to answer."""

import random
from collections import deque
from collections.abc import Callable
from typing import Final

from jamd.music.channel_messages import note_off, note_on
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Tick

_CHANNEL: Final = 1
_LINE: Final = (58, 60, 61, 63, 65, 67, 68, 70, 72, 73, 75, 77, 79)  # B flat, with its blue notes
_SHELLS: Final = ((44, 50), (43, 49), (45, 51), (46, 50))
_EIGHTH: Final = TICKS_PER_BEAT // 2

Key = tuple[Tick, bytes]


def bar_of_keys(bar: int, meter: Meter, dice: random.Random) -> list[Key]:
    """The messages of one bar, in order; every key pressed in it is released in it."""
    start = bar * meter.bar
    keys: list[Key] = []

    def strike(place: int, pitch: int, length: int) -> None:
        keys.append((Tick(start + place), note_on(_CHANNEL, pitch, dice.randint(45, 105))))
        keys.append((Tick(start + place + length), note_off(_CHANNEL, pitch)))

    for pitch in dice.choice(_SHELLS):
        strike(dice.choice((0, _EIGHTH)), pitch, TICKS_PER_BEAT)
    at = dice.randrange(len(_LINE))
    for place in range(0, meter.bar if bar % 3 != 2 else 0, _EIGHTH):
        if dice.random() < 0.75:
            at = min(len(_LINE) - 1, max(0, at + dice.choice((-2, -1, 1, 2))))
            strike(place + dice.randrange(40), _LINE[at], _EIGHTH - 60)
    return sorted(keys, key=lambda key: key[0])


class Keyboardist:
    """Plays on `send`. Is told the tick; one thread."""

    def __init__(self, meter: Meter, seed: int, send: Callable[[bytes], object]) -> None:
        self._meter = meter
        self._dice = random.Random(seed)
        self._send = send
        self._next_bar = 0
        self._keys: deque[Key] = deque()

    def play(self, now: Tick) -> Tick:
        """Play all that is due, and return the next tick. Missed bars are skipped."""
        while (due := self._next_tick(now)) <= now:
            self._send(self._keys.popleft()[1])
        return due

    def _next_tick(self, now: Tick) -> Tick:
        while not self._keys:
            self._next_bar = max(self._next_bar, -(-now // self._meter.bar))
            self._keys += bar_of_keys(self._next_bar, self._meter, self._dice)
            self._next_bar += 1
        return self._keys[0][0]

    def release(self) -> None:
        """Release every key."""
        for _, data in self._keys:
            if data[0] & 0xF0 == 0x80:
                self._send(data)
        self._keys.clear()
