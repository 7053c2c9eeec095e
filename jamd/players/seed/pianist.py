"""The seed's pianist: a network goes on with the melody that is being played; plain rules do the rest.

- Past: one line, the keyboardist's top notes where they play, this part's own where they do not. So in `line` the piano
  carries on what the keyboardist began. Role `comp` is a line too, thinner and softer: this network knows no chords.
- Harmony, which the network does not know: where a chord is agreed on, its tones and its scale are made likelier.
- Tempo, which the network does not know: at a fast one, notes on odd sixteenths are made less likely.
- Room: in the half bar in which the keyboardist was last heard to play, new notes are made much less likely; in `comp`
  the same holds, less strongly, for two bars from there.
- Velocity, which it does not have either: the keyboardist's mean of the last four bars, off-beats a little stronger.
- Places: the swing grid, and the touch of `jamd.players.touch` around it. A note lasts to the network's OFF, to the
  next note, or for a bar.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.harmony.chords import Chord
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import BandPart, Note, Tick
from jamd.players.onnx_model import MODELS, OnnxModel
from jamd.players.sampling import sample
from jamd.players.seed import codec_piano as codec
from jamd.players.seed.grid import STEP, STEPS_PER_BEAT, first_step, place_of, step_of, step_struck_at, tempo_bias
from jamd.players.seed.stepped_network import SteppedNetwork, primed_from
from jamd.players.three_and_two import is_in_five, played_in_threes
from jamd.players.touch import PIANIST, velocity

# Logit biases, added to an event before it is drawn.
CHORD_TONE: Final = (
    0.35  # the three together bring 51 % chord and 75 % scale tones, real solos 49 and 72 (train/LOG.md)
)
SCALE_TONE: Final = -0.1
OUTSIDE: Final = -0.3
BUSY: Final = -3.0  # a new note while the keyboardist plays
BUSY_NEAR: Final = -1.0  # a new note of the comping soon after
COMP: Final = -0.7  # every new note of the comping
INTENSITY: Final = 1.2  # every new note, times intensity - 1/2

LONGEST: Final = 16  # steps that one note may last
LOUDNESS: Final = 64.0  # of a keyboardist who was not heard yet


class SeedPianist:
    """A Player. ModelError where the network cannot be loaded."""

    part: BandPart = "piano"

    def __init__(self, models: Path = MODELS) -> None:
        model = OnnxModel(models, "seed_piano", codec.CODEC, codec.CODEC_VERSION)
        self._network = SteppedNetwork(model, codec.features)

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        """Notes whose start lies in [start, end), sorted; the last one may end later."""
        if is_in_five(scene):
            return played_in_threes(self._play, scene, start, end, drums=False)
        return self._play(scene, start, end)

    def _play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        first, last = (first_step(scene, PIANIST, tick) for tick in (start, end))
        base = primed_from(first, scene.meter.beats)
        events: list[int] = codec.encode(_line(scene, base), base, first - base).tolist()
        room = _room(scene)
        self._network.prepare_next_block(events, base, first, scene.meter.beats)
        while True:
            step = base + len(events)
            ringing = _sounding_for(events) > 0 and (step == last or events[-1] == codec.HOLD)
            if step >= last and not ringing:  # past the end only to learn where the last note stops
                break
            events.append(self._next(scene, room, events, base, step))
        line = codec.decode(events[first - base :], first)
        return tuple(_played(note, scene) for note in line if note[0] < last)

    def _next(self, scene: Scene, room: dict[int, float], events: list[int], base: int, step: int) -> int:
        """The event at `step`."""
        beats = scene.meter.beats
        past = events[primed_from(step, beats) - base :]
        logits = codec.event_logits(self._network.logits(past, step, beats), past, beats)
        logits += _logit_bias(scene, room, step)
        sounding = _sounding_for(events)
        if not sounding:
            logits[codec.OFF] = -np.inf
        if step == _entry(scene):
            logits[codec.OFF :] = -np.inf  # OFF and HOLD are the last two
        if sounding >= LONGEST:
            logits[codec.HOLD] = -np.inf
        return sample(logits, scene.temperature, rng_at(scene.seed, self.part, step))


def _entry(scene: Scene) -> int | None:
    """The step on which the line takes over from the keyboardist."""
    return first_step(scene, PIANIST, scene.entry) if scene.role == "line" and scene.entry is not None else None


def _line(scene: Scene, base: int) -> list[codec.LineNote]:
    """The keyboardist's top line from step `base` on, and in its gaps this part's own."""
    oldest = place_of(base - LONGEST, scene.swing)
    yours, mine = (
        codec.top_line(_on_grid([note for note in notes if note.start >= oldest], scene.swing))
        for notes in (scene.you, scene.own)
    )
    own = [note for note in mine if not any(a <= note[0] < b for a, b, _ in yours)]
    return codec.top_line(_cut(own, [start for start, _, _ in yours]) + yours)


def _on_grid(notes: Sequence[Note], ratio: float) -> list[codec.LineNote]:
    return [(step_of(note.start, ratio), step_of(note.end, ratio), codec.fold(note.pitch)) for note in notes]


def _cut(notes: list[codec.LineNote], starts: list[int]) -> list[codec.LineNote]:
    """Each note ends where the first of the (sorted) starts falls into it."""
    cut = []
    for start, end, pitch in notes:
        i = bisect_right(starts, start)
        cut.append((start, min(end, starts[i]) if i < len(starts) else end, pitch))
    return cut


def _sounding_for(events: list[int]) -> int:
    """Steps since the sounding note started; 0 if none sounds, or one that began longer than LONGEST ago."""
    for back in range(1, min(LONGEST, len(events)) + 1):
        if events[-back] != codec.HOLD:
            return 0 if events[-back] == codec.OFF else back
    return 0


def _logit_bias(scene: Scene, room: dict[int, float], step: int) -> NDArray[np.float64]:
    """What the rules add to the logits of the events (EVENTS,) at a step."""
    bias = np.zeros(codec.EVENTS)
    comping = COMP if scene.role == "comp" else 0.0
    bias[: codec.OFF] = (
        room.get(step * STEP // (scene.meter.bar // 2), 0.0)
        + INTENSITY * (scene.intensity - 0.5)
        + comping
        + tempo_bias(step, scene.bpm)
    )
    chord = scene.chord_at(place_of(step, scene.swing))
    if chord is not None and chord.chord_tones:
        bias[: codec.OFF] += _harmony_bias(chord)
    return bias


@lru_cache(maxsize=256)
def _harmony_bias(chord: Chord) -> NDArray[np.float64]:
    """(OFF,) what a chord adds to each pitch."""
    classes = [(codec.LOWEST + i) % 12 for i in range(codec.OFF)]
    return np.array(
        [CHORD_TONE if c in chord.chord_tones else SCALE_TONE if c in chord.scale_tones else OUTSIDE for c in classes]
    )


def _room(scene: Scene) -> dict[int, float]:
    """Less than 0 for each half bar that the keyboardist, who was just heard to play, should have to themselves."""
    half = scene.meter.bar // 2
    now = scene.heard // half
    if not any(now * half < note.end and note.start < (now + 1) * half for note in reversed(scene.you)):
        return {}
    near = BUSY_NEAR if scene.role == "comp" else 0.0
    return {now - 1: BUSY, now: BUSY} | {now + ahead: near for ahead in range(1, 5)}


def _played(note: codec.LineNote, scene: Scene) -> Note:
    """A note on its played place, with its velocity."""
    start, end, pitch = note
    recent = [yours.velocity for yours in scene.you if yours.start >= scene.heard - 4 * scene.meter.bar]
    loudness = float(np.mean(recent)) if recent else LOUDNESS
    accent = 1.06 if start % STEPS_PER_BEAT == 2 else 1.0 if start % STEPS_PER_BEAT == 0 else 0.92
    role = 0.8 if scene.role == "comp" else 1.0
    force = velocity(scene, PIANIST, start * STEP, loudness * accent * role * (0.8 + 0.4 * scene.intensity))
    struck, released = (step_struck_at(scene, PIANIST, step) for step in (start, end))
    return Note(struck, pitch, released, force)
