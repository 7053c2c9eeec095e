"""The drummer: sixteen versions of each bar from the network, one chosen, each hit struck with a touch of its own.

Bar by bar: the phrase is drawn (`phrases`), the network is told of it and writes (`writing`), one version is chosen
(`choice`), and its hits get velocity and place (`touch`). A bar is a function of the bars before it and of what is
known of the keyboardist, so planning it again gives the same bar unless the music has changed. What the drummer has
played is read from `scene.own`; a count-in is not part of it.
"""

from itertools import groupby
from pathlib import Path
from typing import Final

import numpy as np

from jamd.music.drum_kit import CRASH, KICK, PEDAL_HAT, PITCH_OF_VOICE, RIDE, VOICE_OF_PITCH
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT, BandPart, Note, Tick
from jamd.players.arrays import Array
from jamd.players.drummer import codec
from jamd.players.drummer.asked import ANSWERING, answering, bias_of
from jamd.players.drummer.brushes import LOUDEST, both_meant, one_hand, sound_of, sweeps, voice_with_brushes
from jamd.players.drummer.choice import Bar, choose
from jamd.players.drummer.hands import two_hands
from jamd.players.drummer.hearing import Expected, activity, expected_of, leaning, soon
from jamd.players.drummer.levels import Levels
from jamd.players.drummer.phrases import Phrase, phrase_of
from jamd.players.drummer.styles import DrumStyle, drum_style
from jamd.players.drummer.touch import LATE_MS, LATE_OFF_MS, SPREAD, Touch, talk_of
from jamd.players.drummer.touch_codec import Manner, Struck
from jamd.players.drummer.writing import CANDIDATES, BarWriter, Question
from jamd.players.onnx_model import MODELS
from jamd.players.steps import STEPS, STEPS_PER_BEAT, place_of, step_of
from jamd.players.three_and_two import is_in_five, played_in_threes
from jamd.players.touch import drift_ms
from jamd.players.written_bars import WrittenBars

LENGTH: Final = 100  # ticks
FURTHEST: Final = 48  # ticks from its place that a hit may be struck: it must still be known for what it is
NEARER: Final = 36  # ticks that a comment is moved towards the keyboardist
PAST: Final = 64  # hits that the hands remember
LATELY: Final = 32  # hits that tell whether the ride is played
_WRITING, _STRIKING = 5 << 40, 6 << 40  # streams of random numbers


class Drummer:
    """A Player. ModelError where a network cannot be loaded."""

    part: BandPart = "drums"

    def __init__(self, models: Path = MODELS) -> None:
        self._writer = BarWriter(models)
        self._touch = Touch(models)
        self._written = WrittenBars[Array]()

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        """Notes whose start lies in [start, end), sorted."""
        if scene.role == "last":
            return _last_hit(scene, start)
        if not is_in_five(scene):
            return self._play(scene, start, end)
        notes = played_in_threes(self._play, scene, start, end, drums=True)
        return tuple(note for note in notes if not _is_stray_foot(note, scene))

    def _play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        began = max(0, scene.style_since - FURTHEST)  # another style's bars would lead astray
        own = [note for note in scene.own if began <= note.start < start]
        style, per_bar = drum_style(scene.style, scene.bpm, _rides(own)), scene.meter.beats * STEPS_PER_BEAT
        own = [note for note in own if voice_of(note, style) is not None]
        number = start // scene.meter.bar
        bars = _bars(own, start, style, scene)  # the last one has begun
        levels = Levels(scene, style)
        past = _past(own[-PAST:], style, scene, levels)
        expected = expected_of(scene, style.feel) if scene.follow else None
        busy, leant = activity(scene), leaning(scene, style.feel)
        accents = None if expected is None else expected.accents * min(1.0, 2 * scene.follow)
        notes: list[Note] = []
        while number * scene.meter.bar < end:
            phrase = phrase_of(scene, style, number, busy, leant)
            bar = _meant(scene, style, number, phrase, accents, leant * soon(scene, style.feel, number))
            hits = self._bar(scene, number, bar, bars[:-1])
            manner = Manner(style.network, scene.bpm, style.feel, scene.meter.beats, talk_of(hits), phrase.loudness)
            if style.brushes:
                hits = one_hand(hits)
                notes += sweeps(scene, number)
            hits[: _begun(start, number, style, scene)] = 0
            hits = hits * (1 - bars[-1])  # what was struck early, before `start`, is not struck again
            chances = rng_at(scene.seed, self.part, _STRIKING + number).random((STEPS, codec.VOICES, 4))
            strokes = self._touch.strike(hits, number * per_bar, past, manner, scene.temperature, chances)
            new = []
            for stroke in strokes:
                note = _note(stroke, style, scene, start, _late_with(stroke, expected, per_bar), levels)
                new += [] if note is None else [note]
            hits = np.maximum(bars[-1], both_meant(hits) if style.brushes else hits)
            bars = np.concatenate([bars[1:-1], hits[None], np.zeros_like(bars[:1])])
            past = (past + [_struck(note, style, scene, levels, levels.gain) for note in new])[-PAST:]
            notes += new
            number += 1
        return tuple(sorted(note for note in notes if start <= note.start < end))

    def _bar(self, scene: Scene, number: int, bar: Bar, history: Array) -> Array:
        """(STEPS, VOICES) of a bar, as if nothing of it had been played yet."""
        heard = None if bar.expected is None else bar.expected.tobytes()
        key = (scene.seed, number, bar.style, bar.bpm, scene.meter.beats, scene.temperature, bar.phrase, heard,
               bar.next_accent.tobytes(), history.tobytes())  # fmt: skip
        return self._written.get(key, lambda: self._write(scene, number, bar, history)).copy()

    def _write(self, scene: Scene, number: int, bar: Bar, history: Array) -> Array:
        phrase, style = bar.phrase, bar.style
        aims = {"hits": phrase.level, "talk": phrase.talk, "fill": float(phrase.fill),
                "after fill": float(phrase.after_fill), "landing": float(phrase.landing)}  # fmt: skip
        told = Question(history, style.network, bar.bpm, style.feel, scene.meter.beats, aims, bar.expected)
        rng = rng_at(scene.seed, self.part, _WRITING + number)
        chances, luck = rng.random((CANDIDATES, STEPS, codec.VOICES)), rng.gumbel(size=CANDIDATES)
        bias = bias_of(style, phrase, bar.plain, bar.law, history[-1])
        bias[:, ANSWERING] += answering(phrase, bar.expected, bar.next_accent)
        answers = self._writer.write(told, bias, max(scene.temperature, 0.05), chances)
        return two_hands(answers.hits[choose(answers, history, bar, luck)], bar.law)


def _rides(own: list[Note]) -> bool | None:
    """Whether the ride was played in the last bars; None: nothing was."""
    lately = [note.pitch for note in own[-LATELY:]]
    return lately.count(PITCH_OF_VOICE[RIDE]) > len(lately) / 8 if lately else None


def _meant(
    scene: Scene, style: DrumStyle, number: int, phrase: Phrase, expected: Array | None, next_accent: Array
) -> Bar:
    plains, law = style.plain(scene.seed, phrase.other_hand, phrase.light), style.law_of(number, phrase.fill_from)
    return Bar(phrase, style, plains[number % len(plains)], law, expected, next_accent, scene.bpm, scene.temperature)


def _bars(own: list[Note], start: Tick, style: DrumStyle, scene: Scene) -> Array:
    """(MEMORY + 1, STEPS, VOICES): the bars before `start`, and its own as begun; plain time before the first note."""
    per_bar = scene.meter.beats * STEPS_PER_BEAT
    steps = [step_of(note.start, style.feel, scene.swing) for note in own]
    oldest = start // scene.meter.bar - codec.MEMORY
    bars = np.zeros((codec.MEMORY + 1, STEPS, codec.VOICES), np.float32)
    plain = style.plain(scene.seed)
    first = min([step_of(start, style.feel, scene.swing), *steps])
    for step in range(oldest * per_bar, first):
        bar, inside = divmod(step, per_bar)
        bars[bar - oldest, inside] = plain[bar % len(plain), inside]
    for note, step in zip(own, steps, strict=True):
        bar, inside = divmod(step, per_bar)
        if 0 <= bar - oldest <= codec.MEMORY:
            bars[bar - oldest, inside, voice_of(note, style)] = 1
    return both_meant(bars) if style.brushes else bars


def _begun(start: Tick, number: int, style: DrumStyle, scene: Scene) -> int:
    """Steps of a bar that lie so far before `start` that nothing of them is struck behind it."""
    first = number * scene.meter.beats * STEPS_PER_BEAT
    return sum(place_of(first + step, style.feel, scene.swing) + FURTHEST < start for step in range(STEPS))


# -- between strokes and notes


def _ticks_in_a_ms(scene: Scene) -> float:
    return scene.bpm * TICKS_PER_BEAT / 60_000


def voice_of(note: Note, style: DrumStyle) -> int | None:
    """What a note of this drummer is; None: of no voice."""
    return voice_with_brushes(note) if style.brushes else VOICE_OF_PITCH.get(note.pitch)


def _late_with(stroke: Struck, expected: Expected | None, per_bar: int) -> int:
    """Ticks that a comment off the beat is moved to meet the keyboardist where they play that step."""
    step = stroke.step % per_bar
    if expected is None or stroke.voice not in codec.TALK or step % STEPS_PER_BEAT == 0:
        return 0
    return round(min(NEARER, max(-NEARER, float(expected.late[step]))))


def _note(
    stroke: Struck, style: DrumStyle, scene: Scene, start: Tick, with_keyboardist: int, levels: Levels
) -> Note | None:
    """None: its time is over."""
    late = (_habit_ms(stroke.step, stroke.voice, scene) + SPREAD * stroke.late) * _ticks_in_a_ms(scene)
    meant = place_of(stroke.step, style.feel, scene.swing)
    place = meant + round(min(FURTHEST, max(-FURTHEST, late + with_keyboardist)))
    if place < start and meant < start:
        return None
    velocity = round((levels.of(stroke.step, stroke.voice) + SPREAD * stroke.velocity) * levels.gain)
    tick = Tick(max(place, start))
    pitch, length = sound_of(stroke.voice) if style.brushes else (PITCH_OF_VOICE[stroke.voice], LENGTH)
    loudest = LOUDEST.get(stroke.voice, 127) if style.brushes else 127
    return Note(tick, pitch, Tick(tick + length), min(loudest, max(1, velocity)))


def _past(own: list[Note], style: DrumStyle, scene: Scene, levels: Levels) -> list[Struck]:
    """What the hands remember. Read at today's intensity, every hit of a hot passage would count as an accent once the
    music is soft, and the hands would play on as loudly."""
    per_bar = scene.meter.beats * STEPS_PER_BEAT
    strokes = []
    for _, bar in groupby(own, lambda note: step_of(note.start, style.feel, scene.swing) // per_bar):
        notes = list(bar)
        places = [_place(note, style, scene) for note in notes]
        gain = levels.gain_then([levels.of(*place) for place in places], [note.velocity for note in notes])
        strokes += [_struck(note, style, scene, levels, gain) for note in notes]
    return strokes


def _place(note: Note, style: DrumStyle, scene: Scene) -> tuple[int, int]:
    """Step and voice."""
    voice = voice_of(note, style)
    assert voice is not None
    return step_of(note.start, style.feel, scene.swing), voice


def _struck(note: Note, style: DrumStyle, scene: Scene, levels: Levels, gain: float) -> Struck:
    """The inverse of `_note`, to its rounding."""
    step, voice = _place(note, style, scene)
    late = (note.start - place_of(step, style.feel, scene.swing)) / _ticks_in_a_ms(scene) - _habit_ms(
        step, voice, scene
    )
    return Struck(step, voice, (note.velocity / gain - levels.of(step, voice)) / SPREAD, late / SPREAD)


def _habit_ms(step: int, voice: int, scene: Scene) -> float:
    """How late a voice usually is, and how far the whole drummer has drifted at this beat."""
    late = LATE_OFF_MS if step % STEPS_PER_BEAT else LATE_MS
    return late.get(voice, 0.0) + drift_ms(scene.seed, step // STEPS_PER_BEAT)


def _is_stray_foot(note: Note, scene: Scene) -> bool:
    """In three the foot closes on 3 now and then; in five that would be on all beats but one."""
    place = step_of(note.start, "swing", scene.swing) % (scene.meter.beats * STEPS_PER_BEAT)
    return note.pitch == PITCH_OF_VOICE[PEDAL_HAT] and place in (2 * STEPS_PER_BEAT, 4 * STEPS_PER_BEAT)


def _last_hit(scene: Scene, start: Tick) -> tuple[Note, ...]:
    """Kick and crash; the cymbal rings."""
    loudness = round(60 + 40 * scene.intensity)
    end = Tick(start + scene.meter.bar)
    return tuple(sorted(Note(start, PITCH_OF_VOICE[voice], end, loudness) for voice in (KICK, CRASH)))
