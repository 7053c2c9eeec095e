"""A keyboardist who never tires: two bars of line, one of rest, the left hand's shells below. What is played is drawn
from a seed; the band has always something new to answer."""

import random
from collections import deque
from collections.abc import Callable
from typing import Final

from jamd.music.events import note_off, note_on
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Tick

_CHANNEL: Final = 1
_LINE: Final = (58, 60, 61, 63, 65, 67, 68, 70, 72, 73, 75, 77, 79)  # B flat, with its blue notes
_SHELLS: Final = ((44, 50), (43, 49), (45, 51), (46, 50))
_EIGHTH: Final = TICKS_PER_BEAT // 2

Key = tuple[Tick, bytes]


def bar_of_keys(bar: int, meter: Meter, dice: random.Random) -> list[Key]:
    """What is played in one bar, in order; every key that goes down comes up in it."""
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
    """Plays into whatever `hand` sends to. Told the tick; one thread."""

    def __init__(self, meter: Meter, seed: int, hand: Callable[[bytes], object]) -> None:
        self._meter = meter
        self._dice = random.Random(seed)
        self._hand = hand
        self._next_bar = 0
        self._keys: deque[Key] = deque()

    def play(self, now: Tick) -> Tick:
        """Play all that is due; when there is more to play. Bars that were missed are not made up for."""
        while (due := self._next_tick(now)) <= now:
            self._hand(self._keys.popleft()[1])
        return due

    def _next_tick(self, now: Tick) -> Tick:
        while not self._keys:
            self._next_bar = max(self._next_bar, -(-now // self._meter.bar))
            self._keys += bar_of_keys(self._next_bar, self._meter, self._dice)
            self._next_bar += 1
        return self._keys[0][0]

    def lift(self) -> None:
        """Every key up."""
        for _, data in self._keys:
            if data[0] & 0xF0 == 0x80:
                self._hand(data)
        self._keys.clear()
