"""What the band makes of the keyboardist: the harmony, how hard they play, and whether they rest."""

from collections.abc import Callable
from typing import Final

from jamd.music.channel_messages import is_note_on, is_percussion
from jamd.music.charts.form import Chart
from jamd.music.harmony.chords import Chord
from jamd.music.listening.gather import PATIENCE, chord_keys
from jamd.music.listening.harmony import HeardHarmony, Told
from jamd.music.listening.intensity import IDLE, SILENCE, Touch
from jamd.music.listening.intensity_follower import AT_ONCE, Following, IntensityFollower
from jamd.music.listening.keyboard import Keyboard, moves_keys
from jamd.music.listening.meant_chord import MeantChord
from jamd.music.listening.phrase import Phrases
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick

MEMORY_BARS: Final = 16  # how much of everybody's playing is remembered
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
        self._follower = IntensityFollower()
        self._last_intensity = IDLE  # as players were last told
        self._harmony = HeardHarmony(meter)
        self._meant = MeantChord()
        self._announced = ""
        self._window = Tick(0)  # keys less than this apart are struck together
        self._first = Tick(0)  # when the first of them was struck
        self.rest_tick: Tick | None = None  # when they start to rest, unless another key goes down
        self.chord_due: Tick | None = None  # when keys that were struck together are a chord, unless another follows

    def hear(self, tick: Tick, data: bytes, window: Tick = Tick(0)) -> bool:
        """A channel message; whether it is a stroke of a key. Pads are struck with the band and mean no harmony. Keys
        less than a `window` apart belong together."""
        if is_percussion(data):
            if is_note_on(data):
                self._touch.strike(tick, data[2])
            return False
        if not moves_keys(data):
            return False
        struck = self._keyboard.hear(tick, data)
        if struck:
            self._touch.strike(tick, data[2], data[1])
            self._phrases.strike(tick, self._silent_at)
            self._gather(tick, window)
        self._silent_at = self._keyboard.silent_at
        self._expect_rest(tick)
        return struck

    def _gather(self, tick: Tick, window: Tick) -> None:
        if self.chord_due is None:
            self._first = tick
        self._window = window
        self.chord_due = Tick(min(tick + window, self._first + PATIENCE * window))

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
        self._follower = IntensityFollower()
        self._phrases = Phrases(_memory(self._meter))
        self._harmony.forget()
        self._meant = MeantChord()
        self.rest_tick = self.chord_due = None

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

    def harmony(self, now: Tick, split: int, written: Chord | None = None) -> Told:
        """The chords from `now` on, as far as they can be told from what sounds below the split, by hand or pedal.
        `written`: a chart's chord, which they may be playing."""
        notes = [note for note in self._keyboard.sounded(now) if note.pitch < split]
        by, held = self._offset, self._held_chord(now, split, written)
        if by == 0:
            return self._harmony.hear(notes, now, held)
        counted = [Note(Tick(note.start + by), note.pitch, Tick(note.end + by), note.velocity) for note in notes]
        told = self._harmony.hear(counted, Tick(now + by), held)
        changes = tuple((Tick(tick - by), chord) for tick, chord in told.changes)
        return told._replace(changes=changes, likely=tuple((Tick(tick - by), chances) for tick, chances in told.likely))

    def news(self) -> str:
        """What there is to say of the form that was heard, once; mostly nothing."""
        form = self._harmony.settled_form
        said = "" if form is None else _sentence(form)
        is_new = said not in ("", self._announced)
        self._announced = said or self._announced
        return said if is_new else ""

    def chord_is_new(self, now: Tick, split: int, written: Chord | None = None) -> bool:
        """Keys went down: whether the hand now holds a chord, and another one than the band was told. A hand that
        lifts is no new chord."""
        held = self._held_chord(now, split, written)
        return held is not None and held != self._sounding(now)

    def _held_chord(self, now: Tick, split: int, written: Chord | None) -> Chord | None:
        down = [stroke for stroke in self._keyboard.held(now) if stroke[1] < split]
        keys = chord_keys(down, now, self._window)
        return self._meant.named(keys, self._keyboard.struck(now), self._sounding(now), written) if keys else None

    def _sounding(self, now: Tick) -> Chord | None:
        """The chord that the band was told."""
        return self._harmony.chord_at(Tick(now + self._offset))

    def forget_harmony(self) -> None:
        """The chart's chords hold."""
        self._harmony = HeardHarmony(self._meter)

    def follow_intensity(self, now: Tick, rest_expected: Callable[[Tick], bool], following: Following) -> None:
        """Let the time pass up to now. To be called before a message is heard, and before the intensity is asked for.
        `rest_expected`: at a tick."""

        def heard(tick: Tick) -> float:
            return self._heard_intensity(tick, rest_expected(tick), following)

        self._follower.follow(now, heard, following)

    def intensity_jumped(self, now: Tick, rest_expected: bool, following: Following = AT_ONCE) -> bool:
        """Whether they now play much harder or softer than players were last told."""
        return abs(self._intensity(now, rest_expected, following) - self._last_intensity) >= JUMP

    def intensity(self, now: Tick, rest_expected: bool, following: Following = AT_ONCE) -> float:
        """0 to 1, for the players."""
        told = self._intensity(now, rest_expected, following)
        if abs(told - self._last_intensity) >= STEADY or told in (SILENCE, IDLE):
            self._last_intensity = told
        return self._last_intensity

    def _intensity(self, now: Tick, rest_expected: bool, following: Following) -> float:
        heard = self._heard_intensity(now, rest_expected, following)
        return following.told(self._follower.at(heard, following))

    def _heard_intensity(self, now: Tick, rest_expected: bool, following: Following) -> float:
        return self._touch.intensity(now, self._silent_at, not rest_expected, following.register)


def _memory(meter: Meter) -> Tick:
    return Tick(MEMORY_BARS * meter.bar)


def _sentence(form: Chart) -> str:
    article = "an" if form.bars_in_form == 8 else "a"
    key = f"{form.key.removesuffix('m')} minor" if form.key.endswith("m") else form.key
    return f"I hear {article} {form.bars_in_form}-bar form in {key}"
