"""The hand-written drummer: swing ride, hi-hat foot, feathered kick, comments on snare and kick, fills that land.

A bar depends on the seed, its place in the form, the intensity, and the keyboardist: comments answer accents and go to
places that were hit in two of the last four bars, and in a gap there are fewer of them. Every stroke has its level here
and its touch from `jamd.players.touch`. Levels (MIDI velocity at a middling intensity): ride 61, its skip note .88 of
that, foot 74, ghosts 28 to 46, accents 66 to 76.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec
import numpy as np

from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT, BandPart, Note, Tick
from jamd.players.rules import drum_figures as figures
from jamd.players.rules.drum_form import Manner, fill_from, lands, lands_on_crash, manner_of, sets_up
from jamd.players.rules.drum_solo import break_hit, solo
from jamd.players.rules.grooves import groove, has_groove
from jamd.players.rules.listening import EIGHTH, answers_accent, expected, rests_now
from jamd.players.touch import DRUMMER, struck_at, velocity

_RING: Final = 120  # ticks a drum note lasts
_STREAMS_A_BAR: Final = 8  # 0 ride, 1 comments, 2 fill, 3 hat, 4 what is left out in a gap, 5 answers
_MIDDLE: Final = EIGHTH // 2  # the straight place that swing moves to the second triplet
_ANSWERED: Final = 0.6  # of the accents just heard
_BESIDE_A_GROOVE: Final = 0.4  # of the comments
_IN_A_BALLAD: Final = 0.6  # of comments and intensity
_DRAG_BPM: Final = 200.0  # up to here the ride has a triplet now and then
_LATE_MS: Final = {figures.PEDAL_HAT: -6.0, figures.SNARE: -8.0, figures.KICK: -4.0}
"""The foot comes before the ride (2 to 26 ms, Hofmann 2017), and so do comments off the beat."""


class Stroke(NamedTuple):
    """One hit: ticks from the bar line on the straight grid, General MIDI pitch, velocity at a middling intensity."""

    place: int
    pitch: int
    level: float
    in_gaps: float = 1.0  # how likely it is played where the keyboardist rests


class RulesDrummer:
    """Called by the band process alone; never blocks. Keeps nothing between calls."""

    part: BandPart = "drums"

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        if scene.role == "last":
            return _last_hit(scene, start)
        if scene.role == "break":
            return break_hit(scene, start)
        bars = range(max(0, start // scene.meter.bar), max(0, -(-end // scene.meter.bar)))
        notes = (note for bar in bars for note in _bar(scene, bar))
        return tuple(sorted(note for note in notes if start <= note.start < end))


def _bar(scene: Scene, bar: int) -> Iterator[Note]:
    """Every stroke stays inside its bar, so a bar is all that sounds there."""
    loudest: dict[tuple[int, int], Stroke] = {}
    luck = rng_at(scene.seed, "drums", bar * _STREAMS_A_BAR + 4).random((8 * scene.meter.beats, 4))
    resting = 2 * scene.follow if rests_now(scene) else 0.0
    for stroke in _strokes(scene, bar):
        if luck[stroke.place * 2 // EIGHTH, stroke.pitch % 4] > stroke.in_gaps**resting:
            continue
        key = (stroke.place, stroke.pitch)
        loudest[key] = max(stroke, loudest.get(key, stroke), key=lambda stroke: stroke.level)
    gain = 0.78 + 0.5 * scene.intensity
    for (inside, pitch), stroke in loudest.items():
        place = bar * scene.meter.bar + inside
        late = _LATE_MS.get(pitch, 0.0) if inside % TICKS_PER_BEAT or pitch == figures.PEDAL_HAT else 0.0
        start = struck_at(scene, DRUMMER, place, pitch, late)
        yield Note(start, pitch, Tick(start + _RING), velocity(scene, DRUMMER, place, stroke.level * gain, pitch))


def _last_hit(scene: Scene, start: Tick) -> tuple[Note, ...]:
    """Kick and crash; the cymbal rings."""
    loudness = round(60 + 40 * scene.intensity)
    strokes = ((figures.KICK, loudness), (figures.CRASH, loudness))
    return tuple(sorted(Note(start, pitch, Tick(start + scene.meter.bar), loud) for pitch, loud in strokes))


def _strokes(scene: Scene, bar: int) -> Iterator[Stroke]:
    """Everything of one bar: time until the fill starts, the foot all through, and what ends the bar."""
    if scene.role == "solo":
        yield from (Stroke(*each) for each in solo(scene, bar))
        return
    manner, until, landing = manner_of(scene, bar), fill_from(scene, bar), lands(scene, bar)
    if landing:
        yield from _landing(scene, bar)
    time, foot, comments = _time(scene, bar, manner, landing)
    yield from foot
    for stroke in (*time, *comments):
        if stroke.place < until:
            yield stroke
    if until < scene.meter.bar:
        yield from _fill(scene, bar, until)


def _time(scene: Scene, bar: int, manner: Manner, landing: bool) -> tuple[tuple[Stroke, ...], ...]:
    """Of the style: what stops for a fill, the foot, which does not, and comments."""
    if has_groove(scene.style):
        strokes = [Stroke(*each) for each in groove(scene, bar)]
        foot = tuple(stroke for stroke in strokes if stroke.pitch == figures.PEDAL_HAT)
        fewer = msgspec.structs.replace(scene, busy=_BESIDE_A_GROOVE * scene.busy)
        plain = manner._replace(feathered=False)
        time = tuple(stroke for stroke in strokes if stroke.pitch != figures.PEDAL_HAT)
        return time, foot, tuple(_comments(fewer, bar, plain))
    if scene.style == "ballad":
        scene = msgspec.structs.replace(scene, busy=_IN_A_BALLAD * scene.busy, intensity=_IN_A_BALLAD * scene.intensity)
    ride, foot = tuple(_ride(scene, bar, manner, landing)), tuple(_hat(scene, bar, manner))
    return ride, foot, tuple(_comments(scene, bar, manner))


# --- time -----------------------------------------------------------------------------------------


def _ride(scene: Scene, bar: int, manner: Manner, landing: bool) -> Iterator[Stroke]:
    """Most beats, each of which may be left out, and skip notes; now and then the triplet before a skip note."""
    rng = rng_at(scene.seed, "drums", bar * _STREAMS_A_BAR)
    rides = figures.RIDES[scene.meter.beats]
    pattern = rides[_drawn(rng, [(low, high) for low, high, _ in rides], scene.intensity, scene.temperature)][2]
    skip, kept = float(rng.uniform(0.83, 0.93)), rng.random(2 * scene.meter.beats) >= manner.left_out
    drags = rng.random() < 0.12 and scene.bpm <= _DRAG_BPM
    for eighth in pattern:
        level = 61.0 + (3 if eighth % 4 == 2 else 0)  # 2 and 4 a little louder
        if eighth % 2:
            yield Stroke(eighth * EIGHTH, figures.RIDE, level * skip, in_gaps=0.6)
            if drags:
                yield Stroke(eighth * EIGHTH - _MIDDLE, figures.RIDE, level * skip - 6, in_gaps=0.3)
                drags = False
        elif eighth == 0 and landing and lands_on_crash(scene, bar):
            continue
        elif kept[eighth] or (eighth == 0 and (landing or bar == 0)):
            yield Stroke(eighth * EIGHTH, figures.RIDE, level)


def _hat(scene: Scene, bar: int, manner: Manner) -> Iterator[Stroke]:
    rng = rng_at(scene.seed, "drums", bar * _STREAMS_A_BAR + 3)
    if scene.meter.beats == 3 and manner.feathered:
        yield Stroke(4 * EIGHTH, figures.PEDAL_HAT, 67)
    for eighth in figures.HAT_FOOT[scene.meter.beats]:
        if rng.random() < manner.foot or scene.meter.beats == 3:
            yield Stroke(eighth * EIGHTH, figures.PEDAL_HAT, 74)


# --- comments -------------------------------------------------------------------------------------


def _comments(scene: Scene, bar: int, manner: Manner) -> Iterator[Stroke]:
    rng = rng_at(scene.seed, "drums", bar * _STREAMS_A_BAR + 1)
    beats = scene.meter.beats
    commented = _commented(scene, bar, manner, rng)
    if manner.feathered:
        for eighth in figures.FEATHERED[beats]:
            if "kick" not in (commented.get(eighth), commented.get(eighth + 1), commented.get(eighth - 1)):
                yield Stroke(eighth * EIGHTH, figures.KICK, 32.0 + (10 if beats == 3 else 0), in_gaps=0.8)
    luck = rng_at(scene.seed, "drums", bar * _STREAMS_A_BAR + 5).random(2 * beats)
    for eighth in range(1, 2 * beats, 2):
        if luck[eighth] < 2 * scene.follow * _ANSWERED and answers_accent(
            scene, Tick(bar * scene.meter.bar + eighth * EIGHTH)
        ):
            commented.setdefault(eighth, "snare")
    for eighth, voice in sorted(commented.items()):
        accented = rng.random() < 0.08 + 0.55 * scene.intensity
        level = float(rng.uniform(66, 76) if accented else rng.uniform(30, 46))
        pitch = figures.SNARE if voice == "snare" else figures.KICK
        yield Stroke(eighth * EIGHTH, pitch, level, in_gaps=0.35)
    if rng.random() < 1.2 * (scene.intensity - 0.4):  # a ghost between the beats
        beat = int(rng.integers(0, beats))
        yield Stroke(beat * TICKS_PER_BEAT + _MIDDLE, figures.SNARE, float(rng.uniform(28, 38)), in_gaps=0.3)


def _commented(scene: Scene, bar: int, manner: Manner, rng: np.random.Generator) -> dict[int, figures.Voice]:
    """Eighths on which snare or kick comment: more with intensity, and where the keyboardist can be expected."""
    beats = scene.meter.beats
    heard = expected(scene, Tick(bar * scene.meter.bar))
    luck = scene.temperature * rng.gumbel(size=2 * beats)
    liking = {
        eighth: float(
            np.log(weight * manner.liking[eighth] * (1 + 12 * scene.follow * heard.get(eighth, 0.0))) + luck[eighth]
        )
        for eighth, weight in figures.COMPING[beats].items()
    }
    usual = (0.4 + 3.4 * scene.intensity) * manner.talk * scene.busy * beats / 4
    count = max(0, round(usual + scene.temperature * (int(rng.poisson(usual)) - usual)))
    commented: dict[int, figures.Voice] = {}
    for eighth in sorted(liking, key=lambda eighth: -liking[eighth])[:count]:
        commented[eighth] = "snare" if rng.random() < 0.6 else "kick"
    if sets_up(scene, bar):
        setups = figures.SETUPS[beats]
        commented |= dict(setups[int(rng.integers(len(setups)))])
    return commented


# --- fills ----------------------------------------------------------------------------------------


def _fill(scene: Scene, bar: int, start: int) -> Iterator[Stroke]:
    rng = rng_at(scene.seed, "drums", bar * _STREAMS_A_BAR + 2)
    path = figures.FILL_PATHS[int(rng.integers(len(figures.FILL_PATHS)))]
    beats = (scene.meter.bar - start) // TICKS_PER_BEAT
    weights = [(low, high) for low, high, _ in figures.FILL_BEATS]
    for beat in range(beats):
        drum = path[max(0, beat + len(path) - beats)]
        triplets = figures.FILL_BEATS[_drawn(rng, weights, scene.intensity)][2]
        for triplet in triplets:
            accented = triplet == triplets[0] or rng.random() < 0.25
            level = 70.0 + 2 * beat if accented else 52.0 + 3 * beat
            yield Stroke(start + beat * TICKS_PER_BEAT + triplet * _MIDDLE, drum, level)
        if triplets[0] != 0 and beat == 0:
            yield Stroke(start, figures.KICK, 58.0)


def _landing(scene: Scene, bar: int) -> Iterator[Stroke]:
    """Beat 1 after a fill: kick, and a crash if the music is loud enough, else the ride."""
    yield Stroke(0, figures.KICK, 72.0)
    yield Stroke(0, figures.CRASH if lands_on_crash(scene, bar) else figures.RIDE, 80.0)


def _drawn(
    rng: np.random.Generator, weights: list[tuple[float, float]], intensity: float, temperature: float = 1.0
) -> int:
    """An index, by weights that lie between those at intensity 0 and at 1; the likeliest where temperature is low."""
    mixed = np.array([low + (high - low) * intensity for low, high in weights])
    mixed = (mixed / mixed.max()) ** (1 / max(temperature, 0.05))
    return int(rng.choice(len(weights), p=mixed / mixed.sum()))
