"""Each part has a MIDI channel of its own: one that nobody has written gives way to those that somebody has."""

from collections.abc import Iterator
from typing import Final

from jamd.config.parts import Parts
from jamd.music.channel_messages import PERCUSSION
from jamd.music.time.notes import BAND, BandPart

_CHANNELS: Final = range(1, 17)


def channels(parts: Parts) -> dict[BandPart, int]:
    """MIDI channel of each part, from 1. Where its default is what another part was given, it has the next one that no
    part has; never the drums' channel 10."""
    found: dict[BandPart, int] = {part: parts.of(part).channel for part in BAND}
    written = parts.written_channels()
    for part in BAND:
        if part not in written and found[part] in written.values():
            found[part] = _next_free(found[part], {PERCUSSION, *found.values()})
    return found


def _next_free(channel: int, taken: set[int]) -> int:
    later_first: tuple[int, ...] = (*_CHANNELS[channel:], *_CHANNELS[:channel])
    return next(other for other in later_first if other not in taken)


def gave_way(parts: Parts) -> Iterator[str]:
    """A sentence for each part that plays and is not on its usual channel."""
    found, written = channels(parts), parts.written_channels()
    for part in BAND:
        usual = parts.of(part).channel
        if found[part] != usual and parts.of(part).enabled:
            other = next(other for other, channel in written.items() if channel == usual)
            yield f"parts.{other}.channel is {usual}, so {_is(part)} on channel {found[part]}"


def _is(part: BandPart) -> str:
    return "the drums are" if part == "drums" else f"the {part} is"
