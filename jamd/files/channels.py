"""MIDI channels in a file that the keyboardist shares with the band.

The keyboardist's messages are written as they came, so it is the band that gives way: pedal, program, bend and volume
of a channel are its player's alone. Channels count from 1.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from jamd.music.channel_messages import ACOUSTIC_BASS, CONTROL, GRAND_PIANO, PERCUSSION, program_change
from jamd.music.time.notes import BandPart, Tick

_BANK, _BANK_FINE = 0, 32
_GM2_DRUMS: Final = 120  # the bank that makes any channel a drum kit
_USUAL: Final[dict[BandPart, int]] = {"piano": GRAND_PIANO, "bass": ACOUSTIC_BASS, "drums": 1}  # 1: the standard kit


def channels_of(messages: Iterable[tuple[Tick, bytes]]) -> frozenset[int]:
    return frozenset((data[0] & 0x0F) + 1 for _, data in messages)


def apart(yours: frozenset[int], wanted: Mapping[BandPart, int]) -> dict[BandPart, int]:
    """A channel for each part: the one that it wants, or the lowest that nobody has. A part that finds none keeps
    its own."""
    found: dict[BandPart, int] = {}
    for part, channel in wanted.items():
        taken = yours | set(wanted.values()) | set(found.values()) | {PERCUSSION}
        free = [other for other in range(1, 17) if other not in taken]
        found[part] = free[0] if channel in yours and free else channel
    return found


def moved(yours: frozenset[int], wanted: Mapping[BandPart, int], found: Mapping[BandPart, int]) -> Iterator[str]:
    """A sentence for each part that `apart` moved, and one for those that found no channel."""
    for part, channel in found.items():
        if channel != wanted[part]:
            are = "drums are" if part == "drums" else f"{part} is"
            kit = ", as a GM2 drum kit" if part == "drums" else ""
            yield f"you play on channel {wanted[part]}, so the {are} on channel {channel}{kit}"
    if shared := [part for part, channel in found.items() if channel in yours]:
        *others, last = shared
        those = f"{', '.join(others)} and {last}" if others else last
        yield f"you leave no channel for the {those}: on the second MIDI port of the file"


def opening(part: BandPart, channel: int, wanted: int, program: int | None = None) -> list[bytes]:
    """What a part says first: which sound it has. On its own channel only if it has a `program`, on another one the
    usual sound otherwise."""
    if program is None and channel == wanted:
        return []
    change = program_change(channel, program or _USUAL[part])
    if part != "drums" or channel == wanted:
        return [change]
    banks = ((_BANK, _GM2_DRUMS), (_BANK_FINE, 0))
    return [*(bytes((CONTROL | channel - 1, which, value)) for which, value in banks), change]


def on_channel(messages: Iterable[tuple[Tick, bytes]], channel: int) -> list[tuple[Tick, bytes]]:
    """The same messages on another channel."""
    return [(tick, bytes((data[0] & 0xF0 | channel - 1,)) + data[1:]) for tick, data in messages]
