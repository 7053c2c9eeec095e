"""The pianist's network of rhythm: when the next note of a line comes, and how long this one lasts.

Dense 320 and 192, 0.1 million weights. What it is told and answers: `jamd.players.pianist.lines.rhythm_codec`. Half of
the notes are told how many notes a bar are played around them, which becomes the control of density.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.players.pianist.lines import rhythm_codec as codec
from train.learning.network import Arrays, Data
from train.learning.schedules import Cosine
from train.networks.lines.marginals import marginals
from train.networks.lines.network import LineRhythm
from train.networks.lines.notes import NoteLessons, rhythm_notes
from train.networks.lines.solos import solo_of
from train.prepare.shards import SplitBy

TITLE: Final = "piano network that writes the rhythm of a line"
EXPECT: Final = "three minutes on two busy cores; 4.6 bits a note on held-out soloists (an n-gram 5.4)"
CODEC = codec
LEARNS_FROM: Final[Mapping[str, SplitBy]] = {"weimar": "performer"}
SCHEDULE: Final = Cosine()
STEPS_A_BAR: Final = 10  # notes
SIDE_BY_SIDE: Final = 16
EPOCHS: Final = 12
NO_DENSITY: Final = 0.5  # share of notes that are not told how many are played around them
VOCABULARY: Final = {
    "gap": "log odds of the steps, six to the beat, until the next note: 1 to 48, then longer and longer classes",
    "length": "for each kind of gap, log odds of the note's length: a share of a short gap, steps before a rest",
    "features": "place, gaps and lengths before, phrase, tempo, chord's change, the last two bars' onsets, density",
}

music_of = solo_of


def network() -> LineRhythm:
    return LineRhythm(name="pianist_line_rhythm")


def hide(features: NDArray[np.float32], rng: np.random.Generator | None) -> None:
    untold = np.arange(len(features)) if rng is None else np.flatnonzero(rng.random(len(features)) < NO_DENSITY)
    features[untold[:, None], codec.DENSITY] = 0


def lessons(data: Data) -> NoteLessons:
    return NoteLessons(data, rhythm_notes, hide, marginals(rhythm_notes, ("gap", "length")), EPOCHS)


def random_inputs(steps: int, rng: np.random.Generator) -> Arrays:
    return {"features": (rng.random((steps, codec.FEATURES)) < 0.1).astype(np.float32)}
