"""What sounded, or was played, and is not on the tape."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

Stamped = tuple[float, bytes]  # seconds of the monotonic clock, message

_LATE_S: Final = 3.0  # a JACK server that stands still delivers no sooner
_EARLY_S: Final = 0.05


class Hole(NamedTuple):
    """From the last message that was taped to the last that was not, in seconds of the monotonic clock."""

    start: float
    end: float


def holes(expected: Sequence[Stamped], taped: Sequence[Stamped], sent: bool = False) -> list[Hole]:
    """Where messages are missing: each of the expected ones should be on the tape once. What the keyboardist has sent
    may be taped up to three seconds later; what the listener has heard may have been taped so much earlier.
    """
    early, late = (_EARLY_S, _LATE_S) if sent else (_LATE_S, _EARLY_S)
    left: dict[bytes, list[float]] = defaultdict(list)
    for at, data in sorted(taped):
        left[data].append(at)
    found: list[Hole] = []
    before, is_open = expected[0][0] if expected else 0.0, False
    for at, data in expected:
        place = bisect_right(left[data], at - early) if sent else bisect_right(left[data], at + late) - 1
        if 0 <= place < len(left[data]) and at - early < left[data][place] <= at + late:
            del left[data][place]
            before, is_open = at, False
        else:
            if is_open:
                found.pop()
            found.append(Hole(before, at))
            is_open = True
    return found


def lost_s(found: Sequence[Hole], start: float, end: float) -> float:
    """Seconds of the holes that begin between two instants."""
    return sum(hole.end - hole.start for hole in found if start <= hole.end < end)
