"""One way by which our notes may come back to the input: from a channel of ours to one of the input's, so many octaves
higher, so much later. And how sure it is that this is a loop and no person.

A person who plays in unison with the band, or reacts to it, is never in time with it to the millisecond, strikes with a
velocity of his own, and leaves notes out. So each note is weighed: how much likelier is it in a loop than from a good
keyboardist, whose distance from the band has a standard deviation of 10 ms? The weights are log2 of that ratio and add
up (Wald's sequential test): the chance that one suspicion wrongly becomes sure is about 2 ** -_SURE.
"""

from typing import Final

from jamd.music.time.notes import Nanos

TOLERANCE_NS: Final = 12_000_000  # of a delay: a sound card's block of 1,024 frames at 48 kHz is 11 ms early or late
_SURE: Final = 20.0
_MOST: Final = 40.0  # so that a loop that is cut is forgotten after ten notes
_SURE_AS_WELL: Final = 14.0  # of a path as long as one that is sure

# How far a stroke is from the path's delay, and its weight. A person is that near in 8, 16, 21 and 32 of 100 strokes.
_TIMING: Final = ((1_000_000, 2.5), (3_000_000, 1.0), (6_000_000, 0.0), (TOLERANCE_NS, -2.0))
_STROKE_NS: Final = 15_000_000  # notes nearer to each other are one stroke, a chord: a person's hand is late as a whole
_CHANGE: Final = 3  # of our velocity, from one note to the next; less says nothing
_SAME_CHANGE: Final = 2.0  # the input's velocity changed by as much
_OTHER_CHANGE: Final = -1.0  # a DAW may have a curve of its own, so the sum of these does not fall below zero
_RETURNED: Final = 2.0  # a note, once it is sure
_MISSED: Final = -4.0

Route = tuple[int, int, int]  # our channel, the input's channel (from 0), semitones that a note comes back higher


class SentNote:
    """A note-on that we sent, and the paths by which it has come back. Thru's are the keyboardist's (`yours`)."""

    __slots__ = ("came_straight_back", "channel", "data", "ns", "off_ns", "paths", "pitch", "velocity", "yours")

    def __init__(self, data: bytes, ns: Nanos, yours: bool) -> None:
        self.data, self.ns, self.yours = data, ns, yours
        self.channel, self.pitch, self.velocity = data[0] & 0x0F, data[1], data[2]
        self.off_ns: Nanos | None = None  # when its note-off was sent
        self.paths: list[EchoPath] = []
        self.came_straight_back = False


class EchoPath:
    """Begins as a suspicion, with the first note that may have come back. Owned by `Echoes`."""

    def __init__(self, route: Route, note: SentNote, velocity: int, ns: Nanos) -> None:
        self.route, self.delay = route, float(ns - note.ns)
        self.sure = False
        self._timing = self._velocity = 0.0  # sums of weights
        self._strokes, self._last_stroke_ns = 1, note.ns
        self._last = note.velocity, velocity
        self._band_since = note.ns
        self._thru_since = note.ns if note.yours else None
        note.paths.append(self)

    def fits(self, delay: float) -> bool:
        return -TOLERANCE_NS <= delay - self.delay <= TOLERANCE_NS

    def carries(self, sent: int, came: int, delay: float) -> bool:
        """Whether a message with this status byte comes back with that one, so much later."""
        ours, theirs, _ = self.route
        return sent & 0x0F == ours and came == sent & 0xF0 | theirs and self.fits(delay)

    def returned(self, note: SentNote, velocity: int, ns: Nanos, known_delay: bool = False) -> bool:
        """A note that we sent comes back this way, or something that looks like it; whether the path is sure now.
        `known_delay`: another one that is sure is as long."""
        note.paths.append(self)
        error = ns - note.ns - self.delay
        is_stroke = abs(note.ns - self._last_stroke_ns) > _STROKE_NS
        if self.sure:
            self._timing = min(_MOST, self._timing + _RETURNED)
        else:
            self._weigh(abs(error) if is_stroke else None, note.velocity, velocity)
            self.sure = self._timing + self._velocity >= (_SURE_AS_WELL if known_delay else _SURE)
            if self.sure:
                self._timing, self._velocity = _SURE, 0.0
                self._thru_since = self._thru_since or ns
        if is_stroke:
            self._strokes += 1
            self._last_stroke_ns = note.ns
        self.delay += error / min(self._strokes, 16)
        return self.sure

    def _weigh(self, stroke_error: float | None, ours: int, theirs: int) -> None:
        if stroke_error is not None:
            self._timing += next(weight for within, weight in _TIMING if stroke_error <= within)
        our_change, their_change = ours - self._last[0], theirs - self._last[1]
        self._last = ours, theirs
        if abs(our_change) >= _CHANGE:
            weight = _SAME_CHANGE if abs(their_change - our_change) <= 1 else _OTHER_CHANGE
            self._velocity = max(0.0, self._velocity + weight)

    def judge(self, note: SentNote) -> bool:
        """A note that we sent has had its time to come back; whether the path is still believed."""
        since = self._thru_since if note.yours else self._band_since
        if note.channel == self.route[0] and since is not None and note.ns > since and self not in note.paths:
            self._timing += _MISSED
        return self._timing + self._velocity >= 0
