"""Chords behind the keyboardist: the network writes each bar as for somebody who listens; what is heard since then
thins it out, and the voicings of all that is left are searched together.

A bar is a function of the bars before it and of what was heard before it began; a chord is kept or left out by a number
of its own. So planning again from any beat gives the same chords unless the keyboardist has changed what they leave.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from jamd.music.harmony.chords import Chord
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from jamd.players.drummer.codec import Array
from jamd.players.drummer.steps import STEPS, STEPS_PER_BEAT, place_of, step_of
from jamd.players.pianist.comping import codec
from jamd.players.pianist.comping.hearing import Room, accents_twice, room
from jamd.players.pianist.comping.rhythm import Question, RhythmWriter
from jamd.players.pianist.comping.striking import BREATH, length_of, struck
from jamd.players.pianist.comping.styles import STYLES, bias_of, count_of
from jamd.players.pianist.comping.voicing import Voicing, Wish, voiced
from jamd.players.touch import PIANIST, struck_at

REMEMBERED: Final = 64  # bars that need not be written again
_WRITING, _STRIKING = 11 << 40, 12 << 40  # streams of random numbers
_CLOSEST: Final = TICKS_PER_BEAT // 4  # between two chords
_OFF: Final = STEPS_PER_BEAT // 2  # from this step of a beat on a chord belongs to the next beat
_LOWEST_CEILING: Final = 50  # below that, there is no room for two voices
_CROWDED: Final = 60  # below that, two or three
_MET: Final = 3.0  # log odds of an accent that is expected, at `follow` 1


class Hand(NamedTuple):
    """What is free to comp with."""

    share: float  # of the chords
    highest: int  # pitch
    most: int  # voices


BOTH: Final = Hand(1.0, 80, 6)
LEFT: Final = Hand(0.6, 60, 3)  # under a line of the right hand


class Hit(NamedTuple):
    """A chord to strike."""

    step: int  # counted from tick 0
    at: Tick  # as played
    rng: np.random.Generator  # of this chord alone


class Comping:
    """Called by the band process alone. ModelError where the network cannot be loaded."""

    def __init__(self, models: Path) -> None:
        self._writer = RhythmWriter(models)
        self._written: OrderedDict[Any, Array] = OrderedDict()

    def play(self, scene: Scene, start: Tick, end: Tick, hand: Hand = BOTH) -> tuple[Note, ...]:
        """Notes whose start lies in [start, end), sorted."""
        left = room(scene) if hand is BOTH else Room(1.0, float("inf"), frozenset())
        hits = self._hits(scene, start, end, left, hand)
        chords = [_chord_of(scene, hit.step) for hit in hits]
        wishes = [_wish(scene, hit, chord, left, hand) for hit, chord in zip(hits, chords, strict=True)]
        ahead = [_ahead(scene, end, hand)] if hits else []
        known = [wish for wish in [*wishes, *ahead] if wish is not None]
        found = iter(voiced(known, _last_voicing(scene.own)))
        voicings = [None if wish is None else next(found) for wish in wishes]
        return tuple(sorted(_notes(scene, hits, chords, voicings)))

    def one_chord(self, scene: Scene, start: Tick) -> tuple[Note, ...]:
        """Struck with the drums: held at the end of the tune, short before a break."""
        chord = scene.chord_at(start)
        if chord is None:
            return ()
        step = step_of(start, "swing", scene.swing)
        wish = Wish(chord, 5, 60.0, 3.0, BOTH.highest, frozenset(), rng_at(scene.seed, "piano", _STRIKING + step))
        (voicing,) = voiced([wish], _last_voicing(scene.own))
        length = scene.meter.bar if scene.role == "last" else TICKS_PER_BEAT * 3 // 8
        return tuple(struck(scene, step, start, voicing or (), Tick(start + length)))

    def _hits(self, scene: Scene, start: Tick, end: Tick, left: Room, hand: Hand) -> list[Hit]:
        per_bar = scene.meter.beats * STEPS_PER_BEAT
        before = _steps_of(scene)
        free: list[Hit] = []
        sounded = max((note.start for note in scene.own), default=Tick(-TICKS_PER_BEAT))
        for bar in range(start // scene.meter.bar, -(-end // scene.meter.bar)):
            pattern, expected = self._bar(scene, bar, before)
            for inside in np.flatnonzero(pattern).tolist():
                step = bar * per_bar + inside
                at = struck_at(scene, PIANIST, place_of(step, "swing", 1.0))
                rng = rng_at(scene.seed, "piano", _STRIKING + step)
                share = 1.0 if expected[inside] >= 1 else left.share
                kept = float(rng.random()) < share * hand.share
                if kept and start <= at < end and at - sounded >= _CLOSEST:
                    free.append(Hit(step, at, rng))
                    before.add(step)
                    sounded = at
        return free

    def _bar(self, scene: Scene, bar: int, before: set[int]) -> tuple[Array, Array]:
        """(STEPS,) of a bar and (STEPS,) of the accents that are expected in it."""
        style, since = STYLES[scene.style], scene.style_since // scene.meter.bar
        expected = accents_twice(scene, Tick(bar * scene.meter.bar))
        history = _history(before, bar, max(0, since), scene.meter.beats)
        rng = rng_at(scene.seed, "piano", _WRITING + bar)
        mean = style.chords * (0.5 + 1.0 * scene.intensity) * scene.busy * min(1.0, 180 / scene.bpm) ** 0.3
        count = count_of(mean, float(rng.random()))
        bias = bias_of(scene.style, bar - since, scene.restless) + _MET * scene.follow * expected
        key = (
            scene.seed,
            bar,
            scene.style,
            round(scene.bpm),
            scene.temperature,
            count,
            bias.tobytes(),
            history.tobytes(),
        )
        if key not in self._written:
            question = Question(
                history,
                bar - max(0, since),
                scene.bpm,
                scene.meter.beats,
                count,
                bias,
                scene.follow * expected,
                scene.temperature,
            )
            self._written[key] = self._writer.write(question, rng)
            while len(self._written) > REMEMBERED:
                self._written.popitem(last=False)
        self._written.move_to_end(key)
        return self._written[key], expected


def _steps_of(scene: Scene) -> set[int]:
    """Where this part has accompanied, in steps from tick 0."""
    return {
        step_of(note.start, "swing", scene.swing)
        for note in scene.own
        if not any(first <= note.start < last for first, last in scene.apart)
    }


def _history(before: set[int], bar: int, since: int, beats: int) -> Array:
    """(MEMORY, STEPS): the bars before a bar, none from before the style began."""
    history = np.zeros((codec.MEMORY, STEPS), np.float32)
    for step in before:
        number, inside = divmod(step, beats * STEPS_PER_BEAT)
        row = number - bar + codec.MEMORY
        if 0 <= row < codec.MEMORY and number >= since:
            history[row, inside] = 1
    return history


def _last_voicing(own: Sequence[Note]) -> Voicing | None:
    """The last chord that this part struck; single notes of a line do not count."""
    for i in range(len(own) - 1, 0, -1):
        if own[i].start == own[i - 1].start:
            return tuple(sorted(note.pitch for note in own if note.start == own[i].start))
    return None


def _chord_of(scene: Scene, step: int) -> Chord | None:
    """Off the beat, a pianist anticipates the chord of the next beat: 4& belongs to the next bar."""
    beat, inside = divmod(step, STEPS_PER_BEAT)
    return scene.chord_at(Tick((beat + (inside >= _OFF)) * TICKS_PER_BEAT))


def _wish(scene: Scene, hit: Hit, chord: Chord | None, left: Room, hand: Hand) -> Wish | None:
    """None: no chord, or no room for one."""
    size, spread, moved, register = hit.rng.random(4)
    ceiling = min(left.ceiling, hand.highest + scene.register)
    if chord is None or ceiling < _LOWEST_CEILING:
        return None
    most = 3 if ceiling < _CROWDED else hand.most
    voices = min(most, _size(float(size), scene.intensity))
    height = 56.5 + 1.6 * (voices - 2) + scene.register + 4 * (float(register) - 0.5)
    return Wish(
        chord, voices, min(height, ceiling - 4), _move(float(moved), float(spread)), ceiling, left.held, hit.rng
    )


def _ahead(scene: Scene, end: Tick, hand: Hand) -> Wish | None:
    """The harmony behind the stretch, to which its last chord leads."""
    chord = scene.chord_at(end)
    luck = rng_at(scene.seed, "piano", _STRIKING + step_of(end, "swing", scene.swing))
    return None if chord is None else Wish(chord, min(hand.most, 4), 58.0, 3.0, hand.highest, frozenset(), luck)


def _size(chance: float, intensity: float) -> int:
    """Voices of a chord, as pianists with two hands vary: 2 to 6."""
    shares = np.array([0.20, 0.27, 0.27, 0.17, 0.09]) * (0.6 + 0.8 * intensity) ** np.arange(5)
    return 2 + int(np.searchsorted(np.cumsum(shares / shares.sum()), chance, side="right").clip(0, 4))


def _move(chance: float, spread: float) -> float:
    """Semitones that the top voice moves."""
    if chance < 0.12:
        return 0.0
    if chance < 0.52:
        return 1.0 + spread
    return 3.0 + spread if chance < 0.76 else 5.0 + 4 * spread


def _notes(
    scene: Scene, hits: Sequence[Hit], chords: Sequence[Chord | None], voicings: Sequence[Voicing | None]
) -> Iterator[Note]:
    following: Tick | None = None
    for hit, chord, voicing in reversed(list(zip(hits, chords, voicings, strict=True))):
        if voicing is None or chord is None:
            continue
        last = Tick(hit.at + length_of(scene, hit.step, hit.rng))
        if following is not None:
            last = min(last, Tick(following - BREATH))
        last = max(_until_it_changes(scene, hit.step, chord, last), Tick(hit.at + _CLOSEST // 2))
        yield from struck(scene, hit.step, hit.at, voicing, last)
        following = hit.at


def _until_it_changes(scene: Scene, step: int, chord: Chord, last: Tick) -> Tick:
    """The end of a chord, or of its harmony."""
    first = step // STEPS_PER_BEAT + 1 + (step % STEPS_PER_BEAT >= _OFF)
    for beat in range(first, last // TICKS_PER_BEAT + 1):
        if scene.chord_at(Tick(beat * TICKS_PER_BEAT)) != chord:
            return min(last, Tick(beat * TICKS_PER_BEAT))
    return last
