"""What people may set while the band plays: a name, what it takes, and how it changes the jam's settings.

One table for all who set (page, pedals, terminal) and for the jam machine that obeys; nothing here is anybody's own.
"""

from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from jamd.music.settings import JamSettings, Mode
from jamd.music.time.notes import BAND, BandPart

Bpm = Annotated[float, Meta(ge=30, le=400)]
LatencyMs = Annotated[float, Meta(ge=-500, le=500)]
Share = Annotated[float, Meta(ge=0, le=1)]
UpToTwo = Annotated[float, Meta(ge=0, le=2)]
Key = Annotated[int, Meta(ge=0, le=127)]
TradeBars = Literal[1, 2, 4, 8, 12]
Harmony = Literal["chart", "follow"]

Change = Callable[[JamSettings, Any], JamSettings]


class Control(msgspec.Struct, frozen=True):
    """Something that can be set. `takes` completes the sentence '<name> takes ...'."""

    kind: Any
    takes: str
    change: Change

    def apply(self, settings: JamSettings, value: object) -> JamSettings:
        """msgspec.ValidationError where the value is of another kind."""
        return self.change(settings, msgspec.convert(value, self.kind))


def _jam(field: str) -> Change:
    return lambda settings, value: msgspec.structs.replace(settings, **{field: value})


def _part(part: BandPart, field: str) -> Change:
    def change(settings: JamSettings, value: Any) -> JamSettings:
        changed = msgspec.structs.replace(settings.parts[part], **{field: value})
        return msgspec.structs.replace(settings, parts={**settings.parts, part: changed})

    return change


def _harmony(settings: JamSettings, value: Any) -> JamSettings:
    return msgspec.structs.replace(settings, follow_harmony=value == "follow")


CONTROLS: Final[dict[str, Control]] = {
    "mode": Control(Mode, "accompany, trade, continue, drums or piano", _jam("mode")),
    "trade_bars": Control(TradeBars, "1, 2, 4, 8 or 12 bars", _jam("trade_bars")),
    "you_first": Control(bool, "true or false", _jam("you_first")),
    "intensity": Control(Share | None, "0 to 1, or null to follow you", _jam("intensity")),
    "swing": Control(UpToTwo, "0 (straight) to 2", _jam("swing")),
    "split": Control(Key, "a MIDI note, 0 to 127", _jam("split")),
    "harmony": Control(Harmony, "chart or follow", _harmony),
}
for _band_part in BAND:
    CONTROLS[f"{_band_part}.enabled"] = Control(bool, "true or false", _part(_band_part, "enabled"))
    CONTROLS[f"{_band_part}.mute"] = Control(bool, "true or false", _part(_band_part, "mute"))
    CONTROLS[f"{_band_part}.solo"] = Control(bool, "true or false", _part(_band_part, "solo"))
    CONTROLS[f"{_band_part}.volume"] = Control(UpToTwo, "0 to 2", _part(_band_part, "volume"))
    CONTROLS[f"{_band_part}.temperature"] = Control(UpToTwo, "0 to 2", _part(_band_part, "temperature"))
