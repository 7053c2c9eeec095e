"""What the band makes of the keyboardist: the harmony, how hard they play, and whether they rest."""

from typing import Final

from jamd.music.events import NoteMessage
from jamd.music.harmony.chords import Chord
from jamd.music.listening.chord_detection import detect_chord
from jamd.music.listening.harmony import HeardHarmony, Told
from jamd.music.listening.intensity import IDLE, SILENCE, Activity, intensity_heard
from jamd.music.listening.note_memory import NoteMemory
from jamd.music.listening.phrase import phrase_end
from jamd.music.time.notes import Meter, Note, Tick

MEMORY_BARS: Final = 16  # how much of everybody's playing is remembered
REACH: Final = 15  # semitones from the lowest key of a hand to its highest
STEADY: Final = 0.03  # intensity: players are not told of a smaller change, so that plans do not flicker
JUMP: Final = 0.08  # intensity: a change this large is worth a new plan at once


class Listener:
    """Owned by the jam machine. `rest_expected`: it is not the keyboardist's turn, so a rest says nothing about how
    they play."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._memory = NoteMemory(Tick(MEMORY_BARS * meter.bar))
        self._last_intensity = IDLE  # as players were last told
        self._harmony = HeardHarmony(meter)
        self.rest_tick: Tick | None = None  # when they start to rest, unless another key goes down
        self.phrase_end: Tick | None = None  # when their phrase is over, unless another key goes down

    def hear(self, tick: Tick, note: NoteMessage) -> None:
        """A key goes down or up."""
        self._memory.hear(tick, note)
        activity = self._activity(tick)
        released = activity is not None and not self._memory.down
        self.rest_tick = Tick(max(activity.rest_at, tick)) if activity and released else None
        self._note_phrase_end(tick)

    def release_all(self, tick: Tick) -> None:
        """All keys are up: their cable is gone, or may have been."""
        self._memory.release_all(tick)
        self._note_phrase_end(tick)

    def _note_phrase_end(self, tick: Tick) -> None:
        notes = self._memory.notes(tick)
        self.phrase_end = phrase_end(notes, tick) if notes and not self._memory.down else None

    def forget(self) -> None:
        """Start over for another run of the clock; the chord stays."""
        self._memory = NoteMemory(Tick(MEMORY_BARS * self._meter.bar))
        self._harmony.forget()
        self.rest_tick = self.phrase_end = None

    def notes(self, now: Tick) -> tuple[Note, ...]:
        """All notes within memory, sorted; keys still down end at `now`."""
        return self._memory.notes(now)

    def harmony(self, now: Tick, split: int) -> Told:
        """The chords from `now` on, as far as they can be told from the notes below the split."""
        notes = [note for note in self.notes(now) if note.pitch < split]
        return self._harmony.hear(notes, now, self._fingered(now, split))

    def chord_is_new(self, now: Tick, split: int) -> bool:
        """A key went down: whether the hand now holds a clear chord, and another one than the band was told. A hand
        that lifts is no new chord."""
        fingered = self._fingered(now, split)
        return fingered is not None and fingered != self._harmony.chord_at(now)

    def _fingered(self, now: Tick, split: int) -> Chord | None:
        hand = [pitch for pitch in self._memory.down if pitch < split]
        return detect_chord((pitch for pitch in hand if pitch <= min(hand) + REACH), self._harmony.chord_at(now))

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
        return intensity_heard(self._memory.notes(now), now, self._meter.bar, rest_counts=not rest_expected)

    def _activity(self, now: Tick) -> Activity | None:
        return Activity.of(self._memory.notes(now), now, self._meter.bar)
