"""The hand-written drummer: swing ride, hi-hat foot, feathered kick, comping on snare and kick, fills at section ends.

A bar depends on the seed, its position in the form, the intensity, and where the keyboardist put accents. Everything
lies on the swing grid; only velocity varies. Loudness (MIDI velocity) after recorded ride styles: quarters
47 to 55, skip notes .62 to .80 of that, hi-hat foot 60 to 75, ghosts 18 to 42, accents 61 to 73.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT, BandPart, Note, Tick
from jamd.music.time.swing import swung
from jamd.players.rules import drum_figures as figures
from jamd.players.rules.drum_solo import break_hit
from jamd.players.rules.listening import EIGHTH, accents

_RING: Final = 120  # ticks a drum note lasts
_STREAMS_A_BAR: Final = 8  # 0 ride, 1 comping, 2 fill, 3 hat, 4 loudness, 5 what holds for four bars
_MIDDLE: Final = EIGHTH // 2  # the straight place that swing moves to the second triplet


class Stroke(NamedTuple):
    """One hit: ticks from the bar line on the straight grid, General MIDI pitch, loudness at a middling intensity."""

    place: int
    pitch: int
    loudness: float


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
    loudest: dict[tuple[int, int], float] = {}
    for stroke in _strokes(scene, bar):
        key = (stroke.place, stroke.pitch)
        loudest[key] = max(stroke.loudness, loudest.get(key, 0.0))
    rng = rng_at(scene.seed, "drums", bar * _STREAMS_A_BAR + 4)
    breath = rng.normal(0, 1.5, 64)
    gain = 0.78 + 0.5 * scene.intensity
    for i, ((place, pitch), loudness) in enumerate(sorted(loudest.items())):
        start = swung(Tick(bar * scene.meter.bar + place), scene.swing)
        velocity = round(loudness * gain + float(breath[i % 64]))
        yield Note(start, pitch, Tick(start + _RING), min(127, max(1, velocity)))


def _last_hit(scene: Scene, start: Tick) -> tuple[Note, ...]:
    """Kick and crash; the cymbal rings."""
    loudness = round(60 + 40 * scene.intensity)
    strokes = ((figures.KICK, loudness), (figures.CRASH, loudness))
    return tuple(sorted(Note(start, pitch, Tick(start + scene.meter.bar), loud) for pitch, loud in strokes))


def _strokes(scene: Scene, bar: int) -> Iterator[Stroke]:
    """Everything of one bar: time until the fill starts, the foot all through, and what ends the bar."""
    fill_from = _fill_from(scene, bar)
    landing = bar > 0 and _fill_from(scene, bar - 1) < scene.meter.bar
    yield from _hat(scene, bar)
    if landing:
        yield from _landing(scene, bar)
    for stroke in (*_ride(scene, bar, landing), *_comping(scene, bar)):
        if stroke.place < fill_from:
            yield stroke
    if fill_from < scene.meter.bar:
        yield from _fill(scene, bar, fill_from)


# --- the form -------------------------------------------------------------------------------------


def _bar_of_section(scene: Scene, bar: int) -> int:
    """Bars since the section began; without a chart, sections last eight bars."""
    if scene.chart is None:
        return bar % 8
    return bar % scene.chart.bars_in_form - scene.chart.section_at(bar).first


def _fill_from(scene: Scene, bar: int) -> int:
    """Tick of the bar at which its fill starts: early where the form ends, late where a section ends, else the end."""
    beats = scene.meter.beats
    form_ends = bar % 32 == 31 if scene.chart is None else scene.chart.form_ends(bar)
    section_ends = bar % 8 == 7 if scene.chart is None else scene.chart.section_ends(bar)
    eighth_bar = _bar_of_section(scene, bar) % 8 == 7  # a long section without marks is still heard in eights
    if form_ends:
        last = beats if scene.intensity >= 0.3 else 2
    elif section_ends or eighth_bar:
        last = 2 if scene.intensity >= 0.6 else 1
    else:
        last = 0
    return (beats - last) * TICKS_PER_BEAT


# --- time -----------------------------------------------------------------------------------------


def _ride(scene: Scene, bar: int, landing: bool) -> Iterator[Stroke]:
    rng = rng_at(scene.seed, "drums", bar * _STREAMS_A_BAR)
    rides = figures.RIDES[scene.meter.beats]
    pattern = rides[_drawn(rng, [(low, high) for low, high, _ in rides], scene.intensity)][2]
    skip = float(rng.uniform(0.64, 0.78))
    for eighth in pattern:
        beat = 51.0 + (4 if eighth % 4 == 2 else 0)  # 2 and 4 a little louder
        if not (landing and eighth == 0):
            yield Stroke(eighth * EIGHTH, figures.RIDE, beat * skip if eighth % 2 else beat)


def _hat(scene: Scene, bar: int) -> Iterator[Stroke]:
    rng = rng_at(scene.seed, "drums", bar * _STREAMS_A_BAR + 3)
    loudness = float(rng.uniform(61, 70))
    keeps_time = rng.random() < 0.95
    if scene.meter.beats == 3 and _four_bars(scene, bar).random() < 0.4:
        yield Stroke(4 * EIGHTH, figures.PEDAL_HAT, loudness - 6)
    for eighth in figures.HAT_FOOT[scene.meter.beats]:
        if keeps_time or eighth == 2:
            yield Stroke(eighth * EIGHTH, figures.PEDAL_HAT, loudness)


def _four_bars(scene: Scene, bar: int) -> np.random.Generator:
    """What holds for four bars draws from their first bar's stream."""
    first = bar - _bar_of_section(scene, bar) % 4
    return rng_at(scene.seed, "drums", first * _STREAMS_A_BAR + 5)


# --- comments -------------------------------------------------------------------------------------


def _comping(scene: Scene, bar: int) -> Iterator[Stroke]:
    rng = rng_at(scene.seed, "drums", bar * _STREAMS_A_BAR + 1)
    beats = scene.meter.beats
    commented = dict(_commented(scene, bar, rng))
    if _four_bars(scene, bar).random() < 0.4:
        for eighth in figures.FEATHERED[beats]:
            if "kick" not in (commented.get(eighth), commented.get(eighth + 1), commented.get(eighth - 1)):
                yield Stroke(eighth * EIGHTH, figures.KICK, float(rng.uniform(20, 27)) + (10 if beats == 3 else 0))
    for eighth, voice in sorted(commented.items()):
        accented = rng.random() < 0.08 + 0.55 * scene.intensity
        loudness = float(rng.uniform(61, 70) if accented else rng.uniform(24, 40))
        yield Stroke(eighth * EIGHTH, figures.SNARE if voice == "snare" else figures.KICK, loudness)
    if rng.random() < 1.2 * (scene.intensity - 0.4):  # a ghost between the beats
        beat = int(rng.integers(0, beats))
        yield Stroke(beat * TICKS_PER_BEAT + _MIDDLE, figures.SNARE, float(rng.uniform(18, 30)))


def _commented(scene: Scene, bar: int, rng: np.random.Generator) -> Iterator[tuple[int, figures.Voice]]:
    """Eighths on which snare or kick comment: more with intensity, and rather where the keyboardist has accents."""
    beats = scene.meter.beats
    place = _bar_of_section(scene, bar) % 4
    heard = accents(scene, Tick(bar * scene.meter.bar))
    luck = rng.gumbel(size=2 * beats)
    liking = {
        eighth: float(np.log(weight * (1 + 2 * heard.get(eighth, 0.0))) + luck[eighth])
        for eighth, weight in figures.COMPING[beats].items()
        if place not in (1, 3) or eighth not in figures.SETUP_PLACES[beats]
    }
    count = int(rng.poisson((0.1 + 3.8 * scene.intensity**1.3) * beats / 4))
    for eighth in sorted(liking, key=lambda eighth: -liking[eighth])[:count]:
        yield eighth, "snare" if rng.random() < 0.65 else "kick"
    if place == 3 and scene.intensity > 0.25:
        setups = figures.SETUPS[beats]
        yield from setups[int(rng.integers(len(setups)))]


# --- fills ----------------------------------------------------------------------------------------


def _fill(scene: Scene, bar: int, start: int) -> Iterator[Stroke]:
    rng = rng_at(scene.seed, "drums", bar * _STREAMS_A_BAR + 2)
    path = figures.FILL_PATHS[int(rng.integers(len(figures.FILL_PATHS)))]
    beats = (scene.meter.bar - start) // TICKS_PER_BEAT
    weights = [(low, high) for low, high, _ in figures.FILL_BEATS]
    for beat in range(beats):
        drum = path[beat + len(path) - beats]
        triplets = figures.FILL_BEATS[_drawn(rng, weights, scene.intensity)][2]
        for triplet in triplets:
            accented = triplet == triplets[0] or rng.random() < 0.25
            loudness = 64.0 + 2 * beat if accented else 44.0 + 3 * beat
            yield Stroke(start + beat * TICKS_PER_BEAT + triplet * _MIDDLE, drum, loudness)
        if triplets[0] != 0 and beat == 0:
            yield Stroke(start, figures.KICK, 50.0)


def _landing(scene: Scene, bar: int) -> Iterator[Stroke]:
    """Beat 1 after a fill: kick, and a crash if the music is loud enough, else the ride."""
    crash = scene.intensity >= (0.4 if _bar_of_section(scene, bar) == 0 else 0.6)
    yield Stroke(0, figures.KICK, 66.0)
    yield Stroke(0, figures.CRASH if crash else figures.RIDE, 72.0)


def _drawn(rng: np.random.Generator, weights: list[tuple[float, float]], intensity: float) -> int:
    """An index, by weights that lie between those at intensity 0 and at 1."""
    mixed = np.array([low + (high - low) * intensity for low, high in weights])
    return int(rng.choice(len(weights), p=mixed / mixed.sum()))
