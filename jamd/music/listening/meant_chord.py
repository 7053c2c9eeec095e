"""The chord that the keyboardist's hands hold, named once and kept for as long as they hold the same keys."""

from collections.abc import Iterable

from jamd.music.harmony.chords import Chord
from jamd.music.listening.chord_detection import Setting, meant_chord
from jamd.music.listening.held_chord import MEMORY
from jamd.music.listening.onsets import ONE_ONSET, Stroke


class MeantChord:
    """Owned by the listener."""

    def __init__(self) -> None:
        self._keys: tuple[Stroke, ...] = ()
        self._chord: Chord | None = None

    def named(
        self, keys: tuple[Stroke, ...], struck: Iterable[Stroke], after: Chord | None, written: Chord | None
    ) -> Chord | None:
        """`keys` make a chord (`gather.chord_keys`); `struck`: all that was struck lately; `after`: the chord that was
        told before; `written`: a chart's, which they may be playing. None if the keys are no chord."""
        if keys != self._keys:
            last = max(tick for tick, _ in keys)
            before = [stroke for stroke in struck if last - MEMORY <= stroke[0] < last - ONE_ONSET]
            self._keys = keys
            self._chord = meant_chord((pitch for _, pitch in keys), Setting(after, before, last, written))
        return self._chord
