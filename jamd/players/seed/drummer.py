"""The seed's drummer: a network chooses which drums, sixteenth by sixteenth; plain rules do the rest.

- Past: what this part played (`scene.own`). What lies before its first note is taken to be plain jazz time (ride and
  foot), so that a network that has learned every style hears at once which one is meant.
- Velocity, which the network does not have: a level for each voice, scaled by intensity, and the touch of
  `jamd.players.touch` around it.
- The network has one closed hat: struck together with the ride it is the foot's (44), alone the stick's (42).
- Intensity is a logit bias for more voices or fewer, a fast tempo one against odd sixteenths; temperature is the
  network's own.
- Places: the swing grid of `scene.swing`, and the touch around it, the same for all that a step strikes.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from jamd.music import drum_kit
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import BandPart, Note, Tick
from jamd.players.arrays import Array
from jamd.players.onnx_model import MODELS, OnnxModel
from jamd.players.sampling import sample
from jamd.players.seed import codec_drums as codec
from jamd.players.seed.grid import STEP, STEPS_PER_BEAT, first_step, place_of, step_of, step_struck_at, tempo_bias
from jamd.players.seed.stepped_network import SteppedNetwork, primed_from
from jamd.players.three_and_two import is_in_five, played_in_threes
from jamd.players.touch import DRUMMER, velocity

KICK, SNARE, HAT, OPEN_HAT, LOW_TOM, MID_TOM, HIGH_TOM, CRASH, RIDE = range(len(codec.VOICES))
PITCHES: Final = tuple(drum_kit.PITCH_OF_VOICE[drum_kit.VOICES.index(name)] for name in codec.VOICES)
FOOT: Final = drum_kit.PITCH_OF_VOICE[drum_kit.PEDAL_HAT]

TIME: Final = {
    4: codec.encode([(step, RIDE) for step in (0, 4, 6, 8, 12, 14)] + [(4, HAT), (12, HAT)], 0, 16).tolist(),
    3: codec.encode([(step, RIDE) for step in (0, 4, 6, 8)] + [(4, HAT), (8, HAT)], 0, 12).tolist(),
}
"""A bar of plain time, by beats to the bar."""

_VOICE_OF_PITCH: Final = {pitch: codec.VOICE_OF_KIT[voice] for pitch, voice in drum_kit.VOICE_OF_PITCH.items()}
VOICE_BIAS: Final = 0.2  # logit bias of each voice struck: brings free running to the real 14 hits a bar (train/LOG.md)
INTENSITY_BIAS: Final = 0.4  # logit bias of each voice struck, times intensity - 1/2
LENGTH: Final = 100  # ticks, or to the next step if that is sooner
VOICES_IN: Final = np.array([len(codec.voices_of(symbol)) for symbol in range(codec.CLASSES)], np.float32)


class SeedDrummer:
    """A Player. ModelError where the network cannot be loaded."""

    part: BandPart = "drums"

    def __init__(self, models: Path = MODELS) -> None:
        model = OnnxModel(models, "seed_drums", codec.CODEC, codec.CODEC_VERSION)
        self._network = SteppedNetwork(model, _features)

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        """Notes whose start lies in [start, end), sorted."""
        if is_in_five(scene):
            return played_in_threes(self._play, scene, start, end, drums=True)
        return self._play(scene, start, end)

    def _play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        first, last = (first_step(scene, DRUMMER, tick) for tick in (start, end))
        beats = scene.meter.beats
        base = primed_from(first, beats)
        symbols = _past(scene, base, first)
        self._network.prepare_next_block(symbols, base, first, beats)
        bias = VOICE_BIAS + INTENSITY_BIAS * (round(scene.intensity, 1) - 0.5)  # in tenths, so that plans stay put
        notes: list[Note] = []
        for step in range(first, last):
            past = symbols[primed_from(step, beats) - base :]
            rng = rng_at(scene.seed, self.part, step)
            logits = self._network.logits(past, step, beats) + (bias + tempo_bias(step, scene.bpm)) * VOICES_IN
            symbol = sample(logits, scene.temperature, rng)
            symbols.append(symbol)
            notes += _struck(symbol, step, scene)
        return tuple(sorted(notes))


def _features(past: Sequence[int], step: int, beats: int) -> Array:
    return codec.features(past[-1] if past else codec.REST, step, beats)


def _past(scene: Scene, base: int, first: int) -> list[int]:
    """Symbols of the steps base .. first - 1: what was played, and plain time before anything was."""
    beats = scene.meter.beats
    bar = beats * STEPS_PER_BEAT
    oldest = place_of(base - 1, scene.swing)
    hits = [
        (step_of(note.start, scene.swing), _VOICE_OF_PITCH[note.pitch])
        for note in scene.own
        if note.start >= oldest and note.pitch in _VOICE_OF_PITCH
    ]
    symbols: list[int] = codec.encode(hits, base, first - base).tolist()
    began = min((step for step, _ in hits if step >= base), default=first)
    for step in range(base, min(began, first)):
        symbols[step - base] = TIME[beats][step % bar]
    return symbols


def _struck(symbol: int, step: int, scene: Scene) -> list[Note]:
    """The notes of one step, with their velocities."""
    voices = codec.voices_of(symbol)
    start, following = (step_struck_at(scene, DRUMMER, each) for each in (step, step + 1))
    loudness = 0.75 + 0.5 * scene.intensity
    notes = []
    for voice in voices:
        pitch = FOOT if voice == HAT and RIDE in voices else PITCHES[voice]
        level = _level(voice, pitch, step, voices, scene.meter.beats) * loudness
        force = velocity(scene, DRUMMER, step * STEP, level, voice)
        notes.append(Note(start, pitch, min(Tick(start + LENGTH), following), force))
    return notes


def _level(voice: int, pitch: int, step: int, voices: tuple[int, ...], beats: int) -> float:
    """How hard a voice is struck at middle intensity, by where it stands and what sounds with it."""
    inside = step % STEPS_PER_BEAT  # 0 the beat, 2 its off-beat, 1 and 3 between
    backbeat = inside == 0 and step // STEPS_PER_BEAT % beats % 2 == 1
    if voice in (RIDE, HAT, OPEN_HAT):
        if pitch == FOOT:
            return 74.0
        return (61.0 + 3.0 * backbeat) * (1.0 if inside == 0 else 0.88)
    if voice == SNARE:
        if KICK in voices or CRASH in voices or backbeat:
            return 74.0  # an accent
        return 54.0 if inside == 2 else 38.0  # comping, or a ghost
    if voice == KICK:
        return 68.0 if inside == 2 or CRASH in voices else 44.0  # an accent, or feathered
    return 84.0 if voice == CRASH else 68.0 + 6.0 * (inside == 0)  # toms
