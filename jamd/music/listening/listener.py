"""What the band makes of the keyboardist: the harmony, how hard they play, and whether they rest."""

from typing import Final

from jamd.music.events import is_note_on, is_percussion
from jamd.music.harmony.chords import Chord
from jamd.music.listening.chord_detection import detect_chord
from jamd.music.listening.harmony import HeardHarmony, Told
from jamd.music.listening.intensity import IDLE, SILENCE, Touch
from jamd.music.listening.keyboard import Keyboard, moves_keys
from jamd.music.listening.phrase import Phrases
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick

MEMORY_BARS: Final = 16  # how much of everybody's playing is remembered
REACH: Final = 15  # semitones from the lowest key of a hand to its highest
STEADY: Final = 0.03  # intensity: players are not told of a smaller change, so that plans do not flicker
_RINGING: Final = Tick(TICKS_PER_BEAT)  # what a pedal holds tells of the harmony for as long as a note's length does
JUMP: Final = 0.08  # intensity: a change this large is worth a new plan at once


class Listener:
    """Owned by the jam machine. `rest_expected`: it is not the keyboardist's turn, so a rest says nothing about how
    they play."""

    def __init__(self, meter: Meter) -> None:
        self._meter, self._offset = meter, Tick(0)  # how bars are counted
        self._keyboard = Keyboard(meter.bar, _memory(meter), _RINGING)
        self._silent_at: Tick | None = None  # as the keyboard says
        self._touch = Touch(meter.bar)
        self._phrases = Phrases(_memory(meter))
        self._last_intensity = IDLE  # as players were last told
        self._harmony = HeardHarmony(meter)
        self.rest_tick: Tick | None = None  # when they start to rest, unless another key goes down

    def hear(self, tick: Tick, data: bytes) -> bool:
        """A channel message; whether it is a stroke of a key. Pads are struck with the band and mean no harmony."""
        if is_percussion(data):
            if is_note_on(data):
                self._touch.strike(tick, data[2])
            return False
        if not moves_keys(data):
            return False
        struck = self._keyboard.hear(tick, data)
        if struck:
            self._touch.strike(tick, data[2])
            self._phrases.strike(tick, self._silent_at)
        self._silent_at = self._keyboard.silent_at
        self._expect_rest(tick)
        return struck

    def foot(self, data: bytes) -> None:
        """A channel message while no clock runs: pedals stay where they are."""
        self._keyboard.foot(data)

    def release_all(self, tick: Tick) -> None:
        """All keys are up: their cable is gone, or may have been."""
        self._keyboard.release_all(tick)
        self._silent_at = self._keyboard.silent_at

    def count_bars(self, meter: Meter, offset: Tick) -> None:
        """Bars are now of this meter, and begin where ticks plus the offset are multiples of one."""
        if (meter, offset) != (self._meter, self._offset):
            self._meter, self._offset = meter, offset
            self._harmony = HeardHarmony(meter)

    def forget(self) -> None:
        """Start over for another run of the clock; the chord stays."""
        self._keyboard.forget()
        self._silent_at = None
        self._touch = Touch(self._meter.bar)
        self._phrases = Phrases(_memory(self._meter))
        self._harmony.forget()
        self.rest_tick = None

    def _expect_rest(self, tick: Tick) -> None:
        rests = self._silent_at is not None and self._silent_at <= tick
        activity = self._touch.activity(tick) if rests else None
        self.rest_tick = Tick(max(activity.rest_at, tick)) if activity else None

    @property
    def phrase_end(self) -> Tick | None:
        """When their phrase is over, unless a key or a pedal moves."""
        return None if self._silent_at is None else self._phrases.end(self._silent_at)

    def notes(self, now: Tick) -> tuple[Note, ...]:
        """All notes within memory as hands play them, sorted; keys still down end at `now`. What a pedal holds is no
        longer for it: lines are continued, and room is left, by what hands do."""
        return self._keyboard.played(now)

    def harmony(self, now: Tick, split: int) -> Told:
        """The chords from `now` on, as far as they can be told from what sounds below the split, by hand or pedal."""
        notes = [note for note in self._keyboard.sounded(now) if note.pitch < split]
        by = self._offset
        if by == 0:
            return self._harmony.hear(notes, now, self._fingered(now, split))
        counted = [Note(Tick(note.start + by), note.pitch, Tick(note.end + by), note.velocity) for note in notes]
        told = self._harmony.hear(counted, Tick(now + by), self._fingered(now, split))
        changes = tuple((Tick(tick - by), chord) for tick, chord in told.changes)
        return told._replace(changes=changes, likely=tuple((Tick(tick - by), chances) for tick, chances in told.likely))

    def chord_is_new(self, now: Tick, split: int) -> bool:
        """A key went down: whether the hand now holds a clear chord, and another one than the band was told. A hand
        that lifts is no new chord."""
        fingered = self._fingered(now, split)
        return fingered is not None and fingered != self._sounding(now)

    def _fingered(self, now: Tick, split: int) -> Chord | None:
        hand = [pitch for pitch in self._keyboard.hand(now) if pitch < split]
        return detect_chord((pitch for pitch in hand if pitch <= min(hand) + REACH), self._sounding(now))

    def _sounding(self, now: Tick) -> Chord | None:
        """The chord that the band was told."""
        return self._harmony.chord_at(Tick(now + self._offset))

    def forget_harmony(self) -> None:
        """The chart's chords hold."""
        self._harmony = HeardHarmony(self._meter)

    def intensity_jumped(self, now: Tick, rest_expected: bool) -> bool:
        """Whether they now play much harder or softer than players were last told."""
        return abs(self._intensity(now, rest_expected) - self._last_intensity) >= JUMP

    def intensity(self, now: Tick, rest_expected: bool) -> float:
        """0 to 1, for the players."""
        heard = self._intensity(now, rest_expected)
        if abs(heard - self._last_intensity) >= STEADY or heard in (SILENCE, IDLE):
            self._last_intensity = heard
        return self._last_intensity

    def _intensity(self, now: Tick, rest_expected: bool) -> float:
        return self._touch.intensity(now, self._silent_at, rest_counts=not rest_expected)


def _memory(meter: Meter) -> Tick:
    return Tick(MEMORY_BARS * meter.bar)
