"""What the band makes of the keyboardist: the chord that a hand holds, how hard they play, and that they rest."""

from typing import Final

from jamd.music.events import is_note_off, is_note_on
from jamd.music.harmony.chords import Chord
from jamd.music.listening.chord_detection import chord_heard
from jamd.music.listening.hearing import SILENCE, Hearing, Impression
from jamd.music.time.notes import Meter, Note, Tick

MEMORY_BARS: Final = 16  # how much of everybody's playing is remembered
STEADY: Final = 0.03  # of intensity: by less players are told nothing new, so that plans stay put
LEAP: Final = 0.08  # of intensity: so far from what players were told, it is worth a plan at once


class Ear:
    """Owned by the jam machine, which says when somebody is expected to wait (`waits`): then a rest is no answer."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._hearing = Hearing(Tick(MEMORY_BARS * meter.bar))
        self._told = SILENCE  # intensity
        self.chord: Chord | None = None  # latched: it stays when the hand lifts
        self.rest_tick: Tick | None = None  # from here on they rest, if nothing more is heard

    def heard(self, tick: Tick, data: bytes) -> None:
        """One channel message; whatever is no note is passed over."""
        if not (is_note_on(data) or is_note_off(data)):
            return
        self._hearing.heard(tick, data)
        impression = self._impression(tick)
        waiting = impression is not None and not self._hearing.down
        self.rest_tick = Tick(max(impression.rest_at, tick)) if impression and waiting else None

    def lift(self, tick: Tick) -> None:
        """All keys are up: their cable is gone, or may have been."""
        self._hearing.lift(tick)

    def forget(self) -> None:
        """All that was played, for another run; the chord stays."""
        self._hearing = Hearing(Tick(MEMORY_BARS * self._meter.bar))
        self.rest_tick = None

    def notes(self, now: Tick) -> tuple[Note, ...]:
        """All notes within memory, sorted; keys still down end at `now`."""
        return self._hearing.notes(now)

    @property
    def silent(self) -> bool:
        """Nothing has been played yet."""
        return self._hearing.silent

    def resting(self, now: Tick) -> bool:
        """No key down, and none struck for a beat: the phrase is over."""
        return self._hearing.resting(now)

    def another_chord(self, split: int) -> bool:
        """Whether the keys down below the split are another chord than the last one."""
        hand = [pitch for pitch in self._hearing.down if pitch < split]
        chord = chord_heard(hand, self.chord) if len(hand) >= 3 else None
        if chord is None or chord == self.chord:
            return False
        self.chord = chord
        return True

    def leaps(self, now: Tick, waits: bool) -> bool:
        """Whether they play in another way than players were told last."""
        return abs(self._intensity(now, waits) - self._told) >= LEAP

    def intensity(self, now: Tick, waits: bool) -> float:
        """0 to 1, for players to be told."""
        heard = self._intensity(now, waits)
        if abs(heard - self._told) >= STEADY or heard == SILENCE:
            self._told = heard
        return self._told

    def _intensity(self, now: Tick, waits: bool) -> float:
        impression = self._impression(now)
        return SILENCE if impression is None else impression.intensity(now, rest_counts=not waits)

    def _impression(self, now: Tick) -> Impression | None:
        return Impression.of(self._hearing.notes(now), now, self._meter.bar)
