"""What sounded, or was played, and is not on the tape."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

Stamped = tuple[float, bytes]  # seconds of the monotonic clock, message

_LATE_S: Final = 3.0  # a JACK server that stands still delivers no sooner
_EARLY_S: Final = 0.05
_MOST_S: Final = 0.3  # that one message stands for: nobody here plays more slowly, but holds notes


class Hole(NamedTuple):
    """A message that is missing, and the seconds that it stands for: since the message before it."""

    at: float
    seconds: float


def holes(expected: Sequence[Stamped], taped: Sequence[Stamped], sent: bool = False) -> list[Hole]:
    """Each expected message should be on the tape once. What the keyboardist has sent may be taped up to three seconds
    later; what the listener has heard may have been taped so much earlier.
    """
    early, late = (_EARLY_S, _LATE_S) if sent else (_LATE_S, _EARLY_S)
    left: dict[bytes, list[float]] = defaultdict(list)
    for at, data in sorted(taped):
        left[data].append(at)
    found: list[Hole] = []
    before = expected[0][0] if expected else 0.0
    for at, data in expected:
        place = bisect_right(left[data], at - early) if sent else bisect_right(left[data], at + late) - 1
        if 0 <= place < len(left[data]) and at - early < left[data][place] <= at + late:
            del left[data][place]
        else:
            found.append(Hole(at, min(at - before, _MOST_S)))
        before = at
    return found


def lost_s(found: Sequence[Hole], start: float, end: float) -> float:
    """Seconds between two instants."""
    return sum(hole.seconds for hole in found if start <= hole.at < end)
