"""Chords behind the keyboardist: the network writes each bar as for somebody who listens; what is heard since then
thins it out, and the voicings of all that is left are searched together.

A bar is a function of the bars before it and of what was heard before it began; a chord is kept or left out by a number
of its own. So planning again from any beat gives the same chords unless the keyboardist has changed what they leave.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from jamd.players.arrays import Array
from jamd.players.phrase_ends import ending_of
from jamd.players.pianist.comping import codec
from jamd.players.pianist.comping.hearing import Room, accents_twice, room
from jamd.players.pianist.comping.rhythm import Question, RhythmWriter
from jamd.players.pianist.comping.striking import BREATH, length_of, struck
from jamd.players.pianist.comping.styles import AT_END, STYLES, bias_of, count_of, over_the_bar
from jamd.players.pianist.comping.targets import BOTH, Hand, ahead, harmony_tick, target_at_end, target_of
from jamd.players.pianist.comping.voicing import Voicing, voiced
from jamd.players.steps import STEPS, STEPS_PER_BEAT, place_of, step_of
from jamd.players.three_and_two import is_in_five, notes_in_threes, played_in_threes
from jamd.players.touch import PIANIST, struck_at
from jamd.players.written_bars import WrittenBars

_WRITING, _STRIKING = 13 << 40, 14 << 40  # streams of random numbers
_CLOSEST: Final = TICKS_PER_BEAT // 4  # between two chords
_MET: Final = 3.0  # log odds of an accent that is expected, at `follow` 1


class Hit(NamedTuple):
    """A chord to strike."""

    step: int  # counted from tick 0
    at: Tick  # as played
    rng: np.random.Generator  # of this chord alone


class Comping:
    """Called by the band process alone. ModelError where the network cannot be loaded."""

    def __init__(self, models: Path) -> None:
        self._writer = RhythmWriter(models)
        self._written = WrittenBars[Array]()

    def play(
        self, scene: Scene, start: Tick, end: Tick, hand: Hand = BOTH, line: Sequence[Note] = ()
    ) -> tuple[Note, ...]:
        """Notes whose start lies in [start, end), sorted. `line`: what the right hand plays, from some beats before."""
        if not is_in_five(scene):
            return self._play(scene, start, end, hand, line)
        above = tuple(notes_in_threes(line))
        return played_in_threes(
            lambda told, first, last: self._play(told, first, last, hand, above), scene, start, end, drums=False
        )

    def _play(self, scene: Scene, start: Tick, end: Tick, hand: Hand, line: Sequence[Note]) -> tuple[Note, ...]:
        left = room(scene) if hand is BOTH else Room(1.0, float("inf"), frozenset(), False)
        hits = self._hits(scene, start, end, left, hand, line)
        targets = [target_of(scene, hit.step, hit.rng, left, hand) for hit in hits]
        known = [target for target in [*targets, ahead(scene, end, hand)] if target is not None]
        found = iter(voiced(known, _last_voicing(scene.own)))
        voicings = [None if target is None else next(found) for target in targets]
        return tuple(sorted(_notes(scene, hits, voicings)))

    def one_chord(self, scene: Scene, start: Tick) -> tuple[Note, ...]:
        """Struck with the drums: held at the end of the tune, short before a break."""
        target = target_at_end(scene, start)
        (voicing,) = voiced([target], _last_voicing(scene.own)) if target is not None else (None,)
        length = scene.meter.bar if scene.role == "last" else TICKS_PER_BEAT * 3 // 8
        step = step_of(start, "swing", scene.swing)
        return tuple(struck(scene, step, start, voicing or (), Tick(start + length)))

    def _hits(self, scene: Scene, start: Tick, end: Tick, left: Room, hand: Hand, line: Sequence[Note]) -> list[Hit]:
        per_bar = scene.meter.beats * STEPS_PER_BEAT
        before, above = _steps_of(scene), {step_of(note.start, "swing", scene.swing) for note in line}
        free: list[Hit] = []
        sounded = max((note.start for note in scene.own), default=Tick(-TICKS_PER_BEAT))
        for bar in range(max(0, start // scene.meter.bar), -(-end // scene.meter.bar)):
            pattern, expected = self._bar(scene, bar, before, above)
            for inside in np.flatnonzero(pattern).tolist():
                step = bar * per_bar + inside
                at = struck_at(scene, PIANIST, place_of(step, "swing", 1.0))
                rng = rng_at(scene.seed, "piano", _STRIKING + step)
                share = 1.0 if expected[inside] >= 1 else left.share_at(scene.likely_at(harmony_tick(step)))
                kept = float(rng.random()) < share * hand.share
                if kept and start <= at < end and at - sounded >= _CLOSEST:
                    free.append(Hit(step, at, rng))
                    before.add(step)
                    sounded = at
        return free

    def _bar(self, scene: Scene, bar: int, before: set[int], above: set[int]) -> tuple[Array, Array]:
        """(STEPS,) of a bar and (STEPS,) of the accents that are expected in it."""
        style, since = STYLES[scene.style], max(0, scene.style_since // scene.meter.bar)
        expected = accents_twice(scene, Tick(bar * scene.meter.bar))
        history = _history(before, bar, since, scene.meter.beats)
        rng = rng_at(scene.seed, "piano", _WRITING + bar)
        ending = ending_of(scene, bar)
        usual = style.chords * scene.meter.beats / style.beats
        mean = usual * (0.5 + 1.0 * scene.intensity) * scene.busy * min(1.0, 180 / scene.bpm) ** 0.3
        count = count_of(mean * AT_END[ending], style.most, float(rng.random()))
        bias = bias_of(scene.style, bar - since, scene.restless) + over_the_bar(ending, scene.meter.beats)
        bias += _MET * scene.follow * expected
        asked = scene.follow * expected
        partner = _partner(above, bar, since, scene.meter.beats) if above else codec.NO_PARTNER
        key = (
            scene.seed,
            bar,
            scene.style,
            since,
            scene.bpm,
            scene.meter.beats,
            scene.temperature,
            count,
            bias.tobytes(),
            asked.tobytes(),
            history.tobytes(),
            partner.tobytes(),
        )
        question = Question(
            history=history,
            known=bar - since,
            bpm=scene.bpm,
            beats=scene.meter.beats,
            partner=partner,
            count=count,
            bias=bias,
            expected=asked,
            temperature=scene.temperature,
        )
        return self._written.get(key, lambda: self._writer.write(question, rng)), expected


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


def _partner(above: set[int], bar: int, since: int, beats: int) -> Array:
    """(STEPS, codec.PARTNER): the right hand's bars before this one, and this one."""
    history = _history(above, bar, since, beats)
    now = _history(above, bar + 1, since, beats)[-1]
    return codec.partner(history, bar - since, beats * STEPS_PER_BEAT, now)


def _last_voicing(own: Sequence[Note]) -> Voicing | None:
    """The last chord that this part struck; single notes of a line do not count."""
    for i in range(len(own) - 1, 0, -1):
        if own[i].start == own[i - 1].start:
            return tuple(sorted(note.pitch for note in own if note.start == own[i].start))
    return None


def _notes(scene: Scene, hits: Sequence[Hit], voicings: Sequence[Voicing | None]) -> Iterator[Note]:
    """Each chord ends before the next one, and with its harmony."""
    following: Tick | None = None
    for hit, voicing in reversed(list(zip(hits, voicings, strict=True))):
        if voicing is None:
            continue
        last = Tick(hit.at + length_of(scene, hit.step, hit.rng))
        if following is not None:
            last = min(last, Tick(following - BREATH))
        last = max(_until_it_changes(scene, hit.step, last), Tick(hit.at + _CLOSEST // 2))
        yield from struck(scene, hit.step, hit.at, voicing, last)
        following = hit.at


def _until_it_changes(scene: Scene, step: int, last: Tick) -> Tick:
    """The end of a chord, or of its harmony."""
    start = harmony_tick(step)
    for beat in range(start // TICKS_PER_BEAT + 1, last // TICKS_PER_BEAT + 1):
        if scene.chord_at(Tick(beat * TICKS_PER_BEAT)) != scene.chord_at(start):
            return min(last, Tick(beat * TICKS_PER_BEAT))
    return last
