"""A band that follows the keyboardist: its line, count-offs, and players with a tempo of their own."""

from collections.abc import Iterable

from jamd.clock.follow import Follow
from jamd.clock.source import ClockAction, Retime, Start
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline

MS = 1_000_000
S = 1_000_000_000
BAR = 3840
BEAT = 960


class Bandstand:
    """A follower, and the line that the band plays along. Instants in seconds."""

    def __init__(self, beats: int = 4) -> None:
        self.follow = Follow(Meter(beats))
        self.line: Timeline | None = None
        self.begun: Start | None = None
        self.lines: list[tuple[int, Timeline]] = []  # when each came into force

    def _take(self, actions: list[ClockAction], now: int) -> None:
        for action in actions:
            assert isinstance(action, Start | Retime)
            if isinstance(action, Start):
                self.begun = action
            self.line = action.timeline
            self.lines.append((now, action.timeline))

    def until(self, second: float) -> None:
        while (wake := self.follow.wake_ns) is not None and wake <= second * S:
            self._take(self.follow.advance(wake), wake)

    def key(self, second: float, pitch: int = 60) -> None:
        self.until(second)
        now = Nanos(round(second * S))
        self._take(self.follow.struck(pitch, now), now)

    def tap(self, second: float) -> None:
        self.until(second)
        now = Nanos(round(second * S))
        self._take(self.follow.tap(now), now)

    def beat_at(self, second: float) -> float:
        self.until(second)
        assert self.line is not None
        return self.line.tick_at(Nanos(round(second * S))) / BEAT

    def second_of(self, beat: float) -> float:
        assert self.line is not None
        return self.line.ns_at(Tick(round(beat * BEAT))) / S

    @property
    def bpm(self) -> float:
        assert self.line is not None
        return self.line.bpm


def counted_off(bpm: float = 120, beats: int = 4) -> Bandstand:
    """A band whose first beat falls at second 10."""
    band = Bandstand(beats)
    for i in range(beats, 0, -1):
        band.tap(10 - i * 60 / bpm)
    return band


def plays(band: Bandstand, beats: Iterable[float], bpm: float = 120, late: float = 0.0) -> None:
    """A player with a tempo of their own, from second 10 on."""
    for beat in beats:
        band.key(10 + beat * 60 / bpm + late)


def pattern(places: tuple[float, ...], bars: range, beats: int = 4) -> list[float]:
    return [bar * beats + place for bar in bars for place in places]


SWUNG = (0, 0.66, 1, 1.66, 2, 2.66, 3, 3.66)
