"""How soon and how far the band's intensity follows the keyboardist's.

What is heard is looked at on a fixed grid, and each time the band goes a share of the way: after `attack` beats nine
tenths of the way up, after `release` beats nine tenths of the way down. So the same playing gives the same intensity,
whenever the band happens to plan.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from jamd.music.listening.intensity import IDLE
from jamd.music.time.notes import TICKS_PER_BEAT, Tick

_STEP: Final = TICKS_PER_BEAT // 8
_LEFT: Final = 0.1  # of the way, after the beats that are set


class Following(msgspec.Struct, frozen=True):
    """How the band follows."""

    attack: float = 0.0  # beats to play up; 0: at once
    release: float = 0.0  # beats to calm down
    amount: float = 1.0  # 0 to 2: how far; 1: as far as the keyboardist goes
    register: float = 0.0  # 0 to 1: how much high and low hands count, beside loud and busy ones

    @property
    def is_at_once(self) -> bool:
        return self.attack == self.release == 0

    def told(self, heard: float) -> float:
        """What players are told of an intensity."""
        return heard if self.amount == 1 else min(1.0, max(0.0, IDLE + self.amount * (heard - IDLE)))


AT_ONCE: Final = Following()


class IntensityFollower:
    """Owned by the listener. `heard` is the keyboardist's intensity at a tick. It begins where it is first asked to
    follow, which is before anything is heard: until then the intensity is IDLE, however late the band has come."""

    def __init__(self) -> None:
        self._value = IDLE
        self._seen: Tick | None = None  # how far the time has passed

    def follow(self, until: Tick, heard: Callable[[Tick], float], following: Following) -> None:
        """Let the time pass up to a tick, with the playing that is known by now."""
        seen = max(Tick(0), until) if self._seen is None else self._seen
        self._seen = max(seen, until)
        if following.is_at_once:
            return
        for place in range(seen // _STEP + 1, until // _STEP + 1):
            target = heard(Tick(place * _STEP))
            self._value += _share(target - self._value, following) * (target - self._value)

    def at(self, heard: float, following: Following) -> float:
        """Where it is now, while this is heard."""
        if following.is_at_once:
            self._value = heard
        return heard if _share(heard - self._value, following) == 1 else self._value


def _share(change: float, following: Following) -> float:
    """Of the way, in one step of the grid."""
    beats = following.attack if change > 0 else following.release
    return 1.0 if beats == 0 else 1 - _LEFT ** (_STEP / (beats * TICKS_PER_BEAT))
