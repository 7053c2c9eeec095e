"""The meters of a file, and what the band makes of them.

Strategy: the band plays 3/4, 4/4 and 5/4. A meter whose bars are as long as some of its own is played so, bar line on
bar line, and told; any other is told too, and the band keeps to its own bars. A first meter shorter than a bar of the
second is a pickup: the form starts behind it.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Tick

Signature = tuple[int, int]  # beats and unit: (6, 8)
Meters = Sequence[tuple[Tick, Signature]]

_WHOLE: Final = 4 * TICKS_PER_BEAT
_MOST_BEATS: Final = 255  # in a bar: the file has one byte for them


def bar_of(signature: Signature) -> Tick:
    """Ticks in a bar; the unit is at most a 64th, so they are whole."""
    return Tick(signature[0] * _WHOLE // signature[1])


def meter_like(signature: Signature) -> Meter | None:
    """The band's meter whose bar lines fall on those of another; None if there is none."""
    bar = bar_of(signature)
    if bar in (2 * TICKS_PER_BEAT, 4 * TICKS_PER_BEAT, 8 * TICKS_PER_BEAT):
        return Meter(4)
    if bar in (3 * TICKS_PER_BEAT, 6 * TICKS_PER_BEAT):
        return Meter(3)
    return Meter(5) if bar == 5 * TICKS_PER_BEAT else None


def signatures(meters: Meters) -> list[tuple[Tick, Signature]]:
    """In order; of two at one tick the last holds. It is 4/4 until the first, as the standard has it."""
    start: list[tuple[Tick, Signature]] = [(Tick(0), (4, 4))] if meters else []
    return list(dict(start + sorted(meters, key=lambda entry: entry[0])).items())


def pickup_of(meters: Meters) -> Tick:
    """Ticks before the first whole bar: a signature always stands at a bar line."""
    found = signatures(meters)
    if len(found) < 2:
        return Tick(0)
    (_, first), (length, second) = found[:2]
    return length if length <= bar_of(first) and length < bar_of(second) else Tick(0)


def lead_of(meters: Meters) -> Tick:
    """Ticks of rest that make a whole bar of the pickup."""
    pickup = pickup_of(meters)
    return Tick(bar_of(dict(signatures(meters))[pickup]) - pickup if pickup else 0)


def meter_of(meters: Meters) -> Meter | None:
    """What the band plays behind the pickup; None if the file does not say, or the band cannot."""
    pickup = pickup_of(meters)
    found = [signature for tick, signature in signatures(meters) if tick >= pickup]
    return meter_like(found[0]) if found else None


def signature_of(pickup: Tick) -> Signature | None:
    """A bar as short as a pickup; None if notes are too short for it, or too many."""
    for unit in (4, 8, 16, 32, 64):
        beats, rest = divmod(pickup * unit, _WHOLE)
        if not rest:
            return (beats, unit) if beats <= _MOST_BEATS else None
    return None


def bar_lines(meters: Meters, end: Tick) -> Iterator[Tick]:
    """Every bar line up to the end."""
    changes = signatures(meters) or [(Tick(0), (4, 4))]
    for (start, signature), (following, _) in zip(changes, [*changes[1:], (end, (4, 4))], strict=True):
        yield from map(Tick, range(start, max(following, start + 1), bar_of(signature)))


def differences(
    meters: Meters, played: Meter, end: Tick, instead: str = "the band plays", changes: Meters = ()
) -> Iterator[str]:
    """A sentence if other bars are played than the file has: `played`, and later `changes`. Only the first place where
    they differ is told."""
    pickup = pickup_of(meters)
    there: dict[Tick, Signature] = dict(signatures(meters))
    here: dict[Tick, Signature] = dict(changes)
    file, band = (0, 0), (played.beats, 4)
    for tick in sorted(there.keys() | here.keys()) if there else ():
        file, band = there.get(tick, file), here.get(tick, band)
        if pickup <= tick < max(end, 1) and file != band:
            place = f"from bar {_bar_at(meters, tick)} on, " if tick > pickup else ""
            yield f"{place}the file is in {file[0]}/{file[1]}; {instead} {band[0]}/{band[1]}"
            return


def _bar_at(meters: Meters, tick: Tick) -> int:
    """The number of the bar of the form that begins at a tick, from 1."""
    bars, pickup = 0, pickup_of(meters)
    behind = [(at, signature) for at, signature in signatures(meters) if pickup <= at < tick]
    ends = [at for at, _ in behind[1:]] + [tick]
    for (start, signature), end in zip(behind, ends, strict=True):
        bars += -(-(end - start) // bar_of(signature))
    return bars + 1
