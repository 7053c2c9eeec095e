"""What the jam machine is told once: its share of config.yaml, checked already."""

from typing import Literal

import msgspec

from jamd.music.time.notes import TICKS_PER_BEAT, BandPart, Meter, Tick

Mode = Literal["accompany", "trade", "continue", "drums", "piano"]


class PartSettings(msgspec.Struct, frozen=True):
    enabled: bool = True
    temperature: float = 1.0
    volume: float = 1.0  # scales velocities
    mute: bool = False  # planned as ever, but not heard
    solo: bool = False  # only those that have it are heard


class JamSettings(msgspec.Struct, frozen=True):
    """The jam's share of config.yaml, checked already."""

    meter: Meter
    parts: dict[BandPart, PartSettings]
    seed: int
    count_in: int = 2  # bars
    mode: Mode = "accompany"
    trade_bars: int = 4
    you_first: bool = True
    follow_harmony: bool = False
    split: int = 54
    swing: float = 1.0  # scales the swing curve; 0 is straight
    intensity: float | None = None  # None: as the keyboardist plays
    commit: Tick = Tick(TICKS_PER_BEAT // 2)
    lookahead_bars: int = 1

    def audible(self, part: BandPart) -> bool:
        """Neither muted nor silenced by another one's solo."""
        soloists = any(other.solo for other in self.parts.values())
        return not self.parts[part].mute and (self.parts[part].solo or not soloists)
